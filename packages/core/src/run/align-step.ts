import { blamed } from '../base/blame.js';
import { IsthmusError } from '../base/errors.js';
import type { AlignmentRecord } from '../contract/result.js';
import type { GroupElement } from '../contract/symmetry.js';
import { decodeModel, encodeModel } from '../io/model-file.js';
import type { Params } from '../parameters/parameters.js';
import { distance } from '../parameters/parameters.js';
import { conform } from '../parameters/spec.js';
import type { Session } from './session.js';
import { required } from './session.js';
import type { AlignStep, StepHooks, StepOutput } from './steps.js';

/** Brings b near to a by every symmetry that the experiment names, one after the other. */
export async function runAlignStep(
  session: Session,
  step: AlignStep,
  hooks: StepHooks,
): Promise<StepOutput<Omit<AlignmentRecord, 'file'>>> {
  const { spec, experiment, evaluator } = session;
  const [a, b] = [step.a, step.b].map((bytes, i) =>
    conform(spec, decodeModel(bytes, step.pair[i]!), `endpoint ${step.pair[i]!}`),
  ) as [Params, Params];
  const elements: GroupElement[] = [];
  let aligned = b;
  for (const i of experiment.align.keys()) {
    hooks.signal.throwIfAborted();
    const element = alignedBy(session, step, i, a, aligned);
    aligned = element.params;
    elements.push(element.element);
  }
  return {
    weights: encodeModel(aligned),
    record: {
      strategies: experiment.config.align,
      distanceBefore: distance(a, b),
      distanceAfter: distance(a, aligned),
      functionError: largestDifference(evaluator.predict(b), evaluator.predict(aligned)),
      lossAfter: evaluator.value(aligned),
      spaces: elements.flatMap(spacesOf),
    },
  };
}

function alignedBy(session: Session, step: AlignStep, index: number, a: Params, b: Params) {
  const { experiment, rng } = session;
  const network = required(session.network, 'network to align');
  const symmetry = experiment.align[index]!;
  const { use } = experiment.config.align[index]!;
  try {
    const stream = rng.fork(`align ${step.pair.join('-')} ${index}`);
    const element = symmetry.align(network.view, a, b, stream);
    return { element, params: conform(network.spec, symmetry.act(network.view, element, b), use) };
  } catch (cause) {
    throw new IsthmusError(
      'run/align-failed',
      blamed(`symmetry "${use}"`, 'align', cause).message,
      { use },
      { cause },
    );
  }
}

function largestDifference(a: Float64Array, b: Float64Array): number {
  return a.reduce((largest, value, i) => Math.max(largest, Math.abs(value - b[i]!)), 0);
}

function spacesOf(element: GroupElement): AlignmentRecord['spaces'] {
  return Object.entries(element).flatMap(([space, factors]) =>
    factors.flatMap((factor) =>
      factor.kind === 'permutation'
        ? [
            {
              space,
              size: factor.map.length,
              moved: factor.map.filter((from, i) => from !== i).length,
            },
          ]
        : [],
    ),
  );
}
