import { polyline, type Params, type Rng } from '@isthmus/core';
import type { PathStrategy, Problem, Reason, Status } from '@isthmus/core/contract';
import { beginJudging, judgeOn, type Judging } from './judging.js';

/** How a curve between two endpoints moves; C is all that it remembers, as plain data. */
export interface Mover<C> {
  /**
   * The curve on the straight line, which was found to rise above the level.
   *
   * @param scans the losses of that line at `DENSE_T`, one array
   */
  begin(problem: Problem, scans: Scans, rng: Rng): C;
  /** The curve as the vertices of a polyline, from a to b. */
  vertices(curve: C): readonly Params[];
  /** One optimizer step; null where a loss or a gradient is not finite. */
  move(problem: Problem, curve: C, rng: Rng): C | null;
  /** Optimizer steps of the stage that the curve is in. */
  stageSteps(curve: C): number;
  /** The curve in its next stage, given the losses of its edges; null after the last. */
  advance(problem: Problem, curve: C, scans: Scans): C | null;
}

/** For each edge its losses at `DENSE_T`. */
export type Scans = readonly (readonly number[])[];

/** When a moving curve is looked at, and when its stage ends early. */
export interface SearchRules {
  /** Optimizer steps between two judgings. */
  readonly judgeEvery: number;
  /** A stage ends when the peak came down by less than this part within so many steps. */
  readonly stall: { readonly window: number; readonly improvement: number };
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
  /** The optimizer step of this stage that last made headway, and the peak then. */
  readonly mark: { readonly move: number; readonly peak: number };
  /** The polyline being judged; null while the curve moves. */
  readonly judging: Judging | null;
  /** The judged polyline of the lowest peak. */
  readonly best: { readonly vertices: readonly Params[]; readonly peak: number };
}

/**
 * The strategy that moves a curve and judges it every so many steps. The straight line is judged
 * first: where it stays at or below the level there is nothing to move.
 *
 * A search ends connected, or not found: `stalled` where the peak of the curve no longer falls,
 * `budget` where all its steps are made, `nonfinite`, or `above-level` where an endpoint is.
 */
export function createCurveSearch<C>(
  mover: Mover<C>,
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
    mark: { move: 0, peak: Infinity },
    judging: beginJudging([a, b]),
    best: { vertices: [a, b], peak: Infinity },
  };
}

/** What one step works with. */
interface Step<C> {
  readonly mover: Mover<C>;
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

function moved<C>({ mover, rules, problem, rng }: Step<C>, state: CurveState<C>, curve: C) {
  const next = mover.move(problem, curve, rng);
  if (next === null) return failed(state, 'nonfinite');
  const moves = state.moves + 1;
  const due = moves % rules.judgeEvery === 0 || moves >= mover.stageSteps(next);
  return {
    ...state,
    curve: next,
    moves,
    judging: due ? beginJudging(mover.vertices(next)) : null,
  };
}

/** Remembers a judged polyline if none had a lower peak, or if it is the one sought. */
function ranked<C>(state: CurveState<C>, { vertices, peak, side }: Judging): CurveState<C> {
  const best = side === 'below' || peak < state.best.peak ? { vertices, peak } : state.best;
  return { ...state, judging: null, best };
}

/** Ends the search, or begins the next stage, or lets the curve go on. */
function concluded<C>(step: Step<C>, state: CurveState<C>, judging: Judging): CurveState<C> {
  const { mover, rules, problem, rng } = step;
  const { peak, side, scans } = judging;
  if (side === 'below') return { ...state, status: { tag: 'connected' } };
  if (!Number.isFinite(peak)) return failed(state, 'nonfinite');
  const { curve, moves, mark } = state;
  if (curve === null) return staged(state, mover.begin(problem, scans, rng), peak);
  const headway = peak < (1 - rules.stall.improvement) * mark.peak;
  const seen = headway ? { ...state, mark: { move: moves, peak } } : state;
  const reason = whyStageEnds(rules, seen, mover.stageSteps(curve));
  if (reason === null) return seen;
  const next = mover.advance(problem, curve, scans);
  return next === null ? failed(seen, reason) : staged(seen, next, peak);
}

function whyStageEnds<C>(
  { stall }: SearchRules,
  { moves, mark }: CurveState<C>,
  stageSteps: number,
): Reason | null {
  if (moves - mark.move >= stall.window) return 'stalled';
  return moves >= stageSteps ? 'budget' : null;
}

/** A stage begins. */
function staged<C>(state: CurveState<C>, curve: C, peak: number): CurveState<C> {
  return { ...state, curve, moves: 0, mark: { move: 0, peak } };
}

function failed<C>(state: CurveState<C>, reason: Reason): CurveState<C> {
  return { ...state, status: { tag: 'not-found', reason } };
}
