import { createRng } from '@isthmus/contract/base';
import { shortNumber } from '@isthmus/contract/internal';
import type {
  AlignmentProposal,
  Definition,
  GroupElement,
  NetworkMeasures,
  NetworkView,
  Symmetry,
} from '@isthmus/contract';
import { distance, norm, type Params } from '@isthmus/contract/parameters';
import { firstNotPlain } from '../registry/guard/plain.js';
import { CAME_BACK } from '../run/align-choice.js';
import { FUNCTION_BOUND } from '../run/align-judge.js';
import { noMeasures } from '../measures/no-measures.js';
import { ask, type PluginCheck } from './check.js';
import { checkDefinition, createPlugin, type GivenOptions } from './check-definition.js';
import { borrowedView, plainOfView } from './borrowed-view.js';
import { arraysIn, copyPlain, samePlain } from './plain-data.js';
import { bringsTogether, givesFrames } from './symmetry-frames.js';
import { composes, movesByEachFactor } from './symmetry-action.js';

/** A network to try a symmetry on. */
export interface SymmetryCase {
  /** Stands in the names of the checks. */
  readonly name: string;
  readonly network: NetworkView;
  /** Two networks that have nothing to do with each other. */
  readonly a: Params;
  readonly b: Params;
  /** An element that moves `a`, and that the plugin is to undo. */
  readonly planted: GroupElement;
  /** All outputs on some inputs, computed in float64. */
  predict(params: Params): Float64Array;
  /** What the symmetry may measure; left out, it is refused whatever it asks. See `createMeasures`. */
  readonly measures?: NetworkMeasures;
}

/** What may be set for the checks of a symmetry. */
export interface SymmetryCheckSetup {
  readonly cases: readonly SymmetryCase[];
  /** Options to create it with; its defaults where left out. */
  readonly options?: GivenOptions;
  /**
   * Largest change of an output, relative to the largest output; 1e-5 where left out. Rounding every
   * weight to float32 once moves each by at most 6e-8 of itself.
   */
  readonly functionBound?: number;
  /** Largest distance, relative to the norm, of a planted copy once it is brought back; 1e-5 where left out. */
  readonly recovery?: number;
}

interface Trial extends SymmetryCase {
  readonly measures: NetworkMeasures;
  readonly symmetry: Symmetry;
  readonly functionBound: number;
  readonly recovery: number;
}

const QUESTIONS: readonly (readonly [name: string, run: (trial: Trial) => void])[] = [
  ['act keeps the function, names, shapes and float32', actKeepsFunction],
  ['act composes: one element after another is both', composes],
  ['act moves parameters by each factor of an element', movesByEachFactor],
  ['choose, where it is given, is "peak" or "distance"', choosesByRule],
  ['candidates, where they are given, have labels of their own', candidatesHaveLabels],
  ['what align finds, and every candidate, keeps the function', alignKeepsFunction],
  ['it changes none of its arguments and shares no array with them', isPure],
  ['it gives equal elements for equal streams, as plain data', repeats],
  ['leaves a network alone that is to be aligned with itself', keepsEqual],
  ['brings a moved copy of a network back to it', recovers],
  ['alignAll, where it is given, has an element for each network', framesAreWhole],
  ['alignAll, where it is given, brings copies together, each to each', framesAreShared],
];

/**
 * Everything that the contract asks of a symmetry, on every network given that it does not refuse.
 *
 * @example
 * const reference = createReference(network, loss);
 * const predict = (params: Params) => reference.predict(params, data.splits.probe);
 * const planted = { dense1: [{ kind: 'permutation' as const, map: Int32Array.of(1, 0, 2, 3) }] };
 * const cases = [{ name: '1-4-4-1', network: network.view, a, b, planted, predict }];
 * const results = await runChecks(checkSymmetry(weightMatching, { cases }));
 * results.filter(({ passed }) => !passed); // []
 */
export function checkSymmetry(
  definition: Definition<'symmetry'>,
  setup: SymmetryCheckSetup,
): readonly PluginCheck[] {
  const functionBound = setup.functionBound ?? FUNCTION_BOUND['float64-reference'];
  const { cases, options = {}, recovery = CAME_BACK } = setup;
  const perCase = cases.flatMap((given) =>
    QUESTIONS.map(([name, run]) => ({
      name: `${given.name}: ${name}`,
      run: async () => {
        const symmetry = await createPlugin(definition, options);
        // A plugin that spoils its arguments must not spoil the next check's.
        const { a, b, planted } = copyPlain({ a: given.a, b: given.b, planted: given.planted });
        const { name: of, measures = noMeasures() } = given;
        const network = borrowedView(given.network);
        const predict = (params: Params) => given.predict(params);
        const about = { name: of, network, a, b, planted, predict, measures };
        if (refusalOf(symmetry, network) === null)
          run({ ...about, symmetry, functionBound, recovery });
      },
    })),
  );
  return [...checkDefinition(definition, options), ...perCase];
}

/** Null where it takes a network; then everything is asked of it there. */
function refusalOf(symmetry: Symmetry, network: NetworkView): string | null {
  const refusal: unknown = symmetry.refusal?.(network) ?? null;
  if (refusal === null || (typeof refusal === 'string' && refusal !== '')) return refusal;
  ask(
    false,
    'conformance/symmetry-refusal',
    `refusal gives null, or why it finds nothing in a few words; it gave ${JSON.stringify(refusal)}.`,
  );
}

function actKeepsFunction(trial: Trial): void {
  const { symmetry, network, planted, a } = trial;
  const moved = symmetry.act(network, planted, a);
  for (const [name, leaf] of Object.entries(a)) {
    const got = moved[name];
    ask(
      got?.data instanceof Float32Array &&
        got.data.length === leaf.data.length &&
        samePlain([...got.shape], [...leaf.shape]),
      'conformance/symmetry-shapes',
      `act returns every parameter with its shape, as Float32Array; "${name}" [${leaf.shape.join(', ')}] came back otherwise or not at all.`,
      { name },
    );
  }
  ask(
    Object.keys(moved).length === Object.keys(a).length,
    'conformance/symmetry-shapes',
    'act returns parameters that the network does not have.',
  );
  askSameFunction(trial, a, moved, 'the planted element');
}

function choosesByRule({ symmetry }: Trial): void {
  const rule: unknown = symmetry.choose;
  ask(
    rule === undefined || rule === 'peak' || rule === 'distance',
    'conformance/symmetry-choose',
    `choose says by what the best candidate is taken: "peak", "distance" or nothing; it is ${JSON.stringify(rule)}.`,
  );
}

function candidatesHaveLabels(trial: Trial): void {
  const candidates = candidatesOf(trial, trial.a, trial.b);
  const labels: readonly unknown[] = candidates.map(({ label }) => label);
  const good = labels.every((label) => typeof label === 'string' && label.length > 0);
  ask(
    good && new Set(labels).size === labels.length && !labels.includes('identity'),
    'conformance/symmetry-labels',
    `Every candidate has a label that no other has, for the record; "identity" is taken. Got: ${labels.join(', ')}.`,
  );
}

/** None of a symmetry that has only `align`. */
function candidatesOf(
  { symmetry, network, measures }: Pick<Trial, 'symmetry' | 'network' | 'measures'>,
  a: Params,
  b: Params,
): readonly AlignmentProposal[] {
  return symmetry.candidates?.(network, a, b, stream(), measures) ?? [];
}

function alignKeepsFunction(trial: Trial): void {
  const { symmetry, network, a, b, measures } = trial;
  const element = symmetry.align(network, a, b, stream(), measures);
  askSameFunction(trial, b, symmetry.act(network, element, b), 'the element that align found');
  for (const { label, element: other } of candidatesOf(trial, a, b))
    askSameFunction(trial, b, symmetry.act(network, other, b), `the candidate "${label}"`);
}

function askSameFunction(trial: Trial, before: Params, after: Params, what: string): void {
  const expected = trial.predict(before);
  const got = trial.predict(after);
  const scale = expected.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
  const change = expected.reduce((largest, y, i) => Math.max(largest, Math.abs(y - got[i]!)), 0);
  ask(
    change <= trial.functionBound * scale,
    'conformance/symmetry-function',
    `A symmetry keeps what the network computes; by ${what} an output moved by ${shortNumber(change)}, at most ${shortNumber(trial.functionBound * scale)} may come from rounding.`,
    { change, scale },
  );
}

function isPure(trial: Trial): void {
  const { symmetry, network, a, b, planted, measures } = trial;
  const args = { a, b, planted, network: plainOfView(network) };
  const before = copyPlain(args);
  const element = symmetry.align(network, a, b, stream(), measures);
  const candidates = candidatesOf(trial, a, b);
  const moved = [symmetry.act(network, element, b), symmetry.act(network, planted, a)];
  for (const [name, value] of Object.entries(args))
    ask(
      samePlain(value, before[name as keyof typeof before]),
      'conformance/symmetry-impure',
      `align, candidates or act changed its argument "${name}". Arguments are borrowed: write into new arrays only.`,
      { argument: name },
    );
  const held = new Set(arraysIn([a, b, planted, element, candidates]).map((array) => array.buffer));
  ask(
    arraysIn(moved).every((array) => !held.has(array.buffer)),
    'conformance/symmetry-shared',
    'The parameters that act returns share an array with its arguments. The caller owns them and may write into them: return arrays of their own.',
  );
}

function repeats(trial: Trial): void {
  const { symmetry, network, a, b, measures } = trial;
  const found = () => [
    symmetry.align(network, a, b, stream(), measures),
    candidatesOf(trial, a, b),
  ];
  const first = found();
  const problem = firstNotPlain(first, 'what it found');
  ask(
    problem === null,
    'conformance/symmetry-not-plain',
    `An element is plain data (objects without a class, arrays, typed arrays), so that it can be stored; ${problem}.`,
  );
  ask(
    samePlain(found(), first),
    'conformance/symmetry-not-deterministic',
    'Two alignments of the same networks with equal streams differ. Draw from the stream that is given, take no time and nothing global into account.',
  );
}

function keepsEqual({ symmetry, network, a, recovery, measures }: Trial): void {
  const element = symmetry.align(network, a, a, stream(), measures);
  const apart = distance(a, symmetry.act(network, element, a)) / norm(a);
  ask(
    apart <= recovery,
    'conformance/symmetry-moves-equal',
    `Aligned with itself, a network moved by ${apart} of its norm; at most ${recovery} may come from rounding.`,
    { apart },
  );
}

function recovers(trial: Trial): void {
  const { symmetry, network, a, planted, recovery, measures } = trial;
  const copy = symmetry.act(network, planted, a);
  const away = distance(a, copy) / norm(a);
  ask(
    away > recovery,
    'conformance/symmetry-nothing-planted',
    `The planted element moves "a" by ${away} of its norm: too little to tell whether it is found. Give the case an element that moves it further.`,
    { away },
  );
  const leftBy = (element: GroupElement) =>
    distance(a, symmetry.act(network, element, copy)) / norm(a);
  const proposed = candidatesOf(trial, a, copy).map(({ element }) => leftBy(element));
  // By itself, and where the best of all candidates is taken.
  for (const left of [
    leftBy(symmetry.align(network, a, copy, stream(), measures)),
    ...(proposed.length > 0 ? [Math.min(...proposed)] : []),
  ])
    ask(
      left <= recovery,
      'conformance/symmetry-not-recovered',
      `A moved copy of a network comes back to it; this one stays ${left} of its norm away (${away} before), at most ${recovery} may come from rounding.`,
      { left, away },
    );
}

function framesAreWhole(trial: Trial): void {
  givesFrames(trial, stream);
  for (const { label, elements } of framesFor(trial))
    [trial.a, trial.b].forEach((params, i) => {
      const moved = trial.symmetry.act(trial.network, elements[i]!, params);
      askSameFunction(trial, params, moved, `the frame "${label}"`);
    });
}

function framesFor({ symmetry, network, a, b, measures }: Trial) {
  return symmetry.alignAll?.(network, [a, b, a], stream(), measures) ?? [];
}

function framesAreShared(trial: Trial): void {
  bringsTogether(trial, stream);
}

/** The same stream every time, so that whatever a check finds can be found again. */
function stream(): ReturnType<typeof createRng> {
  return createRng(0).fork('check-symmetry');
}
