import { describe, expect, it } from 'vitest';
import { COLOURS, seriesStyle, type ColourToken } from './palette.js';

/** Relative luminance of WCAG 2.2. */
function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const value = parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [low = 0, high = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

describe('colours', () => {
  const background = COLOURS.find(({ name }) => name.endsWith('background')) as ColourToken;
  const legible = COLOURS.filter(({ name }) => !/background|grid/.test(name));

  // 4.5 to 1 is what WCAG 2.2 asks of text; lines would need 3 to 1 only.
  it.each(legible)('$name is legible on its background, light and dark', (token) => {
    expect(contrast(token.light, background.light)).toBeGreaterThan(4.5);
    expect(contrast(token.dark, background.dark)).toBeGreaterThan(4.5);
  });
});

describe('seriesStyle', () => {
  it('gives 30 series different pairs of colour and dash', () => {
    const styles = Array.from({ length: 30 }, (_, i) => seriesStyle(i));
    expect(new Set(styles.map(({ colour, dash }) => `${colour} ${dash}`)).size).toBe(30);
  });

  it('tells 30 series apart without any colour', () => {
    const styles = Array.from({ length: 30 }, (_, i) => seriesStyle(i));
    expect(new Set(styles.map(({ symbol, dash }) => `${symbol} ${dash}`)).size).toBe(30);
  });
});
