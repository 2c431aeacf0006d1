// Compares the engines: the time of one gradient by tfjs in units of the reference's, paired and
// interleaved in one run, so that a busy machine disturbs both alike. The bound below which the
// engine "auto" takes the reference rests on these ratios.
//
// Usage: npm run build && npm run bench -- [case…] [--json]
import { layersOf, Registry, buildNetwork, createEngine, createRng } from '@isthmus/core';
import { core } from '@isthmus/core/builtin';
import { median, ratiosOf } from './paired.mjs';

const registry = Registry.of(core);

/** Name, shapes, rows of a batch, and the hidden widths of an MLP. */
const CASES = [
  { name: '1-4-4-1', input: 1, output: 1, rows: 64, hidden: [4, 4] },
  { name: '64-32-10', input: 64, output: 10, rows: 128, hidden: [32] },
  { name: '784-64-10', input: 784, output: 10, rows: 100, hidden: [64] },
  { name: '784-256-256-10', input: 784, output: 10, rows: 128, hidden: [256, 256] },
];

const words = process.argv.slice(2);
const wanted = words.filter((word) => !word.startsWith('--'));
const chosen = CASES.filter(({ name }) => wanted.length === 0 || wanted.includes(name));
const rows = [];
for (const one of chosen) rows.push(await measure(one));
console.log(words.includes('--json') ? JSON.stringify(rows) : tableOf(rows));

/** The ratio of one case, with its spread over the rounds. */
async function measure({ name, input, output, rows: size, hidden }) {
  const { plugin } = registry.resolve(
    'architecture',
    { use: 'core/mlp', options: { hidden } },
    name,
  );
  const shapes = { input: [input], output: [output] };
  const network = buildNetwork(plugin.build(shapes), shapes, layersOf(registry));
  const loss = registry.resolve('loss', 'core/mse', name).plugin;
  const batch = batchOf(size, input, output);
  const model = network.init(createRng(1));
  const reference = await createEngine('reference', network, loss, size);
  const tfjs = await createEngine('tfjs', network, loss, size);
  const ratios = ratiosOf(
    () => tfjs.gradients([model], batch, null),
    () => reference.gradients([model], batch, null),
  );
  const sorted = [...ratios].sort((a, b) => a - b);
  return {
    case: name,
    rows: size,
    engine: tfjs.name,
    node: process.versions.node,
    ratio: median(ratios),
    least: sorted[0],
    most: sorted.at(-1),
  };
}

function batchOf(size, input, output) {
  const rng = createRng(0);
  const fill = (count) => Float32Array.from({ length: count }, () => rng.next());
  return { size, x: fill(size * input), y: fill(size * output) };
}

function tableOf(all) {
  const lines = all.map(
    ({ case: name, rows: size, engine, ratio, least, most }) =>
      `${name.padEnd(16)} ${String(size).padStart(4)} rows  ${engine.padEnd(18)} ${ratio.toFixed(2).padStart(7)}  (${least.toFixed(2)} – ${most.toFixed(2)})`,
  );
  return [
    'time of a gradient by tfjs / by the reference, median of the rounds (least – most)',
    ...lines,
  ].join('\n');
}
