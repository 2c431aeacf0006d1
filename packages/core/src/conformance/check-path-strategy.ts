import { createRng } from '@isthmus/contract/base';
import type { Definition, Path, PathEnds, PathStrategy, Problem, Status } from '@isthmus/contract';
import { conform, sameBits } from '@isthmus/contract/parameters';
import { lossesOn } from '../path/element.js';
import { findPeak } from '../path/peak.js';
import { endsOfElement } from '../path/polyline.js';
import { stateFault } from '../registry/guard/plain.js';
import { ask, type PluginCheck } from './check.js';
import { isJudged, staysWithin, type PathSubject as Subject } from './check-path-driven.js';
import { checkDefinition, createPlugin, type GivenOptions } from './check-definition.js';
import { HIDDEN_PROBLEMS, KNOWN_PROBLEMS, type KnownProblem } from './path-problems.js';
import { copyPlain, samePlain, throughJson } from './plain-data.js';
import { answeringAtOnce } from './proofs.js';
import { soundlyAnswering } from './sound-answers.js';

/** What may be set for the checks of a path strategy. */
export interface PathStrategyCheckSetup {
  /** Options to create it with; its defaults where left out. */
  readonly options?: GivenOptions;
  /** Steps within which every search on these small problems ends by itself; 50 000 where left out. */
  readonly maxSteps?: number;
  /**
   * Problems to search on in place of the known ones, which are formulas without a network: for a strategy
   * that joins networks of a certain kind only.
   */
  readonly problems?: readonly KnownProblem[];
  /**
   * Whether the strategy, with these options, asks `certify` of its problem: then it is tried on problems whose
   * paths can be proved, some of which samples cannot judge. False where left out.
   */
  readonly needsProofs?: boolean;
}

/**
 * Everything that the contract asks of a path strategy, on problems whose answers are known.
 *
 * @example
 * const [mine] = registry.list('pathStrategy').filter(({ name }) => name === 'core/linear');
 * const results = await runChecks(checkPathStrategy(mine));
 * results.filter(({ passed }) => !passed); // []
 */
export function checkPathStrategy(
  definition: Definition<'pathStrategy'>,
  setup: PathStrategyCheckSetup = {},
): readonly PluginCheck[] {
  const { options = {}, maxSteps = 50_000 } = setup;
  const needsProofs = setup.needsProofs ?? false;
  const known = setup.problems ?? (needsProofs ? [...KNOWN_PROBLEMS, ...HIDDEN_PROBLEMS] : KNOWN_PROBLEMS); // prettier-ignore
  const problems = needsProofs ? known.filter(({ proofs }) => proofs !== undefined) : known;
  const create = async () => soundlyAnswering(await createPlugin(definition, options));
  const on = (
    known: KnownProblem,
    name: string,
    run: (subject: Subject) => void | Promise<void>,
  ) => ({
    name: `${known.name}: ${name}`,
    run: async () => {
      const strategies = { strategy: await create(), another: await create() };
      ask(
        (strategies.strategy.needsProofs ?? false) === needsProofs,
        'conformance/path-strategy-proofs',
        `Its "needsProofs" is ${String(!needsProofs)}. Set "needsProofs" of this check to that, so that it is asked on problems whose paths can be proved.`,
      );
      const certifier = needsProofs ? known.proofs?.() : undefined;
      const problem = known.create();
      return run({
        name: definition.name,
        answer: known.answer,
        problem: certifier ? answeringAtOnce(problem, certifier) : problem,
        certifier,
        maxSteps,
        ...strategies,
      });
    },
  });
  const searched = problems.filter(({ answer }) => answer !== 'undefined');
  return [
    ...checkDefinition(definition, options),
    ...searched.flatMap((known) => [
      on(known, 'ends by itself, and claims no more than is true', endsHonestly),
      on(
        known,
        'its path is sound and runs from a to b, bit for bit, unless its ends are free',
        keepsEnds,
      ),
      on(known, 'changes none of its arguments and asks for what it says it needs', isPure),
      on(known, 'keeps its state as plain data', keepsPlainState),
      on(known, 'goes on from a state stored as JSON, to the same end', resumes),
    ]),
    ...problems.flatMap((known) => [
      on(known, 'is judged rightly by the driver', isJudged),
      on(known, 'keeps every budget, and leaves no path worse than the straight line', staysWithin),
    ]),
  ];
}

/** Every state of a search, as the driver would run it; `next` may step in another's place. */
function* statesOf(
  { problem, maxSteps, strategy }: Subject,
  next: (step: number, state: unknown) => unknown = (step, state) =>
    strategy.step(problem, state, streamOf(step)),
): Generator<unknown> {
  let state = strategy.init(problem, createRng(0).fork('init'));
  yield state;
  for (let step = 0; strategy.status(state).tag === 'running'; step++) {
    ask(
      step < maxSteps,
      'conformance/path-strategy-endless',
      `The search still runs after ${maxSteps} steps. It ends by its own rules: connected, or not found with a reason. For a search of smaller steps, set "maxSteps" of this check.`,
    );
    state = next(step, state);
    yield state;
  }
}

function streamOf(step: number) {
  return createRng(0).fork(`step ${step}`);
}

function lastOf(states: Iterable<unknown>): unknown {
  let last: unknown;
  for (const state of states) last = state;
  return last;
}

function endsHonestly(subject: Subject): void {
  const { answer, strategy } = subject;
  const last = lastOf(statesOf(subject));
  const status = strategy.status(last);
  if (status.tag === 'connected') holdsAlong(subject, strategy.path(last));
  if (status.tag === 'connected') isProvedAlong(subject, strategy.path(last));
  // The answers are about the ends a and b.
  if (strategy.ends === 'free') return;
  ask(
    status.tag !== 'connected' || answer !== 'none',
    'conformance/path-strategy-claim',
    'The search says that it found a path below the level, where no such path exists. Test every edge with valueBetween, its inside too, before saying connected.',
  );
  ask(
    status.tag === 'connected' || answer !== 'line',
    'conformance/path-strategy-misses-line',
    `The straight line stays below the level, and the search ended ${JSON.stringify(status)}. A strategy finds at least the line.`,
  );
}

/** What a strategy claims of a path of its own ends, the samples of a judged path bear out. */
function holdsAlong({ problem }: Subject, path: Path): void {
  const above = path.elements.findIndex((element, i) => {
    const lossAt = lossesOn(element, endsOfElement(path, i), problem);
    return !(findPeak(lossAt).loss <= problem.level);
  });
  ask(
    above < 0,
    'conformance/path-strategy-claim',
    `The search says that it found a path below the level, and element ${above} of its path rises above it. Test every edge with valueBetween, its inside too, before saying connected.`,
  );
}

/** A strategy that asks for proofs claims no segment that cannot be proved. */
function isProvedAlong({ problem: { certify } }: Subject, path: Path): void {
  if (certify === undefined) return;
  const open = path.elements.findIndex(
    ({ kind }, i) => kind === 'segment' && certify(...endsOfElement(path, i), 0.5)?.tag !== 'certified', // prettier-ignore
  );
  ask(
    open < 0,
    'conformance/path-strategy-unproved',
    `The search says that it found a path, and element ${open} of it is not certified. A strategy that needs proofs asks "certify" about every segment before it says connected.`,
  );
}

function keepsEnds(subject: Subject): void {
  const { problem, strategy } = subject;
  for (const state of statesOf(subject))
    for (const path of [strategy.path(state), strategy.live?.(state)])
      if (path !== undefined) isSound(path, problem, strategy.ends);
}

function isSound({ vertices }: Path, problem: Problem, ends: PathEnds = 'fixed'): void {
  ask(
    ends === 'free' || (sameBits(vertices[0]!, problem.a) && sameBits(vertices.at(-1)!, problem.b)),
    'conformance/path-strategy-ends',
    'The first vertex is a and the last is b, bit for bit, at every moment of the search. Keep the endpoints as they came: arithmetic on them loses bits.',
  );
  vertices.forEach((vertex, i) => conform(problem.spec, vertex, `vertex ${i} of the path`));
}

/** Calls that a schedule says yes to before it leaves any out. */
const FIRST_CALLS = 8;

/** Says yes to the first few calls, and then to every call that is a quarter further. */
function createSchedule(): () => boolean {
  let calls = 0;
  let due = 0;
  return () => {
    if (calls++ < due) return false;
    due = calls < FIRST_CALLS ? calls : Math.ceil(1.25 * calls);
    return true;
  };
}

function isPure(subject: Subject): void {
  const { strategy } = subject;
  const problem = guarded(subject.problem, strategy);
  const before = copyPlain({ a: problem.a, b: problem.b });
  const isDue = createSchedule();
  const next = (step: number, state: unknown) => {
    const known = isDue() && stateFault(state) === null ? copyPlain(state) : null;
    const result = strategy.step(problem, state, streamOf(step));
    ask(
      known === null || samePlain(state, known),
      'conformance/path-strategy-impure',
      'step changed the state that it was given. Arguments are borrowed: return a new state.',
    );
    return result;
  };
  lastOf(statesOf({ ...subject, problem }, next));
  ask(
    samePlain({ a: problem.a, b: problem.b }, before),
    'conformance/path-strategy-impure',
    'The search changed an endpoint. Arguments are borrowed: write into new arrays only.',
  );
}

/** A problem that cannot give gradients to a strategy that says it needs values only. */
function guarded(problem: Problem, { needs }: PathStrategy<unknown>): Problem {
  const allow = () => {
    ask(
      needs === 'gradient',
      'conformance/path-strategy-needs',
      'The strategy says that it needs values only, and asks for gradients. Declare needs: "gradient".',
    );
  };
  return {
    ...problem,
    gradients(models, rng) {
      allow();
      return problem.gradients(models, rng);
    },
    descend(models, rng) {
      allow();
      return problem.descend(models, rng);
    },
  };
}

function keepsPlainState(subject: Subject): void {
  let phase = 'init';
  let last: unknown = null;
  const isDue = createSchedule();
  const askPlain = (state: unknown) => {
    const fault = stateFault(state);
    ask(
      fault === null,
      'conformance/path-strategy-state-not-plain',
      `${phase} of ${subject.name} gave a state that is not plain data: ${fault}`,
    );
  };
  for (const state of statesOf(subject)) {
    if (isDue()) askPlain(state);
    phase = 'step';
    last = state;
  }
  askPlain(last);
}

/** A stored state is read by a strategy created anew, so nothing can hide between calls either. */
function resumes(subject: Subject): void {
  const { strategy, another, problem } = subject;
  const whole = lastOf(statesOf(subject));
  const isDue = createSchedule();
  const resumed = lastOf(
    statesOf(subject, (step, state) => {
      const stored = isDue() ? throughJson(state) : state;
      const reader = step % 2 === 0 ? another : strategy;
      return reader.step(problem, stored, streamOf(step));
    }),
  );
  ask(
    samePlain(outcomeOf(another, resumed), outcomeOf(strategy, whole)),
    'conformance/path-strategy-resume',
    'A search whose states were written as JSON and read again ended otherwise than one without pauses. Whatever it needs stands in its state, and all its random numbers come from the stream of the step.',
  );
}

function outcomeOf(strategy: PathStrategy<unknown>, state: unknown): readonly [Status, Path] {
  return [strategy.status(state), strategy.path(state)];
}
