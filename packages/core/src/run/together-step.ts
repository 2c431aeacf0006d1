import type {
  AlignmentOutcome,
  AlignmentRule,
  FrameRecord,
  GroupElement,
  NetworkView,
  PairName,
  Symmetry,
  TogetherRecord,
} from '@isthmus/contract';
import { decodeModel } from '@isthmus/files';
import { conform, norm, type Params } from '@isthmus/contract/parameters';
import { pairsOf } from '../registry/endpoint-ids.js';
import { measuresOf } from './analysis-step.js';
import { candidateOf, framesOf, IDENTITY, type AlignCandidate } from './align-candidates.js';
import { chooseCandidate, leastBy, type MeasuredCandidate } from './align-choice.js';
import { createAlignmentJudge, type AlignmentJudge } from './align-judge.js';
import { createStopwatch, createTick } from './connect.js';
import { betweenElements, encodeFrame, UNMOVED, type Frame } from './frame-elements.js';
import type { CancelTick } from './path-judge.js';
import type { Session } from './session.js';
import { required } from './session.js';
import type { StepHooks, StepOutput, TogetherStep } from './steps.js';

/**
 * Brings all endpoints into one frame by the symmetry of the experiment. A frame may be taken only if no pair
 * is farther or behind a higher hill by it than without, so that in some runs all stay as they are; of those
 * that may, the one whose highest peak is lowest, or whose distances are least, as the symmetry says.
 */
export async function runTogetherStep(
  session: Session,
  { points }: TogetherStep,
  hooks: StepHooks,
): Promise<StepOutput<Omit<TogetherRecord, 'file'>>> {
  const { spec, experiment, rng } = session;
  const seconds = createStopwatch();
  const models = new Map(
    points.map(({ id, model }) => [
      id,
      conform(spec, decodeModel(model, id), `endpoint ${id}`) as Params,
    ]),
  );
  const symmetry = required(experiment.align[0], 'symmetry to align by');
  const { use } = required(experiment.config.align[0], 'symmetry to align by');
  const network = required(session.network, 'network to align').view;
  const { measures, cost } = await measuresOf(session);
  hooks.signal.throwIfAborted();
  const question = { network, models: [...models.values()], rng: rng.fork('align all'), measures };
  const found = framesOf(symmetry, use, question).map(({ label, elements }): Frame => {
    const byId = [...models.keys()].map((id, i) => [id, elements[i]!] as const);
    return { label, elements: Object.fromEntries(byId) };
  });
  const frames: readonly Frame[] = [UNMOVED, ...found];
  const { pairs, lossEvaluations } = await measuredPairs(session, models, frames, hooks);
  const rule = symmetry.choose === 'distance' ? 'distance' : 'peak';
  const { records, taken } = chosenFrame(frames, pairs, rule);
  const { gradientEvaluations } = cost();
  return {
    weights: encodeFrame(frames[taken]!),
    record: {
      endpoints: [...models.keys()],
      frames: records,
      cost: {
        lossEvaluations: lossEvaluations + cost().lossEvaluations,
        ...(gradientEvaluations > 0 ? { gradientEvaluations } : {}),
        seconds: seconds(),
      },
    },
  };
}

/** Every frame at every pair that the experiment asks for. */
async function measuredPairs(
  { experiment, network, evaluator }: Session,
  models: ReadonlyMap<string, Params>,
  frames: readonly Frame[],
  hooks: StepHooks,
): Promise<{ readonly pairs: readonly MeasuredPair[]; readonly lossEvaluations: number }> {
  const symmetry = required(experiment.align[0], 'symmetry to align by');
  const { use } = required(experiment.config.align[0], 'symmetry to align by');
  const view = required(network, 'network to align').view;
  const pairs: MeasuredPair[] = [];
  let lossEvaluations = 0;
  for (const pair of pairsOf(experiment.config)) {
    const [a, b] = pair.map((id) => models.get(id)!) as [Params, Params];
    const judge = createAlignmentJudge(evaluator, experiment.config.judge, a, b);
    const candidates = frames.map((frame) => candidateIn(frame, symmetry, use, view, b, pair));
    const measured = await measuredPair(candidates, a, judge, createTick(hooks.signal));
    if (measured === null) throw hooks.signal.reason;
    pairs.push(measured);
    lossEvaluations += judge.lossEvaluations();
  }
  return { pairs, lossEvaluations };
}

/** What a frame makes of the second of a pair. */
export function candidateIn(
  { label, elements }: Frame,
  symmetry: Symmetry,
  use: string,
  network: NetworkView,
  b: Params,
  pair: PairName,
): AlignCandidate {
  const element = elementBetween(elements, pair);
  return element === null
    ? { label: IDENTITY, params: () => b, spaces: () => [] }
    : candidateOf(symmetry, use, network, b, { label, element });
}

/** What brings the second of a pair to the first in a frame; null where both stay as they are. */
function elementBetween(elements: Frame['elements'], [a, b]: PairName): GroupElement | null {
  return elements === null ? null : betweenElements(elements[a]!, elements[b]!);
}

/** The frames at one pair; the first is the identity. */
interface MeasuredPair {
  readonly frames: readonly MeasuredCandidate[];
  readonly normOfA: number;
}

async function measuredPair(
  candidates: readonly AlignCandidate[],
  a: Params,
  judge: AlignmentJudge,
  tick: CancelTick,
): Promise<MeasuredPair | null> {
  const frames: MeasuredCandidate[] = [];
  for (const candidate of candidates) {
    if (await tick()) return null;
    const moved = candidate.params();
    const figures = judge.figuresOf(moved);
    const sound = figures.finite && figures.keepsFunction;
    const line = sound ? await judge.lineTo(moved, tick) : null;
    if (sound && line === null) return null;
    frames.push({ ...figures, line });
  }
  return { frames, normOfA: norm(a) };
}

/** What is worst comes first: of all pairs it is what a frame is refused for. */
const REFUSALS: readonly AlignmentOutcome[] = [
  ...(['nonfinite', 'changes-function', 'farther', 'higher', 'not-judged'] as const),
];

/** Chooses one frame for all pairs. */
function chosenFrame(
  frames: readonly Frame[],
  pairs: readonly MeasuredPair[],
  rule: AlignmentRule,
): { readonly records: readonly FrameRecord[]; readonly taken: number } {
  const records = frames.map(({ label }, at): FrameRecord => {
    const measured = pairs.map(({ frames: all }) => all[at]!);
    const peaks = measured.map(({ line }) => line?.peak ?? null);
    const fates = pairs.map(({ frames: all, normOfA }) =>
      at === 0 ? 'no-better' : chooseCandidate([all[0]!, all[at]!], rule, normOfA)[1]!,
    );
    return {
      label,
      meanDistance: measured.reduce((sum, { distance }) => sum + distance, 0) / pairs.length,
      highestPeak: peaks.includes(null) ? null : Math.max(...(peaks as number[])),
      outcome: REFUSALS.find((each) => fates.includes(each)) ?? 'no-better',
    };
  });
  const allowed = [...records.keys()].filter((at) => records[at]!.outcome === 'no-better');
  const peakOf = (at: number) => records[at]!.highestPeak ?? Infinity;
  const distanceOf = (at: number) => records[at]!.meanDistance;
  const taken =
    rule === 'peak' ? leastBy(allowed, peakOf, distanceOf) : leastBy(allowed, distanceOf, peakOf);
  return {
    records: records.map((each, at) => (at === taken ? { ...each, outcome: 'chosen' } : each)),
    taken,
  };
}
