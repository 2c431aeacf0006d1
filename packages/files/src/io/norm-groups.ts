import type { Leaf } from '@isthmus/contract/parameters';
import { quote } from './formats/data-error.js';
import { modelError } from './model-error.js';
import type { NormLayer } from './weight-layers.js';

/** What a file has for one normalization. */
export interface NormGroup {
  /** What stands before the last dot: `bn1`, `layer1.0.bn1`. */
  readonly prefix: string;
  readonly scale: Leaf;
  readonly shift: Leaf;
  /** Null where the file has none, as for a layer normalization. */
  readonly statistics: { readonly mean: Leaf; readonly variance: Leaf } | null;
}

/** Normalizations of a file, and the tensors of its other layers. */
export interface SplitTensors {
  readonly norms: readonly NormGroup[];
  readonly others: ReadonlyMap<string, Leaf>;
}

type Part = 'scale' | 'shift' | 'mean' | 'variance';

/** By the last part of a name: ours, PyTorch's, and those of Keras. */
const PARTS: Readonly<Record<string, Part>> = {
  ...{ gamma: 'scale', beta: 'shift', mean: 'mean', variance: 'variance' },
  ...{ running_mean: 'mean', running_var: 'variance' },
  ...{ moving_mean: 'mean', moving_variance: 'variance' },
};

/** PyTorch calls scale and shift of a normalization as it calls a kernel and a bias: the axes tell them apart. */
const SHARED: Readonly<Record<string, Part>> = { weight: 'scale', bias: 'shift' };

/**
 * Takes the normalizations out of a file: layers with a weight of one axis, or with a name that only
 * they have. A scale or a shift that a file leaves out is 1 or 0 (`affine=False` in PyTorch; `scale` and
 * `center` in Keras).
 *
 * @throws `model/mismatch` for half of the statistics or parts of different lengths, `model/invalid` for
 * a negative variance
 */
export function splitNorms(tensors: ReadonlyMap<string, Leaf>, source: string): SplitTensors {
  const prefixes = new Set([...tensors].filter(isOfNorm).map(([name]) => prefixOf(name)));
  const parts = new Map<string, Map<Part, Leaf>>();
  const others = new Map<string, Leaf>();
  for (const [name, leaf] of tensors) {
    const prefix = prefixOf(name);
    const part = partOf(name);
    if (!prefixes.has(prefix) || part === undefined) others.set(name, leaf);
    else parts.set(prefix, new Map([...(parts.get(prefix) ?? []), [part, leaf]]));
  }
  const norms = [...parts].map(([prefix, own]) => normGroup(prefix, own, source));
  return { norms, others };
}

function isOfNorm([name, { shape }]: readonly [string, Leaf]): boolean {
  const role = roleOf(name);
  return Object.hasOwn(PARTS, role) || (role === 'weight' && shape.length === 1);
}

function partOf(name: string): Part | undefined {
  const role = roleOf(name);
  if (Object.hasOwn(PARTS, role)) return PARTS[role];
  return Object.hasOwn(SHARED, role) ? SHARED[role] : undefined;
}

function prefixOf(name: string): string {
  return name.slice(0, Math.max(name.lastIndexOf('.'), 0));
}

function roleOf(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}

function normGroup(prefix: string, own: ReadonlyMap<Part, Leaf>, source: string): NormGroup {
  const [mean, variance] = [own.get('mean'), own.get('variance')];
  if ((mean === undefined) !== (variance === undefined))
    throw halfStatistics(prefix, mean === undefined ? 'running_mean' : 'running_var', source);
  const lengths = new Set([...own.values()].map(({ shape }) => `[${shape.join(', ')}]`));
  const [first] = own.values();
  if (lengths.size > 1 || first?.shape.length !== 1)
    throw modelError(
      'mismatch',
      source,
      `the parts of the normalization ${quote(prefix)} have the shapes ${[...lengths].join(' and ')}; all are one number for each channel. Write the file again.`,
      { prefix },
    );
  if (variance !== undefined) askVariance(prefix, variance, source);
  const filled = (value: number): Leaf => ({
    shape: first.shape,
    data: new Float32Array(first.data.length).fill(value),
  });
  return {
    prefix,
    scale: own.get('scale') ?? filled(1),
    shift: own.get('shift') ?? filled(0),
    statistics: mean === undefined || variance === undefined ? null : { mean, variance },
  };
}

function halfStatistics(prefix: string, missing: string, source: string): Error {
  return modelError(
    'mismatch',
    source,
    `the normalization ${quote(prefix)} has no ${missing} (moving_${missing === 'running_mean' ? 'mean' : 'variance'} in Keras), without which it cannot be evaluated. Save the whole state dict, buffers included (model.state_dict(), not model.named_parameters()).`,
    { prefix },
  );
}

function askVariance(prefix: string, { data }: Leaf, source: string): void {
  const at = data.findIndex((value) => value < 0);
  if (at >= 0)
    throw modelError(
      'invalid',
      source,
      `the variance of the normalization ${quote(prefix)} is ${data[at]} at entry ${at}; a variance is not negative. Estimate the statistics again (in PyTorch: torch.optim.swa_utils.update_bn), and save again.`,
      { prefix, entry: at },
    );
}

/** The parameters of a normalization under the network's names. */
export function leavesOfNorm(
  layer: NormLayer,
  group: NormGroup,
  order: (leaf: Leaf) => Leaf,
): readonly (readonly [name: string, leaf: Leaf])[] {
  const { scale, shift, statistics } = layer;
  const own = [
    [scale.name, order(group.scale)] as const,
    [shift.name, order(group.shift)] as const,
  ];
  if (statistics === null || group.statistics === null) return own;
  return [
    ...own,
    [statistics.mean.name, order(group.statistics.mean)],
    [statistics.variance.name, order(group.statistics.variance)],
  ];
}
