import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { collected, NO_BASELINES } from './collected.mjs';
import { comparisonsOf, comparisonTable, covered, withComparison } from './comparison.mjs';
import { FIGURES } from './figures.mjs';
import { groupsOf } from './groups.mjs';
import { figureOf } from './plots.mjs';
import { modeOf, rowsOf, sweptNumber } from './rows.mjs';
import { tableOf, withFigure } from './tables.mjs';

const COLUMNS =
  'trial,/train/threshold,/seed,a,b,strategy,index,status,accuracyA,accuracyB,reached,verdict,threshold,level,length,normalizedLength,beads';

/** Rows of one threshold: seed, reached, verdict, level, normalized length, beads. */
const row = (seed, reached, verdict, level, length, beads, status = 'finished') =>
  `t${seed},0.1,${seed},a,b,dss/greedy,0,${status},0.9,0.8,${reached},${verdict},0.1,${level},5,${length},${beads}`;

const TABLE = [
  COLUMNS,
  row(1, true, 'connected', 0.11, 1.5, 1),
  row(2, true, 'connected', 0.11, 1.7, 3),
  row(3, true, 'not-found', 0.11, 9, 40),
  row(4, false, 'not-found', 0.11, 1, 0),
  row(5, true, 'connected', 0.11, 100, 100, 'failed'),
  row(1, true, 'connected', 0.1, 1.2, 2),
  row(2, true, 'not-found', 0.1, 1.4, 4),
].join('\n');

const figure = { name: 'x', title: 'T & <x>', x: '/train/threshold', label: 'L0' };

describe('groupsOf', () => {
  const [published, honest] = groupsOf(rowsOf(TABLE, 'x.csv'), figure);

  it('tells the modes apart by their levels, and leaves out what did not finish', () => {
    expect([published.series, honest.series]).toEqual(['as published', 'honest']);
    expect([published.pairs, published.reached, published.connected]).toEqual([4, 3, 2]);
    expect([honest.pairs, honest.reached, honest.connected]).toEqual([2, 2, 1]);
  });

  it('averages over the connected pairs, and over all whose ends reached the threshold', () => {
    expect(published.overConnected.length).toMatchObject({ n: 2, mean: 1.6 });
    expect(published.overConnected.models.mean).toBe(4);
    expect(honest.overAll.length.mean).toBeCloseTo(1.3, 12);
    expect(honest.overAll.models.mean).toBe(5);
    // Student's 95 % point for two numbers is 12.706, and their standard error is 0.1.
    expect(honest.overAll.length.high).toBeCloseTo(1.3 + 1.2706, 3);
  });

  it("gives Wilson's interval of the fraction", () => {
    // 2 of 3: centre (2/3 + z²/6) / (1 + z²/3) with z = 1.96, so 0.2077 to 0.9385.
    expect(published.fraction.low).toBeCloseTo(0.2077, 4);
    expect(published.fraction.high).toBeCloseTo(0.9385, 4);
  });

  it('can stand at the mean error of the endpoints', () => {
    const [group] = groupsOf(rowsOf(TABLE, 'x.csv'), { ...figure, measure: 'error' });
    expect(group.x).toBeCloseTo(15, 9);
  });

  it('can keep some rows only, and tell more series apart', () => {
    expect(groupsOf(rowsOf(TABLE, 'x.csv'), { ...figure, only: { '/seed': '1' } })).toHaveLength(2);
    const named = groupsOf(rowsOf(TABLE, 'x.csv'), { ...figure, series: ['/seed'] });
    expect(named.map(({ series }) => series)).toContain('as published, seed 2');
  });

  it('refuses a table without the column of its axis', () => {
    expect(() => groupsOf(rowsOf(TABLE, 'x.csv'), { ...figure, x: '/none' })).toThrow('/none');
  });
});

describe('the comparison with the published points', () => {
  const group = (x, mean, low, high, mode = 'as published') => ({
    ...{ series: mode, mode, x },
    overConnected: { length: { n: 3, mean, low, high } },
  });
  const groups = [
    group(0.1, 1.5, 1.2, 1.8),
    group(0.2, 1.1, 1.05, 1.15),
    group(0.3, 1.3, null, null),
    group(0.4, null, null, null),
    group(0.1, 9, 8, 10, 'honest'),
  ];
  const points = [
    [0.1, 1.4, 3],
    [0.2, 1.2, 3],
    [0.3, 1.2, 3],
    [0.4, 1, 3],
    [0.5, 1, 3],
  ];

  it('counts the levels that both have, in the published mode alone', () => {
    expect(comparisonsOf({ ...figure, published: {} }, groups, points)).toEqual([
      { what: 'T & <x>', levels: 3, above: 2, outside: [0.2], without: 1 },
    ]);
  });

  it('is split at a peak', () => {
    const parts = comparisonsOf({ ...figure, published: { peakFrom: 0.2 } }, groups, points);
    expect(parts.map(({ levels, above }) => [levels, above])).toEqual([
      [1, 1],
      [2, 1],
    ]);
  });

  it('tells which published errors ours reach', () => {
    const reached = covered([group(0.15, 1), group(0.4, 1)], points);
    expect(reached).toEqual({ of: 5, levels: [0.2, 0.3, 0.4], lower: 1, higher: 1 });
  });

  it('takes its place in the page', () => {
    const table = comparisonTable(comparisonsOf({ ...figure, published: {} }, groups, points));
    expect(table).toContain('| T & <x> | 3 | 2 of 3 | 1 of 2: 0.2; 1 without interval |');
    const page = withComparison('a\n<!-- comparison -->\nold\n<!-- end -->\nb', table);
    expect(page).toContain(table);
    expect(page).not.toContain('old');
    expect(() => withComparison('a', table)).toThrow('no place');
  });

  const at = (path) => new URL(`../../${path}`, import.meta.url);

  it('says of the kept results what the page says in words', () => {
    const parts = FIGURES.filter(({ published, measure }) => published && measure !== 'error');
    const { tasks } = JSON.parse(readFileSync(at('experiments/published/dss.json'), 'utf8'));
    const all = parts.flatMap((one) => {
      const file = at(`experiments/results/${one.results}`);
      const own = groupsOf(rowsOf(readFileSync(file, 'utf8'), file), one);
      return comparisonsOf(one, own, tasks[one.published.task].points);
    });
    const like = all.filter(({ what }) => /published program|sigmoid units: below/.test(what));
    const sum = (key) => like.reduce((total, each) => total + each[key], 0);
    const page = readFileSync(at('docs/reproduction.md'), 'utf8').replaceAll(/\s+/g, ' ');
    expect(page).toContain(`${sum('above')} of ${sum('levels')}`);
    expect(like.flatMap(({ outside }) => outside)).toEqual([]);
  });
});

describe('rows', () => {
  it('are of another table when columns are missing', () => {
    expect(() => rowsOf('trial,a\n1,2\n', 'x.csv')).toThrow(
      'x.csv is no sweep.csv with results: it has no column b, strategy',
    );
    expect(() => rowsOf('', 'x.csv')).toThrow('no column trial');
  });

  it.each([
    ['0.01', 0.01],
    ['[4,4]', 4],
    ['[16]', 16],
    ['[{"filters":4,"kernelSize":3},{"filters":8,"kernelSize":3}]', 4],
  ])('have the number of the swept value %s', (cell, number) => {
    expect(sweptNumber(cell)).toBe(number);
  });

  it('have no number for unequal widths', () => {
    expect(() => sweptNumber('[4,8]')).toThrow('equal numbers');
  });

  it.each([
    ['0.11', 'as published'],
    ['0.102', 'as published'],
    ['0.1', 'honest'],
    ['0.1000001', 'honest'],
  ])('of level %s at the threshold 0.1 are %s', (level, mode) => {
    expect(modeOf({ level, threshold: '0.1' })).toBe(mode);
  });
});

describe('collected', () => {
  let folder = '';
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'collected-'))));
  afterEach(() => rmSync(folder, { recursive: true }));
  const holding = (files) => {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(join(folder, name, '..'), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
  };
  const record = (change) => JSON.stringify({ name: 'cubic', status: 'finished', ...change });

  it('is the table of a finished sweep, with the baselines where a trial knows them', () => {
    holding({ 'sweep.csv': TABLE, 'sweep.json': record() });
    expect(collected('cubic', folder)).toMatchObject({ table: TABLE, baselines: NO_BASELINES });
    expect(collected('cubic', folder).rows).toHaveLength(7);
    const baselines = { constant: 0.5, linear: 0.25 };
    holding({ 'trials/x/result.json': JSON.stringify({ data: { baselines } }) });
    expect(collected('cubic', folder).baselines).toEqual(baselines);
  });

  it('says how the sweep stands', () => {
    holding({ 'sweep.csv': TABLE, 'sweep.json': record({ status: 'cancelled' }) });
    expect(collected('cubic', folder).status).toBe('cancelled');
  });

  it('refuses the sweep of another experiment', () => {
    holding({ 'sweep.csv': TABLE, 'sweep.json': record({ name: 'other' }) });
    expect(() => collected('cubic', folder)).toThrow('holds the sweep "other", not "cubic"');
  });

  it('refuses a folder without a sweep', () => {
    expect(() => collected('cubic', folder)).toThrow('there is no');
  });
});

describe('tables', () => {
  const table = tableOf(groupsOf(rowsOf(TABLE, 'x.csv'), figure), 'L0');

  it('say how many pairs there were beside every mean', () => {
    const [head, , first] = table.split('\n');
    expect(head).toContain('| pairs | ends reached | connected | fraction (95 %) |');
    expect(first).toContain('| 0.1 | as published | 4 | 3 | 2 | 0.67 [0.21, 0.94] |');
    expect(first).toContain('1.600');
  });

  it('say nothing where no pair reached the threshold', () => {
    const rows = rowsOf([COLUMNS, row(1, false, 'not-found', 0.1, 1, 0)].join('\n'), 'x.csv');
    expect(tableOf(groupsOf(rows, figure), 'L0')).toContain(
      '| 0.1 | honest | 1 | 0 | 0 | – | – | – | – | – |',
    );
  });

  it('go into their places in the page, below the picture', () => {
    const page =
      'before\n<!-- figure: x -->\nold\n<!-- end -->\nafter <!-- figure: y --><!-- end -->';
    expect(withFigure(page, { name: 'x', title: 'T' }, 'new')).toBe(
      'before\n<!-- figure: x -->\n\n![T](reproduction/x.svg)\n\nnew\n\n<!-- end -->\nafter <!-- figure: y --><!-- end -->',
    );
    expect(() => withFigure(page, { name: 'z', title: 'T' }, 'new')).toThrow('no place');
  });
});

describe('figureOf', () => {
  const groups = groupsOf(rowsOf(TABLE, 'x.csv'), figure);
  const published = { points: [[0.05, 1.8, 20], [0.1, 1.3, 5]] }; // prettier-ignore
  const baselines = { constant: 0.15, linear: 0.07 };
  const none = { constant: null, linear: null };
  const drawn = figureOf(
    { ...figure, published: { label: 'theirs' } },
    groups,
    published,
    baselines,
  );

  it('draws both modes, the published points and both baselines, each named', () => {
    for (const words of [
      'ours, as published',
      'ours, level met',
      'theirs',
      'best constant',
      'best linear',
      'L0 →',
    ])
      expect(drawn).toContain(words);
    expect(drawn.match(/stroke-dasharray="4[ ,]3"/g)).toHaveLength(2);
  });

  it('is one SVG that stands by itself', () => {
    expect(drawn).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg"/);
    expect(drawn).toContain('T &amp; &lt;x&gt;');
    expect(drawn).not.toMatch(/NaN|undefined|&nbsp;/);
  });

  it('draws without published points, and where nothing was reached', () => {
    expect(figureOf(figure, groups, null, none)).not.toContain('best constant');
    const rows = rowsOf([COLUMNS, row(1, false, 'not-found', 0.1, 1, 0)].join('\n'), 'x.csv');
    expect(
      figureOf(
        { ...figure, published: { label: 'p' } },
        groupsOf(rows, figure),
        published,
        baselines,
      ),
    ).not.toContain('NaN');
  });
});

describe('the figures', () => {
  it('have a place in the page each, and published points that exist', () => {
    const read = (path) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
    const page = read('docs/reproduction.md');
    const { tasks } = JSON.parse(read('experiments/published/dss.json'));
    for (const { name, published } of FIGURES) {
      expect(page).toContain(`<!-- figure: ${name} -->`);
      if (published !== undefined) expect(tasks[published.task].points.length).toBeGreaterThan(5);
    }
  });
});
