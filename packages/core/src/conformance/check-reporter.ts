import type { Definition, ExperimentResult, Reporter } from '@isthmus/contract';
import { messageOf } from '@isthmus/contract/base';
import { checkReportFile } from '../run/reports.js';
import { ask, type PluginCheck } from './check.js';
import { checkDefinition, createPlugin, type GivenOptions } from './check-definition.js';
import { copyPlain, samePlain } from './plain-data.js';
import { sampleResults } from './sample-results.js';

/** What may be set for the checks of a reporter. */
export interface ReporterCheckSetup {
  /** Options to create it with; its defaults where left out. */
  readonly options?: GivenOptions;
  /**
   * Results to report. Left out: a run of two networks, one of three points of an objective with their
   * graph, one of aligned networks with an analysis and a path that has a bead, such a run that was stopped,
   * and a run that failed before it had a path.
   */
  readonly results?: readonly ExperimentResult[];
}

/**
 * Everything that the contract asks of a reporter.
 *
 * @example
 * import { z } from 'zod';
 *
 * const mine = define({
 *   kind: 'reporter',
 *   name: 'mine/verdicts',
 *   summary: 'The verdicts, a line each.',
 *   sources: [],
 *   options: z.strictObject({}),
 *   create: () => ({
 *     file: 'verdicts.txt',
 *     mime: 'text/plain',
 *     render: ({ status, pairs }) =>
 *       [status, ...pairs.flatMap(({ paths }) => paths.map(({ verdict }) => verdict))].join('\n'),
 *   }),
 * });
 * const results = await runChecks(checkReporter(mine));
 * results.filter(({ passed }) => !passed); // []
 */
export function checkReporter(
  definition: Definition<'reporter'>,
  setup: ReporterCheckSetup = {},
): readonly PluginCheck[] {
  const { options = {}, results } = setup;
  const create = () => createPlugin(definition, options);
  let drawn: Promise<readonly ExperimentResult[]> | undefined;
  // The samples are made once, by the first check that asks for them.
  const given = () => (drawn ??= results === undefined ? sampleResults() : Promise.resolve(results)); // prettier-ignore
  return [
    ...checkDefinition(definition, options),
    { name: 'names a file of the run folder and its type', run: async () => namesFile(await create()) },
    {
      name: 'renders every result as a text',
      run: async () => rendersText(await create(), await given()),
    },
    {
      name: 'leaves the result as it is',
      run: async () => keepsResult(await create(), await given()),
    },
    {
      name: 'renders the same text again',
      run: async () => repeats([await create(), await create()], await given()),
    },
  ]; // prettier-ignore
}

function namesFile({ file, mime }: Reporter): void {
  try {
    checkReportFile(file);
  } catch (thrown) {
    ask(
      false,
      'conformance/reporter-file',
      `A report is a file of its own in the run folder, such as "report.html": ${messageOf(thrown)}`,
      { file },
    );
  }
  ask(
    /^[a-z]+\/[a-z0-9.+-]+$/.test(mime),
    'conformance/reporter-mime',
    `mime is a media type, such as "text/html"; it is ${JSON.stringify(mime)}.`,
  );
}

async function rendersText(
  reporter: Reporter,
  results: readonly ExperimentResult[],
): Promise<void> {
  for (const result of results) {
    const text: unknown = await rendered(reporter, copyPlain(result));
    ask(
      typeof text === 'string',
      'conformance/reporter-text',
      `render answers a text, or a promise of one; for the result "${result.name}" (${result.status}) it answered ${text === null ? 'null' : typeof text}.`,
    );
    ask(
      text.trim() !== '',
      'conformance/reporter-empty',
      `For the result "${result.name}" (${result.status}, ${result.pairs.length} pairs) render answered an empty text, and nobody who opens it can tell whether it was drawn. Say at least the name and the status.`,
    );
  }
}

async function rendered(reporter: Reporter, result: ExperimentResult): Promise<unknown> {
  try {
    return await reporter.render(result);
  } catch (thrown) {
    ask(
      false,
      'conformance/reporter-failed',
      `render failed for the result "${result.name}" (${result.status}, ${result.pairs.length} pairs, ${result.model === null ? 'an objective' : 'networks'}): ${messageOf(thrown)}. Every result is to be reported, those of failed runs and of objectives too.`,
      { thrown },
    );
  }
}

/** In a run it is given a copy that cannot be changed, so that changing it would fail. */
async function keepsResult(
  reporter: Reporter,
  results: readonly ExperimentResult[],
): Promise<void> {
  for (const result of results) {
    const copy = copyPlain(result);
    await rendered(reporter, copy);
    ask(
      samePlain(copy, result),
      'conformance/reporter-impure',
      'render changed the result that it was given, which in a run cannot be changed. Arguments are borrowed: copy what you sort or edit (toSorted, map, spread).',
    );
  }
}

/** By the same reporter, and by one that is created anew. */
async function repeats(
  [one, other]: readonly [Reporter, Reporter],
  results: readonly ExperimentResult[],
): Promise<void> {
  for (const result of results) {
    const first = await rendered(one, copyPlain(result));
    for (const reporter of [one, other])
      ask(
        first === (await rendered(reporter, copyPlain(result))),
        'conformance/reporter-not-repeatable',
        `Of the result "${result.name}" render gave two texts. The result alone decides: no clock, no counter, no chance.`,
      );
  }
}
