import { describe, expect, it } from 'vitest';
import { COLOURS } from './palette.js';
import { CHART_STYLES, withoutInlineStyle } from './styles.js';
import { testDocument } from '../testing/document.js';

describe('CHART_STYLES', () => {
  // Light and dark twice: by the reader's scheme and by the kind of VS Code's theme; the grid once more in high contrast.
  it('defines each colour for light, dark, forced colours and print', () => {
    for (const { name, vscode } of COLOURS) {
      expect(CHART_STYLES.split(`${name}: `)).toHaveLength(name.endsWith('-grid') ? 8 : 7);
      if (vscode !== null) expect(CHART_STYLES).toContain(`var(${vscode}, `);
    }
  });

  it('keeps a caption as wide as the box that its table scrolls in', () => {
    expect(CHART_STYLES).toMatch(/-scroll, [^{]*-scroll-long \{ container-type: inline-size;/);
    expect(CHART_STYLES).toMatch(/caption \{[^}]*max-width: 100cqi; position: sticky;/);
  });

  it('loads nothing and cannot end its own element', () => {
    expect(CHART_STYLES).not.toMatch(/url\(|@import|expression|</);
  });
});

describe('withoutInlineStyle', () => {
  it('takes style elements and attributes out, of the root too', () => {
    const document = testDocument();
    const root = document.createElement('div');
    root.innerHTML = '<p style="color:red">a<style>p{}</style></p><svg><style>x{}</style></svg>';
    root.setAttribute('style', 'color: red');
    expect(withoutInlineStyle(root).outerHTML).toBe('<div><p>a</p><svg></svg></div>');
  });
});
