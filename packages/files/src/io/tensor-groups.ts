import type { Leaf } from '@isthmus/contract/parameters';
import { quote } from './formats/data-error.js';
import { modelError } from './model-error.js';

/** What a file has for one layer. */
export interface TensorGroup {
  /** What stands before the last dot: `fc1`, `features.0`; empty for a single bare layer. */
  readonly prefix: string;
  readonly kernel: Leaf;
  readonly bias: Leaf | null;
}

/** Whether a network has normalizations by the batch, and of every sample by itself. */
export interface KnownNorms {
  readonly batch: boolean;
  readonly sample: boolean;
}

/** Names of tensors whose layers Isthmus does not have, by their last part, or by all of them. */
const FOREIGN: readonly ({
  readonly what: string;
  readonly remedy: string;
  readonly norm?: keyof KnownNorms;
} & ({ readonly role: RegExp } | { readonly name: RegExp }))[] = [
  ...[
    { role: /^(?:.*\/)?(?:running_(?:mean|var)|moving_(?:mean|var(?:iance)?))$/ },
    // Keras and Flax name the layer, and call its tensors as any normalization is called.
    { name: /batch_?norm[^./]*[./](?:gamma|beta|scale|mean|var)$/i },
  ].map((which) => ({
    ...which,
    norm: 'batch' as const,
    what: 'a batch normalization',
    remedy:
      'Take an architecture that has one in this place, such as core/resnet. Or fold it into the layer whose outputs it takes, with no activation between (torch.nn.utils.fusion.fuse_conv_bn_eval, fuse_linear_bn_eval), or else into the dense layer behind it (with s = γ / σ: W · s and b + W (β - μ s)), and save again. That keeps the endpoints and changes the path between them: barriers are then those of the folded networks, not of networks whose normalization is interpolated',
  })),
  {
    name: /(?:layer|group|instance|rms)_?norm[^./]*[./](?:gamma|beta|scale)$/i,
    norm: 'sample' as const,
    what: 'a normalization of every sample by itself',
    remedy:
      'Take an architecture with core/layer-norm in this place, if it is over the channels of every position; others cannot be imported',
  },
  {
    role: /^(weight|bias)_(ih|hh)(_l\d+(_reverse)?)?$/,
    what: 'a recurrent layer',
    remedy: 'Such a network cannot be imported',
  },
  {
    role: /^in_proj_(weight|bias)$/,
    what: 'an attention layer',
    remedy: 'Such a network cannot be imported',
  },
  {
    role: /^(weight_[guv]|original[01])$/,
    what: 'a weight or spectral normalization',
    remedy:
      'Remove it (torch.nn.utils.parametrize.remove_parametrizations, remove_weight_norm) and save again',
  },
  {
    role: /^(weight|bias)_(orig|mask)$/,
    what: 'a pruned layer',
    remedy: 'Make the pruning permanent (torch.nn.utils.prune.remove) and save again',
  },
];

/**
 * Refuses a file by its names alone, before its data are read, where they show a layer that Isthmus
 * does not have.
 *
 * @param known the network's own names, which are never foreign
 * @param norms which normalizations the network has a place for
 * @throws `model/unsupported` naming the tensor and its layer
 */
export function refuseForeign(
  names: readonly string[],
  known: ReadonlySet<string>,
  source: string,
  norms: KnownNorms = { batch: false, sample: false },
): void {
  const foreign = FOREIGN.filter(({ norm }) => norm === undefined || !norms[norm]);
  for (const name of names) {
    const found = foreign.find((each) =>
      'role' in each ? each.role.test(splitName(name).role) : each.name.test(name),
    );
    if (found === undefined || known.has(name)) continue;
    throw modelError(
      'unsupported',
      source,
      `${quote(name)} belongs to ${found.what}, which ${found.norm === undefined ? 'Isthmus does not have' : 'the network does not have'}. ${found.remedy}.`,
      { tensor: name },
    );
  }
}

/** Which names a file uses for its kernels. */
export type KernelNames = 'kernel' | 'weight' | 'both';

/** The convention of the names, and the tensors put together by layer, in the order of the file. */
export interface GroupedTensors {
  readonly names: KernelNames;
  readonly groups: readonly TensorGroup[];
}

/**
 * Puts tensors together by layer: `X.kernel` (ours) or `X.weight` (PyTorch's), and `X.bias`.
 *
 * @throws `model/mismatch` for any other name or a bias alone, `model/unsupported` for a weight of
 * one axis, `model/mixed-names` for a layer with both a kernel and a weight
 */
export function groupTensors(tensors: ReadonlyMap<string, Leaf>, source: string): GroupedTensors {
  const kernels = new Map<string, { readonly name: string; readonly leaf: Leaf }>();
  const biases = new Map<string, Leaf>();
  for (const [name, leaf] of tensors) {
    const { prefix, role } = splitName(name);
    if (role === 'bias') biases.set(prefix, leaf);
    else if (role !== 'kernel' && role !== 'weight') throw unknownName(name, source);
    else if (kernels.has(prefix)) throw twoKernels(prefix, source);
    else kernels.set(prefix, { name, leaf: severalAxes(name, leaf, source) });
  }
  const alone = [...biases.keys()].find((prefix) => !kernels.has(prefix));
  if (alone !== undefined) throw biasAlone(alone, source);
  const groups = [...kernels].map(([prefix, { leaf }]) => ({
    prefix,
    kernel: leaf,
    bias: biases.get(prefix) ?? null,
  }));
  return { names: convention([...kernels.values()].map(({ name }) => name)), groups };
}

function convention(names: readonly string[]): KernelNames {
  const ours = names.filter((name) => splitName(name).role === 'kernel').length;
  if (ours === names.length) return 'kernel';
  return ours === 0 ? 'weight' : 'both';
}

function splitName(name: string): { readonly prefix: string; readonly role: string } {
  const dot = name.lastIndexOf('.');
  return { prefix: name.slice(0, Math.max(dot, 0)), role: name.slice(dot + 1) };
}

function severalAxes(name: string, leaf: Leaf, source: string): Leaf {
  if (leaf.shape.length > 1) return leaf;
  throw modelError(
    'unsupported',
    source,
    `${quote(name)} has shape [${leaf.shape.join(', ')}]; a weight of so few axes belongs to a normalization or a learned activation, for which the network has no place. Take an architecture that has it (core/resnet has norms), or fold the layer into its neighbours.`,
    { tensor: name },
  );
}

function unknownName(name: string, source: string): Error {
  return modelError(
    'mismatch',
    source,
    `${quote(name)} is neither a kernel (X.kernel in our layout, X.weight in PyTorch's) nor a bias (X.bias). If it is no part of the function, leave it out; if it is a weight, rename it; and save again.`,
    { tensor: name },
  );
}

function twoKernels(prefix: string, source: string): Error {
  return modelError(
    'mixed-names',
    source,
    `layer ${quote(prefix)} has both a "kernel" (our name) and a "weight" (PyTorch's). Keep one of the two.`,
    { prefix },
  );
}

function biasAlone(prefix: string, source: string): Error {
  return modelError(
    'mismatch',
    source,
    `layer ${quote(prefix)} has a bias and no kernel or weight. Save the whole layer; a weight that two layers share (tied weights) under both names.`,
    { prefix },
  );
}
