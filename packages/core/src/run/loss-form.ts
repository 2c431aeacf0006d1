import type { LossForm } from '@isthmus/contract';
import type { Experiment } from '../registry/resolve.js';
import { formOf } from '../separation/form.js';
import type { OpenedSubject } from './opened.js';

/** The loss as data; null where it is not known so, or too large for exact methods. */
export function lossFormOf({
  network,
  objective,
  evaluation,
  experiment: { subject },
}: Pick<OpenedSubject, 'network' | 'objective' | 'evaluation'> & {
  readonly experiment: Pick<Experiment, 'subject'>;
}): LossForm | null {
  if (objective !== null) return objective.form ?? null;
  return network?.kind === 'graph' && subject.kind === 'network'
    ? formOf(network, subject.loss.plugin, evaluation)
    : null;
}
