import { createRng, type Rng } from '@isthmus/contract/base';
import { shortNumber, shortPoint } from '@isthmus/contract/internal';
import type { Definition, Objective } from '@isthmus/contract';
import {
  conform,
  flatten,
  isFiniteParams,
  parameterCount,
  type Params,
  sameBits,
} from '@isthmus/contract/parameters';
import { formFault } from '../separation/form-value.js';
import { ask, type PluginCheck } from './check.js';
import { checkDefinition, createPlugin, type GivenOptions } from './check-definition.js';

/** What may be set for the checks of an objective. */
export interface ObjectiveCheckSetup {
  /** Options to create it with; its defaults where left out. */
  readonly options?: GivenOptions;
  /** Points `[P]` to ask at besides those that `init` draws, such as known minima. */
  readonly points?: readonly (readonly number[])[];
}

/** Draws of `init` that the checks ask at. */
const DRAWS = 8;

/** Half the width of a central difference, relative to the size of the point. */
const STEP = 1e-5;

/**
 * A central difference is off by about `h² f'''/6 + u f/h`; with h = 1e-5 that is below 1e-6 of the
 * scale of gradient and loss for functions as smooth as their values.
 */
const TOLERANCE = 1e-5;

/**
 * Everything that the contract asks of an objective.
 *
 * @example
 * const [mine] = registry.list('objective').filter(({ name }) => name === 'core/rastrigin');
 * const results = await runChecks(checkObjective(mine, { options: { dimensions: 3 } }));
 * results.filter(({ passed }) => !passed); // []
 */
export function checkObjective(
  definition: Definition<'objective'>,
  setup: ObjectiveCheckSetup = {},
): readonly PluginCheck[] {
  const { options = {}, points = [] } = setup;
  const check = (name: string, run: (trial: Trial) => void): PluginCheck => ({
    name,
    run: async () => run(trialOf(await createPlugin(definition, options), points)),
  });
  return [
    ...checkDefinition(definition, options),
    check('names its arrays, each once, and what its values are measured in', hasSpec),
    check('begins at finite parameters of its spec', startsSoundly),
    check('begins at the same point for equal streams, and elsewhere for others', repeatsStart),
    check('gives numbers at least 0, and gradients as long as the parameters', isSound),
    check('gives the same numbers at every call', repeats),
    check('leaves its arguments as they are, and gives arrays of their own', isPure),
    check('has the gradient that central differences have', hasGradient),
    check('has the form that it says, if it says one', hasItsForm),
  ];
}

interface Trial {
  readonly objective: Objective;
  /** Points `[P]` to ask at: the given ones and draws of `init`. */
  points(): readonly Float64Array[];
}

function trialOf(objective: Objective, given: readonly (readonly number[])[]): Trial {
  return {
    objective,
    points: () => [
      ...given.map((point) => Float64Array.from(point)),
      ...Array.from({ length: DRAWS }, (_, i) =>
        flatten(objective.spec, objective.init(stream(`draw ${i}`))),
      ),
    ],
  };
}

function stream(tag: string): Rng {
  return createRng(0).fork('check-objective').fork(tag);
}

function hasSpec({ objective: { spec, unit } }: Trial): void {
  const names = spec.leaves.map(({ name }) => name);
  ask(
    names.length > 0 && new Set(names).size === names.length && parameterCount(spec) > 0,
    'conformance/objective-spec',
    `The spec has at least one array, and no two of one name; it has: ${names.join(', ') || 'none'}.`,
  );
  ask(
    typeof unit === 'string' && unit.trim() !== '',
    'conformance/objective-unit',
    'The unit is a text for axis labels, such as "height" or "squared error".',
  );
}

function startsSoundly({ objective }: Trial): void {
  for (let i = 0; i < DRAWS; i++) {
    const params = conform(objective.spec, objective.init(stream(`draw ${i}`)), 'init');
    ask(
      isFiniteParams(params),
      'conformance/objective-start',
      `A descent begins at finite numbers; init gave others for stream ${i}.`,
    );
  }
}

function repeatsStart({ objective }: Trial): void {
  const begin = (tag: string): Params => objective.init(stream(tag));
  ask(
    sameBits(begin('draw 0'), begin('draw 0')),
    'conformance/objective-start',
    'Two calls of init with equal streams gave other parameters. Draw from the stream that is given and from nothing else.',
  );
  const draws = Array.from({ length: DRAWS }, (_, i) => begin(`draw ${i}`));
  ask(
    draws.some((draw) => !sameBits(draw, draws[0]!)),
    'conformance/objective-start',
    'init gave the same parameters for every stream, so all endpoints would be one. Draw them from the stream.',
  );
}

function isSound({ objective, points }: Trial): void {
  for (const w of points()) {
    const value = objective.value(w);
    ask(
      typeof value === 'number' && (value >= 0 || Number.isNaN(value)),
      'conformance/objective-negative',
      `A loss is a number of at least 0, since the targets of descent are parts of it; it is ${shortNumber(value)} at ${shortPoint(w)}. Add a constant where needed.`,
      { value },
    );
    const slope = objective.gradient(w);
    ask(
      slope instanceof Float64Array && slope.length === w.length,
      'conformance/objective-gradient',
      `A gradient is a Float64Array of ${w.length} numbers, one for each parameter; it is ${slope?.constructor?.name} of ${slope?.length}.`,
    );
  }
}

function repeats({ objective, points }: Trial): void {
  for (const w of points()) {
    const same =
      Object.is(objective.value(w), objective.value(w)) &&
      sameNumbers(objective.gradient(w), objective.gradient(w));
    ask(
      same,
      'conformance/objective-not-deterministic',
      `Two calls at ${shortPoint(w)} gave other numbers. The point alone decides.`,
    );
  }
}

function isPure({ objective, points }: Trial): void {
  for (const w of points()) {
    const before = w.slice();
    objective.value(w);
    const slope = objective.gradient(w);
    const kept = slope.slice();
    ask(
      sameNumbers(w, before),
      'conformance/objective-impure',
      'value or gradient changed the point that it was given. Arguments are borrowed: write into new arrays only.',
    );
    objective.gradient(w.map((entry) => entry + 1));
    ask(
      slope.buffer !== w.buffer && sameNumbers(slope, kept),
      'conformance/objective-impure',
      'A gradient shares its array with the point or with the next gradient. The caller owns it: return a new array every time.',
    );
  }
}

function hasItsForm({ objective: { form, spec, value } }: Trial): void {
  const fault = form === undefined ? null : formFault(form, spec, value, stream('form'));
  ask(
    fault === null,
    'conformance/objective-form',
    `A form is the same function as data, and proofs are made of it; ${fault}.`,
  );
}

function sameNumbers(a: Float64Array, b: Float64Array): boolean {
  return a.length === b.length && a.every((entry, i) => Object.is(entry, b[i]));
}

/** At points that are shifted a little: a draw may lie exactly on a kink, such as that of a ReLU at 0. */
function hasGradient({ objective, points }: Trial): void {
  for (const [k, point] of points().entries()) {
    const rng = stream(`shift ${k}`);
    const w = point.map((entry) => entry + 1e-3 * rng.normal());
    const slope = objective.gradient(w);
    const { largest, at } = worstEntry(w, slope, objective);
    ask(
      // Where the loss is not finite nothing is said of its gradient.
      largest <= TOLERANCE || !Number.isFinite(objective.value(w)),
      'conformance/objective-gradient',
      `The gradient at ${shortPoint(w)} is not that of the values: entry ${at} differs from a central difference by ${shortNumber(largest)} of their scale, at most ${TOLERANCE} may come from rounding.`,
      { at, difference: largest },
    );
  }
}

/** The entry of the gradient that is furthest from a central difference, relative to their scale. */
function worstEntry(w: Float64Array, slope: Float64Array, { value }: Objective) {
  let worst = { largest: 0, at: 0 };
  const steepest = slope.reduce((most, entry) => Math.max(most, Math.abs(entry)), 0);
  const scale = steepest + Math.abs(value(w)) + Number.MIN_VALUE;
  for (let i = 0; i < w.length; i++) {
    const h = STEP * Math.max(1, Math.abs(w[i]!));
    const [up, down] = [w.with(i, w[i]! + h), w.with(i, w[i]! - h)];
    const difference = (value(up) - value(down)) / (up[i]! - down[i]!);
    const off = Math.abs(difference - slope[i]!) / scale;
    if (!(off <= worst.largest)) worst = { largest: off, at: i };
  }
  return worst;
}
