import type { BoundsRule, ReferenceRule, SelectionBounds } from '@isthmus/contract';
import { sizeOf } from '@isthmus/contract/parameters';
import { ask } from './check.js';
import { isHinge, isSmooth } from './layer-bounds-curves.js';
import { areWeights, isBilinearSum } from './layer-bounds-sums.js';
import { blocksOf, computed, LOOKS, normals, ownValues, ruleOf, stream } from './layer-trial.js';
import type { LayerTrial } from './layer-trial.js';

/** What the layer says for proofs, if it says something, is true of its reference. */
export function hasBounds(trial: LayerTrial): void {
  const { layer, inputs } = trial;
  const bounds = layer.interpreters.bounds?.(inputs);
  if (bounds === undefined) return;
  const rule = ruleOf(trial);
  switch (bounds.kind) {
    case 'bilinear':
      asksKind(bounds, rule, rule.kind === 'bilinear');
      if (rule.kind === 'bilinear') isBilinearSum(bounds, rule, trial);
      return;
    case 'weights':
      asksKind(bounds, rule, rule.kind === 'linear');
      if (rule.kind === 'linear') areWeights(bounds, rule, trial);
      return;
    case 'hinge':
      isHinge(bounds, (x) => alone(trial, rule, x));
      return;
    case 'smooth':
      isSmooth(bounds, (x) => alone(trial, rule, x), rule.kind === 'elementwise' ? rule : null);
      return;
    case 'identity':
      isIdentity(trial, rule);
      return;
    case 'largest':
      isLargest(bounds, trial, rule);
      return;
    case 'standardizing':
      isStandardizing(bounds, trial, rule);
      return;
    default:
      ask(
        false,
        'conformance/layer-bounds',
        `bounds are of a kind that certifiers know; it is ${JSON.stringify((bounds as { readonly kind?: unknown }).kind)}.`,
      );
  }
}

function asksKind(bounds: BoundsRule, rule: ReferenceRule, fits: boolean): void {
  ask(
    fits,
    'conformance/layer-bounds',
    `bounds of the kind "${bounds.kind}" do not go with a reference rule of the kind "${rule.kind}", so certifiers refuse the layer. Say the kind that the reference has.`,
  );
}

/** What the layer gives of one number in every place, in the first place. */
function alone(trial: LayerTrial, rule: ReferenceRule, x: number): number {
  const block = new Float64Array(sizeOf(trial.inputs[0]!)).fill(x);
  return computed(rule, ownValues(trial, stream('bounds')), [block], 1)[0]!;
}

function isIdentity(trial: LayerTrial, rule: ReferenceRule): void {
  const rng = stream('identity');
  for (const look of LOOKS) {
    const blocks = blocksOf(trial, rng, look);
    const came = computed(rule, ownValues(trial, rng), blocks, look.rows);
    ask(
      blocks.length === 1 && isSame(came, blocks[0]!),
      'conformance/layer-bounds-value',
      'bounds say "identity": the layer gives its one input as it came. The reference gives other numbers.',
    );
  }
}

function isSame(a: Float64Array, b: Float64Array): boolean {
  return a.length === b.length && a.every((entry, i) => entry === b[i]);
}

/** One entry stands out after the other: each is seen where it is listed, and nowhere else; then random ones. */
function isLargest(bounds: SelectionBounds, trial: LayerTrial, rule: ReferenceRule): void {
  const size = sizeOf(trial.inputs[0]!);
  const outputs = sizeOf(trial.layer.outputShape(trial.inputs));
  const { starts, entries } = bounds;
  const inOrder = [...starts].every((start, i) => (i === 0 ? start === 0 : start > starts[i - 1]!));
  ask(
    starts.length === outputs + 1 && inOrder && starts.at(-1) === entries.length,
    'conformance/layer-bounds',
    `bounds list the entries of each of the ${outputs} outputs: ${outputs + 1} rising starts, from 0 to the number of entries.`,
  );
  const rng = stream('largest');
  const spikes = Float64Array.from({ length: size * size }, (_, i) => (i % (size + 1) === 0 ? 1 : -1)); // prettier-ignore
  for (const x of [spikes, normals(size * size, rng), normals(size * size, rng, 1e7)]) {
    const came = computed(rule, {}, [x], size);
    for (const [i, value] of came.entries()) {
      const [row, o] = [Math.floor(i / outputs), i % outputs];
      const own = entries.slice(starts[o], starts[o + 1]);
      const largest = own.reduce((most, at) => Math.max(most, x[row * size + at]!), -Infinity);
      ask(
        value === largest,
        'conformance/layer-bounds-value',
        `bounds say that output ${o} is the largest of the entries ${own.join(', ')}, which is ${largest}; the reference gives ${value}.`,
        { output: o },
      );
    }
  }
}

type Standardizing = Extract<BoundsRule, { readonly kind: 'standardizing' }>;

/** Float64 computes the formula in some dozen operations: each may lose u of the numbers that it meets. */
const OPERATIONS = 64 * 2 ** -53;

/** The reference is the formula, for variances of either sign and sizes up to 1e7. */
function isStandardizing(bounds: Standardizing, trial: LayerTrial, rule: ReferenceRule): void {
  const names = [bounds.scale, bounds.shift, bounds.mean, bounds.variance];
  const known = new Set(trial.layer.parameters(trial.inputs).map(({ name }) => name));
  ask(
    bounds.eps > 0 && names.every((name) => known.has(name)),
    'conformance/layer-bounds',
    `bounds name four parameters of the layer and an eps above 0; they name ${names.join(', ')} and ${bounds.eps}.`,
  );
  const rng = stream('standardizing');
  for (const times of [1, 1e-3, 1e7]) {
    const own = ownValues(trial, rng);
    for (const array of Object.values(own)) array.forEach((entry, i) => (array[i] = times * entry));
    const [x] = blocksOf(trial, rng) as [Float64Array];
    const came = computed(rule, own, [x], 3);
    const [scale, shift, mean, variance] = names.map((name) => own[name]!) as [Float64Array, Float64Array, Float64Array, Float64Array]; // prettier-ignore
    for (const [i, value] of came.entries()) {
      const c = i % scale.length;
      const factor = scale[c]! / Math.sqrt(Math.max(variance[c]!, 0) + bounds.eps);
      const expected = factor * (x[i]! - mean[c]!) + shift[c]!;
      const sizes = Math.abs(factor) * (Math.abs(x[i]!) + Math.abs(mean[c]!)) + Math.abs(shift[c]!);
      ask(
        Math.abs(value - expected) <= OPERATIONS * sizes,
        'conformance/layer-bounds-value',
        `bounds say scale (x - mean) / sqrt(max(variance, 0) + eps) + shift, which is ${expected} where the reference gives ${value}.`,
      );
    }
  }
}
