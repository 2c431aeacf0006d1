import { IsthmusError } from '@isthmus/contract/base';
import type { StoredRun } from '@isthmus/files/internal';
import type { SettingChange } from '../registry/growth.js';
import { changesBeyondGrowth } from '../registry/growth.js';
import type { ResolvedConfig } from '../registry/resolve.js';

/** What besides the experiment the steps of a run depend on. */
export interface RunInputs {
  readonly isthmus: string;
  readonly engine: string;
  /** Hash of the data; null without any. */
  readonly data: string | null;
  /** Hashes of plugin files, by their names in the experiment. */
  readonly pluginFiles: Readonly<Record<string, string>>;
  /** Hashes of imported endpoints, by their ids. */
  readonly imports: Readonly<Record<string, string>>;
}

/**
 * Checks that going on in a folder loses nothing that is finished there.
 *
 * @throws `run/other-run` naming what has changed since
 */
export function checkSameRun(
  path: string,
  stored: StoredRun,
  wanted: { readonly name: string; readonly config: ResolvedConfig; readonly inputs: RunInputs },
): void {
  if (stored.name !== wanted.name)
    throw otherRun(
      path,
      `the folder holds the run "${stored.name}", and this experiment is "${wanted.name}". Name the folder of "${wanted.name}" with --out.`,
    );
  const steps = Object.keys(stored.steps);
  const changes = changesOf(stored, wanted.config).filter(({ pointer }) =>
    steps.some((step) => dependsOn(step, pointer)),
  );
  if (changes.length > 0) throw otherRun(path, changeWords(changes));
  const faults = inputChanges(stored.inputs, wanted.inputs);
  if (stored.status === 'finished' && faults.length > 0)
    throw otherRun(
      path,
      `the run in it is finished, and it was made with other inputs: ${faults.join('; ')}. All of it would be done again. Name another folder with --out.`,
    );
}

/** A record without the experiment tells of no change; its steps are known by their keys alone. */
function changesOf({ config }: StoredRun, wanted: ResolvedConfig): readonly SettingChange[] {
  return config === undefined ? [] : changesBeyondGrowth(config, wanted);
}

const MAX_LISTED = 8;

function changeWords(changes: readonly SettingChange[]): string {
  // One entry that was inserted moves all that stand behind it, and is told once.
  const told = [...new Set(changes.map(({ words }) => words))];
  const listed = told.slice(0, MAX_LISTED);
  const more = told.length - MAX_LISTED;
  return [
    `the folder holds a run of another experiment, and what is finished in it would be lost: ${listed.join('; ')}${more > 0 ? `; and ${more} more` : ''}.`,
    'With --resume a run can only grow: by endpoints, pairs, paths or analyses at the end of their lists, or a report on convexity. Name another folder with --out.',
  ].join(' ');
}

/** Whether a finished step, by its name, would be another with another value of a setting. */
function dependsOn(step: string, pointer: string): boolean {
  const place = /^path-[a-z]\d*-[a-z]\d*-(\d+)-/.exec(step)?.[1];
  const [, key, index] = pointer.split('/');
  const isPath = place !== undefined;
  const isConvexity = step.startsWith('convexity-');
  const isAligned = step.endsWith('-aligned');
  if (key === 'paths') return isConvexity || (isPath && place === index);
  if (key === 'budget' || key === 'certify') return isPath || isConvexity;
  if (key === 'convexity') return isConvexity;
  if (key === 'align') return isPath || isConvexity || isAligned;
  return true;
}

/** What is other than it was; of imported endpoints only those that were there. */
export function inputChanges(before: Partial<RunInputs>, now: RunInputs): readonly string[] {
  const faults: string[] = [];
  if (isOther(before.isthmus, now.isthmus))
    faults.push(`it is of Isthmus ${before.isthmus!}, and this is ${now.isthmus}`);
  if (isOther(before.engine, now.engine))
    faults.push(`the engine was ${before.engine!} and is ${now.engine}`);
  if (isOther(before.data, now.data)) faults.push('the data of the task have changed');
  for (const [name, hash] of Object.entries(before.pluginFiles ?? {}))
    if (isOther(hash, now.pluginFiles[name])) faults.push(`the plugin file "${name}" has changed`);
  for (const [id, hash] of Object.entries(before.imports ?? {}))
    if (isOther(hash, now.imports[id])) faults.push(`the file of endpoint ${id} has changed`);
  return faults;
}

/** A run of an earlier version may not tell. */
function isOther(before: string | null | undefined, now: string | null | undefined): boolean {
  return before !== undefined && before !== now;
}

function otherRun(path: string, fault: string): IsthmusError {
  return new IsthmusError('run/other-run', `${path}: ${fault}`, { path });
}
