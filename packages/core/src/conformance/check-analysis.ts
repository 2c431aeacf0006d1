import type {
  Analysis,
  AnalysisFindings,
  AnalysisQuestion,
  Definition,
  NetworkMeasures,
  NetworkView,
} from '@isthmus/contract';
import { createRng, messageOf } from '@isthmus/contract/base';
import { soundFindings } from '../registry/guard/findings.js';
import { ofEveryCount, sampleCases, type AnalysisCase, type AskedCase } from './analysis-cases.js';
import { borrowedView, plainOfView } from './borrowed-view.js';
import { ask, type PluginCheck } from './check.js';
import { checkDefinition, createPlugin, type GivenOptions } from './check-definition.js';
import { copyPlain, samePlain } from './plain-data.js';

/** What may be set for the checks of an analysis. */
export interface AnalysisCheckSetup {
  /** Options to create it with; its defaults where left out. */
  readonly options?: GivenOptions;
  /**
   * Left out: networks of tanh, of relu without a threshold, with convolutions, given as code, and points
   * of an objective. One that is asked of `all` is asked of one and of three of them, one of `paths` of the
   * straight line between the first two, and of a path over the third.
   */
  readonly cases?: readonly AnalysisCase[];
}

/**
 * Everything that the contract asks of an analysis.
 *
 * @example
 * import { z } from 'zod';
 *
 * const mine = define({
 *   kind: 'analysis',
 *   name: 'mine/loss',
 *   summary: 'Tells the loss.',
 *   sources: [],
 *   options: z.strictObject({}),
 *   create: () => ({
 *     of: 'endpoint',
 *     analyze: ({ points: [point], measures }) => ({
 *       summary: `The loss is ${measures.value(point.params)}.`,
 *       facts: [],
 *       tables: [],
 *       charts: [],
 *     }),
 *   }),
 * });
 * const results = await runChecks(checkAnalysis(mine));
 * results.filter(({ passed }) => !passed); // []
 */
export function checkAnalysis(
  definition: Definition<'analysis'>,
  setup: AnalysisCheckSetup = {},
): readonly PluginCheck[] {
  const { options = {} } = setup;
  let made: Promise<readonly AnalysisCase[]> | undefined;
  // The samples are made once, by the first check that asks for them.
  const cases = () => (made ??= setup.cases === undefined ? sampleCases() : Promise.resolve(setup.cases)); // prettier-ignore
  const counts = setup.cases === undefined ? [1, 3] : null;
  const check = (name: string, run: (trial: Trial) => void | Promise<void>): PluginCheck => ({
    name,
    run: async () => {
      for (const given of await cases()) {
        const again = () => createPlugin(definition, options);
        const analysis = await again();
        for (const asked of ofEveryCount(given, analysis, counts))
          await run({ ...asked, analysis, again });
      }
    },
  });
  return [
    ...checkDefinition(definition, options),
    check('is asked of endpoints, pairs, paths or all, and refuses in words', saysOfWhat),
    {
      name: 'can say something of one of the cases',
      run: async () => saysSomething(await createPlugin(definition, options), await cases()),
    },
    check('finds facts, tables and charts as the contract has them', findsSound),
    check('gives every fact a meaning, and null for what it cannot measure', explains),
    check('changes none of its points, its spec, its network and its measures', isPure),
    check('finds the same again, whatever else it was asked', repeats),
    check('lets a cancel through', letsCancel),
  ];
}

interface Trial extends AskedCase {
  readonly analysis: Analysis;
  /** The same analysis, created anew. */
  again(): Promise<Analysis>;
}

function saysOfWhat({ analysis, question }: Trial): void {
  ask(
    ['endpoint', 'pair', 'paths', 'all'].includes(analysis.of),
    'conformance/analysis-scope',
    `of says of what it is asked: "endpoint", "pair", "paths" or "all"; it is ${JSON.stringify(analysis.of)}.`,
  );
  const refusal = refusalOf(analysis, question.network);
  ask(
    refusal === null || (typeof refusal === 'string' && refusal !== ''),
    'conformance/analysis-refusal',
    `refusal gives null, or why it can say nothing in a few words; it gave ${JSON.stringify(refusal)}.`,
  );
}

/** What `refusal` gives, whatever that is. */
function refusalOf(analysis: Analysis, network: NetworkView | null): unknown {
  try {
    return analysis.refusal?.(network) ?? null;
  } catch (thrown) {
    ask(
      false,
      'conformance/analysis-refusal',
      `refusal failed: ${messageOf(thrown)}. It is asked of objectives (null), of layer graphs, and of networks given as code, which have no \`structure\`.`,
      { thrown },
    );
  }
}

/** One that refuses all is never called by these checks, which then say nothing of it. */
function saysSomething(analysis: Analysis, cases: readonly AnalysisCase[]): void {
  const refused = cases.map(({ name, question }) => [name, refusalOf(analysis, question.network)]);
  ask(
    refused.some(([, refusal]) => refusal === null),
    'conformance/analysis-refuses-all',
    `It refuses every case, so nothing else is looked at: ${refused.map((words) => words.join(': ')).join('; ')}. Give \`cases\` of which it can say something.`,
  );
}

async function findsSound(trial: Trial): Promise<void> {
  const found = await findings(trial.analysis, trial);
  if (found === null) return;
  try {
    soundFindings(found);
  } catch (thrown) {
    ask(
      false,
      'conformance/analysis-findings',
      `Of ${trial.name}: ${messageOf(thrown)}. See AnalysisFindings of @isthmus/core/contract.`,
    );
  }
}

/** What stands in a report without a word of what it is says nothing, and NaN says nothing at all. */
async function explains(trial: Trial): Promise<void> {
  const found = await findings(trial.analysis, trial);
  const facts: unknown = found?.facts ?? [];
  // Of another shape it is told by another check.
  if (!Array.isArray(facts)) return;
  for (const { label, value, meaning } of facts as AnalysisFindings['facts']) {
    ask(
      meaning !== '',
      'conformance/analysis-unexplained',
      `Of ${trial.name}: the fact "${label}" has no meaning. Say how it is defined, and of what it was measured.`,
    );
    ask(
      !Number.isNaN(value),
      'conformance/analysis-not-measured',
      `Of ${trial.name}: the fact "${label}" is NaN. Give null where something cannot be measured, and say in its meaning why.`,
    );
  }
}

async function isPure(trial: Trial): Promise<void> {
  const given = borrowed(trial.question);
  const measures = { ...given.measures };
  await findings(trial.analysis, trial, { ...given, measures });
  for (const [what, came, expected] of [
    ['a point', given.points, trial.question.points],
    ['a path', given.paths, trial.question.paths],
    ['the spec', given.spec, trial.question.spec],
    ['the network', given.network && plainOfView(given.network), trial.question.network && plainOfView(trial.question.network)],
    ['the measures', measures, given.measures],
  ] as const)
    ask(
      samePlain(came, expected),
      'conformance/analysis-impure',
      `Of ${trial.name}: it changed ${what}, which it borrowed. Copy what you write into.`,
    );
} // prettier-ignore

function borrowed(question: AnalysisQuestion): AnalysisQuestion {
  const { points, spec } = copyPlain({ points: question.points, spec: question.spec });
  const network = question.network && borrowedView(question.network);
  const paths = question.paths && copyPlain(question.paths);
  return { ...question, points, spec, network, ...(paths && { paths }) };
}

/** One analysis of a run is asked of one endpoint or pair after the other. */
async function repeats(trial: Trial): Promise<void> {
  const { analysis, question, other } = trial;
  const fresh = await trial.again();
  const answers = [
    await answer(analysis, trial),
    await answer(analysis, { ...trial, question: other }),
    await answer(analysis, trial),
  ];
  for (const [first, again] of [
    [answers[0], answers[2]],
    [answers[0], await answer(await trial.again(), { ...trial, question })],
    [answers[1], await answer(fresh, { ...trial, question: other })],
  ])
    ask(
      samePlain(first, again),
      'conformance/analysis-not-repeatable',
      `Of ${trial.name}: equal questions got two answers. Draw from the stream that is given, and keep nothing from one question to the next; no clock, no counter.`,
    );
}

/** What it finds, as it is at this moment: it may go on to change what it gave. */
async function answer(analysis: Analysis, trial: Trial): Promise<unknown> {
  const found = await findings(analysis, trial);
  try {
    return copyPlain(found);
  } catch {
    // No plain data, which another check tells.
    return null;
  }
}

/** Every measure ends by a throw when the run is cancelled; what is caught there would go on to the end. */
async function letsCancel({ analysis, question, name }: Trial): Promise<void> {
  const given = borrowed(question);
  if (refusalOf(analysis, given.network) !== null) return;
  const stop = new DOMException('The run is cancelled.', 'AbortError');
  let asked = false;
  const measures = throwing(given.measures, () => {
    asked = true;
    throw stop;
  });
  const outcome = await Promise.resolve()
    .then(() => analysis.analyze({ ...given, measures, rng: createRng(0).fork('analysis') }))
    .then(
      () => 'findings',
      () => 'throw',
    );
  ask(
    !asked || outcome === 'throw',
    'conformance/analysis-keeps-cancel',
    `Of ${name}: a measure threw, as all do when a run is cancelled, and it gave findings all the same. Catch nothing that measures throw.`,
  );
}

/** Measures of which every function does this. */
function throwing(measures: NetworkMeasures, act: () => never): NetworkMeasures {
  const parts = Object.entries(measures).map(([key, part]: [string, unknown]) => [
    key,
    typeof part === 'function' ? act : part,
  ]);
  return Object.fromEntries(parts) as NetworkMeasures;
}

/** Null where it refuses. */
async function findings(
  analysis: Analysis,
  { name, question }: AnalysisCase,
  given = borrowed(question),
): Promise<AnalysisFindings | null> {
  if (refusalOf(analysis, given.network) !== null) return null;
  try {
    return await analysis.analyze({ ...given, rng: createRng(0).fork('analysis') });
  } catch (thrown) {
    ask(
      false,
      'conformance/analysis-failed',
      `Of ${name} it failed: ${messageOf(thrown)}. Where it can say nothing, let \`refusal\` say so before the run.`,
      { thrown },
    );
  }
}
