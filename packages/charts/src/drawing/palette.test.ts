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

/**
 * What eyes that lack one kind of cone see of linear RGB (Machado, Oliveira and Fernandes 2009,
 * severity 1).
 */
const EYES: Readonly<Record<string, readonly (readonly number[])[]>> = {
  'normal': [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
  'without red cones': [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
  'without green cones': [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
  'without blue cones': [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]],
}; // prettier-ignore

function linearRgb(hex: string): readonly number[] {
  return [1, 3, 5].map((at) => {
    const value = parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
}

/** OKLab, in which equal distances look about equally large; black to white is 1. */
function seen(hex: string, eye: readonly (readonly number[])[]): readonly number[] {
  const rgb = linearRgb(hex);
  const dot = (row: readonly number[], v: readonly number[]) =>
    row.reduce((sum, weight, i) => sum + weight * (v[i] ?? 0), 0);
  const through = eye.map((row) => Math.min(1, Math.max(0, dot(row, rgb))));
  const cones = [
    [0.4122214708, 0.5363325363, 0.0514459929],
    [0.2119034982, 0.6806995451, 0.1073969566],
    [0.0883024619, 0.2817188376, 0.6299787005],
  ].map((row) => Math.cbrt(dot(row, through)));
  return [
    [0.2104542553, 0.793617785, -0.0040720468],
    [1.9779984951, -2.428592205, 0.4505937099],
    [0.0259040371, 0.7827717662, -0.808675766],
  ].map((row) => dot(row, cones));
}

describe('the ten series colours', () => {
  const series = COLOURS.filter(({ name }) => name.includes('series'));
  const text = COLOURS.find(({ name }) => name.endsWith('foreground')) as ColourToken;

  it('are ten', () => {
    expect(series).toHaveLength(10);
  });

  // Three and a half just noticeable differences of OKLab (0.02); normal eyes get twice that.
  it.each(
    Object.keys(EYES).flatMap((eye) =>
      (['light', 'dark'] as const).map((mode) => [eye, mode] as const),
    ),
  )('stay apart from each other and from the text: eyes %s, %s', (eye, mode) => {
    const least = eye === 'normal' ? 0.15 : 0.07;
    const points = [...series, text].map((token) => seen(token[mode], EYES[eye] ?? []));
    for (const [i, p] of points.entries())
      for (const q of points.slice(0, i))
        expect(Math.hypot(...p.map((v, k) => v - (q[k] ?? 0)))).toBeGreaterThan(least);
  });
});

describe('seriesStyle', () => {
  const styles = Array.from({ length: 90 }, (_, i) => seriesStyle(i));

  it('gives ten series ten colours and ten symbols', () => {
    const ten = styles.slice(0, 10);
    expect(new Set(ten.map(({ colour }) => colour)).size).toBe(10);
    expect(new Set(ten.map(({ symbol }) => symbol)).size).toBe(10);
    expect(new Set(ten.map(({ dash }) => dash)).size).toBe(9);
  });

  it('gives 90 series different pairs of colour and dash', () => {
    expect(new Set(styles.map(({ colour, dash }) => `${colour} ${dash}`)).size).toBe(90);
  });

  it('tells 90 series apart without any colour', () => {
    expect(new Set(styles.map(({ symbol, dash }) => `${symbol} ${dash}`)).size).toBe(90);
  });
});
