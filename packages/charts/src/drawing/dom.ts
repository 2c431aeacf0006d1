/** A value of an attribute; null and false leave it out, true writes it empty. */
export type AttributeValue = string | number | boolean | null;

/** Attributes by name. */
export type Attributes = Readonly<Record<string, AttributeValue>>;

/** What an element can hold; null is left out. */
export type DomChild = Node | string | null;

const SVG = 'http://www.w3.org/2000/svg';

/**
 * Makes an HTML element. Text goes in as text nodes and attribute values through `setAttribute`, so
 * no string can become markup; control characters are made visible first.
 *
 * @example
 * const cell = element(document, 'td', { class: 'number' }, ['< 0.001']);
 * cell.outerHTML; // '<td class="number">&lt; 0.001</td>'
 */
export function element<K extends keyof HTMLElementTagNameMap>(
  document: Document,
  tag: K,
  attributes: Attributes = {},
  children: readonly DomChild[] = [],
): HTMLElementTagNameMap[K] {
  return fill(document.createElement(tag), attributes, children);
}

/** Makes an SVG element, by the same rules as `element`. */
export function svgElement<K extends keyof SVGElementTagNameMap>(
  document: Document,
  tag: K,
  attributes: Attributes = {},
  children: readonly DomChild[] = [],
): SVGElementTagNameMap[K] {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

/**
 * Replaces what a reader cannot see and a page or terminal may obey: control characters (an escape
 * becomes the sign `␛`), half surrogates and marks that turn the direction of text. Line breaks and
 * tabs stay.
 *
 * @example
 * visibleText('\u001b[31mred'); // '␛[31mred'
 */
export function visibleText(text: string): string {
  return text.replace(UNSEEN, (character) => {
    const code = character.codePointAt(0) ?? 0;
    if (code < 0x20) return String.fromCodePoint(0x2400 + code);
    return code === 0x7f ? '\u2421' : '\ufffd';
  });
}

const UNSEEN = /(?![\n\t])[\p{Cc}\p{Cs}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

function fill<E extends Element>(
  node: E,
  attributes: Attributes,
  children: readonly DomChild[],
): E {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === false) continue;
    node.setAttribute(name, value === true ? '' : visibleText(String(value)));
  }
  for (const child of children) {
    if (child !== null) node.append(typeof child === 'string' ? visibleText(child) : child);
  }
  return node;
}
