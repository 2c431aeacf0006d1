import type { FileSource, TaskData } from '@isthmus/contract';
import { Registry } from '../../../registry/registry.js';
import { tasks } from '../index.js';

const registry = Registry.of(tasks);

const none: FileSource = {
  read: async (path) => {
    throw new Error(`no test gave the file ${path}`);
  },
};

/** Loads a built-in task as a config names it, with its options validated. */
export async function load(
  use: `core/${string}`,
  options: Readonly<Record<string, unknown>> = {},
  files: FileSource = none,
): Promise<TaskData> {
  return registry.resolve('task', { use, options }, '/task').plugin.load(files);
}
