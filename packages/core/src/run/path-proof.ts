import type { ProofSubject } from '@isthmus/contract';
import type { Experiment } from '../registry/resolve.js';
import { certifyPath } from './certify-path.js';
import type { OpenedSubject } from './opened.js';
import type { PathCertifier } from './search.js';

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
  const chosen = { plugin, ref, subject: proofSubject(experiment, opened) };
  return {
    level: level === 'path' ? null : level === 'threshold' ? threshold() : level,
    prove: (claim, tick) => certifyPath(chosen, claim, tick),
  };
}
