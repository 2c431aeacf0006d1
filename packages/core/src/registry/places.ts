import type { Node } from 'jsonc-parser';
import { parseTree } from 'jsonc-parser';
import type { ConfigIssue } from './issues.js';
import { segmentsOf } from './pointer.js';

/** A part of a text, in UTF-16 code units. */
export interface TextPlace {
  readonly offset: number;
  readonly length: number;
}

/** What is to stand in place of a part of a text. */
export interface TextChange extends TextPlace {
  readonly content: string;
}

/**
 * Where in the text of an experiment each fault stands: at the key that is not known, at the value that is
 * wrong, at the name of a plugin; for what is missing, at the key of the object that should hold it.
 *
 * @param text what `parseConfigText` has read without a fault
 * @example
 * const fault = { code: 'config/unknown-key', pointer: '/sed', message: '…' } as const;
 * placesOf('{ "sed": 1 }', [fault]); // [{ offset: 2, length: 5 }]
 */
export function placesOf(text: string, issues: readonly ConfigIssue[]): readonly TextPlace[] {
  const tree = parseTree(text, [], { allowTrailingComma: true });
  return issues.map((issue) => (tree === undefined ? START : placeIn(tree, issue)));
}

const START: TextPlace = { offset: 0, length: 1 };

function placeIn(tree: Node, { code, pointer }: ConfigIssue): TextPlace {
  const path = segmentsOf(pointer);
  const { node, depth } = deepest(tree, path);
  const key = keyOf(node);
  if (code === 'config/unknown-key' && depth === path.length && key !== null) return placeOf(key);
  const used = code === 'config/unknown-plugin' ? below(node, 'use') : undefined;
  if (used !== undefined) return placeOf(used);
  // A whole block underlined hides what is in it.
  const isBlock = node.type === 'object' || node.type === 'array';
  if (!isBlock) return placeOf(node);
  return key === null ? { offset: node.offset, length: 1 } : placeOf(key);
}

/** The part at a path, or of what is missing the last part on the way, and how far that is. */
function deepest(tree: Node, path: readonly string[]): { node: Node; depth: number } {
  let node = tree;
  for (const [depth, segment] of path.entries()) {
    const next = below(node, segment);
    if (next === undefined) return { node, depth };
    node = next;
  }
  return { node, depth: path.length };
}

function below({ type, children = [] }: Node, segment: string): Node | undefined {
  if (type === 'array') return /^\d+$/.test(segment) ? children[Number(segment)] : undefined;
  return children.find((property) => property.children?.[0]?.value === segment)?.children?.[1];
}

function keyOf({ parent }: Node): Node | null {
  return parent?.type === 'property' ? (parent.children?.[0] ?? null) : null;
}

function placeOf({ offset, length }: Node): TextPlace {
  return { offset, length };
}

/**
 * The change that puts a value at a pointer of a text, all else left as it stands: in place of what is there, or
 * behind the last key of the object that is to hold it. None where nothing on the way can hold it.
 *
 * @example
 * changesFor('{ "a": 1 }', '/b', 2); // [{ offset: 8, length: 0, content: ', "b": 2' }]
 */
export function changesFor(text: string, pointer: string, value: unknown): readonly TextChange[] {
  const tree = parseTree(text, [], { allowTrailingComma: true });
  if (tree === undefined) return [];
  const path = segmentsOf(pointer);
  const { node, depth } = deepest(tree, path);
  const rest = path.slice(depth);
  if (rest.length === 0) return [{ ...placeOf(node), content: jsonWords(value) }];
  if (node.type !== 'object') return [];
  const inner = rest.slice(1).reduceRight<unknown>((held, key) => ({ [key]: held }), value);
  return [added(text, node, `${JSON.stringify(rest[0])}: ${jsonWords(inner)}`)];
}

/** A property behind the others, on a line of its own where they have such. */
function added(
  text: string,
  { offset, length, children = [] }: Node,
  property: string,
): TextChange {
  const last = children.at(-1);
  if (last === undefined) return { offset, length, content: `{ ${property} }` };
  const lineStart = text.lastIndexOf('\n', last.offset - 1) + 1;
  const before = text.slice(lineStart, last.offset);
  const isOwnLine = lineStart > offset && before.trim() === '';
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const gap = isOwnLine ? eol + before : ' ';
  return { offset: last.offset + last.length, length: 0, content: `,${gap}${property}` };
}

/** In one line, as experiments are written. */
function jsonWords(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(jsonWords).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const parts = Object.entries(value).map(
    ([key, part]) => `${JSON.stringify(key)}: ${jsonWords(part)}`,
  );
  return parts.length === 0 ? '{}' : `{ ${parts.join(', ')} }`;
}
