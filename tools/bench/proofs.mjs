import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { format } from 'prettier';
import { greedyBetween } from './cases/problems.mjs';
import { startServer } from './process.mjs';
import { plotOf } from './plots.mjs';
import { median } from './statistics.mjs';

/** Proved is that the loss on the straight line is at most this much above the largest of its samples. */
const SLACK = 1.1;

/** How often a proof is timed, after two that warm up. */
const RUNS = 3;

const ACTIVATIONS = ['relu', 'tanh'];
const COLOURS = { domain: ACTIVATIONS, range: ['#0b6e99', '#c2571a'] };

/** What grows. */
const SERIES = [
  {
    name: 'width',
    label: 'units w of each of two hidden layers (64-w-w-10)',
    sizes: [16, 32, 64, 128, 256],
    hidden: (width) => [width, width],
  },
  {
    name: 'depth',
    label: 'hidden layers of 32 units',
    sizes: [1, 2, 3, 4, 5],
    hidden: (depth) => Array(depth).fill(32),
  },
];

/** Two networks that read digits, and the straight line between them, on 100 rows. */
function lineBetween(hidden, activation) {
  return greedyBetween(1, {
    task: {
      use: 'core/digits',
      options: { splits: { train: [0, 600], probe: [1200, 1300], test: [1437, 1797] } },
    },
    architecture: { use: 'core/mlp', options: { hidden, activation } },
    loss: 'core/cross-entropy',
    train: {
      optimizer: { use: 'core/adam', options: { learningRate: 0.003 } },
      threshold: 0.3,
      batchSize: 100,
    },
    paths: ['core/linear'],
  });
}

/** Measures proofs of straight lines, and plots leaves and time against width and depth. */
export async function measureProofs(settings, starts, tell) {
  const folder = settings.out === 'docs/performance' ? 'docs/proof' : settings.out;
  const data = settings.out === 'docs/performance' ? join(import.meta.dirname, 'results') : folder;
  const found = {};
  for (const { name, label, sizes, hidden } of SERIES) {
    const points = [];
    for (const who of ACTIVATIONS)
      for (const x of sizes) {
        const point = { who, x, ...(await proofOf(lineBetween(hidden(x), who), starts)) };
        tell(`${name} ${JSON.stringify(point)}`);
        points.push(point);
      }
    found[name] = { label, points };
  }
  mkdirSync(folder, { recursive: true });
  const about = { node: settings.nodeVersion.split('.')[0], slack: SLACK, series: found };
  const text = await format(JSON.stringify(about), { parser: 'json', printWidth: 100 });
  writeFileSync(join(data, 'proofs.json'), text);
  for (const [name, series] of Object.entries(found)) writePlots(folder, name, series);
  console.log(text);
}

function writePlots(folder, name, { label, points }) {
  const done = points.filter(({ outcome }) => outcome === 'certified');
  const plots = [
    ['leaves', 'Leaves of a proof of the straight line', '↑ leaves', true],
    ['seconds', 'Processor time of a proof of the straight line', '↑ seconds', false],
  ];
  for (const [what, title, yLabel, counts] of plots) {
    const shown = done.map(({ who, x, [what]: value }) => ({ who, x, seconds: value }));
    const plot = plotOf({ label, title, points: shown, yLabel, counts, colours: COLOURS });
    writeFileSync(join(folder, `${what}-${name}.svg`), plot);
  }
}

/** Leaves, evaluations and processor seconds of one proof. */
async function proofOf(problem, starts) {
  const folder = mkdtempSync(join(tmpdir(), 'isthmus-proofs-'));
  const server = startServer({ name: 'isthmus', ...starts.isthmus });
  try {
    await server.ask({ ask: 'make', folder, problem, engine: 'fast' });
    const certify = { use: 'core/affine', options: { evaluations: 2000 } };
    const work = { do: 'prove', part: 'certify', certify, slack: SLACK };
    await server.ask({ ask: 'load', folder, work });
    const { outcomes, leaves, evaluations, levels } = await server.ask({ ask: 'check' });
    const seconds = [];
    for (let run = 0; run <= RUNS; run++)
      seconds.push((await server.ask({ ask: 'run', repeats: 1 })).cpu);
    return {
      outcome: outcomes[0],
      level: Number(levels[0].toPrecision(4)),
      leaves: leaves[0],
      evaluations: evaluations[0],
      seconds: Number(median(seconds.slice(1)).toPrecision(3)),
    };
  } finally {
    server.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
