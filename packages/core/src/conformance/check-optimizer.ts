import { shortNumber } from '@isthmus/contract/internal';
import type { Definition, Optimizer } from '@isthmus/contract';
import {
  addScaled,
  dot,
  isFiniteParams,
  mapLeaves,
  zerosLike,
  type Params,
} from '@isthmus/contract/parameters';
import { stateFault } from '../registry/guard/plain.js';
import { ask, type PluginCheck } from './check.js';
import { trainsAlike } from './optimizer-kernels.js';
import { checkDefinition, createPlugin, type GivenOptions } from './check-definition.js';
import { arraysIn, copyPlain, samePlain, throughJson } from './plain-data.js';
import { furthest, largest } from './slopes.js';

/** What may be set for the checks of an optimizer. */
export interface OptimizerCheckSetup {
  /** Options to create it with; its defaults where left out. */
  readonly options?: GivenOptions;
  /** Steps on the bowl `|x|^2 / 2` from entries of size 1; 200 where left out. */
  readonly steps?: number;
  /** The fraction of the bowl's first loss that those steps must come below; 0.9 where left out. */
  readonly progress?: number;
}

/**
 * Everything that the contract asks of an optimizer.
 *
 * @example
 * const [mine] = registry.list('optimizer').filter(({ name }) => name === 'core/adam');
 * const results = await runChecks(checkOptimizer(mine));
 * results.filter(({ passed }) => !passed); // []
 */
export function checkOptimizer(
  definition: Definition<'optimizer'>,
  setup: OptimizerCheckSetup = {},
): readonly PluginCheck[] {
  const { options = {}, steps = 200, progress = 0.9 } = setup;
  const check = (name: string, run: (optimizer: Optimizer<unknown>) => void): PluginCheck => ({
    name,
    run: async () => run(await createPlugin(definition, options)),
  });
  return [
    ...checkDefinition(definition, options),
    check('keeps names, shapes and float32', keepsShapes),
    check('changes none of its arguments and shares no array with them', isPure),
    check('holds nothing between calls but its state', hasNoHiddenState),
    {
      name: 'gives equal updates when it is created again',
      run: async () =>
        repeats(await createPlugin(definition, options), await createPlugin(definition, options)),
    },
    check('keeps its state as plain data', keepsPlainState),
    check('goes on from a state that was stored as JSON', resumes),
    check('stays finite where the gradient is zero', staysFinite),
    check('makes the same updates times a factor where it can be scaled', scales),
    {
      name: 'trains in kernels as by its updates, where it says that it has a kernel',
      run: async () => trainsAlike(await createPlugin(definition, options)),
    },
    check('comes down a bowl', (optimizer) => descends(optimizer, steps, progress)),
  ];
}

/** Leaves of rank 0 to 3 with entries of size up to 2. */
const sample: Params = {
  scalar: { shape: [], data: Float32Array.of(1.5) },
  'dense1.bias': { shape: [3], data: Float32Array.of(-1, 0.5, 2) },
  'dense1.kernel': { shape: [2, 2], data: Float32Array.of(1, -1, 0.25, -2) },
  'conv1.kernel': { shape: [1, 2, 2], data: Float32Array.of(0.1, -0.2, 0.3, -0.4) },
};

interface Point {
  readonly params: Params;
  readonly state: unknown;
}

/** The gradient of `|x|^2 / 2` is x itself; a copy, since an optimizer under test may spoil it. */
function bowlGradient(params: Params): Params {
  return mapLeaves(params, (leaf) => leaf.data.slice());
}

function walk(optimizer: Optimizer<unknown>, from: Point, steps: number): Point {
  let { params, state } = from;
  for (let k = 0; k < steps; k++) {
    const [updates, next] = optimizer.update(bowlGradient(params), state, params);
    params = addScaled(params, updates, 1);
    state = next;
  }
  return { params, state };
}

function begin(optimizer: Optimizer<unknown>): Point {
  const params = copyPlain(sample);
  return { params, state: optimizer.init(params) };
}

function keepsShapes(optimizer: Optimizer<unknown>): void {
  const { params, state } = begin(optimizer);
  const [updates] = optimizer.update(bowlGradient(params), state, params);
  for (const [name, leaf] of Object.entries(params)) {
    const update = updates[name];
    ask(
      update !== undefined &&
        update.data instanceof Float32Array &&
        update.data.length === leaf.data.length &&
        samePlain([...update.shape], [...leaf.shape]),
      'conformance/optimizer-shapes',
      `The updates have every name of the parameters, with its shape, as Float32Array; "${name}" [${leaf.shape.join(', ')}] has ${describe(update)}.`,
      { name },
    );
  }
  const extra = Object.keys(updates).filter((name) => !(name in params));
  ask(
    extra.length === 0,
    'conformance/optimizer-shapes',
    `The updates have only the names of the parameters; these are not among them: ${extra.join(', ')}.`,
  );
}

function describe(update: Params[string] | undefined): string {
  if (!ArrayBuffer.isView(update?.data)) return 'no typed array';
  return `${update.data.constructor.name} of ${update.data.length} numbers, shape [${update.shape.join(', ')}]`;
}

function isPure(optimizer: Optimizer<unknown>): void {
  const { params, state } = walk(optimizer, begin(optimizer), 2);
  askPlain(state, 2);
  const gradients = bowlGradient(params);
  const before = copyPlain({ gradients, state, params });
  const [updates, next] = optimizer.update(gradients, state, params);
  for (const [name, value] of Object.entries({ gradients, state, params }))
    ask(
      samePlain(value, before[name as keyof typeof before]),
      'conformance/optimizer-impure',
      `update changed its argument "${name}". Arguments are borrowed: write into new arrays only.`,
      { argument: name },
    );
  const held = new Set(arraysIn([gradients, state, params, next]).map((array) => array.buffer));
  ask(
    arraysIn(updates).every((array) => !held.has(array.buffer)),
    'conformance/optimizer-shared',
    'The updates share an array with an argument or with the next state. The caller owns the updates and may write into them: return arrays of their own.',
  );
}

function hasNoHiddenState(optimizer: Optimizer<unknown>): void {
  const start = begin(optimizer);
  const first = walk(optimizer, start, 3);
  ask(
    samePlain(walk(optimizer, start, 3), first),
    'conformance/optimizer-hidden-state',
    'The same three steps from the same state gave other results the second time. All that an optimizer remembers stands in its state.',
  );
}

function repeats(one: Optimizer<unknown>, other: Optimizer<unknown>): void {
  ask(
    samePlain(walk(one, begin(one), 5), walk(other, begin(other), 5)),
    'conformance/optimizer-not-deterministic',
    'Two optimizers of the same options gave different updates for the same gradients. Take no time, no Math.random and nothing global into account.',
  );
}

function keepsPlainState(optimizer: Optimizer<unknown>): void {
  for (const steps of [0, 3]) askPlain(walk(optimizer, begin(optimizer), steps).state, steps);
}

function askPlain(state: unknown, steps: number): void {
  const problem = stateFault(state);
  ask(
    problem === null,
    'conformance/optimizer-state-not-plain',
    `${steps === 0 ? 'init' : 'update'} gave a state that is not plain data, after ${steps} steps: ${problem}`,
  );
}

function resumes(optimizer: Optimizer<unknown>): void {
  const middle = walk(optimizer, begin(optimizer), 3);
  askPlain(middle.state, 3);
  const stored = { params: middle.params, state: throughJson(middle.state) };
  ask(
    samePlain(walk(optimizer, stored, 5), walk(optimizer, middle, 5)),
    'conformance/optimizer-resume',
    'From a state that was written as JSON and read again, the next five steps differ from those without the pause. Whatever the rule needs stands in the state, exactly.',
  );
}

function staysFinite(optimizer: Optimizer<unknown>): void {
  for (const before of [0, 3]) {
    let { params, state } = walk(optimizer, begin(optimizer), before);
    for (let k = 0; k < 3; k++) {
      const [updates, next] = optimizer.update(zerosLike(params), state, params);
      ask(
        isFiniteParams(updates),
        'conformance/optimizer-nonfinite',
        `Updates for a gradient of zero are finite; after ${before + k} steps they are not. A denominator needs an epsilon.`,
      );
      params = addScaled(params, updates, 1);
      state = next;
    }
  }
}

/** Factors to both sides of 1, and one that a bound on the rate would meet; powers of two round nothing. */
const FACTORS = [4, 0.25, 3, 256] as const;

/** What a factor that is no power of two may round, relative to the largest update of a leaf. */
const ROUNDING = 1e-6;

function scales(optimizer: Optimizer<unknown>): void {
  for (const factor of FACTORS) scalesBy(optimizer, factor);
}

function scalesBy(optimizer: Optimizer<unknown>, factor: number): void {
  const scaled = optimizer.scaled?.(factor);
  if (scaled === undefined) return;
  const { params, state } = walk(optimizer, begin(optimizer), 3);
  const [updates, next] = optimizer.update(bowlGradient(params), state, params);
  const [came, other] = scaled.update(bowlGradient(params), state, params);
  const isScaled = Object.entries(updates).every(([name, { data }]) => {
    const wanted = Float64Array.from(data, (x) => factor * x);
    const { apart } = furthest(came[name]?.data ?? [], wanted);
    return apart <= (Number.isInteger(Math.log2(factor)) ? 0 : ROUNDING * largest(wanted));
  });
  ask(
    isScaled && samePlain(other, next),
    'conformance/optimizer-scaled',
    `The rule scaled by ${factor} makes the updates of the rule times ${factor}, from the same states; this one makes others. Scale the learning rate only, by whatever factor is given, or leave "scaled" out.`,
  );
}

function descends(optimizer: Optimizer<unknown>, steps: number, progress: number): void {
  const start = begin(optimizer);
  const first = dot(start.params, start.params) / 2;
  const { params } = walk(optimizer, start, steps);
  const last = dot(params, params) / 2;
  ask(
    last <= progress * first,
    'conformance/optimizer-no-progress',
    `From a loss of ${shortNumber(first)} on the bowl |x|^2 / 2, ${steps} steps came to ${shortNumber(last, progress * first)}; expected at most ${shortNumber(progress * first)}. Updates are ADDED to the parameters: they point against the gradient. For a rule of small steps, set "steps" or "progress" of this check.`,
    { first, last },
  );
}
