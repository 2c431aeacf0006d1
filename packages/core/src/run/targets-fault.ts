import type { PredictionLoss, TaskData } from '@isthmus/contract';

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
  const width = oneHotWidth(data);
  if (odd === null && width !== null)
    return `takes classes; the targets of "${task}" are values, of which one in each row of ${width} is 1 and the others are 0. Write the number of the class in their place, one column (numpy.argmax(y, axis=1)), and set "classes": ${width}; or take "core/binary-cross-entropy" for ${width} questions of their own.`;
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

/** How many targets a row has, where they are several and exactly one of them is 1; else null. */
function oneHotWidth({ splits }: Pick<TaskData, 'splits'>): number | null {
  const sets = Object.values(splits).filter(({ size }) => size > 0);
  const width = sets[0] === undefined ? 0 : sets[0].y.length / sets[0].size;
  const isOneHot = (y: Float32Array) =>
    y.every((_, i) => i % width !== 0 || y.subarray(i, i + width).reduce((a, b) => a + b) === 1);
  return width > 1 && sets.every(({ y }) => isOneHot(y)) ? width : null;
}
