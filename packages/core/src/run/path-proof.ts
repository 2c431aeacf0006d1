import type { ProofSubject } from '@isthmus/contract';
import type { Experiment } from '../registry/resolve.js';
import { certifyPath, type ChosenCertifier } from './certify-path.js';
import type { OpenedSubject } from './opened.js';
import type { PathCertifier } from './path-certifier.js';

/**
 * What losses are of, for a proof; of an architecture given as code too, of which certifiers then say that they
 * prove nothing.
 */
export function proofSubject(
  { subject }: Pick<Experiment, 'subject'>,
  opened: OpenedSubject,
): ProofSubject {
  const { network, objective, evaluation, data, spec } = opened;
  if (subject.kind === 'objective') return { kind: 'objective', objective: objective!, spec };
  const classes = data?.targets === 'classes';
  return {
    kind: 'network',
    network: network!.view,
    loss: subject.loss.plugin,
    data: evaluation,
    classes,
  };
}

/**
 * The certifier of an experiment, as searches ask it; undefined where no proof is asked for.
 *
 * @param threshold the number that the level "threshold" stands for
 */
export function pathCertifier(
  experiment: Experiment,
  opened: OpenedSubject,
  threshold: () => number,
): PathCertifier | undefined {
  const { certifier: plugin, config } = experiment;
  if (plugin === null || config.certify === false) return undefined;
  const { level, ...ref } = config.certify;
  return certifierOfPaths(
    { plugin, ref, subject: proofSubject(experiment, opened) },
    level === 'path' ? null : level === 'threshold' ? threshold() : level,
  );
}

/**
 * A certifier, as `connect` asks it about paths.
 *
 * @param level what is to be proved; null: the level of the path
 * @example
 * const { plugin: objective } = registry.resolve('objective', 'core/ring', '/objective');
 * const { plugin, ref } = registry.resolve('certifier', 'core/affine', '/certify');
 * const subject = { kind: 'objective', objective, spec: objective.spec } as const;
 * const certify = certifierOfPaths({ plugin, ref, subject });
 * const problem = analyticProblem(ring(), { a: [1, 0], b: [0.8, 0.6], level: 0.5 });
 * const line = registry.resolve('pathStrategy', 'core/linear', '/paths/0');
 * const budget = { gradientEvaluations: 0, lossEvaluations: 1000 };
 * const outcome = await connect(line, problem, { rng, budget, certify });
 * outcome.tag === 'finished' && outcome.record.grade; // 'certified'
 */
export function certifierOfPaths(
  chosen: ChosenCertifier,
  level: number | null = null,
): PathCertifier {
  return { level, prove: (claim, tick) => certifyPath(chosen, claim, tick) };
}
