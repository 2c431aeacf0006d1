import { bytesInWords, countInWords } from '@isthmus/contract/internal';
import type { PluginName, ResolvedRef } from '@isthmus/contract';
import type { EngineChoice, Network } from '@isthmus/engine';
import { parameterCount, sizeOf, type ParamSpec } from '@isthmus/contract/parameters';
import { ConfigError } from '../registry/issues.js';
import { memoryLimit } from './memory-limit.js';

/** What every step of a run needs of the memory at least, whatever the strategies do. */
export interface MemoryDemand {
  /** Parameters of one model, P. */
  readonly parameters: number;
  /** Numbers that one sample makes on its way through the network; 0 where nothing is known of it. */
  readonly entriesPerSample: number;
  /** Memory that one step needs at least, in bytes. */
  readonly bytes: number;
}

/**
 * How many steps of such a need may run at once, each on its own copy of everything: 1 at least.
 *
 * @example
 * stepsAtOnce({ parameters: 33, entriesPerSample: 17, bytes: 664 }) > 8; // true
 */
export function stepsAtOnce({ bytes }: MemoryDemand): number {
  return Math.max(1, Math.floor(memoryLimit().bytes / bytes));
}

/** Float32 arrays of all parameters at once: two models, a gradient and an update. */
const MODELS_AT_ONCE = 4;

/**
 * What a network needs at least: the parameters several times over, and what the samples make that
 * are computed at once.
 *
 * @param rows of a batch; only tfjs computes them all at once
 */
export function networkDemand(network: Network, engine: EngineChoice, rows: number): MemoryDemand {
  const shapes = network.kind === 'graph' ? network.nodes.map((node) => node.outputShape) : [];
  const entriesPerSample = shapes.reduce((sum, shape) => sum + sizeOf(shape), 0);
  // The reference holds a sample in float64, tfjs a batch in float32.
  const bytesAtOnce = Math.max(8, engine === 'tfjs' ? 4 * rows : 0) * entriesPerSample;
  return demand(network.spec, entriesPerSample, bytesAtOnce);
}

/** What an objective needs at least. */
export function objectiveDemand(spec: ParamSpec): MemoryDemand {
  return demand(spec, 0, 0);
}

function demand(spec: ParamSpec, entriesPerSample: number, samples: number): MemoryDemand {
  const parameters = parameterCount(spec);
  return { parameters, entriesPerSample, bytes: 4 * MODELS_AT_ONCE * parameters + samples };
}

/** Who asks for so many parameters, for the message. */
interface Asking {
  /** JSON pointer to what decides the sizes. */
  readonly pointer: string;
  readonly use: PluginName;
  readonly spec: ParamSpec;
}

/** The plugin that a reference at a place of the experiment names, as what asks for parameters. */
export function askingOf({ use, options }: ResolvedRef, at: string, spec: ParamSpec): Asking {
  return { pointer: Object.keys(options).length === 0 ? at : `${at}/options`, use, spec };
}

/**
 * Refuses what cannot fit into the memory, before anything of that size is made.
 *
 * @throws `ConfigError` with the counts, the largest array and what to do
 */
export function checkDemand(
  { parameters, entriesPerSample, bytes }: MemoryDemand,
  asking: Asking,
): void {
  const limit = memoryLimit();
  if (bytes <= limit.bytes) return;
  const samples =
    entriesPerSample > parameters
      ? ` and ${countInWords(entriesPerSample)} numbers for each sample on its way through it`
      : '';
  const message =
    `"${asking.use}" makes ${countInWords(parameters)} parameters${largestIn(asking.spec)}${samples}. ` +
    `That needs at least ${bytesInWords(bytes)} of memory; a run may take ${bytesInWords(limit.bytes)} (${limit.origin}). ` +
    'Make it smaller by its options, or set ISTHMUS_MEMORY where there is more.';
  throw new ConfigError([{ code: 'config/too-large', pointer: asking.pointer, message }]);
}

/** ` (dense2.kernel [1000000, 1000000] alone 1,000,000,000,000)`; '' for a single array. */
function largestIn({ leaves }: ParamSpec): string {
  const [largest, next] = leaves.toSorted((a, b) => sizeOf(b.shape) - sizeOf(a.shape));
  if (largest === undefined || next === undefined) return '';
  const { name, shape } = largest;
  return ` (${name} [${shape.join(', ')}] alone ${countInWords(sizeOf(shape))})`;
}
