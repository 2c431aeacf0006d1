import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format } from 'prettier';
import { imageMlp, quadraticMlp } from './cases/problems.mjs';
import { measureCase } from './measure.mjs';
import { plotOf } from './plots.mjs';
import { exponentOf } from './statistics.mjs';
import { DEFAULT_OUT } from './words.mjs';

const powers = (base, count, first = 1) =>
  Array.from({ length: count }, (_, i) => first * base ** i);
const step = { do: 'train', stepsPerCall: 1, episode: 500, checkSteps: 1 };
const tiny = (models) => quadraticMlp(models, 64);

/** What grows, and the work at each size. */
const SERIES = [
  {
    name: 'width',
    label: 'units of each of two hidden layers',
    title: 'A training step of a 784-w-w-10 network, 128 rows',
    sizes: powers(2, 8, 8),
    at: (w) => ({ problem: imageMlp([w, w], { models: 1, rows: 128 }), work: step }),
  },
  {
    name: 'depth',
    label: 'hidden layers of 128 units',
    title: 'A training step of a network of d hidden layers, 128 rows',
    sizes: powers(2, 5),
    at: (d) => ({
      problem: imageMlp(Array(d).fill(128), { models: 1, rows: 128 }),
      work: step,
    }),
  },
  {
    name: 'data',
    label: 'samples',
    title: 'The loss of a 784-256-256-10 network on N samples',
    sizes: [100, 300, 1000, 3000, 10_000, 30_000, 60_000],
    at: (rows) => ({ problem: imageMlp([256, 256], { models: 1, rows }), work: { do: 'value' } }),
  },
  {
    name: 'models',
    label: 'networks side by side',
    title: 'A training step of K networks 1-4-4-1, 64 rows',
    sizes: powers(4, 6),
    at: (models) => ({ problem: tiny(models), work: { ...step, stepsPerCall: 10 } }),
  },
  {
    name: 'beads',
    label: 'beads of the string',
    title: 'Ten steps of every bead and a scan of every edge at 33 points, 1-4-4-1, 64 rows',
    sizes: powers(2, 8),
    contenders: ['isthmus'],
    at: (beads) => ({
      problem: tiny(beads + 2),
      work: { do: 'string', t: Array.from({ length: 33 }, (_, i) => i / 32) },
    }),
  },
];

/** Measures how cost grows, and writes the numbers and a plot of each series. */
export async function measureScaling(settings, starts, tell) {
  const found = {};
  for (const series of seriesNamed(settings.cases))
    found[series.name] = await measured(series, settings, starts, tell);
  mkdirSync(settings.out, { recursive: true });
  const data = settings.out === DEFAULT_OUT ? join(import.meta.dirname, 'results') : settings.out;
  const about = { node: settings.nodeVersion.split('.')[0], series: found };
  const text = await format(JSON.stringify(about), { parser: 'json', printWidth: 100 });
  writeFileSync(join(data, 'scaling.json'), text);
  for (const [name, series] of Object.entries(found))
    writeFileSync(join(settings.out, `${name}.svg`), plotOf(series));
  console.log(settings.json ? JSON.stringify(found) : scalingText(found));
}

/** The series of these names; all for none. */
function seriesNamed(names) {
  return names.length === 0 ? SERIES : SERIES.filter(({ name }) => names.includes(name));
}

async function measured({ name, label, title, sizes, contenders, at }, settings, starts, tell) {
  const points = [];
  for (const size of sizes) {
    const one = {
      name: `${name} ${size}`,
      unit: 'call',
      contenders: contenders ?? ['isthmus', 'pytorch'],
      judge: 'ours',
      tolerance: 1e-3,
      ...at(size),
    };
    const [result] = await measureCase(one, starts, settings, tell);
    points.push(...pointsOf(result, size, one));
  }
  const exponents = Object.fromEntries(
    [...new Set(points.map(({ who }) => who))].map((who) => [who, exponentFor(points, who)]),
  );
  return { label, title, exponents, points };
}

/** Our time of a step (or a call), and that of the fastest PyTorch. */
function pointsOf({ microseconds, headline }, size, { problem, work }) {
  const units = work.do === 'train' ? problem.models : 1;
  const point = (who, name) => ({ who, x: size, seconds: seconds(microseconds[name] * units) });
  return [point('Isthmus', 'isthmus'), ...(headline === null ? [] : [point('PyTorch', headline)])];
}

function seconds(microseconds) {
  return Number((microseconds / 1e6).toPrecision(4));
}

/** The growth over the upper half of the sizes, where fixed costs no longer count. */
function exponentFor(points, who) {
  const all = points.filter((point) => point.who === who);
  const upper = all.slice(Math.floor(all.length / 2));
  return Number(exponentOf(upper.map(({ x, seconds }) => ({ x, y: seconds }))).toFixed(3));
}

function scalingText(found) {
  return Object.entries(found)
    .map(([name, { title, exponents }]) => {
      const said = Object.entries(exponents).map(([who, power]) => `${who} ∝ ${name}^${power}`);
      return `${title}: ${said.join(', ')}`;
    })
    .join('\n');
}
