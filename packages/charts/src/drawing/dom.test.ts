import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { element, svgElement, visibleText } from './dom.js';
import { HOSTILE_NAMES, testDocument } from '../testing/document.js';

describe('visibleText', () => {
  it('keeps ordinary text, line breaks, tabs and letters of every script', () => {
    const text = 'loss (α ≤ 0.8)\n\t日本語 עברית 🙂';
    expect(visibleText(text)).toBe(text);
  });

  it('shows what a terminal or page would obey', () => {
    expect(visibleText('\u001b[31m')).toBe('␛[31m');
    expect(visibleText('\u0000\u0007\u007f\u0085')).toBe('␀␇␡\ufffd');
    expect(visibleText('a\u202eb\u2066c\ud800')).toBe('a\ufffdb\ufffdc\ufffd');
  });

  it('leaves no control character in any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(visibleText(text)).not.toMatch(/(?![\n\t])\p{Cc}/u);
      }),
    );
  });
});

describe('element', () => {
  const document = testDocument();

  it.each(HOSTILE_NAMES)('takes %j as text and as an attribute', (name) => {
    const made = element(document, 'p', { title: name }, [name]);
    const svg = svgElement(document, 'text', { 'aria-label': name }, [name]);
    const page = element(document, 'div');
    page.innerHTML = `${made.outerHTML}<svg>${svg.outerHTML}</svg>`;
    expect([...page.querySelectorAll('*')].map((node) => node.tagName.toLowerCase())).toEqual([
      'p',
      'svg',
      'text',
    ]);
    expect(page.querySelector('p')?.textContent).toBe(visibleText(name));
    expect(page.querySelector('p')?.getAttribute('title')).toBe(visibleText(name));
  });

  it('leaves out null and false attributes and null children', () => {
    const made = element(document, 'td', { a: null, b: false, c: true, d: 0 }, [null, 'x']);
    expect(made.outerHTML).toBe('<td c="" d="0">x</td>');
  });
});
