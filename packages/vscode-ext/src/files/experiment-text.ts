/** What a new experiment is made of. */
export interface NewExperiment {
  readonly name: string;
  readonly task: unknown;
  readonly architecture: unknown;
  readonly paths: readonly unknown[];
  /** Model files, relative to the experiment; none: its networks are trained. */
  readonly files: readonly string[];
}

/**
 * The loss to which endpoints are trained, and the level. With 8 hidden units, Adam and 20,000 steps the tasks
 * polynomial, xor and two-points reach it and linear-regression (0.012), digits (0.23) and logistic-regression (0.36)
 * do not, seed 1: so the text says that it is to be chosen.
 */
const THRESHOLD = 0.01;

/**
 * The text of a new experiment, with comments that say what to change.
 *
 * @example
 * const made = { name: 'a', task: 'core/xor', architecture: 'core/linear', paths: ['core/linear'], files: [] };
 * experimentText(made).includes('"seed": 1'); // true
 */
export function experimentText({ name, task, architecture, paths, files }: NewExperiment): string {
  const entries =
    files.length > 0
      ? [
          `"endpoints": { "files": ${inline(files)} },`,
          '// Units in another order are brought together before paths are sought.',
          '"align": ["symmetry/weight-matching"],',
        ]
      : [
          '"seed": 1,',
          '// The loss to which both networks are trained, and the level that a path must not rise above:',
          '// a run says where it is out of reach, and what was reached.',
          `"train": { "optimizer": "core/adam", "threshold": ${THRESHOLD} },`,
        ];
  const lines = [
    `"name": ${inline(name)},`,
    `"task": ${inline(task)},`,
    `"architecture": ${inline(architecture)},`,
    ...entries,
    `"paths": ${inline(paths)}`,
  ];
  return `{\n${lines.map((line) => `  ${line}`).join('\n')}\n}\n`;
}

/** JSON in one line, as experiments are written. */
function inline(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inline).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const parts = Object.entries(value).map(
    ([key, part]) => `${JSON.stringify(key)}: ${inline(part)}`,
  );
  return `{ ${parts.join(', ')} }`;
}

/**
 * What is wrong with a name for an experiment; null where nothing is.
 *
 * @example
 * isName('my-net'); // true
 */
export function isName(name: string): boolean {
  return /^[a-z0-9][a-z0-9_-]{0,63}$/.test(name);
}
