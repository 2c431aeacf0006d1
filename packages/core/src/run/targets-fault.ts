import type { PredictionLoss, TaskData } from '@isthmus/contract';

/** What is looked at of a task's data. */
type Targets = Pick<TaskData, 'targets' | 'splits' | 'classes'>;

/**
 * Why a loss cannot take the targets of a task, and what to do.
 *
 * @param asked the targets that the loss takes
 * @param task the task's name, for the words
 * @returns how the sentence goes on that begins with the loss's name; null where it can
 */
export function targetsFault(
  asked: PredictionLoss['targets'],
  data: Targets,
  task: string,
): string | null {
  const { targets } = data;
  if (asked === 'any' || asked === targets) return null;
  if (asked === 'values')
    return `takes values; the targets of "${task}" are classes. Use a loss of classes such as "core/cross-entropy"; or leave "classes" out of its options, where the classes are numbers that are to be met as such.`;
  const odd = firstNotBinary(data);
  if (asked === 'binary')
    return targets === 'values' && odd === null ? null : notBinary(data, task, odd);
  const width = oneHotWidth(data);
  if (odd === null && width !== null)
    return `takes classes; the targets of "${task}" are values, of which one in each row of ${width} is 1 and the others are 0. Write the number of the class in their place, one column (numpy.argmax(y, axis=1)), and set "classes": ${width}; or take "core/binary-cross-entropy" for ${width} questions of their own.`;
  return `takes classes; the targets of "${task}" are values. ${odd === null ? 'They are all 0 or 1: for one logit use "core/binary-cross-entropy"; for an output a class set "classes" of the task.' : 'Set "classes" of the task to how many there are, or use a loss of values such as "core/mse".'}`;
}

function notBinary(data: Targets, task: string, odd: number | null): string {
  const begin = `takes targets that are 0 or 1; those of "${task}" are`;
  if (data.targets !== 'classes')
    return `${begin} other values, such as ${odd}. Write 0 and 1, or use a loss of values such as "core/mse".`;
  const count = widthOf(data);
  const use = 'Use "core/cross-entropy" with an output a class';
  if (count !== 2) return `${begin} ${count} classes, one-hot. ${use}.`;
  const isNamed = data.classes?.some((name) => name.trim() === '' || Number.isNaN(Number(name)));
  const numbers = isNamed === true ? 'write 0 and 1 in place of their names and leave' : 'leave';
  return `${begin} 2 classes, one-hot. ${use}; or, for one logit, ${numbers} "classes" out of its options, so that they are the numbers 0 and 1.`;
}

/** How many targets a row has. */
function widthOf({ splits }: Pick<TaskData, 'splits'>): number {
  const filled = Object.values(splits).find(({ size }) => size > 0);
  return filled === undefined ? 0 : filled.y.length / filled.size;
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
  const width = widthOf({ splits });
  const isOneHot = (y: Float32Array) =>
    y.every((_, i) => i % width !== 0 || y.subarray(i, i + width).reduce((a, b) => a + b) === 1);
  return width > 1 && sets.every(({ y }) => isOneHot(y)) ? width : null;
}
