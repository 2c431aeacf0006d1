import type { Checkpoint } from '@isthmus/engine';
import { createObjectiveEngine, createObjectiveEvaluator, NO_DATA } from '@isthmus/engine/internal';
import type { ObjectiveSubject } from '../registry/resolve.js';
import { watchedObjective } from './blame.js';
import { askingOf, checkDemand, objectiveDemand } from './demand.js';
import { heeding } from './heeding.js';
import type { OpenableSubject } from './opened.js';

/** Readies an objective: there is nothing to load, and nothing but the formula to evaluate. */
export function openObjective(
  { objective: { plugin, ref } }: ObjectiveSubject,
  checkpoint: Checkpoint,
): OpenableSubject {
  const objective = watchedObjective(plugin, ref);
  const demand = objectiveDemand(objective.spec);
  checkDemand(demand, askingOf(ref, '/objective', objective.spec));
  return {
    spec: objective.spec,
    network: null,
    layers: null,
    data: null,
    objective,
    unit: objective.unit,
    evaluation: NO_DATA,
    evaluators: { train: null, probe: null, test: null },
    evaluator: heeding(checkpoint, createObjectiveEvaluator(objective)),
    demand,
    record: null,
    warnings: [],
    init: (rng) => objective.init(rng),
    settle: (params) => params,
    createEngine: async () => createObjectiveEngine(objective, checkpoint),
  };
}
