/** A task of this extension, as tasks.json has it. */
export interface IsthmusTask {
  readonly type: string;
  readonly command: 'run' | 'validate';
  /** The experiment, from the workspace folder. */
  readonly file: string;
  /** More arguments of the command, such as `--seed` and `2`. */
  readonly args?: readonly string[];
}

/**
 * The arguments of the command for a task; null where tasks.json says something else than a task of this
 * extension.
 *
 * @example
 * taskArguments({ type: 'isthmus', command: 'run', file: 'a.isthmus.json' }); // ['run', 'a.isthmus.json']
 */
export function taskArguments(definition: unknown): readonly string[] | null {
  const { command, file, args = [] } = (definition ?? {}) as Partial<IsthmusTask>;
  if (command !== 'run' && command !== 'validate') return null;
  if (typeof file !== 'string' || file === '') return null;
  if (!Array.isArray(args) || !args.every((arg) => typeof arg === 'string')) return null;
  // A name that begins with "-" would be read as an option.
  return [command, file.startsWith('-') ? `./${file}` : file, ...args];
}
