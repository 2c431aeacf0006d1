import { IsthmusError, type Params, type Rng } from '@isthmus/core';
import { core } from '@isthmus/core/builtin';
import {
  define,
  type Definition,
  type Path,
  type PathStrategy,
  type Problem,
  type Reason,
  type Status,
} from '@isthmus/core/contract';
import { z } from 'zod';
import { breadthFirst } from '../search/breadth-first.js';
import { denseChainOf } from '../connectors/dense-chain.js';
import { connector } from '../connectors/connector.js';
import { schemeOf } from '../connectors/moves.js';
import { constrained } from '../search/constrained.js';
import { greedy } from '../search/greedy.js';
import { shortenOption, type EdgeGrade } from '../refine/shorten-option.js';
import { finishing, shortening } from '../refine/shortening.js';

/** What may be tried, by the names under which it is recorded. */
const TRIES: readonly Definition[] = [...core, connector, greedy, constrained, breadthFirst];

const NAMES = [
  'core/linear',
  'dss/connector',
  'dss/greedy',
  'dss/constrained',
  'dss/breadth-first',
] as const;

/** Options of `dss/auto`. */
export const autoOptions = z.strictObject({
  tries: z
    .array(z.enum(NAMES))
    .max(100)
    .min(1)
    .default([...NAMES])
    .describe(
      'Strategies with their default options, in the order in which they are tried. A path of dss/breadth-first has ends of its own, so it says nothing about the endpoints: leave that one out where only a path between them is wanted.',
    ),
  ...shortenOption,
});

/** Validated options of `dss/auto`. */
export type AutoOptions = Omit<z.output<typeof autoOptions>, 'shorten'>;

/** One strategy that was tried, and what it cost. */
export interface StrategyTry {
  readonly strategy: string;
  /**
   * `connected`, why it found nothing, `no-scheme` where it does not know such networks, or `unfinished`
   * where the whole search ended while it was tried; what it took is then counted up to its last step.
   */
  readonly outcome: 'connected' | Reason | 'no-scheme' | 'unfinished';
  readonly gradientEvaluations: number;
  readonly lossEvaluations: number;
}

/** A search through strategies at rest: plain data. */
export interface AutoState {
  readonly tries: readonly StrategyTry[];
  /** The state of the strategy that is being tried; null before it begins. */
  readonly inner: unknown;
  readonly spent: Pick<StrategyTry, 'gradientEvaluations' | 'lossEvaluations'>;
  readonly status: Status;
  /** The latest between the endpoints, or the one that was found. */
  readonly path: Path;
}

const NOTHING = { gradientEvaluations: 0, lossEvaluations: 0 };

/** The part of the budget that the connector takes at most: descents that stall would leave nothing to searches. */
const CONNECTOR_SHARE = 1 / 2;

/**
 * Tries strategies one after the other, the cheapest first, until one finds a path; what each gave and
 * cost is in the record's `details`. The straight line is that between the aligned endpoints where the
 * experiment aligns them. The connector ends with reason `budget` once half of the budget is spent on it,
 * unless nothing comes after it. Breadth-first DSS comes last, since its path has other ends, which the record
 * then says; where it finds none either, the path that was tried before it is left.
 *
 * Where edges are to be certified, a try has found a path once that is proved; else the next one begins.
 */
export function createAuto({ tries: names, edges }: AutoOptions): PathStrategy<AutoState> {
  const strategies = names.map((name) => [name, madeOf(name, edges)] as const);
  return {
    needs: 'gradient',
    ends: strategies.some(([, { ends }]) => ends === 'free') ? 'free' : 'fixed',
    init: ({ a, b }) => ({
      tries: [],
      inner: null,
      spent: NOTHING,
      status: { tag: 'running' },
      path: { vertices: [a, b], elements: [{ kind: 'segment' }] },
    }),
    step(problem, state, rng) {
      const next = strategies[state.tries.length];
      if (next === undefined || state.status.tag !== 'running') return state;
      return advance(next, problem, state, rng, state.tries.length + 1 === strategies.length);
    },
    status: ({ status }) => status,
    path: ({ path }) => path,
    live: ({ path, inner, tries }) => {
      const current = strategies[tries.length]?.[1];
      return inner === null || current === undefined
        ? path
        : (current.live?.(inner) ?? current.path(inner));
    },
    details: ({ tries, inner, spent, status }) => {
      const cut = status.tag === 'running' && inner !== null ? strategies[tries.length] : undefined;
      if (cut === undefined) return { tries };
      return { tries: [...tries, { strategy: cut[0], outcome: 'unfinished', ...spent }] };
    },
  };
}

/** The plugin `dss/auto`. */
export const auto = define({
  kind: 'pathStrategy',
  name: 'dss/auto',
  summary:
    'Tries the straight line, the connector, greedy, constrained and breadth-first DSS, and stops at the first path.',
  sources: [],
  options: autoOptions,
  create: shortening(createAuto),
});

/** With the defaults of its options; its path counts once it is proved, where edges are to be certified. */
function madeOf(name: string, edges: EdgeGrade): PathStrategy<unknown> {
  const strategy = createdOf(name, takesEdges(name) ? { edges } : {});
  return edges === 'certified' && !takesEdges(name)
    ? finishing(strategy, { edges, shorten: false })
    : strategy;
}

/** Whether a try takes the option "edges" itself. */
function takesEdges(name: string): boolean {
  return name !== 'core/linear';
}

function createdOf(name: string, options: object): PathStrategy<unknown> {
  const found = TRIES.find((one): one is Definition<'pathStrategy'> => one.name === name);
  const result = found?.options['~standard'].validate(options);
  if (found === undefined || result instanceof Promise || result?.issues !== undefined)
    throw new IsthmusError('dss/no-try', `"${name}" cannot be tried with its default options.`);
  return found.create(result!.value);
}

function advance(
  [name, strategy]: readonly [string, PathStrategy<unknown>],
  problem: Problem,
  state: AutoState,
  rng: Rng,
  isLast: boolean,
): AutoState {
  if (state.inner === null && !fits(name, problem))
    return concluded(state, name, { tag: 'not-found', reason: 'above-level' }, isLast, 'no-scheme');
  const { counted, spent } = counting(problem, state.spent);
  if (name === connector.name && !isLast && hasHadItsShare(state, problem))
    return concluded(state, name, { tag: 'not-found', reason: 'budget' }, isLast);
  const inner =
    state.inner === null
      ? strategy.init(counted, rng.fork('init'))
      : strategy.step(counted, state.inner, rng.fork('step'));
  const status = strategy.status(inner);
  const isKept = strategy.ends !== 'free' || status.tag === 'connected';
  const path = isKept ? strategy.path(inner) : state.path;
  const moved = { ...state, inner, spent: spent(), path };
  return status.tag === 'running' ? moved : concluded(moved, name, status, isLast);
}

function fits(name: string, { network, a, b }: Problem): boolean {
  if (name !== connector.name) return true;
  const links = denseChainOf(network);
  return links !== null && schemeOf(links, a, b) !== null;
}

function hasHadItsShare({ spent }: AutoState, { budget }: Problem): boolean {
  return (
    spent.gradientEvaluations >= CONNECTOR_SHARE * budget.gradientEvaluations ||
    spent.lossEvaluations >= CONNECTOR_SHARE * budget.lossEvaluations
  );
}

/** Notes how a try ended; the next one begins, unless a path is found or none is left. */
function concluded(
  state: AutoState,
  strategy: string,
  ended: Exclude<Status, { tag: 'running' }>,
  isLast: boolean,
  outcome: StrategyTry['outcome'] = ended.tag === 'connected' ? 'connected' : ended.reason,
): AutoState {
  const tries = [...state.tries, { strategy, outcome, ...state.spent }];
  const over = ended.tag === 'connected' || isLast;
  const status: Status = over ? ended : { tag: 'running' };
  return { ...state, tries, inner: null, spent: NOTHING, status };
}

/** The problem, with what is asked of it added to what was asked before. */
function counting(problem: Problem, before: AutoState['spent']) {
  let { gradientEvaluations, lossEvaluations } = before;
  const counted: Problem = {
    ...problem,
    value: (params: Params) => {
      lossEvaluations++;
      return problem.value(params);
    },
    valueBetween: (from, to, t) => {
      lossEvaluations++;
      return problem.valueBetween(from, to, t);
    },
    along: (from, to) => {
      const lossAt = problem.along(from, to);
      return (t) => {
        lossEvaluations++;
        return lossAt(t);
      };
    },
    valueAt: (point) => {
      lossEvaluations++;
      return problem.valueAt(point);
    },
    scan: (from, to, t) => {
      lossEvaluations += t.length;
      return problem.scan(from, to, t);
    },
    gradients: (models, rng) => {
      gradientEvaluations += models.length;
      return problem.gradients(models, rng);
    },
    descend: (models, rng) => {
      const descended = problem.descend(models, rng);
      for (const one of descended) gradientEvaluations += one.gradientEvaluations;
      return descended;
    },
  };
  return { counted, spent: () => ({ gradientEvaluations, lossEvaluations }) };
}
