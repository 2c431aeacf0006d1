import type { Dataset, Definition, FileSource, Split, Task, TaskData } from '@isthmus/contract';
import { IsthmusError } from '@isthmus/contract/base';
import { sizeOf } from '@isthmus/contract/parameters';
import { ask, type PluginCheck } from './check.js';
import { checkDefinition, createPlugin, type GivenOptions } from './check-definition.js';
import { copyPlain, samePlain } from './plain-data.js';

/** What may be set for the checks of a task. */
export interface TaskCheckSetup {
  /** Options to create it with; its defaults where left out. */
  readonly options?: GivenOptions;
  /** Gives the files that the options name; none where left out. */
  readonly files?: FileSource;
  /** How many samples each split must have; left out: not checked. */
  readonly sizes?: Readonly<Record<Split, number>>;
}

const SPLITS: readonly Split[] = ['train', 'probe', 'test'];

/** For tasks that make their data or bring them. */
const noFiles: FileSource = {
  read: async (path) => {
    throw new IsthmusError(
      'data/missing',
      `${path}: this check was given no files. Set "files" of the check.`,
      { path },
    );
  },
};

/**
 * Everything that the contract asks of a task.
 *
 * @example
 * const [mine] = registry.list('task').filter(({ name }) => name === 'core/polynomial');
 * const results = await runChecks(checkTask(mine));
 * results.filter(({ passed }) => !passed); // []
 */
export function checkTask(
  definition: Definition<'task'>,
  setup: TaskCheckSetup = {},
): readonly PluginCheck[] {
  const { options = {}, files = noFiles, sizes } = setup;
  const create = () => createPlugin(definition, options);
  const load = async () => (await create()).load(files);
  const check = (name: string, run: (data: TaskData) => void): PluginCheck => ({
    name,
    run: async () => run(await load()),
  });
  return [
    ...checkDefinition(definition, options),
    check('says the shapes of an input and a target', hasShapes),
    check('has the three splits, at least one of them with samples', hasSplits),
    check('fills every split with float32 numbers of its shapes', isSound),
    check('holds finite numbers only', isFinite),
    check('gives classes as one-hot rows', isOneHot),
    check('says how inputs were scaled, and names columns, as many as there are', hasColumns),
    ...(sizes === undefined
      ? []
      : [check('has as many samples as said', (data) => hasSizes(data, sizes))]),
    {
      name: 'gives the same data at every call',
      run: async () => {
        const task = await create();
        sameData(await copyOf(task, files), await task.load(files), 'a second call of load');
      },
    },
    {
      name: 'gives the same data when it is created again',
      run: async () => sameData(await copyOf(await create(), files), await load(), 'another task'),
    },
  ];
}

/** Asks for shapes, splits and sizes, without which no further question makes sense. */
function isSound(data: TaskData): void {
  hasShapes(data);
  hasSplits(data);
  fillsShapes(data);
}

/** A copy, so that a task that gives out the arrays it changes later is found out. */
async function copyOf(task: Task, files: FileSource): Promise<TaskData> {
  return copyPlain(await task.load(files));
}

/** One for each entry of the last axis of an input; of scales one for all will do. */
function hasColumns({ input, columns, scaling }: TaskData): void {
  const count = input.at(-1)!;
  ask(
    columns === undefined || columns.length === count,
    'conformance/task-columns',
    `"columns" names the ${count} entries of the last axis of an input; it has ${columns?.length} names.`,
  );
  if (scaling === undefined) return;
  const { mean, deviation } = scaling;
  const fits = (list: readonly number[]) => [1, count].includes(list.length);
  ask(
    fits(mean) && deviation.length === mean.length && deviation.every((each) => each > 0),
    'conformance/task-scaling',
    `"scaling" has a mean and a deviation above 0 for each of the ${count} entries of the last axis of an input, or one of each for all.`,
  );
}

function hasShapes({ input, output, targets }: TaskData): void {
  for (const [what, shape] of Object.entries({ input, output }))
    ask(
      Array.isArray(shape) &&
        shape.length > 0 &&
        shape.every((size) => Number.isSafeInteger(size) && size > 0),
      'conformance/task-shapes',
      `The shape "${what}" is a list of whole numbers above 0, without the number of samples; it is ${JSON.stringify(shape)}.`,
      { what },
    );
  ask(
    targets === 'values' || targets === 'classes',
    'conformance/task-targets',
    `"targets" is "values" or "classes"; it is ${JSON.stringify(targets)}.`,
  );
  ask(
    targets === 'values' || (output.length === 1 && output[0]! > 1),
    'conformance/task-targets',
    `Targets that are classes have the shape [count] with a count above 1; it is [${output.join(', ')}].`,
  );
}

function hasSplits({ splits }: TaskData): void {
  const names = Object.keys(splits).sort();
  ask(
    samePlain(names, [...SPLITS].sort()),
    'conformance/task-splits',
    `The splits are ${SPLITS.join(', ')}, empty where there is nothing; they are ${names.join(', ') || 'none'}.`,
  );
  ask(
    SPLITS.some((split) => splits[split].size > 0),
    'conformance/task-splits',
    'No split has a sample.',
  );
}

function fillsShapes({ input, output, splits }: TaskData): void {
  for (const split of SPLITS) {
    const { size, x, y } = splits[split];
    for (const [what, data, shape] of [
      ['inputs', x, input],
      ['targets', y, output],
    ] as const)
      ask(
        data instanceof Float32Array && data.length === size * sizeOf(shape),
        'conformance/task-shapes',
        `The ${what} of ${split} are a Float32Array of ${size} samples of shape [${shape.join(', ')}], ${size * sizeOf(shape)} numbers; they are ${data?.constructor?.name} of ${data?.length}.`,
        { split, what },
      );
  }
}

function isFinite(data: TaskData): void {
  isSound(data);
  const { splits } = data;
  for (const split of SPLITS)
    for (const what of ['x', 'y'] as const) {
      const at = splits[split][what].findIndex((value) => !Number.isFinite(value));
      ask(
        at < 0,
        'conformance/task-nonfinite',
        `Data are finite; ${what} of ${split} is ${splits[split][what][at]} at entry ${at}.`,
        { split, what, at },
      );
    }
}

function isOneHot(data: TaskData): void {
  isSound(data);
  const { targets, output, splits } = data;
  if (targets !== 'classes') return;
  for (const split of SPLITS) {
    const row = firstNotOneHot(splits[split], output[0]!);
    ask(
      row < 0,
      'conformance/task-not-one-hot',
      `A target that is a class has one 1 and zeros; row ${row} of ${split} has not.`,
      { split, row },
    );
  }
}

function firstNotOneHot({ size, y }: Dataset, classes: number): number {
  for (let row = 0; row < size; row++) {
    const target = y.subarray(row * classes, (row + 1) * classes);
    const ones = target.filter((value) => value === 1).length;
    const zeros = target.filter((value) => value === 0).length;
    if (ones !== 1 || zeros !== classes - 1) return row;
  }
  return -1;
}

function hasSizes(data: TaskData, sizes: Readonly<Record<Split, number>>): void {
  isSound(data);
  const { splits } = data;
  for (const split of SPLITS)
    ask(
      splits[split].size === sizes[split],
      'conformance/task-sizes',
      `The split ${split} has ${sizes[split]} samples, by what this check was told; it has ${splits[split].size}.`,
      { split },
    );
}

function sameData(first: TaskData, second: TaskData, where: string): void {
  isSound(first);
  isSound(second);
  const { splits: one, ...rest } = first;
  const { splits: other, ...otherRest } = second;
  ask(
    samePlain(rest, copyPlain(otherRest)) &&
      SPLITS.every((split) => sameSamples(one[split], other[split])),
    'conformance/task-not-repeatable',
    `A task gives the same data at every call, for results are about them; ${where} gave others. Draw random numbers from a seed among the options, and change no array that was given out.`,
  );
}

/** Bit for bit. */
function sameSamples(a: Dataset, b: Dataset): boolean {
  const same = (left: Float32Array, right: Float32Array) =>
    left.length === right.length && left.every((value, i) => Object.is(value, right[i]));
  return a.size === b.size && same(a.x, b.x) && same(a.y, b.y);
}
