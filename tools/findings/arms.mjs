// Keeps what a sweep over arms shows, and draws it: what is kept is small enough to be committed.
//
// Usage: node tools/findings/arms.mjs collect SWEEP FILE.json
//        node tools/findings/arms.mjs plot FILE.json FOLDER [ARM ...]
//        writes NAME.svg, and NAME-density.svg of these arms, or of all
import { sweepData } from '@isthmus/charts';
import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import process from 'node:process';
import { densitiesOf } from './densities.mjs';
import { drawnPanels, drawnSweepPanels } from './panels.mjs';

const USAGE = 'usage: arms.mjs collect SWEEP FILE.json | arms.mjs plot FILE.json FOLDER [ARM ...]';

/** What is less is the tail of the blur alone. */
const LEAST = 3e-4;

const [command, from, to, ...chosen] = process.argv.slice(2);
if (to === undefined || !['collect', 'plot'].includes(command)) {
  console.error(USAGE);
  process.exitCode = 2;
} else if (command === 'collect') collect(from, to);
else plot(from, to);

/** The record without what is of single trials, and the mean densities of the arms. */
function collect(folder, file) {
  const record = JSON.parse(readFileSync(join(folder, 'sweep.json'), 'utf8'));
  const { trials, environment: _, ...rest } = record;
  if (rest.status !== 'finished') throw new Error(`the sweep of ${folder} is ${rest.status}`);
  writeFileSync(file, `${JSON.stringify({ ...rest, densities: densitiesOf(folder, trials) })}\n`);
  console.log(`${trials.length} trials in ${file}`);
}

function plot(file, folder) {
  const { densities, ...record } = JSON.parse(readFileSync(file, 'utf8'));
  const name = basename(file, '.json');
  const searched = { ...record, groups: record.groups.filter(({ strategy }) => strategy !== 'core/linear') }; // prettier-ignore
  const quantities = ['fraction', 'normalizedLength'].map((one) => sweepData(searched, one));
  const facts = [...new Set(record.facts.map(({ fact }) => fact))].filter(
    (fact) => fact !== 'parameters',
  );
  writeFileSync(join(folder, `${name}.svg`), drawnSweepPanels(record, quantities, facts));
  writeFileSync(join(folder, `${name}-density.svg`), drawnPanels(densities.map(chartOf)));
  tell(record);
}

function chartOf({ t, count, x, arms }) {
  return {
    kind: 'lines',
    title: `Eigenvalues at t = ${t}: mean density of ${count} pairs`,
    caption: '',
    x: { label: 'eigenvalue' },
    y: { label: 'density', log: true },
    series: arms
      .filter(({ arm }) => chosen.length === 0 || chosen.includes(arm))
      .map(({ arm, density }) => {
        const known = density.map((y, i) => [x[i], y]).filter(([, y]) => y > LEAST);
        return { label: arm, x: known.map(([at]) => at), y: known.map(([, y]) => y) };
      }),
    marks: [],
  };
}

/** The numbers, as tables of Markdown. */
function tell({ groups, facts }) {
  const span = ({ mean, low, high }, digits = 3) =>
    `${mean.toPrecision(digits)} [${low.toPrecision(digits)}, ${high.toPrecision(digits)}]`;
  const arms = [...new Set(groups.map(({ values }) => values.arm))];
  const searched = groups.filter(({ strategy }) => strategy !== 'core/linear');
  for (const { values, pairs, reached, connected, fraction, all } of searched)
    console.log(`| ${values.arm} | ${reached} of ${pairs} | ${connected} [${fraction.low.toFixed(2)}, ${fraction.high.toFixed(2)}] | ${span(all.normalizedLength)} | ${span(all.beads)} |`); // prettier-ignore
  const names = [...new Set(facts.map(({ fact }) => fact))];
  for (const arm of arms) {
    const own = facts.filter(({ values }) => values.arm === arm);
    const cells = names.map((fact) => span(own.find((one) => one.fact === fact).mean));
    console.log(`| ${arm} | ${cells.join(' | ')} |`);
  }
  console.log(names.join(' | '));
}
