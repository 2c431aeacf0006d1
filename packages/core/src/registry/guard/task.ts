import { outOfCall } from '@isthmus/contract/internal';
import type { Dataset, Split, Task, TaskData } from '@isthmus/contract';
import { sizeOf } from '@isthmus/contract/parameters';
import type { Guard } from './guard.js';
import { plainCopy } from './plain.js';
import { checkClasses, soundFacts, type Facts } from './task-facts.js';

const FACTS = [
  'classes',
  'dropped',
  'columns',
  'scaling',
  'whole',
  'warnings',
] as const satisfies readonly (keyof Facts)[];

const SPLITS = ['train', 'probe', 'test'] as const satisfies readonly Split[];

/** A task from outside; its data are checked, and copied, so that they stay what they are. */
export function guardedTask(plugin: Task, guard: Guard): Task {
  return {
    load: (files) =>
      guard.runAsync('load', async () => {
        const read = async (path: string) => {
          const bytes = await files.read(path);
          // To read is a sign of life.
          return outOfCall(() => bytes);
        };
        return soundData(await plugin.load({ ...files, read }));
      }),
  };
}

function soundData(data: TaskData): TaskData {
  if (typeof data !== 'object' || (data as unknown) === null)
    throw new TypeError('a task gives { input, output, targets, splits }.');
  const { input, output, targets, splits } = data;
  for (const [name, shape] of Object.entries({ input, output }))
    if (!isShape(shape))
      throw new TypeError(`"${name}" is a shape, a list of whole numbers above 0.`);
  if (!['values', 'classes'].includes(targets))
    throw new TypeError('"targets" is "values" or "classes".');
  const set = (split: Split) => soundSet(split, splits[split], sizeOf(input), sizeOf(output));
  const [train, probe, test] = SPLITS.map(set) as [Dataset, Dataset, Dataset];
  const splitsOf = { train, probe, test };
  const said: Record<string, unknown> = {};
  for (const key of FACTS) if (data[key] !== undefined) said[key] = plainCopy(data[key], key);
  const facts = soundFacts(said, input);
  if (targets === 'classes') checkClasses(splitsOf, output, facts.classes);
  return { input: [...input], output: [...output], targets, splits: splitsOf, ...facts };
}

function isShape(shape: unknown): boolean {
  return Array.isArray(shape) && shape.every((size) => Number.isSafeInteger(size) && size > 0);
}

function soundSet(
  split: Split,
  set: Dataset | undefined,
  inputs: number,
  outputs: number,
): Dataset {
  const { size, x, y } = set ?? ({} as Partial<Dataset>);
  if (size === undefined || !Number.isSafeInteger(size) || size < 0)
    throw new TypeError(`the ${split} split is { size, x, y } with a whole number as size.`);
  return {
    size,
    x: soundRows(`x of the ${split} split`, x, size, inputs),
    y: soundRows(`y of the ${split} split`, y, size, outputs),
  };
}

function soundRows(what: string, rows: unknown, size: number, width: number): Float32Array {
  if (!(rows instanceof Float32Array)) throw new TypeError(`${what} is a Float32Array.`);
  if (rows.length !== size * width)
    throw new TypeError(
      `${what} holds ${rows.length} numbers; ${size} samples of ${width} are ${size * width}.`,
    );
  const copy = rows.slice();
  for (let i = 0; i < copy.length; i++)
    if (!Number.isFinite(copy[i]))
      throw new TypeError(`${what}: sample ${Math.floor(i / width)} holds ${copy[i]}.`);
  return copy;
}
