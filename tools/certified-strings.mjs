// Strings of 1-4-4-1 networks by sampled and by certified edges, shortened and not: what they cost, how often a
// sampled string is later refuted or undecided, and how far strings can be shortened (mathematics.md 5.4).
//
// Usage: node tools/certified-strings.mjs [--pairs 8] [--activations relu,sigmoid,tanh] [--times 1]
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { root } from './docs/places.mjs';

const { values } = parseArgs({
  options: {
    pairs: { type: 'string', default: '8' },
    activations: { type: 'string', default: 'relu,sigmoid,tanh' },
    times: { type: 'string', default: '1' },
  },
});

/** The ways of searching that are compared, of one pair each. */
const WAYS = [
  ['sampled', {}],
  ['certified', { edges: 'certified' }],
  ['sampled, shortened', { shorten: true }],
  ['certified, shortened', { edges: 'certified', shorten: true }],
];

const rows = [];
for (const activation of values.activations.split(','))
  for (let seed = 1; seed <= Number(values.pairs); seed++)
    for (const [way, options] of WAYS)
      rows.push({ activation, seed, way, path: pathOf(activation, seed, options) });
tell(rows);

/** The path of one way between the endpoints of a seed; each in a run of its own, so that all draw the same numbers. */
function pathOf(activation, seed, options) {
  const folder = mkdtempSync(join(tmpdir(), 'certified-strings-'));
  try {
    const file = join(folder, 'strings.isthmus.json');
    writeFileSync(file, JSON.stringify(experimentOf(activation, seed, options)));
    const bin = join(root, 'packages/cli/bin/isthmus.mjs');
    execFileSync(process.execPath, [bin, 'run', file, '--out', join(folder, 'run'), '--workers', '1', '--quiet'], { stdio: ['ignore', 'ignore', 'inherit'] }); // prettier-ignore
    const { pairs } = JSON.parse(readFileSync(join(folder, 'run/result.json'), 'utf8'));
    return pairs[0].paths[0];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function experimentOf(activation, seed, options) {
  const level = { times: Number(values.times) };
  return {
    name: 'strings',
    seed,
    task: { use: 'core/polynomial', options: { coefficients: [0.1, 0.25, 0.5] } },
    architecture: { use: 'core/mlp', options: { hidden: [4, 4], activation } },
    train: { optimizer: { use: 'core/adam', options: { learningRate: 0.01 } }, threshold: 0.001 },
    paths: [{ use: 'dss/greedy', options, level }],
    certify: true,
    report: [],
  };
}

/** A line for each string, and what all of one way have in common. */
function tell(all) {
  for (const { activation, seed, way, path } of all) console.log([activation, seed, way, ...cellsOf(path)].join(' | ')); // prettier-ignore
  console.log('\nway | strings | certified | refuted first | undecided | vertices | length | seconds | of them proofs | bounds | losses'); // prettier-ignore
  for (const [way] of WAYS) {
    const paths = all.filter((row) => row.way === way).map(({ path }) => path);
    const count = (test) => paths.filter(test).length;
    const sum = (of) => paths.reduce((total, path) => total + of(path), 0);
    console.log(
      [
        way,
        paths.length,
        count(({ grade }) => grade === 'certified'),
        count(({ certification }) => (certification?.refutations ?? 0) > 0 || certification?.outcome === 'refuted'), // prettier-ignore
        count(({ certification }) => certification?.outcome === 'undecided'),
        sum(({ beads }) => beads + 2),
        sum(({ normalizedLength }) => normalizedLength / paths.length).toFixed(4),
        sum(secondsOf).toFixed(2),
        sum(({ certification }) => certification?.seconds ?? 0).toFixed(2),
        sum(({ certification }) => certification?.evaluations ?? 0),
        sum(({ cost }) => cost.lossEvaluations),
      ].join(' | '),
    );
  }
}

/** Of search, judging and proof: the cost of a search holds what it proved itself, and not the proof that comes after it. */
function secondsOf({ cost, certification, search }) {
  return cost.seconds + (search.proofs ? 0 : (certification?.seconds ?? 0));
}

function cellsOf({
  verdict,
  grade,
  reason,
  beads,
  normalizedLength,
  details,
  certification,
  search,
  cost,
}) {
  const before = details?.shortened;
  const counts = search.proofs ?? {};
  return [
    grade ?? `${verdict} (${reason})`,
    before ? `${before.beadsBefore + 2} -> ${beads + 2} vertices` : `${beads + 2} vertices`,
    normalizedLength.toFixed(4),
    `${certification?.outcome ?? 'not asked'}, ${certification?.leaves ?? 0} leaves, ${certification?.evaluations ?? 0} bounds`, // prettier-ignore
    `${counts.certified ?? 0}/${counts.refuted ?? 0}/${counts.undecided ?? 0}, refuted ${certification?.refutations ?? 0}`, // prettier-ignore
    `${secondsOf({ cost, certification, search }).toFixed(2)} s, proofs ${(certification?.seconds ?? 0).toFixed(2)} s`,
  ];
}
