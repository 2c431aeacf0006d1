import { z } from 'zod';
import type {
  FastActivation,
  FastLoss,
  FastRule,
  Layer,
  LayerLeaf,
  WindowGrid,
} from '@isthmus/contract';
import { sizeOf } from '@isthmus/contract/parameters';
import { ACTIVATION_KERNELS, LOSS_KERNELS } from '@isthmus/engine/internal';
import { complaintWords } from '../words.js';
import { atOnce } from './guard.js';
import { kernelNameFault, settingsFault } from './kernel-names.js';

type Shape = readonly number[];

const count = z.int().positive();
const windows = z.object({
  ...{ height: count, width: count, channels: count, outHeight: count, outWidth: count },
  ...{ top: z.int().nonnegative(), left: z.int().nonnegative(), size: count, strides: count },
});
const leaves = { kernel: z.string(), bias: z.string().nullable() };
const activation = z.object({ name: z.string(), parameter: z.number().optional() });

/** What a rule of each kind holds besides. */
const PARTS = {
  dense: z.object({ units: count, ...leaves }),
  convolution: z.object({ windows, filters: count, ...leaves }),
  'max-pool': z.object({ windows }),
  'avg-pool': z.object({ windows }),
  activation: z.object({ function: activation }),
  normalize: z.object({
    channels: count,
    eps: z.number().positive(),
    scale: z.string(),
    shift: z.string(),
    statistics: z.object({ mean: z.string(), variance: z.string() }).nullable(),
  }),
  reshape: z.object({}),
  add: z.object({}),
  dropout: z.object({ rate: z.number().min(0).lt(1) }),
} satisfies Readonly<Record<FastRule['kind'], z.ZodType>>;

/** Shapes of a layer, without the batch axis, and its own parameters. */
export interface LayerShapes {
  readonly inputs: readonly Shape[];
  readonly output: Shape;
  readonly parameters: readonly LayerLeaf[];
}

/**
 * A `fast` rule from outside. Kernels read and write memory where it says, so it must fit the layer's
 * shapes: another one would end in numbers from elsewhere.
 *
 * @throws `TypeError` saying what of it does not fit
 */
export function soundFastRule(given: unknown, shapes: LayerShapes): FastRule {
  const rule = readRule(given);
  const [input = []] = shapes.inputs;
  if (rule.kind !== 'add' && shapes.inputs.length !== 1)
    throw misfit(`a rule "${rule.kind}" takes one input, the layer has ${shapes.inputs.length}`);
  if (rule.kind === 'activation') askActivation(rule.function);
  if (rule.kind === 'dense') {
    if (input.length !== 1) throw misfit('a rule "dense" takes an input of one axis');
    askLeaves(rule, shapes.parameters, [input[0]!, rule.units], rule.units);
  }
  if ('windows' in rule) askWindows(rule.windows, input);
  if (rule.kind === 'convolution') {
    const { windows: at, filters } = rule;
    askLeaves(rule, shapes.parameters, [at.size, at.size, at.channels, filters], filters);
  }
  if (rule.kind === 'normalize') askNormalize(rule, input, shapes.parameters);
  askOutput(rule, shapes);
  return rule;
}

function askNormalize(
  { channels, scale, shift, statistics }: Extract<FastRule, { readonly kind: 'normalize' }>,
  input: Shape,
  parameters: readonly LayerLeaf[],
): void {
  if (input.at(-1) !== channels)
    throw misfit(`it normalizes ${channels} channels, the last axis of its input has ${input.at(-1) ?? 'none'}`); // prettier-ignore
  const given = statistics === null ? [] : [statistics.mean, statistics.variance];
  for (const name of [scale, shift, ...given]) {
    const leaf = parameters.find((each) => each.name === name);
    if (leaf?.shape.join() !== String(channels))
      throw misfit(`the layer has no parameter "${name}" of shape [${channels}]`);
    // Steps move what is no statistic, which lies elsewhere in memory.
    if ((leaf.role === 'statistic') !== given.includes(name))
      throw misfit(`mean and variance, and nothing else, have the role "statistic"; "${name}" is wrong`); // prettier-ignore
  }
}

/**
 * What the `fast` of a layer from outside gives for inputs of these shapes.
 *
 * @throws as `soundFastRule`, and what `fast` throws
 */
export function readFastRule(layer: Layer, inputs: readonly Shape[]): FastRule {
  const { interpreters } = layer;
  if (typeof interpreters.fast !== 'function')
    throw misfit('fast is a function of the shapes of the inputs, which gives the rule');
  return soundFastRule(atOnce(interpreters.fast(inputs)), {
    inputs,
    output: layer.outputShape(inputs),
    parameters: layer.parameters(inputs),
  });
}

/**
 * The `fast` of a loss from outside.
 *
 * @throws `TypeError` where no kernel has that name
 */
export function soundFastLoss(given: unknown): FastLoss {
  const fault = kernelNameFault('loss', given, LOSS_KERNELS);
  if (fault !== null) throw new TypeError(`${fault}. Leave fast out where none fits.`);
  return given as FastLoss;
}

function readRule(given: unknown): FastRule {
  if (typeof given !== 'object' || given === null)
    throw misfit('expected an object with its "kind", such as { kind: "reshape" }');
  const { kind } = given as { readonly kind?: unknown };
  const fault = kernelNameFault('kind of layer', kind, PARTS);
  if (fault !== null) throw misfit(fault);
  const { data, error } = PARTS[kind as FastRule['kind']].safeParse(given);
  if (error === undefined) return { kind, ...data } as FastRule;
  const [{ path, message }] = error.issues as [z.core.$ZodIssue];
  throw misfit(`"${path.join('.')}" of a rule "${String(kind)}": ${complaintWords(message)}`);
}

function askActivation({ name, parameter }: FastActivation): void {
  const fault = kernelNameFault('activation', name, ACTIVATION_KERNELS);
  if (fault !== null) throw misfit(fault);
  const { takesParameter, ofOutput } = ACTIVATION_KERNELS[name]!;
  if (!takesParameter) {
    if (parameter !== undefined) throw misfit(`the activation "${name}" takes no parameter`);
    return;
  }
  const given = parameter === undefined ? {} : { parameter };
  const odd = settingsFault(name, given, ['parameter']);
  if (odd !== null) throw misfit(odd);
  // Its derivative is read off the output, which must have the sign of the input.
  if (ofOutput && parameter! < 0)
    throw misfit(`the parameter of "${name}" is not negative; got ${parameter}`);
}

function askLeaves(
  { kernel, bias }: { readonly kernel: string; readonly bias: string | null },
  parameters: readonly LayerLeaf[],
  kernelShape: Shape,
  channels: number,
): void {
  const shapeOf = (name: string) => parameters.find((leaf) => leaf.name === name)?.shape.join();
  if (shapeOf(kernel) !== kernelShape.join())
    throw misfit(`the layer has no parameter "${kernel}" of shape ${shown(kernelShape)}`);
  if (bias !== null && shapeOf(bias) !== String(channels))
    throw misfit(`the layer has no parameter "${bias}" of shape [${channels}]`);
}

/** Every window lies on the input, at least in part. */
function askWindows(at: WindowGrid, input: Shape): void {
  const own = [at.height, at.width, at.channels];
  if (own.join() !== input.join())
    throw misfit(`its windows lie on ${shown(own)}, the input is ${shown(input)}`);
  const inside = (length: number, out: number, before: number) =>
    before < at.size && (out - 1) * at.strides - before < length;
  if (!inside(at.height, at.outHeight, at.top) || !inside(at.width, at.outWidth, at.left))
    throw misfit('some of its windows lie wholly outside of the input');
}

/** The memory for an output is as large as `outputShape` says. */
function askOutput(rule: FastRule, { inputs, output }: LayerShapes): void {
  for (const made of madeBy(rule, inputs))
    if (sizeOf(made) !== sizeOf(output))
      throw misfit(
        `it makes ${shown(made)}, which are ${sizeOf(made)} numbers; outputShape says ${shown(output)}, which are ${sizeOf(output)}`,
      );
}

function madeBy(rule: FastRule, inputs: readonly Shape[]): readonly Shape[] {
  switch (rule.kind) {
    case 'dense':
      return [[rule.units]];
    case 'convolution':
      return [[rule.windows.outHeight, rule.windows.outWidth, rule.filters]];
    case 'max-pool':
    case 'avg-pool':
      return [[rule.windows.outHeight, rule.windows.outWidth, rule.windows.channels]];
    default:
      return inputs;
  }
}

const shown = (shape: Shape) => `[${shape.join(', ')}]`;

function misfit(what: string): TypeError {
  return new TypeError(
    `its answer is no rule that the fast engine can follow: ${what}. Leave fast out where none fits.`,
  );
}
