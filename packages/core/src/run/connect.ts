import { IsthmusError } from '@isthmus/contract/base';
import type {
  Path,
  PathEnds,
  PathRecord,
  Problem,
  SeparationRecord,
  PathProof,
} from '@isthmus/contract';
import { conform, distance, sameBits } from '@isthmus/contract/parameters';
import { anglesOf } from '../path/angles.js';
import { knownElements } from '../path/known-elements.js';
import { lengthOf, normalizedLengthOf } from '../path/length.js';
import { hasOwnStep } from '../path/step-scale.js';
import { plainRecord } from '../registry/guard/strategy-answers.js';
import { besideTheLine, lineOf, outdoneBy, type ComparedPath } from './beside-the-line.js';
import { createPacer } from './pacer.js';
import { goingOn, proofOf, proven, type Found } from './connect-proof.js';
import type { Judgement, CancelTick } from './path-judge.js';
import {
  inPhase,
  progressOf,
  runSearch,
  thinProfile,
  type ChosenStrategy,
  type ConnectSettings,
  type EndedSearch,
  type EndedStatus,
  type LastState,
  type Search,
} from './search.js';
import { createSegmentProofs } from './segment-proofs.js';
import { stepWarnings } from './step-warnings.js';
import { watchProblem } from './watched-problem.js';

/** What became of a search. */
export type ConnectOutcome =
  | {
      readonly tag: 'finished';
      readonly path: Path;
      /** Without the names of the files that hold the vertices and the certificate. */
      readonly record: Omit<PathRecord, 'vertices'>;
      /** What the certificate rests on, where the path is proved. */
      readonly proof?: PathProof;
    }
  | { readonly tag: 'cancelled' };

/**
 * Runs a path strategy to its end and judges the path that it leaves.
 *
 * The search ends by the strategy's own word, at the first loss or gradient that is not finite, when it
 * asks for more than the budget allows, which is refused, or when it is cancelled. Whatever the strategy
 * says, the verdict follows from the float64 reference: `connected` with grade `sampled` where every
 * sampled loss is at or below the level (`certified` where `settings.certify` proves it), `disconnected` where `settings.prove` proves what the strategy
 * says to separate the two at the level, else `not-found`. A path whose peak is above that of the
 * straight line is not reported: the line is, and the record tells what it stands for. The event loop
 * has its turn at least every 50 ms, as far as single steps of the strategy are shorter than 25.
 *
 * @throws `run/strategy-failed` when the strategy throws or breaks its contract; it names the
 * strategy and the phase, and keeps the cause. What the problem itself throws comes through as it is.
 * @example
 * const problem = analyticProblem(doubleWell(), { a: [-1, 0], b: [1, 0], level: 0.5 });
 * const budget = { gradientEvaluations: 1000, lossEvaluations: 1000 };
 * const line = registry.resolve('pathStrategy', 'core/linear', '/paths/0');
 * const outcome = await connect(line, problem, { rng, budget });
 * outcome.tag === 'finished' && outcome.record.reason; // 'above-level'
 */
export async function connect(
  strategy: ChosenStrategy,
  problem: Problem,
  settings: ConnectSettings,
): Promise<ConnectOutcome> {
  const search = searchOf(strategy, problem, settings);
  let ended = await runSearch(search);
  let found = ended && (await judged(search, ended));
  for (let rounds = 0; ended !== null && found !== null; rounds++) {
    const proved = await proofOf(search, found);
    if (proved === 'cancelled') break;
    if (proved === null) return { tag: 'finished', path: found.path, record: found.record };
    const more = await goingOn(search, ended, found, proved, rounds);
    if (more === 'cancelled') break;
    if (more === null) return { tag: 'finished', ...proven(search, ended, found, proved, rounds) };
    ended = await runSearch(search, more);
    found = ended && (await judged(search, ended));
  }
  return { tag: 'cancelled' };
}

/** @throws `run/no-certifier` for a strategy that would ask in vain */
function searchOf(strategy: ChosenStrategy, problem: Problem, settings: ConnectSettings): Search {
  const { gradientEvaluations, lossEvaluations } = settings.budget;
  const budget = { gradientEvaluations, lossEvaluations };
  const { certify } = settings;
  if (strategy.plugin.needsProofs === true && certify === undefined) throw noCertifier(strategy);
  const proofs = certify === undefined ? null : createSegmentProofs(certify, problem.level);
  const asked = proofs === null ? {} : { certify: proofs.certify };
  return {
    strategy,
    settings,
    watched: watchProblem({ ...problem, ...asked, budget }, budget),
    unwatched: problem,
    proofs,
    tick: createTick(settings.signal),
    seconds: createStopwatch(),
  };
}

function noCertifier({ ref }: ChosenStrategy): IsthmusError {
  return new IsthmusError(
    'run/no-certifier',
    `"${ref.use}" counts as found only what is proved, and nobody is there to prove it: give "certify" to connect, or create it with options under which it asks for no proofs.`,
    { strategy: ref.use },
  );
}

/** Judges what a search left, off its budget. */
async function judged(search: Search, { left, status }: EndedSearch): Promise<Found | null> {
  const { strategy, settings, watched, tick } = search;
  const { plugin } = strategy;
  const spent = spentBy(search);
  const path = left === null ? lineOf(watched.problem) : pathLeft(search, left);
  watched.lift();
  const ownEnds = kindOfEnds(path, watched.problem) === 'free';
  const keeps = (plugin.keepsItsPath ?? false) || isProvedBeside(search, status);
  const compared = await besideTheLine(watched.problem, path, { keeps, ownEnds, tick });
  if (compared === null) return null;
  const { chosen } = compared;
  settings.onProgress?.(progressOf(search, chosen.path, chosen.judgement.profile));
  const apart = left === null ? null : provenApart(search, left, chosen.judgement);
  const found = recordOf(search, { compared, ended: status, spent, apart });
  const record = { ...found, details: detailsOf(search, left) };
  const isOwn = chosen === compared.searched;
  return { path: chosen.path, isOwn, record, judgement: chosen.judgement };
}

/** Whether the path of a search is to stand though the line may be lower by its samples: proofs go before samples. */
function isProvedBeside({ strategy, proofs, watched }: Search, { tag }: EndedStatus): boolean {
  const { a, b } = watched.problem;
  const proved = strategy.plugin.needsProofs === true && tag === 'connected';
  return proved || (proofs?.isRefused(a, b) ?? false);
}

function pathLeft(search: Search, { state }: LastState): Path {
  const { strategy, unwatched } = search;
  const ends = strategy.plugin.ends ?? 'fixed';
  return inPhase(search, 'path', () => soundPath(unwatched, strategy.plugin.path(state), ends));
}

/** What the strategy says besides, as plain data; null where it says nothing. */
function detailsOf(search: Search, left: LastState | null): PathRecord['details'] {
  if (left === null) return null;
  return inPhase(search, 'details', () => {
    const said = search.strategy.plugin.details?.(left.state) ?? null;
    return said === null ? null : plainRecord(said);
  });
}

type Spent = Pick<PathRecord['search'], 'gradientEvaluations' | 'lossEvaluations'>;

function spentBy({ watched }: Search): Spent {
  return {
    gradientEvaluations: watched.gradientEvaluations(),
    lossEvaluations: watched.lossEvaluations(),
  };
}

/** Tells of a cancel, and lets the event loop have its turn when it is due. */
export function createTick(signal: AbortSignal | undefined): CancelTick {
  const pacer = createPacer();
  return async () => {
    if (pacer.due()) await pacer.rest();
    return signal?.aborted ?? false;
  };
}

/** Seconds since it was made. */
export function createStopwatch(): () => number {
  const started = performance.now();
  return () => (performance.now() - started) / 1000;
}

/** Of a strategy that may leave other ends the path may run from a to b all the same. */
function kindOfEnds({ vertices }: Path, { a, b }: Problem): PathEnds {
  return sameBits(vertices[0]!, a) && sameBits(vertices.at(-1)!, b) ? 'fixed' : 'free';
}

/** @throws unless the path has its ends, a and b bit for bit, and points of the problem's shape */
function soundPath({ spec, a, b }: Problem, path: Path, ends: PathEnds): Path {
  const { vertices, elements } = path;
  if (vertices.length < 2 || elements.length !== vertices.length - 1)
    throw badPath(`it has ${vertices.length} vertices and ${elements.length} elements`);
  if (ends === 'fixed') {
    if (!sameBits(vertices[0]!, a)) throw badPath('its first vertex is not the endpoint a');
    if (!sameBits(vertices.at(-1)!, b)) throw badPath('its last vertex is not the endpoint b');
  }
  return { elements, vertices: vertices.map((vertex, i) => conform(spec, vertex, `vertex ${i}`)) };
}

function badPath(what: string): IsthmusError {
  return new IsthmusError(
    'run/bad-path',
    `A path runs from a to b, bit for bit, with one element between any two neighbours; ${what}.`,
  );
}

/** What became of a search, once its path is judged. */
interface Concluded {
  readonly compared: ComparedPath;
  readonly ended: EndedStatus;
  readonly spent: Spent;
  /** A proof that the points are apart below some level above them, whether or not it is below that of the search. */
  readonly apart: SeparationRecord | null;
}

function recordOf(
  search: Search,
  { compared, ended, spent, apart }: Concluded,
): Omit<PathRecord, 'vertices' | 'details'> {
  const { strategy, settings, watched, seconds } = search;
  const { path, judgement } = compared.chosen;
  const { level, stepScale } = watched.problem;
  const proofs = search.proofs?.counts() ?? null;
  const straight = compared.line?.judgement.peak ?? null;
  // Of an end above the level nothing is to be proved.
  const separation = apart !== null && endsOf(judgement) <= level && level < apart.lowerBound ? apart : null; // prettier-ignore
  const verdict = separation === null ? verdictOf(compared, ended) : DISCONNECTED;
  const { a, b } = watched.problem;
  return {
    strategy: strategy.ref.use,
    options: strategy.ref.options,
    ...verdict,
    separation,
    ...(apart !== null && { gamma: { lower: apart.lowerBound, upper: judgement.peak.loss } }),
    ends: kindOfEnds(path, watched.problem),
    level,
    lowest: null,
    peak: judgement.peak,
    barrier: judgement.barrier,
    length: lengthOf(path),
    normalizedLength: normalizedLengthOf(path),
    beads: path.vertices.length - 2,
    profile: thinProfile(judgement.profile),
    resolution: judgement.resolution,
    known: knownElements(path.elements, judgement.elements, settings.convexLoss ?? false),
    angles: anglesOf(path),
    // A problem knows no classes and no other split; who has evaluators fills these in.
    accuracy: null,
    along: null,
    certification: null,
    certificate: null,
    search: {
      ...spent,
      stepScale,
      straight,
      outdone: outdoneBy(compared),
      ...(proofs && { proofs }),
    },
    warnings: stepWarnings(
      { strategy: strategy.ref.use, ...verdict },
      watched.steps(),
      distance(a, b),
      () => hasOwnStep(watched.problem.optimizer, a),
    ),
    cost: { ...spentBy(search), seconds: seconds() },
  };
}

const DISCONNECTED = { verdict: 'disconnected', grade: 'certified', reason: null } as const;

/** The proof that the endpoints are apart; null where none is claimed, or it reaches no level above theirs. */
function provenApart(
  search: Search,
  { state }: LastState,
  judgement: Judgement,
): SeparationRecord | null {
  const { strategy, settings } = search;
  const claimed = inPhase(search, 'separator', () => strategy.plugin.separator?.(state) ?? null);
  const apart = claimed === null ? null : (settings.prove?.(claimed) ?? null);
  return apart !== null && endsOf(judgement) < apart.lowerBound ? apart : null;
}

/** The larger loss of the ends of a judged path. */
function endsOf({ profile: { loss } }: Judgement): number {
  return Math.max(loss[0]!, loss.at(-1)!);
}

/** The samples speak first; what the strategy said is left as the reason of a failure. */
function verdictOf(
  { chosen, searched }: ComparedPath,
  ended: EndedStatus,
): Pick<PathRecord, 'verdict' | 'grade' | 'reason'> {
  const { holds, finite } = chosen.judgement;
  if (holds && finite) return { verdict: 'connected', grade: 'sampled', reason: null };
  const claimed = ended.tag === 'connected' ? 'refuted' : ended.reason;
  const reason = searched.judgement.finite ? claimed : 'nonfinite';
  return { verdict: 'not-found', grade: null, reason };
}
