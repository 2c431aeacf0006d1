import { blamed, blaming } from '@isthmus/contract/internal';
import { IsthmusError } from '@isthmus/contract/base';
import type { ExperimentResult } from '@isthmus/contract';
import { checkFileName } from '@isthmus/files/internal';
import type { Experiment } from '../registry/resolve.js';
import type { DrawnReport, Executor, ReportStep, StepHooks } from './steps.js';

/** The reports of a run that could be drawn, and why others could not. */
export interface DrawnReports {
  readonly drawn: readonly DrawnReport[];
  readonly failures: readonly IsthmusError[];
}

/** The reporters of an experiment, and their names. */
interface Reporters {
  readonly reporters: Experiment['reporters'];
  readonly config: Pick<Experiment['config'], 'report'>;
}

/** Draws every report that an experiment asks for; one that fails keeps none of the others back. */
export async function drawReports(
  { reporters, config }: Reporters,
  result: ExperimentResult,
  executor: Pick<Executor, 'report'>,
  { rewrite, ...hooks }: ReportHooks,
): Promise<DrawnReports> {
  const drawn: DrawnReport[] = [];
  const failures: IsthmusError[] = [];
  for (const [index, reporter] of reporters.entries())
    try {
      checkReportFile(reporter.file, drawn);
      const report = await drawnBy(executor, { index, result }, hooks, rewrite);
      checkReportFile(report.file, drawn);
      drawn.push(report);
    } catch (thrown) {
      failures.push(blamed(`reporter "${config.report[index]!.use}"`, 'render', thrown));
    }
  return { drawn, failures };
}

/** As for a step, and what keeps the record as it was. */
export interface ReportHooks extends StepHooks {
  /** Writes `result.json` again where it is not as it was written. @returns whether it did */
  rewrite(): Promise<boolean>;
}

/** Code that draws may do more than draw. */
async function drawnBy(
  executor: Pick<Executor, 'report'>,
  step: ReportStep,
  hooks: StepHooks,
  rewrite: () => Promise<boolean>,
): Promise<DrawnReport> {
  const drawn = await Promise.allSettled([executor.report(step, hooks)]);
  // It weighs more than what may have been thrown.
  if (await rewrite())
    throw new IsthmusError(
      'run/record-changed',
      'result.json was changed meanwhile. It has been written again.',
    );
  const [report] = drawn;
  if (report.status === 'rejected') throw report.reason;
  return report.value;
}

/**
 * Draws one report of a copy of the result that cannot be changed.
 *
 * @example
 * const reporters = [{ file: 'name.txt', mime: 'text/plain', render: () => result.name }];
 * const config = { report: [{ use: 'mine/name' as const, options: {} }] };
 * (await drawReport({ reporters, config }, { index: 0, result })).file; // 'name.txt'
 */
export async function drawReport(
  { reporters, config }: Reporters,
  { index, result }: ReportStep,
): Promise<DrawnReport> {
  const reporter = reporters[index]!;
  const who = `reporter "${config.report[index]!.use}"`;
  const copy = frozen(structuredClone(result));
  try {
    const rendered = await blaming(who, 'render', () => reporter.render(copy));
    return { file: reporter.file, text: textOf(rendered) };
  } catch (thrown) {
    throw blamed(who, 'render', thrown);
  }
}

/** Freezes all of it. */
function frozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  for (const part of Object.values(value)) frozen(part);
  // Typed arrays cannot be frozen; a result holds none.
  return ArrayBuffer.isView(value) ? value : Object.freeze(value);
}

/** What a run or a sweep writes itself. */
const TAKEN =
  /^(?:(?:run|result|sweep)\.json|events\.ndjson|run\.log|sweep\.(?:csv|html)|(?:models|certificates|trials)(?:\/.*)?)$/i;

/**
 * Whether a report may have this name.
 *
 * @param drawn the reports that have theirs
 * @throws `run/bad-name`
 * @example
 * checkReportFile('report.html');
 */
export function checkReportFile(file: string, drawn: readonly DrawnReport[] = []): void {
  checkFileName(file);
  // On some systems names that differ in the size of letters are one.
  const isDrawn = drawn.some((report) => report.file.toLowerCase() === file.toLowerCase());
  if (TAKEN.test(file) || isDrawn)
    throw new IsthmusError(
      'run/bad-name',
      `the file ${JSON.stringify(file)} is written by another.`,
    );
}

/** No page is as large, and one that is would take the memory of the run. */
const MOST_CHARACTERS = 2 ** 28;

function textOf(rendered: unknown): string {
  if (typeof rendered !== 'string')
    throw new IsthmusError('run/bad-report', `a report is a text; got ${typeof rendered}.`);
  if (rendered.length <= MOST_CHARACTERS) return rendered;
  throw new IsthmusError('run/bad-report', `the report has ${rendered.length} characters.`);
}
