import type { Kind, Kinds } from '@isthmus/contract';
import { guardedAnalysis } from './analysis.js';
import { guardedArchitecture } from './architecture.js';
import type { Guard } from './guard.js';
import { guardedCertifier } from './certifier.js';
import { guardedLayer } from './layer.js';
import { guardedLoss } from './loss.js';
import { guardedObjective } from './objective.js';
import { guardedOptimizer } from './optimizer.js';
import { guardedStrategy } from './path-strategy.js';
import { guardedReporter } from './reporter.js';
import { guardedSymmetry } from './symmetry.js';
import { guardedTask } from './task.js';

/** How a plugin of each kind is watched: a kind that is added does not compile without. */
export const GUARDED: { readonly [K in Kind]: (plugin: Kinds[K], guard: Guard) => Kinds[K] } = {
  architecture: guardedArchitecture,
  layer: guardedLayer,
  task: guardedTask,
  loss: guardedLoss,
  objective: guardedObjective,
  optimizer: guardedOptimizer,
  pathStrategy: guardedStrategy,
  symmetry: guardedSymmetry,
  certifier: guardedCertifier,
  analysis: guardedAnalysis,
  reporter: guardedReporter,
};
