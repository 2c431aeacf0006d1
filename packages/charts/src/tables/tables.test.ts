import { describe, expect, it } from 'vitest';
import { pairData, trainingData } from '../data/series.js';
import { summaryTable } from './summary.js';
import { interpolationTable, trainingTable } from './tables.js';
import { HOSTILE_NAMES, testDocument } from '../testing/document.js';
import { asWritten, connectedPath, examplePair } from '../testing/result.js';
import { examplePath, exampleResult } from '../testing/result.js';

const document = testDocument();

function cells(root: Element, selector: string): string[][] {
  return [...root.querySelectorAll(selector)].map((row) =>
    [...row.children].map((cell) => cell.textContent),
  );
}

describe('interpolationTable', () => {
  const paths = [
    examplePath({ profile: { t: [0, 0.5, 1], loss: [0.0009, 0.83, Number.NaN] } }),
    connectedPath({ profile: { t: [0, 0.25, 1], loss: [0.0009, 0.001, 0.00100004] } }),
  ];
  const data = pairData(asWritten(examplePair({ paths })), 'nats');

  it('tells every t from the next', () => {
    const t = [0, 0.51736114, 0.51736118, 0.5173612, 1];
    const paths = [examplePath({ profile: { t, loss: [1, 2, 3, 2, 1] } })];
    const data = pairData(examplePair({ paths }), 'nats');
    const names = cells(interpolationTable(data, { document }), 'tbody tr').map(([name]) => name);
    expect(names).toEqual(['0', '0.5173611', '0.51736118', '0.5173612', '1']);
  });

  it('has a row for each t, with nothing where a path was not evaluated', () => {
    expect(cells(interpolationTable(data, { document }), 'tbody tr')).toEqual([
      ['0', '0.0009', '0.0009'],
      ['0.25', '', '0.001'],
      ['0.5', '▲ 0.83', ''],
      ['1', '▲ NaN', '▲ 0.00100004'],
    ]);
  });

  it('is a table that a screen reader can walk', () => {
    const box = interpolationTable(data, { document });
    const table = box.querySelector('table');
    expect(table?.querySelector('caption')?.textContent).toContain('from a to b');
    expect([...box.querySelectorAll('thead th')].map((th) => th.getAttribute('scope'))).toEqual([
      'col',
      'col',
      'col',
    ]);
    expect(box.querySelectorAll('tbody th[scope="row"]')).toHaveLength(4);
    expect([box.getAttribute('tabindex'), box.getAttribute('role')]).toEqual(['0', 'region']);
  });

  it('thins long tables and says so, with both ends and all peaks kept', () => {
    const box = interpolationTable(pairData(examplePair(), 'nats'), { document, maxRows: 10 });
    const rows = cells(box, 'tbody tr');
    expect(rows).toHaveLength(11);
    expect([rows[0]?.[0], rows.at(-1)?.[0]]).toEqual(['0', '1']);
    expect(rows.find(([t]) => t === '0.5')?.[1]).toBe('▲ 0.8293');
    // 33 and 265 points, of which 9 stand at the same t.
    expect(box.textContent).toContain('11 of 289 rows are shown.');
  });
});

describe('trainingTable', () => {
  it('has a column for each trained endpoint', () => {
    const box = trainingTable(trainingData(exampleResult()), { document });
    expect(cells(box, 'thead tr')).toEqual([['step', 'a', 'b']]);
    expect(cells(box, 'tbody tr').at(-1)?.[0]).toBe('1\u202f130');
  });
});

describe('summaryTable', () => {
  it('holds verdict, grade or reason, peak, barriers, length and cost', () => {
    const box = summaryTable(examplePair(), { document });
    expect(cells(box, 'tbody tr')).toEqual([
      [
        ...['core/linear', 'not foundreason: above-level', '0.001', '0.8293', '0.5'],
        ...['0.828', '0.828', '0.828', '0', '9.1', '1', '0', '33', '0.02 s'],
      ],
      [
        ...['dss/greedy', 'connected265 samples1/264 apartleads', '0.001', '0.00098', '0'],
        ...['0', '3.5e−5', '0', '5', '12.32', '1.354', '18\u202f432', '1\u202f842', '12.4 s'],
      ],
    ]);
  });

  it('has a row for a strategy that failed, with the reason and no numbers', () => {
    const message = 'The path strategy "mine/straight" failed in init: no way';
    const error = { code: 'run/strategy-failed', message };
    const failed = [{ strategy: 'mine/straight', options: {}, index: 1, error } as const];
    const table = summaryTable({ ...examplePair(), failed }, { document });
    const rows = cells(table, 'tbody tr');
    const empty = [...table.querySelectorAll('tbody tr')].map((row) => row.className);
    expect(empty).toEqual(['', 'isthmus-row-empty', '']);
    expect(rows.map(([name]) => name)).toEqual(['core/linear', 'mine/straight', 'dss/greedy']);
    expect(rows[1]!.slice(1, 3)).toEqual(['failedin init: no way', '–']);
    expect(rows[1]).toHaveLength(rows[0]!.length);
  });

  it('names each cell for where rows are cards', () => {
    const cell = summaryTable(examplePair(), { document }).querySelectorAll('tbody td')[2];
    expect(cell?.getAttribute('data-heading')).toBe('peak: loss');
  });

  it('groups its columns', () => {
    const head = summaryTable(examplePair(), { document }).querySelector('thead tr');
    const groups = [...(head?.querySelectorAll('th') ?? [])];
    expect(groups.map((th) => [th.textContent, th.getAttribute('colspan')])).toEqual([
      ['peak', '2'],
      ['barrier above', '3'],
      ['path', '3'],
      ['evaluations', '2'],
    ]);
    expect(groups.every((th) => th.getAttribute('scope') === 'colgroup')).toBe(true);
    const width = [...(head?.children ?? [])].reduce(
      (sum, cell) => sum + Number(cell.getAttribute('colspan') ?? 1),
      0,
    );
    expect(width).toBe(14);
  });

  it('says of a path with free ends that it has them, and of no other', () => {
    const paths = [connectedPath({ ends: 'free' }), examplePath({ ends: 'free' }), examplePath()];
    const rows = cells(summaryTable(examplePair({ paths }), { document }), 'tbody tr');
    const said = rows.map(([, verdict]) => verdict?.includes('free ends'));
    expect(said).toEqual([true, true, false]);
  });

  it('has columns for turns and accuracy where there are any, before the evaluations', () => {
    const bent = connectedPath({
      angles: { mean: 20, largest: 48.26 },
      accuracy: { t: [0, 0.5, 1], accuracy: [0.98, 0.955, 0.97] },
    });
    const pair = examplePair({ paths: [examplePath(), bent] });
    const rows = cells(summaryTable(pair, { document }), 'tbody tr');
    expect(rows.map((row) => row.slice(10, 14))).toEqual([
      ['1', '–', '–', '0'],
      ['1.354', '48.3°', '95.5\u202f%', '18\u202f432'],
    ]);
    const plain = cells(summaryTable(examplePair(), { document }), 'tbody tr');
    expect(plain[0]).toHaveLength(rows[0]!.length - 2);
  });

  it('shows null and non-finite values as such', () => {
    const path = examplePath({
      peak: { t: 0.5, loss: Infinity },
      barrier: { aboveEnds: Infinity, aboveMean: Infinity, aboveChord: Number.NaN },
      length: 0,
      normalizedLength: null,
    });
    const box = summaryTable(asWritten(examplePair({ distance: 0, paths: [path] })), { document });
    const [row = []] = cells(box, 'tbody tr');
    expect(row.slice(3, 11)).toEqual(['∞', '0.5', '∞', '∞', 'NaN', '0', '0', '–']);
  });

  it.each(HOSTILE_NAMES)('shows %j as text', (name) => {
    const paths = [examplePath({ strategy: name as `${string}/${string}` })];
    const page = document.createElement('div');
    page.innerHTML = summaryTable(examplePair({ a: name, paths }), { document }).outerHTML;
    expect(page.querySelectorAll('script, img, svg')).toHaveLength(0);
  });
});
