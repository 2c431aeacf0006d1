import type { LayerLeaf, ReferenceRule } from '@isthmus/contract';
import {
  conform,
  isFiniteParams,
  sameBits,
  sizeOf,
  type Params,
} from '@isthmus/contract/parameters';
import { ask } from './check.js';
import { blocksOf, computed, LOOKS, ownValues, ruleOf, stream } from './layer-trial.js';
import type { LayerTrial, Look } from './layer-trial.js';
import { copyPlain, samePlain } from './plain-data.js';
import { furthest, largest } from './slopes.js';

/** Between a row alone and in a block: sums in another order differ by their rounding. */
const ROUNDING = 1e-12;

const shown = (shape: readonly number[]) => `[${shape.join(', ')}]`;

/** Shapes are sizes, and the same at every call. */
export function saysShapes({ layer, inputs }: LayerTrial): void {
  const given = copyPlain(inputs);
  const output = layer.outputShape(given);
  ask(
    areSizes(output),
    'conformance/layer-shape',
    `outputShape gives whole numbers above 0; for ${inputs.map(shown).join(' and ')} it gave ${shown(output)}.`,
  );
  const leaves = layer.parameters(given);
  const names = leaves.map(({ name }) => name);
  ask(
    new Set(names).size === names.length && leaves.every(({ shape }) => areSizes(shape)),
    'conformance/layer-parameters',
    `Every parameter has a name of its own and a shape of whole numbers above 0; they are ${leaves.map(({ name, shape }) => `${name} ${shown(shape)}`).join(', ')}.`,
  );
  ask(
    samePlain(layer.outputShape(given), output) && samePlain(layer.parameters(given), leaves),
    'conformance/layer-not-repeatable',
    'Two calls with the same shapes gave different shapes or parameters. Shapes follow from the options and the inputs alone.',
  );
  ask(
    samePlain(given, inputs),
    'conformance/layer-impure',
    'outputShape or parameters changed the shapes that it was given. Arguments are borrowed: make new arrays.',
  );
}

function areSizes(shape: readonly number[]): boolean {
  return Array.isArray(shape) && shape.every((size) => Number.isSafeInteger(size) && size > 0);
}

/** Fresh parameters have the names and shapes that are said, and follow from the stream. */
export function beginsFresh({ layer, inputs }: LayerTrial): void {
  const spec = {
    leaves: layer.parameters(inputs).map((leaf) => ({ ...leaf, axes: leaf.shape.map(() => null) })),
  };
  const fresh = () => conform(spec, layer.init(inputs, stream('init')), 'What init gives');
  const first = fresh();
  ask(
    isFiniteParams(first),
    'conformance/layer-init',
    'The fresh parameters are not all finite numbers.',
  );
  ask(
    sameBits(fresh(), first),
    'conformance/layer-init',
    'Two calls of init with equal streams gave different parameters. Draw from the stream that is given, not from Math.random.',
  );
  const other = layer.init(inputs, stream('another init'));
  drawsKernel({ layer, inputs }, first, conform(spec, other, 'What init gives'));
}

/** Fresh kernels with larger entries than this saturate whatever follows. */
const LARGEST_FRESH = 1e3;

/** Biases and factors may well begin at 0 or 1; kernels that begin alike make endpoints that begin alike. */
function drawsKernel(
  { layer, inputs }: Pick<LayerTrial, 'layer' | 'inputs'>,
  first: Params,
  other: Params,
): void {
  const rule = layer.interpreters.reference?.(inputs);
  const [kernel, another] = rule?.kind === 'bilinear' ? [first[rule.kernel], other[rule.kernel]] : []; // prettier-ignore
  if (kernel === undefined || another === undefined) return;
  ask(
    furthest(kernel.data, another.data).apart > 0,
    'conformance/layer-init',
    'Two streams gave the same kernel: all endpoints of a run would begin alike, and units that begin alike stay so. Draw it from the stream that is given.',
  );
  ask(
    largest(kernel.data) < LARGEST_FRESH,
    'conformance/layer-init',
    `A fresh kernel has entries of the size of 1 or below; the largest here is ${largest(kernel.data)}. Divide draws by the square root of what a unit reads.`,
  );
}

/** The reference gives blocks of the said size, for every row by itself, and changes no argument. */
export function fillsBlocks(trial: LayerTrial): void {
  const rule = ruleOf(trial);
  const output = trial.layer.outputShape(trial.inputs);
  readsAll(rule, trial.layer.parameters(trial.inputs), output);
  for (const look of LOOKS) fillsBlock(trial, rule, output, look);
}

function fillsBlock(
  trial: LayerTrial,
  rule: ReferenceRule,
  output: readonly number[],
  look: Look,
): void {
  const { rows } = look;
  const own = ownValues(trial, stream('own'));
  const blocks = blocksOf(trial, stream('blocks'), look);
  const before = copyPlain({ own, blocks });
  const together = computed(rule, own, blocks, rows);
  ask(
    together.length === rows * sizeOf(output),
    'conformance/layer-block-size',
    `outputShape says ${shown(output)}, which are ${rows * sizeOf(output)} numbers of ${rows} ${rows === 1 ? 'sample' : 'samples'}; the reference gave ${together.length}. One of the two is wrong.`,
    { came: together.length },
  );
  ask(
    samePlain({ own, blocks }, before),
    'conformance/layer-impure',
    'The reference changed a block that it was given. Arguments are borrowed: write into new arrays.',
  );
  ask(
    samePlain(computed(rule, own, blocks, rows), together),
    'conformance/layer-not-repeatable',
    'The reference gave other numbers when it was asked again. It remembers nothing between calls.',
  );
  keepsRowsApart(trial, { rows, rule, own, blocks, together });
}

interface Block {
  readonly rows: number;
  readonly rule: ReferenceRule;
  readonly own: Readonly<Record<string, Float64Array>>;
  readonly blocks: readonly Float64Array[];
  readonly together: Float64Array;
}

/** A loss averages over samples, so no row may look at another. */
function keepsRowsApart(
  { inputs }: LayerTrial,
  { rows, rule, own, blocks, together }: Block,
): void {
  const size = together.length / rows;
  for (let row = 0; row < rows; row++) {
    const alone = inputs.map((shape, k) =>
      blocks[k]!.slice(row * sizeOf(shape), (row + 1) * sizeOf(shape)),
    );
    const expected = together.subarray(row * size, (row + 1) * size);
    const { apart } = furthest(computed(rule, own, alone, 1), expected);
    ask(
      apart <= ROUNDING * largest(together),
      'conformance/layer-mixes-samples',
      'A sample comes out otherwise in a block than alone. Leave out what looks at the whole batch, and step through blocks by the size of one sample.',
      { row, apart },
    );
  }
}

/** What no rule reads has no gradient in the reference, whatever tfjs does with it. */
function readsAll(
  rule: ReferenceRule,
  leaves: readonly LayerLeaf[],
  output: readonly number[],
): void {
  const read = readBy(rule);
  const names = leaves.map(({ name }) => name);
  ask(
    new Set(read).size === names.length && read.every((name) => names.includes(name)),
    'conformance/layer-parameters',
    `The reference reads ${list(read)}, and the layer has ${list(names)}: they must be the same, or the reference computes without one of them. A bilinear rule reads a kernel and a bias, a general one the parameters that it names; no other reads any.`,
  );
  if (rule.kind !== 'bilinear' || rule.bias === null) return;
  const bias = leaves.find(({ name }) => name === rule.bias)!;
  ask(
    sizeOf(bias.shape) === output.at(-1),
    'conformance/layer-bias',
    `A bias is added along the last axis of the output, of ${output.at(-1)} entries; "${bias.name}" has the shape ${shown(bias.shape)}.`,
  );
}

function readBy(rule: ReferenceRule): readonly string[] {
  if (rule.kind === 'general') return rule.parameters;
  if (rule.kind !== 'bilinear') return [];
  return rule.bias === null ? [rule.kernel] : [rule.kernel, rule.bias];
}

const list = (names: readonly string[]) =>
  names.length === 0 ? 'no parameters' : names.join(', ');
