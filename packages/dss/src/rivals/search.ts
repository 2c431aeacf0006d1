import { polyline, type Params, type Rng } from '@isthmus/core';
import type { PathStrategy, Problem, Reason, Status } from '@isthmus/core/contract';
import {
  beginJudging,
  costOfALook,
  judgeOn,
  pointsOfALook,
  type PolylineJudging,
} from './judging.js';
import { hurried, planOf, rateAt, type RateSchedule, type Schedule } from './schedule.js';

/** How a curve between two endpoints moves; C is all that it remembers, as plain data. */
export interface CurveMover<C> {
  /** Points at least, both ends included, at which each edge of the curve is looked at. */
  readonly leastPoints: number;
  /**
   * The curve on the straight line, which was found to rise above the level.
   *
   * @param scans the losses of that line at evenly spaced points, one array
   */
  begin(problem: Problem, scans: EdgeScans, rng: Rng): C;
  /** Gradients that `begin` takes. */
  readonly gradientsToBegin: number;
  /** The curve as the vertices of a polyline, from a to b. */
  vertices(curve: C): readonly Params[];
  /**
   * One optimizer step; null where a loss or a gradient is not finite.
   *
   * @param rate by what the optimizer's updates are multiplied: a factor on its learning rate
   */
  move(problem: Problem, curve: C, rate: number, rng: Rng): C | null;
  /** Gradients that a step of the curve takes. */
  gradientsPerStep(curve: C): number;
  /** Optimizer steps of the stage that the curve is in. */
  stageSteps(curve: C): number;
  /** The curve in its next stage, or why there is none; null for the reason of the stage. */
  advance(problem: Problem, curve: C, ended: EndedStage): StageOutcome<C>;
}

/** A stage whose steps are made, or whose peak no longer falls. */
export interface EndedStage {
  readonly reason: 'stalled' | 'budget';
  /** The losses of the edges of its curve at evenly spaced points. */
  readonly scans: EdgeScans;
  /** The lowest that was met so far. */
  readonly peak: number;
}

/** What comes after a stage. */
export type StageOutcome<C> = { readonly curve: C } | { readonly ended: Reason | null };

/** For each edge its losses at evenly spaced points, both ends included. */
export type EdgeScans = readonly (readonly number[])[];

/** When a moving curve is looked at, and when its stage ends early. */
export interface SearchRules {
  /**
   * Optimizer steps between two looks; `auto`: as soon as all looks together, the next one included,
   * cost a fifth of the descent.
   */
  readonly judgeEvery: number | 'auto';
  /** A curve whose peak came down by less than this part within so many steps makes no headway. */
  readonly stall: { readonly window: number; readonly improvement: number };
  readonly schedule: Schedule;
}

/** A search by a moving curve at rest: plain data, from which it goes on exactly. */
export interface CurveState<C> {
  readonly status: Status;
  /** Steps of the strategy so far; names the random numbers of the next. */
  readonly step: number;
  /** The curve; null while the straight line is judged. */
  readonly curve: C | null;
  /** Optimizer steps of this stage. */
  readonly moves: number;
  /** How the learning rate goes over this stage, and how long that is. */
  readonly plan: RateSchedule;
  /** The optimizer step of this stage that last made headway, and the peak then. */
  readonly mark: { readonly move: number; readonly peak: number };
  /** The polyline being judged; null while the curve moves. */
  readonly judging: PolylineJudging | null;
  /** The judged polyline of the lowest peak. */
  readonly best: { readonly vertices: readonly Params[]; readonly peak: number };
  /** Gradients so far, and losses of the looks at the curve, the straight line apart. */
  readonly spent: { readonly gradients: number; readonly losses: number };
}

/**
 * The strategy that moves a curve and judges it now and then. The straight line is judged first: where
 * it stays at or below the level there is nothing to move.
 *
 * A search ends connected, or not found: `stalled` where the peak of the curve no longer falls, not
 * even at a lower rate; `budget` where all its steps are made, `nonfinite`, or `above-level` where an
 * endpoint is.
 */
export function createCurveSearch<C>(
  mover: CurveMover<C>,
  rules: SearchRules,
): PathStrategy<CurveState<C>> {
  return {
    needs: 'gradient',
    init: begin,
    step(problem, state, rng) {
      if (state.status.tag !== 'running') return state;
      const stream = rng.fork(`curve ${state.step}`);
      return { ...advance({ mover, rules, problem, rng: stream }, state), step: state.step + 1 };
    },
    status: ({ status }) => status,
    path: ({ best }) => polyline(best.vertices),
    live: ({ curve, best }) => polyline(curve === null ? best.vertices : mover.vertices(curve)),
  };
}

function begin<C>({ a, b, level, value }: Problem): CurveState<C> {
  const endsHold = value(a) <= level && value(b) <= level;
  return {
    status: endsHold ? { tag: 'running' } : { tag: 'not-found', reason: 'above-level' },
    step: 0,
    curve: null,
    moves: 0,
    plan: planOf(0),
    mark: { move: 0, peak: Infinity },
    judging: beginJudging([a, b], pointsOfALook([a, b], 2)),
    best: { vertices: [a, b], peak: Infinity },
    spent: { gradients: 0, losses: 0 },
  };
}

/** What one step works with. */
interface Step<C> {
  readonly mover: CurveMover<C>;
  readonly rules: SearchRules;
  readonly problem: Problem;
  readonly rng: Rng;
}

function advance<C>(step: Step<C>, state: CurveState<C>): CurveState<C> {
  const { judging, curve } = state;
  if (judging !== null) {
    const next = judgeOn(step.problem, judging);
    return next.side === 'open'
      ? { ...state, judging: next }
      : concluded(step, ranked(state, next), next);
  }
  return curve === null ? state : moved(step, state, curve);
}

function moved<C>(step: Step<C>, state: CurveState<C>, curve: C): CurveState<C> {
  const { mover, rules, problem, rng } = step;
  const rate = rateAt(rules.schedule, state.plan, state.moves);
  const next = mover.move(problem, curve, rate, rng);
  if (next === null) return failed(state, 'nonfinite');
  const gradients = state.spent.gradients + mover.gradientsPerStep(curve);
  const moves = state.moves + 1;
  const gone = { ...state, curve: next, moves, spent: { ...state.spent, gradients } };
  if (!isDue(step, gone, next)) return gone;
  const vertices = mover.vertices(next);
  return { ...gone, judging: beginJudging(vertices, pointsOfALook(vertices, mover.leastPoints)) };
}

/** The part of the work of a descent that looks at it may take, in rows of data. */
const WORK_OF_LOOKS = 1 / 5;

/** After the last step of a stage, and now and then before. */
function isDue<C>({ mover, rules, problem }: Step<C>, state: CurveState<C>, curve: C): boolean {
  const { moves, plan, spent } = state;
  if (moves >= plan.until) return true;
  if (rules.judgeEvery !== 'auto') return moves % rules.judgeEvery === 0;
  const { rows } = problem;
  const vertices = mover.vertices(curve);
  const look = costOfALook(vertices, pointsOfALook(vertices, mover.leastPoints));
  const affords = (gradients: number, looks: number) =>
    (spent.losses + looks * look) * rows.loss <= WORK_OF_LOOKS * gradients * rows.gradient;
  const atTheEnd = spent.gradients + (plan.until - moves) * mover.gradientsPerStep(curve);
  // The look after the last step comes in any case.
  return affords(spent.gradients, 1) && affords(atTheEnd, 2);
}

/** Remembers a judged polyline if none had a lower peak, or if it is the one sought. */
function ranked<C>(state: CurveState<C>, judging: PolylineJudging): CurveState<C> {
  const { vertices, peak, side, evaluations } = judging;
  const best = side === 'below' || peak < state.best.peak ? { vertices, peak } : state.best;
  const looked = state.curve === null ? 0 : evaluations;
  const spent = { ...state.spent, losses: state.spent.losses + looked };
  return { ...state, judging: null, best, spent };
}

/** Ends the search, or begins the next stage, or lets the curve go on. */
function concluded<C>(
  step: Step<C>,
  state: CurveState<C>,
  judging: PolylineJudging,
): CurveState<C> {
  const { mover, problem, rng } = step;
  const { peak, side, scans } = judging;
  if (side === 'below') return { ...state, status: { tag: 'connected' } };
  if (!Number.isFinite(peak)) return failed(state, 'nonfinite');
  const { curve } = state;
  if (curve === null) {
    const spent = { ...state.spent, gradients: mover.gradientsToBegin };
    return staged(step, { ...state, spent }, mover.begin(problem, scans, rng), peak);
  }
  const seen = planned(step.rules, withMark(step.rules, state, peak));
  const reason = whyStageEnds(step.rules, seen);
  if (reason === null) return seen;
  const isCutShort = reason === 'budget' && seen.moves < mover.stageSteps(curve);
  if (isCutShort) return failed(seen, reason);
  const next = mover.advance(problem, curve, { reason, scans, peak: seen.best.peak });
  return 'curve' in next
    ? staged(step, seen, next.curve, peak)
    : failed(seen, next.ended ?? reason);
}

function withMark<C>({ stall }: SearchRules, state: CurveState<C>, peak: number): CurveState<C> {
  const headway = peak < (1 - stall.improvement) * state.mark.peak;
  return headway ? { ...state, mark: { move: state.moves, peak } } : state;
}

/** Where the curve makes no headway at its rate, the rate comes down before it is given up. */
function planned<C>({ stall, schedule }: SearchRules, state: CurveState<C>): CurveState<C> {
  const { moves, plan } = state;
  if (schedule === 'constant' || plan.hurried || !isStalled(stall, state)) return state;
  return { ...state, plan: hurried(schedule, plan, moves, stall.window) };
}

function isStalled<C>({ window }: SearchRules['stall'], { moves, mark }: CurveState<C>): boolean {
  return moves - mark.move >= window;
}

function whyStageEnds<C>(
  { stall, schedule }: SearchRules,
  state: CurveState<C>,
): EndedStage['reason'] | null {
  const { moves, plan } = state;
  if (schedule === 'constant' && isStalled(stall, state)) return 'stalled';
  if (moves < plan.until) return null;
  return plan.hurried ? 'stalled' : 'budget';
}

/** A stage begins; it has no more steps than the budget allows. */
function staged<C>(
  { mover, problem }: Step<C>,
  state: CurveState<C>,
  curve: C,
  peak: number,
): CurveState<C> {
  const left = problem.budget.gradientEvaluations - state.spent.gradients;
  const affordable = Math.floor(left / mover.gradientsPerStep(curve));
  const plan = planOf(Math.max(Math.min(mover.stageSteps(curve), affordable), 1));
  return { ...state, curve, plan, moves: 0, mark: { move: 0, peak } };
}

function failed<C>(state: CurveState<C>, reason: Reason): CurveState<C> {
  return { ...state, status: { tag: 'not-found', reason } };
}
