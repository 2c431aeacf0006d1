import type { PredictionLoss } from '../contract/loss.js';
import type { TaskData } from '../contract/task.js';

/**
 * Why a loss cannot take the targets of a task, and what to do.
 *
 * @param asked the targets that the loss takes
 * @param task the task's name, for the words
 * @returns how the sentence goes on that begins with the loss's name; null where it can
 */
export function targetsFault(
  asked: PredictionLoss['targets'],
  data: Pick<TaskData, 'targets' | 'splits'>,
  task: string,
): string | null {
  const { targets } = data;
  if (asked === 'any' || asked === targets) return null;
  if (asked === 'values')
    return `takes values; the targets of "${task}" are classes. Leave "classes" out of its options, or use a loss of classes such as "core/cross-entropy".`;
  const odd = firstNotBinary(data);
  if (asked === 'binary')
    return targets === 'values' && odd === null
      ? null
      : `takes targets that are 0 or 1; those of "${task}" are ${targets === 'classes' ? 'classes, one-hot' : `other values, such as ${odd}`}. ${targets === 'classes' ? 'Leave "classes" out of its options, so that they are the numbers 0 and 1, or use "core/cross-entropy" with an output a class.' : 'Write 0 and 1, or use a loss of values such as "core/mse".'}`;
  return `takes classes; the targets of "${task}" are values. ${odd === null ? 'They are all 0 or 1: for one logit use "core/binary-cross-entropy"; for an output a class set "classes" of the task.' : 'Set "classes" of the task to how many there are, or use a loss of values such as "core/mse".'}`;
}

/** The first target that is neither 0 nor 1; null where there is none. */
function firstNotBinary({ splits }: Pick<TaskData, 'splits'>): number | null {
  for (const { y } of Object.values(splits)) {
    const odd = y.find((value) => value !== 0 && value !== 1);
    if (odd !== undefined) return odd;
  }
  return null;
}
