import { addScaled, flatten, lerp, unflatten, type Params, type Rng } from '@isthmus/core';
import type { Problem } from '@isthmus/core/contract';
import { evaluateBead, isFlat, type Bead, type DescentRules } from './bead.js';
import { perturbed } from './noise.js';
import { footOf, offPlane, ontoPlane, planeAcross, withinPlane, type Plane } from './plane.js';
import { springGradient, type Spring } from './springs.js';

/** A bead that feels its neighbours. */
export interface ChainBead extends Bead {
  /** Where its plane cuts the line of its neighbours: 0 at the one before, 1 at the one after. */
  readonly at: number;
  /** Whether it has moved since its loss was evaluated. */
  readonly stale: boolean;
}

/** All beads between two fixed ends, in their order. */
export interface Chain {
  readonly ends: readonly [Params, Params];
  readonly beads: readonly ChainBead[];
}

/** How the beads of a chain move. */
export interface ChainRules {
  readonly mode: 'free' | 'equidistant' | 'transversal';
  readonly spring: Spring;
  /** How far off its plane a bead may rest, as a part of the distance of its neighbours. */
  readonly planeTolerance: number;
  readonly descent: DescentRules;
}

/** The ends of a chain and all that is between them. */
export function verticesOf({ ends, beads }: Chain): readonly Params[] {
  return [ends[0], ...beads.map(({ point }) => point), ends[1]];
}

/**
 * One Gauss–Seidel sweep: first every other bead (red), then those between them (black), which see
 * where the red ones have gone. A bead that descends makes one optimizer step and goes back onto its
 * plane; one that rests goes back onto its plane where its neighbours have drawn that away.
 *
 * With all beads on their equidistant planes all edges have one length.
 */
export function sweep(rules: ChainRules, problem: Problem, chain: Chain, rng: Rng): Chain {
  const red = half(rules, problem, chain, 0, rng.fork('red'));
  return half(rules, problem, red, 1, rng.fork('black'));
}

/** Evaluates every bead that has moved: it may come to rest, go on, start again or give up. */
export function evaluated(rules: ChainRules, problem: Problem, chain: Chain, rng: Rng): Chain {
  const beads = chain.beads.map((bead, i) => {
    if (!bead.stale) return bead;
    const seen = rules.mode === 'free' ? bead : anew(chain, i);
    const found = evaluateBead(problem, rules.descent, seen, rng.fork(`bead ${i}`));
    const point = found.state === 'settled' ? found.best.point : found.point;
    return { ...found, point, at: bead.at, stale: false };
  });
  return { ...chain, beads };
}

/** Whether every bead rests, on its plane as far as it has one. */
export function isAtRest(rules: ChainRules, { spec }: Problem, chain: Chain): boolean {
  return chain.beads.every((bead, i) => {
    const plane = planeOf(rules, placeOf(spec, chain, i));
    return bead.state === 'settled' && (plane === null || isNear(rules, plane, spec, bead));
  });
}

/**
 * The beads with planes through where they stand, for a chain whose beads have got new neighbours.
 * Equidistant planes do not ask where they stand.
 */
export function withPlanes({ mode }: ChainRules, { spec }: Problem, chain: Chain): Chain {
  if (mode !== 'transversal') return chain;
  const beads = chain.beads.map((bead, i) => {
    const { before, point, after } = placeOf(spec, chain, i);
    return { ...bead, at: footOf(before, after, point) };
  });
  return { ...chain, beads };
}

type Spec = Problem['spec'];

/** A bead and its neighbours in float64. */
interface Place {
  readonly before: Float64Array;
  readonly point: Float64Array;
  readonly after: Float64Array;
  readonly at: number;
}

function half(rules: ChainRules, problem: Problem, chain: Chain, colour: 0 | 1, rng: Rng): Chain {
  const movers = chain.beads.flatMap(({ state }, i) =>
    i % 2 === colour && state === 'moving' ? [i] : [],
  );
  const points = movers.map((i) => chain.beads[i]!.point);
  const found = movers.length === 0 ? [] : problem.gradients(points, rng.fork('batch'));
  const gradients = new Map(movers.map((i, k) => [i, found[k]!.gradient]));
  const beads = chain.beads.map((bead, i) => {
    if (i % 2 !== colour) return bead;
    const place = placeOf(problem.spec, chain, i);
    const gradient = gradients.get(i);
    return gradient === undefined
      ? putBack(rules, problem.spec, bead, place)
      : stepped(rules, problem, bead, place, gradient, rng.fork(`bead ${i}`));
  });
  return { ...chain, beads };
}

/** One step down the loss and the springs within the plane; noise instead on a saddle. */
function stepped(
  rules: ChainRules,
  problem: Problem,
  bead: ChainBead,
  place: Place,
  gradient: Params,
  rng: Rng,
): ChainBead {
  const { spec, optimizer } = problem;
  const plane = planeOf(rules, place);
  const slope = slopeOf(rules, spec, place, plane, gradient);
  const begun = { ...bead, steps: bead.steps + 1, underWay: true, stale: true };
  if (!bead.underWay && isFlat(bead, slope)) {
    const noisy = perturbed(bead.point, rules.descent.noise * bead.reach, rng.fork('saddle'));
    return { ...begun, point: onto(plane, spec, noisy) };
  }
  const [updates, memory] = optimizer.update(slope, bead.memory, bead.point);
  return { ...begun, memory, point: onto(plane, spec, addScaled(bead.point, updates, 1)) };
}

function slopeOf(
  { spring }: ChainRules,
  spec: Spec,
  place: Place,
  plane: Plane | null,
  gradient: Params,
): Params {
  if (plane === null && spring.kind === 'none') return gradient;
  const pull = springGradient(spring, place);
  const force = flatten(spec, gradient).map((entry, i) => entry + pull[i]!);
  return unflatten(spec, plane === null ? force : withinPlane(plane, force));
}

function putBack(rules: ChainRules, spec: Spec, bead: ChainBead, place: Place): ChainBead {
  const plane = planeOf(rules, place);
  if (plane === null || isNear(rules, plane, spec, bead)) return bead;
  return { ...bead, point: onto(plane, spec, bead.point), stale: true };
}

/**
 * A bead on a plane that moves: what it was elsewhere says nothing of where it is, and one that
 * rested looks for headway from here on.
 */
function anew(chain: Chain, i: number): ChainBead {
  const bead = chain.beads[i]!;
  const [before, after] = neighboursOf(chain, i);
  return {
    ...bead,
    origin: lerp(before, after, Math.min(Math.max(bead.at, 0), 1)),
    best: { point: bead.point, loss: Infinity },
    mark: bead.state === 'settled' ? { step: bead.steps, loss: Infinity } : bead.mark,
    state: 'moving',
  };
}

function planeOf({ mode }: ChainRules, { before, after, at }: Place): Plane | null {
  return mode === 'free' ? null : planeAcross(before, after, at);
}

function isNear({ planeTolerance }: ChainRules, plane: Plane, spec: Spec, bead: ChainBead) {
  return Math.abs(offPlane(plane, flatten(spec, bead.point))) <= planeTolerance * plane.span;
}

function onto(plane: Plane | null, spec: Spec, point: Params): Params {
  return plane === null ? point : unflatten(spec, ontoPlane(plane, flatten(spec, point)));
}

function placeOf(spec: Spec, chain: Chain, i: number): Place {
  const { point, at } = chain.beads[i]!;
  const [before, after] = neighboursOf(chain, i);
  const flat = (params: Params) => flatten(spec, params);
  return { before: flat(before), point: flat(point), after: flat(after), at };
}

function neighboursOf({ ends, beads }: Chain, i: number): readonly [Params, Params] {
  return [beads[i - 1]?.point ?? ends[0], beads[i + 1]?.point ?? ends[1]];
}
