import { IsthmusError, type Params, type Rng } from '@isthmus/core';
import {
  define,
  type NetworkView,
  type Path,
  type PathStrategy,
  type Problem,
  type Status,
} from '@isthmus/core/contract';
import { z } from 'zod';
import { shortenOption } from '../refine/shorten-option.js';
import { shortening } from '../refine/shortening.js';
import { denseChainOf } from './dense-chain.js';
import { addMasked } from './edits.js';
import { schemeOf, type JoiningScheme } from './moves.js';

const options = z.strictObject({
  margin: z
    .number()
    .gt(0)
    .max(1)
    .default(0.9)
    .describe(
      'The networks in between descend until their loss is at or below it times the level.',
    ),
  maxSteps: z.int().min(1).default(20_000).describe('Optimizer steps for each of them.'),
  evaluateEvery: z
    .int()
    .min(1)
    .default(10)
    .describe('Optimizer steps between two evaluations of the loss on the evaluation set.'),
  stallWindow: z
    .int()
    .min(1)
    .default(1000)
    .describe('A descent ends when so many steps have not lowered its loss by a hundredth.'),
  ...shortenOption,
});

/** Options of `dss/connector`. */
export type ConnectorOptions = Omit<z.output<typeof options>, 'shorten' | 'edges'>;

/** A network in between, on its way down. */
interface Refitting {
  readonly point: Params;
  readonly memory: unknown;
  readonly steps: number;
  readonly best: { readonly point: Params; readonly loss: number };
  readonly mark: { readonly step: number; readonly loss: number };
}

/** A construction at rest: plain data, from which it goes on exactly. */
export interface ConnectorState {
  readonly status: Status;
  /** The networks in between that are found. */
  readonly found: readonly Params[];
  /** The one that is sought; null before its first step. */
  readonly current: Refitting | null;
  readonly path: Path;
}

/**
 * Joins two networks of two or three dense layers by a fixed scheme of straight moves, without a
 * search for peaks: networks that use half of the units stand in between, and a half is overwritten
 * while nothing reads it. Along every move the loss is constant, or convex as only the last layer
 * moves; so the peak is at a vertex, and the path holds where its 6 (two layers) or 14 (three)
 * vertices do. Narrow networks have no half that is good enough: then the reason is `stalled`.
 *
 * @throws `dss/no-scheme` in `init` for a network that is not a chain of two or three dense layers
 */
export function createConnector(options: ConnectorOptions): PathStrategy<ConnectorState> {
  return {
    needs: 'gradient',
    keepsItsPath: true,
    refusal: refusalOf,
    init: begin,
    step(problem, state, rng) {
      if (state.status.tag !== 'running') return state;
      const scheme = requiredScheme(problem);
      const refit = scheme.refits[state.found.length];
      if (refit === undefined) return joined(problem, state, scheme);
      const current = state.current ?? started(problem, refit.start);
      return descend(options, problem, state, current, scheme, rng);
    },
    status: ({ status }) => status,
    path: ({ path }) => path,
  };
}

/** The plugin `dss/connector`. */
export const connector = define({
  kind: 'pathStrategy',
  name: 'dss/connector',
  summary: 'Joins wide networks of two or three dense layers by a scheme of straight moves.',
  sources: [
    'arXiv:1611.01540 (Freeman & Bruna 2017), proof of theorem 2.4 (moves of the last layer, and of units that are not read)',
    'arXiv:1906.06247 (Kuditipudi et al. 2019), section 3 (networks that work without half of their units)',
  ],
  options,
  create: shortening(createConnector),
});

function begin(problem: Problem): ConnectorState {
  requiredScheme(problem);
  const { a, b, level, value } = problem;
  const holds = value(a) <= level && value(b) <= level;
  return {
    status: holds ? { tag: 'running' } : { tag: 'not-found', reason: 'above-level' },
    found: [],
    current: null,
    path: { vertices: [a, b], elements: [{ kind: 'segment' }] },
  };
}

/** Whether there is a scheme rests on the number of layers alone. */
function refusalOf(network: NetworkView | null): string | null {
  const layers = denseChainOf(network)?.length ?? 0;
  return layers === 2 || layers === 3
    ? null
    : 'it joins networks that are chains of two or three dense layers, with functions of single entries between them and none after the last';
}

function requiredScheme({ network, a, b }: Problem): JoiningScheme {
  const links = denseChainOf(network);
  const scheme = links === null ? null : schemeOf(links, a, b);
  if (scheme !== null) return scheme;
  throw new IsthmusError(
    'dss/no-scheme',
    'The connector knows networks that are a chain of two or three dense layers, with functions of single entries between them and none after the last. Use another strategy for this architecture.',
  );
}

function started(problem: Problem, start: Params): Refitting {
  const best = { point: start, loss: problem.value(start) };
  const memory = problem.optimizer.init(start);
  return { point: start, memory, steps: 0, best, mark: { step: 0, loss: best.loss } };
}

/** Steps up to the next evaluation of a network in between; it is found, or gives up, or goes on. */
function descend(
  options: ConnectorOptions,
  problem: Problem,
  state: ConnectorState,
  current: Refitting,
  scheme: JoiningScheme,
  rng: Rng,
): ConnectorState {
  const { mask } = scheme.refits[state.found.length]!;
  if (isFound(options, problem, current)) return taken(state, current);
  const next = evaluated(problem, stepped(options, problem, current, mask, rng));
  if (!Number.isFinite(next.best.loss)) return failed(state, 'nonfinite');
  if (isFound(options, problem, next)) return taken(state, next);
  const isOver =
    next.steps >= options.maxSteps || next.steps - next.mark.step >= options.stallWindow;
  if (!isOver) return { ...state, current: next };
  // One that no longer moves is good enough at the level.
  return next.best.loss <= problem.level ? taken(state, next) : failed(state, 'stalled');
}

function isFound({ margin }: ConnectorOptions, { level }: Problem, { best }: Refitting): boolean {
  return best.loss <= margin * level;
}

function taken(state: ConnectorState, { best }: Refitting): ConnectorState {
  return { ...state, found: [...state.found, best.point], current: null };
}

function failed(state: ConnectorState, reason: 'stalled' | 'nonfinite'): ConnectorState {
  return { ...state, status: { tag: 'not-found', reason } };
}

function stepped(
  { evaluateEvery, maxSteps }: ConnectorOptions,
  problem: Problem,
  current: Refitting,
  mask: Params,
  rng: Rng,
): Refitting {
  const count = Math.min(evaluateEvery, maxSteps - current.steps);
  let { point, memory } = current;
  for (let step = 0; step < count; step++) {
    const [descent] = problem.gradients([point], rng.fork(`step ${current.steps + step}`));
    const [updates, next] = problem.optimizer.update(descent!.gradient, memory, point);
    point = addMasked(point, updates, mask);
    memory = next;
  }
  return { ...current, point, memory, steps: current.steps + count };
}

function evaluated(problem: Problem, current: Refitting): Refitting {
  const loss = problem.value(current.point);
  const best = loss < current.best.loss ? { point: current.point, loss } : current.best;
  const headway = loss < (1 - 0.01) * current.mark.loss;
  return { ...current, best, mark: headway ? { step: current.steps, loss } : current.mark };
}

/** All networks in between are found: what is left is to see that every vertex holds. */
function joined(problem: Problem, state: ConnectorState, scheme: JoiningScheme): ConnectorState {
  const path = scheme.join(state.found);
  const holds = path.vertices.every((vertex) => problem.value(vertex) <= problem.level);
  const status: Status = holds ? { tag: 'connected' } : { tag: 'not-found', reason: 'above-level' };
  return { ...state, status, path };
}
