import { describe, expect, it } from 'vitest';
import type { SweepFact, SweepRecord } from '@isthmus/contract';
import { HOSTILE_NAMES, testDocument } from '../testing/document.js';
import { mean, sweepOver } from '../testing/sweep.js';
import { sweepFactsSection } from './sweep-facts-section.js';
import { sweepPage } from './sweep-page.js';

const document = testDocument();
const ARMS = ['plain', 'L2', 'dropout'];

const fact = (name: string, value: (place: number) => number, index = 0): readonly SweepFact[] =>
  ARMS.map((arm, i) => ({
    ...{ values: { arm }, analysis: 'core/spectrum', index, fact: name, mean: mean(value(i)) },
  }));

const withFacts = (facts: readonly SweepFact[]): SweepRecord => ({
  ...sweepOver('arm', ARMS),
  facts,
});
const drawn = (record: SweepRecord) => sweepFactsSection(document, record) as HTMLElement;

describe('what analyses of a sweep found', () => {
  it('is a chart for each fact that differs, and a row for each fact and group', () => {
    const part = drawn(withFacts([...fact('parameters', () => 310), ...fact('smallest eigenvalue', (i) => -1 - i)])); // prettier-ignore
    const titles = [...part.querySelectorAll('figcaption')].map((one) => one.textContent);
    expect(titles).toEqual(['Smallest eigenvalue against arm']);
    expect(part.textContent).toContain('core/spectrum');
    expect(part.textContent).toContain(
      'Means are over all trials, and the endpoints or pairs of each.',
    );
    const rows = [...part.querySelectorAll('tbody tr')].map((row) =>
      [...row.children].map((cell) => cell.textContent),
    );
    const table = rows.filter(([first]) => first === 'smallest eigenvalue');
    expect(table.map(([, arm, n]) => [arm, n])).toEqual(ARMS.map((arm) => [arm, '20']));
    expect(table[0]![3]).toBe('−1 (−1.1 to −0.9)');
  });

  it('has values below 0 inside of its frame, with 0', () => {
    const [chart] = drawn(withFacts(fact('smallest', (i) => -1 - i))).querySelectorAll('svg');
    const ticks = [...chart!.querySelectorAll('[aria-label="y-axis tick label"] text')].map(
      (tick) => Number(tick.textContent.replace('−', '-')),
    );
    expect(Math.min(...ticks)).toBeLessThanOrEqual(-3);
    expect(Math.max(...ticks)).toBe(0);
    expect(chart!.outerHTML).not.toMatch(/NaN|undefined/);
  });

  it('draws a dozen facts and names how many more differ', () => {
    const facts = Array.from({ length: 15 }, (_, k) => fact(`fact ${k}`, (i) => i + k)).flat();
    const part = drawn(withFacts(facts));
    expect(part.querySelectorAll('figcaption')).toHaveLength(12);
    expect(part.textContent).toContain('3 more facts differ between groups; the table has them.');
  });

  it('keeps two analyses of one name apart', () => {
    const part = drawn(withFacts([...fact('trace', (i) => i), ...fact('trace', (i) => 2 * i, 1)]));
    expect(part.querySelectorAll('h3')).toHaveLength(2);
    expect(part.querySelectorAll('figcaption')).toHaveLength(2);
  });

  it('is not there without analyses, and draws nothing where nothing but the seed is varied', () => {
    expect(sweepFactsSection(document, sweepOver('arm', ARMS))).toBeNull();
    const alone = { ...withFacts(fact('trace', (i) => i)), axes: [] };
    expect(drawn(alone).querySelectorAll('figcaption')).toHaveLength(0);
  });

  it.each(HOSTILE_NAMES)('shows %j as text', (name) => {
    const page = sweepPage(
      {
        ...withFacts(fact(name, (i) => i)),
        axes: [{ pointer: 'arm', name: 'arm', values: ARMS, variants: { [name]: { '/x': name } } }],
      },
      document,
    );
    for (const part of page as readonly HTMLElement[]) {
      expect(part.querySelectorAll('script, img, b, i, [onload], [onerror]')).toHaveLength(0);
      expect(part.outerHTML).not.toMatch(/[\u0000\u0007\u001b\u202e\u2066]/);
    }
  });
});
