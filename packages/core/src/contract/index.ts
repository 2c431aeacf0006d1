/** Everything a plugin author needs to declare plugins; see `@isthmus/core/conformance` to check them. */
export * from './architecture.js';
export * from './certifier.js';
export * from './events.js';
export * from './layer.js';
export * from './loss.js';
export * from './objective.js';
export * from './optimizer.js';
export * from './path-strategy.js';
export * from './plugin.js';
export * from './reporter.js';
export * from './result.js';
export * from './schema.js';
export * from './symmetry.js';
export * from './task.js';
export { IsthmusError } from '../base/errors.js';
export type { Rng } from '../base/rng.js';
export type { Leaf, Params } from '../parameters/parameters.js';
export type { LeafSpec, ParamSpec } from '../parameters/spec.js';
