import { rectify, smoothForm } from './activations.js';
import { blankForm, type Form, type Leaf } from './form.js';
import { firstLayersOn, type FirstLayers } from './first-layers.js';
import { formBetween, type LinearEnds, linearForm, linearWeights } from './linear.js';
import type { LinearWeights } from './linear.js';
import { type Loss, valuesAt } from './losses.js';
import type { LinearStep, Network } from './network.js';
import { normalizeForm, normalizeWeights, type NormalizeWeights } from './normalize.js';
import { gamma, TINY } from './numbers.js';
import { largestForm, meanForm, sumForm } from './pooling.js';
import type { Segment } from './segment.js';

/** What the loss is of: a network, the rows of χ, and a loss of predictions. */
export interface Subject {
  readonly network: Network;
  readonly loss: Loss;
  readonly size: number;
  /** `[size, …input]` and `[size, …output]`, row-major. */
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/** Numbers between which the loss on χ lies for every t of a leaf: the mean over all rows. */
export interface LeafBounds {
  readonly upper: Float64Array;
  /** For a point (half = 0); 0 else, which no loss here is below. */
  readonly lower: Float64Array;
}

/** Rows whose first layers are kept at a time. */
const ROWS = 256;

/**
 * Bounds of the loss on some leaves of a segment. The mean of the samples' losses with their errors at
 * the worst is convex in tau, so that its larger end bounds it in between.
 *
 * @param tick called now and then with the part that is done
 */
export function boundsOn(
  subject: Subject,
  segment: Segment,
  leaves: readonly Leaf[],
  tick: (part: number) => void = () => undefined,
): LeafBounds {
  const { network, size } = subject;
  const forms = network.nodes.map((node) => blankForm(node.size));
  const width = network.nodes[network.last]!.size;
  const sums: Sums = {
    prediction: forms[network.last]!,
    low: new Float64Array(width),
    high: new Float64Array(width),
    minus: new Float64Array(leaves.length),
    plus: new Float64Array(leaves.length),
    lower: new Float64Array(leaves.length),
  };
  for (let row = 0; row < size; row += ROWS) {
    const rows = Math.min(ROWS, size - row);
    const first = firstLayersOn(subject, segment, row, rows);
    for (const [l, leaf] of leaves.entries()) {
      const weights = weightsOn(network, segment, leaf, first[0]!);
      for (let i = 0; i < rows; i++) {
        propagate(subject, row + i, leaf, weights, first[i]!, forms);
        addLosses(subject, row + i, leaf, l, sums);
      }
      tick((row + (rows * (l + 1)) / leaves.length) / size);
    }
  }
  const rate = gamma(size + 8);
  return {
    upper: sums.minus.map((sum, l) => (Math.max(sum, sums.plus[l]!) / size) * (1 + rate) + TINY),
    lower: sums.lower.map((sum) => (sum / size) * (1 - rate)),
  };
}

/** What a node computes with on one leaf. */
type Weights = LinearWeights | NormalizeWeights | null;

function weightsOn(
  { nodes }: Network,
  segment: Segment,
  leaf: Leaf,
  first: FirstLayers,
): readonly Weights[] {
  return nodes.map(({ step }, n) => {
    if (step.kind === 'linear' && first[n] === null) return linearWeights(step, segment, leaf);
    return step.kind === 'normalize' ? normalizeWeights(step, segment, leaf) : null;
  });
}

/** Fills the forms of all nodes for one row. */
function propagate(
  { network, x }: Subject,
  row: number,
  leaf: Leaf,
  weights: readonly Weights[],
  ends: FirstLayers,
  forms: readonly Form[],
): void {
  for (let n = 0; n < network.nodes.length; n++) {
    const { step, inputs, size } = network.nodes[n]!;
    const to = forms[n]!;
    const from = forms[inputs[0] ?? 0]!;
    switch (step.kind) {
      case 'input':
        // Float32 numbers, which are exact; s and r stay 0.
        to.c.set(x.subarray(row * size, (row + 1) * size));
        break;
      case 'linear':
        linear(step, weights[n] as LinearWeights | null, ends[n]!, leaf, from, to);
        break;
      case 'normalize':
        normalizeForm(step, weights[n] as NormalizeWeights, from, to);
        break;
      case 'mean':
        meanForm(step.taps, step.channels, from, to);
        break;
      case 'largest':
        largestForm(step.taps, step.channels, from, to);
        break;
      case 'sum':
        sumForm(inputs.map((place) => forms[place]!), to); // prettier-ignore
        break;
      case 'rectify':
        rectify(step.slope, from, to);
        break;
      case 'smooth':
        smoothForm(step.name, from, to);
        break;
      case 'same':
        to.c.set(from.c);
        to.s.set(from.s);
        to.r.set(from.r);
    }
  }
}

function linear(
  step: LinearStep,
  weights: LinearWeights | null,
  ends: LinearEnds | null,
  leaf: Leaf,
  from: Form,
  to: Form,
): void {
  if (ends !== null) formBetween(ends, leaf, to);
  else linearForm(step, weights!, from, to);
}

/** What is summed over the rows for each leaf, and room to work in. */
interface Sums {
  /** The prediction of the row that was computed last. */
  readonly prediction: Form;
  readonly low: Float64Array;
  readonly high: Float64Array;
  readonly minus: Float64Array;
  readonly plus: Float64Array;
  readonly lower: Float64Array;
}

/** Adds one sample's losses at both ends of a leaf, and at a point its least. */
function addLosses({ loss, y }: Subject, row: number, leaf: Leaf, l: number, sums: Sums): void {
  const { prediction, low, high, minus, plus, lower } = sums;
  const at = row * low.length;
  valuesAt(prediction, -1, low, high);
  minus[l]! += loss.upper(low, high, y, at);
  if (leaf.half === 0) lower[l]! += loss.lower(low, high, y, at);
  valuesAt(prediction, 1, low, high);
  plus[l]! += loss.upper(low, high, y, at);
}
