import { describe, expect, it } from 'vitest';
import type { CertificationRecord, LeafBounds, PathRecord } from '@isthmus/contract';
import { HOSTILE_NAMES } from '../testing/document.js';
import { pageOf } from '../testing/page.js';
import { connectedPath, examplePair, exampleProof, exampleResult } from '../testing/result.js';

/** The samples are 0.1, 0.2 … 0.9 at t = 0, 1/8 … 1. */
const profile = {
  t: Array.from({ length: 9 }, (_, i) => i / 8),
  loss: Array.from({ length: 9 }, (_, i) => (i + 1) / 10),
};
const leafBounds = { t: [0, 0.3, 0.5, 1], upper: [0.35, 0.6, 0.97] };

function pageWith(proof: Partial<CertificationRecord>, changes: Partial<PathRecord> = {}) {
  const certification = exampleProof({ level: 0.95, leafBounds, leaves: 3, ...proof });
  const paths = [connectedPath({ profile, level: 0.95, certification, ...changes })];
  return pageOf(exampleResult({ pairs: [examplePair({ paths })] }));
}

const texts = (root: ParentNode, selector: string) =>
  [...root.querySelectorAll(selector)].map((node) => node.textContent);
const rows = (page: HTMLElement) =>
  [...page.querySelectorAll('#pair-1-leaves tbody tr')].map((row) => texts(row, 'th, td'));

describe('what a page says of proofs', () => {
  it('is nothing where none was asked for', () => {
    const page = pageOf(exampleResult());
    expect(texts(page, 'h3')).not.toContain('What is proved');
    expect(page.querySelector('#pair-1-leaves')).toBe(null);
    expect(texts(page, '#words dt, dt')).not.toEqual(expect.arrayContaining(['leaf']));
  });

  it('is a sentence for each path, who may check it, and the leaves beside the samples on them', () => {
    const page = pageWith({}, { grade: 'certified', certificate: 'certificates/a-b.json' });
    expect(texts(page, 'h3')).toContain('What is proved');
    expect(page.textContent).toContain('isthmus verify reads certificates/a-b.json');
    expect(rows(page)).toEqual([
      ['0', '0.3', '0.35', '0.3'],
      ['0.3', '0.5', '0.6', '0.5'],
      ['0.5', '1', '▲ 0.97', '0.9'],
    ]);
    expect(page.querySelector('#pair-1-leaves caption')?.textContent).toMatch(
      /^dss\/greedy, 3 leaves\. Proved for every t: .* ▲ marks bounds above the level\.$/,
    );
  });

  it('says why it is undecided, and that the grade stays', () => {
    const reason = 'its bounds stay above the level in 7 leaves; allow more ("leaves")';
    const page = pageWith({ outcome: 'undecided', reason });
    expect(page.textContent).toContain(`Not decided whether the loss stays at or below 0.95`);
    expect(page.textContent).toContain(reason);
    expect(texts(page, 'dt')).toEqual(expect.arrayContaining(['proof undecided', 'leaf']));
    expect(page.textContent).toContain('No certificate was written');
  });

  it('says of a refuted path where it is above the level', () => {
    const proof = { outcome: 'refuted', witness: { t: 0.25, loss: 2 } } as const;
    const lost = { verdict: 'not-found', grade: null, reason: 'refuted' } as const;
    const page = pageWith(proof, lost);
    const sentence = 'Refuted: at t = 0.25 the loss is at least 2, above the level 0.95.';
    expect(page.querySelector('.headline-detail')?.textContent).toContain(sentence);
    expect(texts(page, 'dt')).toEqual(expect.arrayContaining(['refuted']));
  });

  it('never sets samples of all rows beside bounds of some', () => {
    const page = pageWith({ rows: 20, rowsOf: 64 }, { grade: 'sampled' });
    expect(rows(page)[0]).toEqual(['0', '0.3', '0.35']);
    expect(page.querySelector('.headline-title')?.textContent).toContain('sampled at');
    expect(page.querySelector('.headline-detail')?.textContent).toContain(
      'Proved for every t, on 20 of 64 rows of the evaluation set alone',
    );
    const cell = texts(page, '#pair-1 .isthmus-table-cards .isthmus-cell-detail');
    expect(cell).toContain('proved ≤ 0.49 on 20 of 64 rows');
    expect(texts(page, 'dt')).toEqual(expect.arrayContaining(['on some rows']));
    expect(page.querySelector('.headline')?.textContent).not.toMatch(/certified/i);
  });

  it('joins very many leaves in its table by the largest of their bounds', () => {
    const t = Array.from({ length: 501 }, (_, i) => i / 500);
    const upper = Array.from({ length: 500 }, (_, i) => (i === 250 ? 0.94 : 0.9));
    const page = pageWith({ leafBounds: { t, upper }, leaves: 500 });
    const all = rows(page);
    expect(all.length).toBeLessThanOrEqual(200);
    expect(all.filter(([, , most]) => most === '0.94')).toHaveLength(1);
    expect([all[0]![0], all.at(-1)![1]]).toEqual(['0', '1']);
    expect(page.querySelector('#pair-1-leaves caption')?.textContent).toContain('neighbours');
  });

  it.each(HOSTILE_NAMES)('shows the reason %j as text', (reason) => {
    const page = pageWith({ outcome: 'undecided', reason });
    expect(page.querySelectorAll('script, img, [onload], [onerror]')).toHaveLength(0);
    expect(page.textContent).not.toMatch(/(?![\n\t])\p{Cc}/u);
  });

  it('holds with leaves that are cut short or of no number', () => {
    for (const bounds of [
      { t: [0], upper: [] },
      { t: [], upper: [0.5] },
      { t: [0, 1], upper: ['NaN'] },
    ])
      expect(pageWith({ leafBounds: bounds as unknown as LeafBounds }).innerHTML).not.toMatch(
        /="[^"]*NaN/,
      );
  });
});
