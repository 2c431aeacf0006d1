import type { Analysis, AnalysisFindings, AnalysisQuestion, Definition } from '@isthmus/contract';
import { createRng, messageOf } from '@isthmus/contract/base';
import { soundFindings } from '../registry/guard/findings.js';
import { lossName, measuresOf } from '../run/analysis-step.js';
import type { Session } from '../run/session.js';
import { ask, type PluginCheck } from './check.js';
import { checkDefinition, createPlugin, type GivenOptions } from './check-definition.js';
import { copyPlain, samePlain } from './plain-data.js';
import { sampleSessions } from './sample-results.js';

/** A question to try an analysis with. */
export interface AnalysisCase {
  /** Stands in the names of faults. */
  readonly name: string;
  /** Its stream is replaced by one that is the same every time. */
  readonly question: AnalysisQuestion;
}

/** What may be set for the checks of an analysis. */
export interface AnalysisCheckSetup {
  /** Options to create it with; its defaults where left out. */
  readonly options?: GivenOptions;
  /** Left out: two networks of tanh, two of relu, and two points of an objective. */
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
  const check = (name: string, run: (trial: Trial) => void | Promise<void>): PluginCheck => ({
    name,
    run: async () => {
      for (const given of await cases()) {
        const analysis = await createPlugin(definition, options);
        await run({ ...given, analysis, again: () => createPlugin(definition, options) });
      }
    },
  });
  return [
    ...checkDefinition(definition, options),
    check('is asked of endpoints, pairs or all, and refuses in words', saysOfWhat),
    check('finds facts, tables and charts as the contract has them', findsSound),
    check('changes none of its points', isPure),
    check('finds the same again', repeats),
  ];
}

interface Trial extends AnalysisCase {
  readonly analysis: Analysis;
  /** The same analysis, created anew. */
  again(): Promise<Analysis>;
}

function saysOfWhat({ analysis, question }: Trial): void {
  ask(
    ['endpoint', 'pair', 'all'].includes(analysis.of),
    'conformance/analysis-scope',
    `of says of what it is asked: "endpoint", "pair" or "all"; it is ${JSON.stringify(analysis.of)}.`,
  );
  const refusal: unknown = analysis.refusal?.(question.network) ?? null;
  ask(
    refusal === null || (typeof refusal === 'string' && refusal !== ''),
    'conformance/analysis-refusal',
    `refusal gives null, or why it can say nothing in a few words; it gave ${JSON.stringify(refusal)}.`,
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

async function isPure(trial: Trial): Promise<void> {
  const points = copyPlain(trial.question.points);
  await findings(trial.analysis, trial, points);
  ask(
    samePlain(points, trial.question.points),
    'conformance/analysis-impure',
    `Of ${trial.name}: it changed a point that it borrowed. Copy what you write into.`,
  );
}

async function repeats(trial: Trial): Promise<void> {
  const first = await findings(trial.analysis, trial);
  for (const analysis of [trial.analysis, await trial.again()])
    ask(
      samePlain(first, await findings(analysis, trial)),
      'conformance/analysis-not-repeatable',
      `Of ${trial.name}: equal questions got two answers. Draw from the stream that is given; no clock, no counter.`,
    );
}

/** Null where it refuses. */
async function findings(
  analysis: Analysis,
  { name, question }: AnalysisCase,
  // Copies, so that what one check lets it spoil is whole for the next.
  given = copyPlain(question.points),
): Promise<AnalysisFindings | null> {
  if ((analysis.refusal?.(question.network) ?? null) !== null) return null;
  const count = { endpoint: 1, pair: 2, all: question.points.length }[analysis.of];
  const points = given.slice(0, count);
  try {
    return await analysis.analyze({ ...question, points, rng: createRng(0).fork('analysis') });
  } catch (thrown) {
    ask(
      false,
      'conformance/analysis-failed',
      `Of ${name} it failed: ${messageOf(thrown)}. Where it can say nothing, let \`refusal\` say so before the run.`,
      { thrown },
    );
  }
}

async function sampleCases(): Promise<readonly AnalysisCase[]> {
  return Promise.all((await sampleSessions()).map(caseOf));
}

async function caseOf(session: Session): Promise<AnalysisCase> {
  const { config, subject } = session.experiment;
  const { measures } = await measuresOf(session);
  const points = ['a', 'b'].map((id) => ({ id, params: session.init(createRng(1).fork(id)) }));
  const name =
    subject.kind === 'objective'
      ? `points of ${subject.objective.ref.use}`
      : `networks of ${JSON.stringify(subject.architecture.ref.options)}`;
  return {
    name,
    question: {
      ...{ spec: session.spec, network: session.network?.view ?? null, points, measures },
      ...{ loss: lossName(subject), threshold: config.train.threshold ?? null, rng: createRng(0) },
    },
  };
}
