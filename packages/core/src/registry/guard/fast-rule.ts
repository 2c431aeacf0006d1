import { z } from 'zod';
import type { FastRule, LayerLeaf, WindowGrid } from '@isthmus/contract';

type Shapes = readonly (readonly number[])[];

const count = z.int().positive();
const windows = z.object({
  ...{ height: count, width: count, channels: count, outHeight: count, outWidth: count },
  ...{ top: z.int().nonnegative(), left: z.int().nonnegative(), size: count, strides: count },
});
const leaves = { kernel: z.string(), bias: z.string().nullable() };
const activation = z.object({ name: z.string(), parameter: z.number().optional() });

const schema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('dense'), units: count, ...leaves }),
  z.object({ kind: z.literal('convolution'), windows, filters: count, ...leaves }),
  z.object({ kind: z.enum(['max-pool', 'avg-pool']), windows }),
  z.object({ kind: z.literal('activation'), function: activation }),
  z.object({
    kind: z.literal('normalize'),
    channels: count,
    eps: z.number().positive(),
    scale: z.string(),
    shift: z.string(),
    statistics: z.object({ mean: z.string(), variance: z.string() }).nullable(),
  }),
  z.object({ kind: z.literal('reshape') }),
  z.object({ kind: z.literal('add') }),
  z.object({ kind: z.literal('dropout'), rate: z.number().min(0).lt(1) }),
]);

/**
 * A `fast` rule from outside. Kernels read memory where it says, so it must fit the layer's inputs and
 * parameters: another one would end in numbers from elsewhere.
 *
 * @throws `TypeError` saying what of it does not fit
 */
export function soundFastRule(
  given: unknown,
  inputs: Shapes,
  parameters: readonly LayerLeaf[],
): FastRule {
  const { data, error } = schema.safeParse(given);
  if (error !== undefined) throw misfit(z.prettifyError(error).replaceAll('\n', ' '));
  const rule = data as FastRule;
  if (rule.kind === 'dense') {
    const [size] = inputs[0] ?? [];
    if (inputs[0]?.length !== 1) throw misfit('a dense rule takes inputs of one axis');
    askLeaves(rule, parameters, [size!, rule.units], rule.units);
  }
  if ('windows' in rule) askWindows(rule.windows, inputs[0] ?? []);
  if (rule.kind === 'convolution') {
    const { windows: at, filters } = rule;
    askLeaves(rule, parameters, [at.size, at.size, at.channels, filters], filters);
  }
  if (rule.kind === 'normalize') askNormalize(rule, inputs, parameters);
  return rule;
}

function askNormalize(
  rule: Extract<FastRule, { readonly kind: 'normalize' }>,
  inputs: Shapes,
  parameters: readonly LayerLeaf[],
): void {
  const { channels, scale, shift, statistics } = rule;
  const last = inputs[0]?.at(-1);
  if (inputs.length !== 1 || last !== channels)
    throw misfit(`it normalizes ${channels} channels, the last axis of its input has ${last ?? 'none'}`); // prettier-ignore
  const names = [scale, shift, ...(statistics === null ? [] : [statistics.mean, statistics.variance])]; // prettier-ignore
  for (const name of names) {
    const leaf = parameters.find((each) => each.name === name);
    if (leaf?.shape.join() !== String(channels))
      throw misfit(`the layer has no parameter "${name}" of shape [${channels}]`);
    // Steps move what is no statistic, and it lies elsewhere in memory.
    if ((leaf.role === 'statistic') !== (name !== scale && name !== shift))
      throw misfit(`mean and variance, and nothing else, have the role "statistic"; see "${name}"`);
  }
}

function askLeaves(
  { kernel, bias }: { readonly kernel: string; readonly bias: string | null },
  parameters: readonly LayerLeaf[],
  kernelShape: readonly number[],
  channels: number,
): void {
  const shapeOf = (name: string) => parameters.find((leaf) => leaf.name === name)?.shape.join();
  if (shapeOf(kernel) !== kernelShape.join())
    throw misfit(`the layer has no parameter "${kernel}" of shape [${kernelShape.join(', ')}]`);
  if (bias !== null && shapeOf(bias) !== String(channels))
    throw misfit(`the layer has no parameter "${bias}" of shape [${channels}]`);
}

/** Every window lies on the input, at least in part. */
function askWindows(at: WindowGrid, input: readonly number[]): void {
  const own = [at.height, at.width, at.channels];
  if (own.join() !== input.join())
    throw misfit(`its windows lie on [${own.join(', ')}], the input is [${input.join(', ')}]`);
  const inside = (length: number, out: number, before: number) =>
    before < at.size && (out - 1) * at.strides - before < length;
  if (!inside(at.height, at.outHeight, at.top) || !inside(at.width, at.outWidth, at.left))
    throw misfit('some of its windows lie wholly outside of the input');
}

function misfit(what: string): TypeError {
  return new TypeError(
    `its answer is no rule that the fast engine can follow: ${what}. See FastRule; leave fast out where none fits.`,
  );
}
