import { blaming } from '@isthmus/contract/internal';
import { createRng } from '@isthmus/contract/base';
import type { Objective, ResolvedRef } from '@isthmus/contract';
import type { Checkpoint } from '@isthmus/engine';
import { createObjectiveEngine, createObjectiveEvaluator, NO_DATA } from '@isthmus/engine/internal';
import type { ObjectiveSubject } from '../registry/resolve.js';
import { formFault } from '../separation/form-value.js';
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
  checkForm(objective, ref);
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

/** @throws `run/plugin-failed` where the objective's form is another function: what is proved of it would be false */
function checkForm({ form, spec, value }: Objective, { use }: ResolvedRef): void {
  if (form === undefined) return;
  blaming(`objective "${use}"`, 'form', () => {
    const fault = formFault(form, spec, value, createRng(0).fork('form'));
    if (fault !== null)
      throw new Error(
        `${fault}. A form is the same function as data: correct it, or leave it out.`,
      );
  });
}
