import { polyline, type Params, type Rng } from '@isthmus/core';
import { define, type PathStrategy, type Problem } from '@isthmus/core/contract';
import { insertBead } from '../string/bead.js';
import {
  evaluated,
  isAtRest,
  sweep,
  verticesOf,
  withPlanes,
  type Chain,
  type ChainBead,
  type ChainRules,
} from '../string/chain.js';
import { failureOf } from '../string/descent.js';
import { constrainedOptions, type ConstrainedOptions } from './options.js';
import { shortening } from '../refine/shortening.js';
import {
  beginRounds,
  failedRounds,
  refutedRounds,
  lookedAtEdge,
  nextSplits,
  rankedRound,
  shownString,
  type Rounds,
} from '../string/rounds.js';
import {
  edgeLength,
  movedString,
  splitString,
  splitPlace,
  splitPoint,
  type BeadString,
} from '../string/string.js';
import { rulesTo, settledByEdges } from '../string/target.js';

/** A constrained search at rest: plain data, from which it goes on exactly. */
export interface ConstrainedState extends Rounds {
  /** All beads of the string, in their order. */
  readonly beads: readonly ChainBead[];
  /** Sweeps since beads were last inserted; null while edges are searched. */
  readonly sweeps: number | null;
}

/**
 * Constrained Dynamic String Sampling: as `dss/greedy`, but all beads of the string stay in motion,
 * and each is bound to its neighbours by a plane, by springs, or by both.
 *
 * In mode `equidistant` a bead descends among the points that are as far from one neighbour as from
 * the other, so a chain at rest has edges of one length; it begins halfway between its neighbours,
 * for every point of their line has its foot there. In mode `transversal` it descends on the parallel
 * plane through the point at which it was inserted, and in mode `free` anywhere. Step and point are
 * both projected. Neighbours that move take the planes with them; beads follow in sweeps, every
 * other bead first.
 *
 * A plane keeps beads apart, and it may hold one where the loss has no way down: then the search ends
 * `stalled`, though a free bead would have got through. The reasons are those of `dss/greedy`.
 *
 * @param options validated, with every default filled in
 */
export function createConstrained(options: ConstrainedOptions): PathStrategy<ConstrainedState> {
  return {
    needs: 'gradient',
    init: (problem) => ({ ...beginRounds(problem), beads: [], sweeps: null }),
    step(problem, state, rng) {
      if (state.status.tag !== 'running') return state;
      const next = advance(options, problem, state, rng.fork(`constrained ${state.step}`));
      return { ...next, step: state.step + 1 };
    },
    status: ({ status }) => status,
    refuted: (problem, state, witness) =>
      refutedRounds({ ...state, beads: [], sweeps: null }, problem, witness),
    path: (state) => polyline(shownString(state).vertices),
    live: (state) => polyline(verticesOf(chainOf(state))),
  };
}

/** The plugin `dss/constrained`. */
export const constrained = define({
  kind: 'pathStrategy',
  name: 'dss/constrained',
  summary:
    'Dynamic String Sampling with all beads in motion, each bound to its neighbours by a plane or by springs.',
  sources: [
    'arXiv:1611.01540 (Freeman & Bruna 2017), appendix on constrained dynamic string sampling',
    'E, Ren & Vanden-Eijnden, Phys. Rev. B 66, 052301 (2002): the string method',
  ],
  options: constrainedOptions,
  create: shortening(createConstrained),
});

function advance(
  options: ConstrainedOptions,
  problem: Problem,
  state: ConstrainedState,
  rng: Rng,
): ConstrainedState {
  if (state.sweeps !== null) return relax(options, problem, state, state.sweeps + 1, rng);
  return lookedAtEdge(state, problem, options) ?? extend(options, problem, rankedRound(state));
}

/** Ends the search, or inserts a bead on every edge above the level. */
function extend(
  options: ConstrainedOptions,
  problem: Problem,
  state: ConstrainedState,
): ConstrainedState {
  const splits = nextSplits(options, state);
  if ('ended' in splits) return { ...state, status: splits.ended };
  const rules = rulesOf(options, state);
  const place = options.mode === 'equidistant' ? 'middle' : options.insertAt;
  const inserted = new Map(
    splits.edges.map((edge) => [edge, inserting(rules, problem, state.string, edge, place)]),
  );
  const string = splitString(
    state.string,
    new Map([...inserted].map(([i, { point }]) => [i, point])),
  );
  const beads = state.string.edges.flatMap((_, i) => [
    ...[inserted.get(i) ?? []].flat(),
    ...state.beads.slice(i, i + 1),
  ]);
  const chain = withPlanes(rules, problem, { ends: endsOfString(string), beads });
  return { ...state, depth: state.depth + 1, string, beads: chain.beads, sweeps: 0 };
}

function inserting(
  { descent }: ChainRules,
  problem: Problem,
  string: BeadString,
  edge: number,
  place: 'peak' | 'middle',
): ChainBead {
  const origin = splitPoint(string, edge, place);
  const bead = insertBead(problem, descent, { edge, reach: edgeLength(string, edge), origin });
  return { ...bead, at: splitPlace(string, edge, place), stale: false };
}

/** One sweep; once all beads rest, the string takes them in. */
function relax(
  options: ConstrainedOptions,
  problem: Problem,
  state: ConstrainedState,
  sweeps: number,
  rng: Rng,
): ConstrainedState {
  const rules = rulesOf(options, state);
  const swept = sweep(rules, problem, chainOf(state), rng);
  if (!isDue(options, swept, sweeps)) return { ...state, beads: swept.beads, sweeps };
  const chain = rested(options, problem, evaluated(rules, problem, swept, rng));
  const { beads } = chain;
  const reason = failureOf(beads);
  if (reason !== null) return failedRounds({ ...state, beads, sweeps }, reason);
  const moving = beads.some((bead) => bead.state === 'moving');
  // Planes that are drawn to and fro without end must not keep the search.
  const tired = !moving && sweeps >= options.maxStepsPerBead;
  if (!tired && !isAtRest(rules, problem, chain)) return { ...state, beads, sweeps };
  return { ...state, beads, string: movedString(state.string, verticesOf(chain)), sweeps: null };
}

/** Beads whose edges hold, as their neighbours stand now, rest. */
function rested({ settle }: ConstrainedOptions, problem: Problem, chain: Chain): Chain {
  if (settle === 'target') return chain;
  const vertices = verticesOf(chain);
  const beads = chain.beads.map((bead, i) =>
    settledByEdges(problem, [vertices[i]!, vertices[i + 2]!], bead),
  );
  return { ...chain, beads };
}

function isDue(options: ConstrainedOptions, { beads }: Chain, sweeps: number): boolean {
  const spent = (bead: ChainBead) =>
    bead.state === 'moving' && bead.steps >= options.maxStepsPerBead;
  return sweeps % options.evaluateEvery === 0 || beads.some(spent);
}

function chainOf({ string, beads }: ConstrainedState): Chain {
  return { ends: endsOfString(string), beads };
}

function endsOfString({ vertices }: BeadString): readonly [Params, Params] {
  return [vertices[0]!, vertices.at(-1)!];
}

function rulesOf(options: ConstrainedOptions, at: Rounds): ChainRules {
  const { mode, spring, stiffness, planeTolerance } = options;
  return {
    mode,
    spring: { kind: spring, stiffness },
    planeTolerance,
    descent: rulesTo(options, at),
  };
}
