import type { WarningRecord } from '@isthmus/contract';
import type { Leaf } from '@isthmus/contract/parameters';
import { sizeOf } from '@isthmus/contract/parameters';
import { quote } from './formats/data-error.js';
import { modelError } from './model-error.js';
import type { KnownNorms } from './tensor-groups.js';
import type { OtherTensor, TensorFile } from './safetensors.js';

/** The tensors of a file that may be weights, and what was passed over. */
export interface WeightTensors {
  readonly tensors: ReadonlyMap<string, Leaf>;
  readonly warnings: readonly WarningRecord[];
}

/** What optimizers of PyTorch keep for every parameter. */
const OPTIMIZER_STATE =
  /^(?:optimi[sz]ers?|optim|optimi[sz]er_states?|lr_schedulers?)[._]|\.(?:exp_avg|exp_avg_sq|max_exp_avg_sq|exp_inf|momentum_buffer|square_avg|grad_avg|acc_delta)$/;

/** Counts of what was done in training, and the places of words, which are 0, 1, 2 … */
const COUNTER =
  /^(?:(?:global_|best_|last_|num_)?(?:steps?|epochs?|iters?|iterations?|updates)|num_batches_tracked|n_averaged|position_ids)$/;

/** Words in the name of a tensor that shifts or scales what goes in or comes out. */
const NORMALIZING =
  /(?:^|_)(?:mean|means|std|stds|stdev|var|variance|mu|sigma|loc|scale|shift|offset|min|max)(?:$|_)/i;

/** Statistics of a batch normalization, by the names of PyTorch and Keras. */
const STATISTIC = /^(?:running_(?:mean|var)|moving_(?:mean|variance))$/;

/**
 * Leaves out what stands beside the weights and is no part of the function, and says so: counters,
 * the state of an optimizer, whole numbers and booleans. What is a part of the function and has no
 * place in the network is refused, never dropped: normalizations of inputs or outputs, quantized
 * weights.
 *
 * @param known the network's own names, which are always weights
 * @param norms which normalizations the network has a place for
 * @throws `model/unsupported` naming the tensor and what to do
 */
export function weightsOf(
  file: TensorFile,
  known: ReadonlySet<string>,
  source: string,
  norms: KnownNorms = { batch: false, sample: false },
): WeightTensors {
  const tensors = new Map<string, Leaf>();
  const passed: string[] = [];
  const state: string[] = [];
  for (const [name, leaf] of file.tensors)
    if (known.has(name)) tensors.set(name, leaf);
    else if (OPTIMIZER_STATE.test(name)) state.push(name);
    else if (isCounter(name) && sizeOf(leaf.shape) <= 1) passed.push(quote(name));
    else if (isNormalizing(name) && !(norms.batch && STATISTIC.test(roleOf(name))))
      throw normalization(name, source);
    else tensors.set(name, leaf);
  for (const other of file.others)
    if (OPTIMIZER_STATE.test(other.name)) state.push(other.name);
    else passed.push(passedOver(other, known, source));
  return { tensors, warnings: [...passedWarning(passed, source), ...stateWarning(state, source)] };
}

/** A tensor that is no weight, as it is named in a warning. */
function passedOver(
  { name, dtype }: OtherTensor,
  known: ReadonlySet<string>,
  source: string,
): string {
  if (known.has(name) || /^(?:weight|bias|kernel)$/.test(roleOf(name)))
    throw modelError(
      'unsupported',
      source,
      `${quote(name)} has dtype ${quote(dtype)}; weights are F64, F32, F16 or BF16. Undo the quantization (in PyTorch: tensor.dequantize().float()) and save again.`,
      { tensor: name },
    );
  if (!isCounter(name) && isNormalizing(name)) throw normalization(name, source);
  return `${quote(name)} (${dtype})`;
}

function roleOf(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}

function isCounter(name: string): boolean {
  return COUNTER.test(roleOf(name));
}

function isNormalizing(name: string): boolean {
  return NORMALIZING.test(roleOf(name));
}

function normalization(name: string, source: string): Error {
  return modelError(
    'unsupported',
    source,
    `${quote(name)} looks like a normalization of the inputs or outputs, which is a part of the function and has no place in the network: without it the losses would be those of another model. Apply it to the data instead, or fold it into the first layer (W / std, and b - W (mean / std)); then leave it out and save again.`,
    { tensor: name },
  );
}

const MOST_LISTED = 8;

function listed(names: readonly string[]): string {
  const more = names.length - MOST_LISTED;
  return names.slice(0, MOST_LISTED).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

function passedWarning(passed: readonly string[], source: string): readonly WarningRecord[] {
  if (passed.length === 0) return [];
  const message = `${source}: passed over what is no weight: ${listed(passed)}. If the network computes with it, the imported one is another network.`;
  return [{ code: 'model/passed-over', message }];
}

function stateWarning(state: readonly string[], source: string): readonly WarningRecord[] {
  if (state.length === 0) return [];
  const message = `${source}: passed over ${state.length === 1 ? 'a tensor' : `${state.length} tensors`} of the state of an optimizer: ${listed(state.map(quote))}.`;
  return [{ code: 'model/optimizer-state', message }];
}
