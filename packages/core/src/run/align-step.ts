import type { AlignmentCandidate, AlignmentChoice, AlignmentRecord } from '@isthmus/contract';
import { decodeModel, encodeModel } from '@isthmus/files';
import { conform, distance, type Params } from '@isthmus/contract/parameters';
import { measuresOf } from './analysis-step.js';
import { candidatesOf, IDENTITY, type AlignmentQuestion } from './align-candidates.js';
import { compareCandidates, type CandidateComparison } from './align-compare.js';
import { createAlignmentJudge, type AlignmentJudge } from './align-judge.js';
import { createStopwatch, createTick } from './connect.js';
import { decodeFrame, UNMOVED } from './frame-elements.js';
import type { Session } from './session.js';
import { required } from './session.js';
import { candidateIn } from './together-step.js';
import type { AlignStep, StepHooks, StepOutput } from './steps.js';

/**
 * Brings b near to a by every symmetry that the experiment names, one after the other. What each
 * proposes is compared with b as the one before left it, so that none, and not all together, moves b
 * away or behind a higher hill.
 */
export async function runAlignStep(
  session: Session,
  step: AlignStep,
  hooks: StepHooks,
): Promise<StepOutput<Omit<AlignmentRecord, 'file'>>> {
  const { spec, experiment, evaluator } = session;
  const seconds = createStopwatch();
  const [a, b] = [step.a, step.b].map((bytes, i) =>
    conform(spec, decodeModel(bytes, step.pair[i]!), `endpoint ${step.pair[i]!}`),
  ) as [Params, Params];
  const judge = createAlignmentJudge(evaluator, experiment.config.judge, a, b);
  const { measures, cost } = await measuresOf(session);
  const comparisons: CandidateComparison[] = [];
  for (const i of experiment.align.keys()) {
    const question = { a, b: comparisons.at(-1)?.b ?? b, measures };
    comparisons.push(await comparison(session, step, i, question, judge, hooks));
  }
  const [first, last] = [comparisons[0], comparisons.at(-1)];
  const aligned = required(last, 'symmetry to align by').b;
  return {
    weights: encodeModel(aligned),
    record: {
      strategies: experiment.config.align,
      distanceBefore: distance(a, b),
      distanceAfter: distance(a, aligned),
      peakBefore: first!.before.peak,
      peakAfter: last!.after.peak,
      functionError: last!.functionError,
      lossAfter: last!.after.end,
      spaces: comparisons.flatMap(({ taken }) => taken.spaces()),
      chosen: comparisons.map(({ choice }) => choice),
      candidates: comparisons.flatMap(({ candidates }, strategy) =>
        candidates.map((candidate) => ({ strategy, ...candidate })),
      ),
      cost: {
        lossEvaluations: judge.lossEvaluations() + cost().lossEvaluations,
        ...(cost().gradientEvaluations > 0
          ? { gradientEvaluations: cost().gradientEvaluations }
          : {}),
        seconds: seconds(),
      },
    },
  };
}

/** Compares what one symmetry proposes, and says which of it nobody should trust. */
async function comparison(
  session: Session,
  { pair, together }: AlignStep,
  index: number,
  { a, b, measures }: Omit<AlignmentQuestion, 'network' | 'rng'>,
  judge: AlignmentJudge,
  hooks: StepHooks,
): Promise<CandidateComparison> {
  const { experiment, rng } = session;
  const network = required(session.network, 'network to align').view;
  const symmetry = required(experiment.align[index], `symmetry ${index}`);
  const { use } = required(experiment.config.align[index], `symmetry ${index}`);
  const stream = rng.fork(`align ${pair.join('-')} ${index}`);
  hooks.signal.throwIfAborted();
  const frame = together === undefined ? null : decodeFrame(together);
  const question = { network, a, b, rng: stream, measures };
  const candidates =
    frame === null
      ? candidatesOf(symmetry, use, question)
      : [UNMOVED, ...(frame.elements === null ? [] : [frame])].map((each) =>
          candidateIn(each, symmetry, use, network, b, pair),
        );
  // In a frame for all pairs none chooses by itself.
  const given = frame === null ? null : candidates.length - 1;
  const rule = symmetry.choose === 'distance' ? 'distance' : 'peak';
  const compared = await compareCandidates(
    candidates,
    rule,
    judge,
    a,
    createTick(hooks.signal),
    given,
  );
  if (compared === null) throw hooks.signal.reason;
  const doubts = doubtsOf(use, compared);
  if (doubts !== null) hooks.emit({ type: 'log', level: 'warning', message: doubts });
  return compared;
}

/** What a person must hear of a symmetry: that it is none, or that it breaks weights. */
function doubtsOf(use: string, { candidates, choice }: CandidateComparison): string | null {
  const count = (outcome: AlignmentCandidate['outcome']) =>
    candidates.filter((candidate) => candidate.outcome === outcome).length;
  const [changing, nonfinite] = [count('changes-function'), count('nonfinite')];
  if (changing + nonfinite === 0) return null;
  const what = [
    ...(changing > 0 ? [`${changing} that would change what the network computes`] : []),
    ...(nonfinite > 0 ? [`${nonfinite} with weights that are not finite`] : []),
  ].join(' and ');
  return `"${use}" proposed ${what}; not taken. ${choiceWords(choice)}`;
}

function choiceWords({ label }: AlignmentChoice): string {
  return label === IDENTITY ? 'The endpoint stays as it was.' : `Taken: ${label}.`;
}
