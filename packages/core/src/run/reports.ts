import { IsthmusError } from '../base/errors.js';
import type { Reporter } from '../contract/reporter.js';
import type { ExperimentResult } from '../contract/result.js';
import { checkFileName } from '../io/run-folder.js';
import type { Experiment } from '../registry/resolve.js';
import { blamed } from './blame.js';

/** A report, ready to be written. */
export interface DrawnReport {
  /** Its name in the run folder. */
  readonly file: string;
  readonly text: string;
}

/** The reports of a run that could be drawn, and why others could not. */
export interface DrawnReports {
  readonly drawn: readonly DrawnReport[];
  readonly failures: readonly IsthmusError[];
}

/** Draws every report that an experiment asks for; one that fails keeps none of the others back. */
export async function drawReports(
  { reporters, config }: Pick<Experiment, 'reporters' | 'config'>,
  result: ExperimentResult,
): Promise<DrawnReports> {
  const drawn: DrawnReport[] = [];
  const failures: IsthmusError[] = [];
  for (const [i, reporter] of reporters.entries())
    try {
      checkFile(reporter, drawn);
      drawn.push({ file: reporter.file, text: textOf(await reporter.render(result)) });
    } catch (thrown) {
      failures.push(blamed(`reporter "${config.report[i]!.use}"`, 'render', thrown));
    }
  return { drawn, failures };
}

/** What a run writes itself. */
const TAKEN =
  /^(?:(?:run|result)\.json|events\.ndjson|run\.log|(?:models|certificates)(?:\/.*)?)$/i;

function checkFile({ file }: Reporter, drawn: readonly DrawnReport[]): void {
  checkFileName(file);
  const isTaken = TAKEN.test(file) || drawn.some((report) => report.file === file);
  if (isTaken)
    throw new IsthmusError(
      'run/bad-name',
      `the file ${JSON.stringify(file)} is written by another.`,
    );
}

function textOf(rendered: unknown): string {
  if (typeof rendered === 'string') return rendered;
  throw new IsthmusError('run/bad-report', `a report is a text; got ${typeof rendered}.`);
}
