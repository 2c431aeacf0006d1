// Draws facts of a sweep's analyses against a swept width, as one SVG file, and tells their means and exponents.
//
// Usage: node tools/findings/sweep.mjs SWEEP FILE.svg --along POINTER --fact LABEL [--fact LABEL ...] [--by POINTER]
//        POINTER: the swept setting along the axis, a number or a list with one; --by: one panel for each of its values
import { parse } from 'csv-parse/sync';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { drawnPanels } from './panels.mjs';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    along: { type: 'string' },
    by: { type: 'string' },
    fact: { type: 'string', multiple: true },
  },
});
const [sweep, file] = positionals;
if (sweep === undefined || file === undefined || !values.along || !values.fact) {
  console.error(
    'usage: node tools/findings/sweep.mjs SWEEP FILE.svg --along POINTER --fact LABEL [--by POINTER]',
  );
  process.exitCode = 2;
} else
  writeFileSync(file, drawnPanels(chartsOf(readFileSync(join(sweep, 'findings.csv'), 'utf8'))));

function chartsOf(text) {
  const rows = parse(text, { columns: true });
  const { along, by, fact: facts } = values;
  const parts = by === undefined ? [''] : [...new Set(rows.map((row) => row[by]))];
  return parts.map((part) => {
    const own = by === undefined ? rows : rows.filter((row) => row[by] === part);
    return chartOf(part, facts.map((fact) => [fact, meansOf(own, along, fact)]), along); // prettier-ignore
  });
}

/** The mean of a fact, by the number that its setting has. */
function meansOf(rows, along, fact) {
  const found = new Map();
  for (const row of rows.filter((one) => one.fact === fact && Number.isFinite(Number(one.value)))) {
    const x = Number([JSON.parse(row[along])].flat()[0]);
    found.set(x, [...(found.get(x) ?? []), Number(row.value)]);
  }
  if (found.size === 0) throw new Error(`no trial has a number for the fact "${fact}"`);
  return [...found]
    .sort(([p], [q]) => p - q)
    .map(([x, all]) => ({
      x,
      mean: all.reduce((sum, one) => sum + one, 0) / all.length,
      n: all.length,
    }));
}

/** The slope of a straight line through the logarithms. */
function exponentOf(means) {
  const [x, y] = [means.map((one) => Math.log(one.x)), means.map((one) => Math.log(one.mean))];
  const [mx, my] = [x, y].map((all) => all.reduce((sum, one) => sum + one, 0) / all.length);
  const over = x.reduce((sum, one, i) => sum + (one - mx) * (y[i] - my), 0);
  return over / x.reduce((sum, one) => sum + (one - mx) ** 2, 0);
}

function chartOf(part, series, along) {
  const name = along.split('/').at(-1);
  for (const [fact, means] of series) {
    const words = means
      .map(({ x, mean, n }) => `${x}: ${mean.toPrecision(4)} (n = ${n})`)
      .join('  ');
    console.log(`${part} ${fact}  exponent ${exponentOf(means).toFixed(2)}  ${words}`);
  }
  return {
    kind: 'lines',
    title: part === '' ? series.map(([fact]) => fact).join(', ') : part,
    caption: 'Means over seeds and endpoints.',
    x: { label: name, log: true },
    y: { label: 'mean', log: true },
    series: series.map(([fact, means]) => ({
      label: `${fact}: ${name}^${exponentOf(means).toFixed(2)}`,
      x: means.map(({ x }) => x),
      y: means.map(({ mean }) => mean),
    })),
    marks: [],
  };
}
