import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { keyOf, measurePair, nameOf, plannedRuns } from './measure.mjs';
import { PROBLEMS } from './problems.mjs';
import { publishedLoop } from './published-loop.mjs';
import { registry, ROWS } from './rows.mjs';
import { runsOf, textOf } from './runs.mjs';
import { markdownOf, summaryOf } from './table.mjs';

const runs = runsOf(readFileSync(new URL('./results.csv', import.meta.url), 'utf8'));
const page = readFileSync(new URL('../../docs/targets.md', import.meta.url), 'utf8');

/** What may be chance between two rows. */
const CHANCE = 1.07;

/** The product's strategies with a target to choose. */
const CHOOSING = [...new Set(ROWS.map(({ strategy }) => strategy))].filter(
  (name) => name !== publishedLoop.name && ROWS.filter(({ strategy }) => strategy === name).length > 1,
); // prettier-ignore

describe('the table of docs/targets.md', () => {
  it('is what its runs give, and these are what is kept of them', () => {
    // Prettier lines the columns up as they are; what it may change is white space.
    const bare = (text) => text.replaceAll(/\s+/g, ' ');
    expect(bare(page)).toContain(bare(markdownOf(runs)));
    expect(runsOf(textOf(runs))).toEqual(runs);
  });

  it('has all runs that are planned', () => {
    const kept = new Set(runs.map(keyOf));
    const missing = PROBLEMS.flatMap((problem) => plannedRuns(problem))
      .map(keyOf)
      .filter((key) => !kept.has(key));
    expect(missing).toEqual([]);
  });

  it('has rows of every strategy with a target', () => {
    const targets = registry.list('pathStrategy').filter(({ options, name }) => {
      const has = (given) => options['~standard'].validate(given).issues === undefined;
      return name !== publishedLoop.name && (has({ room: 0.5 }) || has({ tolerance: 0.5, rho: 0.5 }));
    }); // prettier-ignore
    expect(CHOOSING).toEqual(targets.map(({ name }) => name));
  });

  it('has no connected path with a judged point above the level', () => {
    const connected = runs.filter(({ verdict }) => verdict === 'connected');
    expect(Math.max(...connected.map(({ peak }) => peak))).toBeLessThanOrEqual(1);
  });

  it.each(CHOOSING)('the default of %s is a row of it, and none is cheaper that connects as many', (name) => {
    const rows = summaryOf(name, runs);
    const chosen = rows.find(({ row }) => row.isDefault);
    expect(chosen).toBeDefined();
    const often = chosen.row.options.evaluateEvery;
    const better = rows.filter(({ row, connected, cost }) =>
      row.options.evaluateEvery === often && connected >= chosen.connected && cost * CHANCE < chosen.cost,
    );
    expect(better.map(({ row }) => nameOf(row))).toEqual([]);
    const before = rows.find(({ row }) => row.options.evaluateEvery === 10);
    expect(chosen.connected).toBeGreaterThanOrEqual(before.connected);
    expect(chosen.cost).toBeLessThan(before.cost);
  }); // prettier-ignore
});

describe('the published loop', () => {
  it('is not dearer than it looks: greedy by default needs no more on digits', () => {
    for (const problem of ['digits', 'Fashion']) {
      const own = runs.filter((run) => run.problem.startsWith(problem));
      const cells = new Set(own.map(({ times }) => times));
      const logs = [...cells].map((times) => {
        const at = own.filter((run) => run.times === times);
        const greedy = summaryOf('dss/greedy', at).find(({ row }) => row.isDefault);
        const loop = summaryOf(publishedLoop.name, at).find(({ row }) => row.isDefault);
        expect(greedy.connected).toBe(greedy.runs);
        return Math.log(greedy.gradients / loop.gradients);
      });
      expect(logs.reduce((sum, entry) => sum + entry, 0)).toBeLessThanOrEqual(0);
    }
  });
});

describe('a measurement', () => {
  const problem = PROBLEMS.find(({ name }) => name === 'ring');

  it('is made for every row, and again the same', async () => {
    const small = { ...problem, times: [1.5], pairs: [1] };
    const rows = ROWS.filter(({ strategy }) => ['dss/greedy', publishedLoop.name].includes(strategy));
    const measured = async () => {
      const found = [];
      await measurePair(small, 1, plannedRuns(small, rows), (run) => found.push(run));
      return found;
    };
    const found = await measured();
    expect(found.map(keyOf)).toEqual(plannedRuns(small, rows).map(keyOf));
    expect(await measured()).toEqual(found);
    for (const { verdict, peak } of found) if (verdict === 'connected') expect(peak).toBeLessThanOrEqual(1);
  }); // prettier-ignore
});

describe('the cost of a row', () => {
  const run = (row, times, gradients) => ({ problem: 'p', times, row: nameOf(row), gradients, verdict: 'connected', losses: 1, beads: 1, length: 1, peak: 1 }); // prettier-ignore
  const [first, second] = ROWS.filter(({ strategy }) => strategy === 'dss/greedy');

  it('is the geometric mean, by problem and level, against the cheapest there', () => {
    const made = [run(first, 1, 90), run(second, 1, 190), run(first, 2, 390), run(second, 2, 90)];
    const [one, two] = summaryOf('dss/greedy', made);
    expect(one.cost).toBeCloseTo(Math.sqrt(1 * 4), 12);
    expect(two.cost).toBeCloseTo(Math.sqrt(2 * 1), 12);
  });
});
