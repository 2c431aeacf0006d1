import type { Analysis } from '../kinds/analysis.js';
import type { Architecture } from '../kinds/architecture.js';
import type { Certifier } from '../kinds/certifier.js';
import type { Layer } from '../kinds/layer.js';
import type { Loss } from '../kinds/loss.js';
import type { Objective } from '../kinds/objective.js';
import type { Optimizer } from '../kinds/optimizer.js';
import type { PathStrategy } from '../kinds/path-strategy.js';
import type { PluginName } from '../kinds/ref.js';
import type { Reporter } from './reporter.js';
import type { OutputOf, Schema } from './schema.js';
import type { Symmetry } from '../kinds/symmetry.js';
import type { Task } from '../kinds/task.js';

export type { PluginName, PluginRef, ResolvedRef } from '../kinds/ref.js';

/** The closed list of what a plugin can be. */
export interface Kinds {
  architecture: Architecture;
  layer: Layer;
  task: Task;
  loss: Loss;
  objective: Objective;
  optimizer: Optimizer<unknown>;
  pathStrategy: PathStrategy<unknown>;
  symmetry: Symmetry;
  certifier: Certifier;
  analysis: Analysis;
  reporter: Reporter;
}

/** The name of a plugin kind. */
export type Kind = keyof Kinds;

/** All kinds, in the order in which they are listed to a person. */
export const KINDS = [
  'architecture',
  'layer',
  'task',
  'loss',
  'objective',
  'optimizer',
  'pathStrategy',
  'symmetry',
  'certifier',
  'analysis',
  'reporter',
] as const satisfies readonly Kind[];

/** A plugin as data and one function; a package exports a list of them, its bundle. */
export interface Definition<K extends Kind = Kind> {
  readonly kind: K;
  readonly name: PluginName;
  /** One sentence for lists and documentation. */
  readonly summary: string;
  /** Where the method comes from: DOI or arXiv number with equation or section; [] for the trivial. */
  readonly sources: readonly string[];
  /** The single source of the options' type, validation, defaults and documentation. */
  readonly options: Schema<unknown>;
  /** Cheap and pure: no tensors, no files. */
  create(options: unknown): Kinds[K];
}

/**
 * Declares a plugin, with the type of its options inferred from the schema.
 *
 * @example
 * import { z } from 'zod';
 *
 * const descent = define({
 *   kind: 'optimizer',
 *   name: 'mine/descent',
 *   summary: 'Gradient descent with a fixed learning rate.',
 *   sources: [],
 *   options: z.strictObject({ learningRate: z.number().positive().default(0.01) }),
 *   create: ({ learningRate }) => gradientDescent(learningRate),
 * });
 * Registry.of([descent]).resolve('optimizer', 'mine/descent', '').ref.options; // { learningRate: 0.01 }
 */
export function define<K extends Kind, S extends Schema<unknown>>(definition: {
  readonly kind: K;
  readonly name: PluginName;
  readonly summary: string;
  readonly sources: readonly string[];
  readonly options: S;
  create(options: OutputOf<S>): Kinds[K];
}): Definition<K> {
  // The registry validates by this very schema before it calls create: the one place where the
  // type of the options is forgotten.
  return Object.freeze(definition) as unknown as Definition<K>;
}
