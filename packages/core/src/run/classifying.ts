import type { Session } from './session.js';

/** Whether a prediction is right or wrong, so that accuracy is defined: by the targets, or by the loss. */
export function isClassifying({ data, experiment }: Session): boolean {
  const { subject } = experiment;
  const decides = subject.kind === 'network' && subject.loss.plugin.isRight !== undefined;
  return data?.targets === 'classes' || decides;
}
