import { outOfCall } from '@isthmus/contract/internal';
import type { Path, PathStrategy, Problem, Status } from '@isthmus/contract';
import { isFiniteParams, sameBits } from '@isthmus/contract/parameters';
import type { Guard } from './guard.js';
import { copyOf } from './lent.js';
import { present } from './members.js';
import { plainState } from './plain.js';
import { refusalOf } from './refusal.js';
import { copiedPath, plainRecord, soundStatus } from './strategy-answers.js';

/** A path strategy from outside. */
export function guardedStrategy(
  plugin: PathStrategy<unknown>,
  guard: Guard,
): PathStrategy<unknown> {
  const { needs, ends, keepsItsPath, needsProofs, refusal, refuted, live, details, separator } =
    plugin;
  const lent = createLender(guard);
  let latest: Status | null = null;
  return present<PathStrategy<unknown>>({
    ...{ needs, ends, keepsItsPath, needsProofs },
    refusal:
      refusal &&
      ((network, form) =>
        guard.run('refusal', () => refusalOf(refusal.call(plugin, network, form)))),
    init: (problem, rng) => lent('init', problem, (own) => plainState(plugin.init(own, rng))),
    step: (problem, state, rng) =>
      lent('step', problem, (own) => {
        const next = plugin.step(own, state, rng);
        return guard.isDue('step') ? plainState(next) : next;
      }),
    refuted:
      refuted &&
      ((problem, state, witness, rng) =>
        lent('refuted', problem, (own) =>
          plainState(refuted.call(plugin, own, state, witness, rng)),
        )),
    status: (state) => (latest = guard.run('status', () => soundStatus(plugin.status(state)))),
    path: (state) => guard.run('path', () => finitePath(latest, copiedPath(plugin.path(state)))),
    live: live && ((state) => guard.run('live', () => copiedPath(live.call(plugin, state)))),
    details:
      details && ((state) => guard.run('details', () => plainRecord(details.call(plugin, state)))),
    separator:
      separator &&
      ((state) =>
        guard.run('separator', () => {
          const claimed = separator.call(plugin, state);
          return claimed === null ? null : (plainRecord(claimed) as unknown as typeof claimed);
        })),
  });
}

/** Who says that a path is found has looked at it. */
function finitePath(status: Status | null, path: Path): Path {
  const at = path.vertices.findIndex((vertex) => !isFiniteParams(vertex));
  if (at < 0 || status?.tag !== 'connected') return path;
  throw new Error(`its status is "connected", and vertex ${at} holds what is no finite number.`);
}

/** A problem with copies of its ends, of which one is kept for each search. */
function createLender(guard: Guard) {
  const known = new WeakMap<Problem, Problem>();
  let asks = 0;
  const asked = <T>(answer: () => T): T => {
    if (++asks > MOST_ASKS)
      throw new Error(
        `it asked ${MOST_ASKS} times in one call. A step is a bounded piece of work.`,
      );
    return outOfCall(answer);
  };
  return <T>(phase: string, problem: Problem, ask: (own: Problem) => T): T => {
    const own = known.get(problem) ?? ownProblem(problem, asked);
    known.set(problem, own);
    asks = 0;
    const answer = guard.run(phase, () => ask(own));
    if (guard.isDue(phase) && !(sameBits(own.a, problem.a) && sameBits(own.b, problem.b)))
      guard.fail(phase, 'it changed the endpoints that it borrowed. Make new arrays instead.');
    return answer;
  };
}

/** What is known already costs nothing, and is asked for by some searches often. */
const MOST_ASKS = 10_000_000;

/** What is asked of it is the product's work, not the strategy's. */
function ownProblem(problem: Problem, asked: <T>(answer: () => T) => T): Problem {
  return {
    ...problem,
    a: copyOf(problem.a),
    b: copyOf(problem.b),
    init: (rng) => asked(() => problem.init(rng)),
    value: (params) => asked(() => problem.value(params)),
    valueBetween: (from, to, t) => asked(() => problem.valueBetween(from, to, t)),
    along: (from, to) => {
      const lossAt = asked(() => problem.along(from, to));
      return (t) => asked(() => lossAt(t));
    },
    valueAt: (point) => asked(() => problem.valueAt(point)),
    gradients: (models, rng) => asked(() => problem.gradients(models, rng)),
    descend: (models, rng) => asked(() => problem.descend(models, rng)),
    scan: (from, to, t) => asked(() => problem.scan(from, to, t)),
    ...(problem.certify && {
      certify: (from, to, highest) => asked(() => problem.certify!(from, to, highest)),
    }),
  };
}
