import { distance, type UnitSpace } from '@isthmus/core';
import type { AnalysisQuestion, Params } from '@isthmus/core/contract';
import type { MatchingOptions } from '../matching/matching.js';
import { bestMove, judgeLine, type JudgedLine } from './barrier-parts.js';
import { adds, movedBy, type SymmetryGroup } from './groups.js';
import { shiftedTo } from './softmax-shift.js';
import { noStatistics, settledLine } from './statistics.js';

/** b as it stands after some symmetries are taken out, and the line to it. */
export interface Stage {
  /** What was added to the symmetries before. */
  readonly name: string;
  readonly b: Params;
  readonly line: JudgedLine;
  /** From a. */
  readonly distance: number;
  /** How the one that was taken was found. */
  readonly label: string;
}

/** What is asked of the searches, and how finely lines are looked at. */
export type StageOptions = MatchingOptions & { readonly points: number };

/** The last stage, which is no symmetry. */
export const STATISTICS = 'statistics';

const NONE_BETTER = 'no better one was found';

const NOTHING: SymmetryGroup = { permutation: false, sign: false, scaling: false };

const GROUPS: readonly (readonly [name: string, group: SymmetryGroup])[] = [
  ['permutation', { ...NOTHING, permutation: true }],
  ['sign', { ...NOTHING, permutation: true, sign: true }],
  ['scaling', { permutation: true, sign: true, scaling: true }],
];

const ALONE: readonly (readonly [name: string, group: SymmetryGroup])[] = [
  ['permutation', { ...NOTHING, permutation: true }],
  ['sign', { ...NOTHING, sign: true }],
  ['scaling', { ...NOTHING, scaling: true }],
];

/**
 * The symmetries taken out one after the other, each step compared with leaving b as it was; after them, where
 * the network has any, the interpolation of its statistics. It is last because it is no symmetry: it changes the
 * networks on the way, and what a symmetry can explain is not to be laid to it.
 */
export function stagesOf(
  question: AnalysisQuestion,
  spaces: readonly UnitSpace[],
  { points: count, ...matching }: StageOptions,
): readonly Stage[] {
  const { measures, network, rng } = question;
  const [a, b] = endsOf(question);
  const stageOf = (name: string, label: string, moved: Params): Stage => ({
    ...{ name, label, b: moved, line: judgeLine(measures, a, moved, count) },
    distance: distance(a, moved),
  });
  const stages = [stageOf('as they are', '', b)];
  const add = (name: string, judged: readonly Stage[]) =>
    stages.push({ ...bestMove({ ...stages.at(-1)!, label: NONE_BETTER }, judged), name });
  let smaller = NOTHING;
  for (const [name, group] of GROUPS) {
    if (!adds(spaces, group, smaller)) continue;
    smaller = group;
    const before = stages.at(-1)!;
    const found = movedBy(spaces, group, [a, before.b], rng.fork(name), matching);
    add(name, found.map(({ label, params }) => stageOf(name, label, params))); // prettier-ignore
  }
  const last = stages.at(-1)!.b;
  const shifted = keepsLoss(measures, last, shiftedTo(a, last, network!));
  if (shifted !== null) add('shift', [stageOf('shift', 'means of the outputs', shifted)]);
  if (noStatistics(question) === null) stages.push(settledStage(question, stages.at(-1)!, count));
  return stages;
}

function endsOf({ points }: AnalysisQuestion): readonly [a: Params, b: Params] {
  return points.map(({ params }) => params) as [Params, Params];
}

function settledStage(question: AnalysisQuestion, before: Stage, count: number): Stage {
  const { measures } = question;
  const settled = settledLine(measures, [endsOf(question)[0], before.b], count);
  const isBetter = settled.line.peak < before.line.peak;
  const moved = Math.abs(settled.endsRise) > ROUNDING ? `; the ends themselves change by ${digits(settled.endsRise)}` : ''; // prettier-ignore
  const label = `estimated anew at every t on ${rowsOf(measures.rows.train)}${moved}`;
  return isBetter
    ? { name: STATISTICS, b: before.b, line: settled.line, distance: settled.distance, label }
    : { ...before, name: STATISTICS, label: `no better: ${label} the peak is ${digits(settled.line.peak)}` }; // prettier-ignore
}

/** Statistics are estimated on no more train rows than this. */
const MOST_ROWS = 1024;

/** Of how many train rows statistics are estimated, in words. */
function rowsOf(train: number): string {
  return `at most ${train > MOST_ROWS ? `${MOST_ROWS} of ${train}` : train} train rows`;
}

/** A loss moves by no more than this part of itself where weights are rounded to float32. */
const ROUNDING = 1e-5;

/** What shifts all outputs of a sample is a symmetry of losses of softmax alone: whether it is one here is measured. */
function keepsLoss(
  measures: AnalysisQuestion['measures'],
  b: Params,
  shifted: Params | null,
): Params | null {
  if (shifted === null || distance(b, shifted) === 0) return null;
  // Shifted by far more than the pair asks for, so that a loss that it changes shows.
  const loss = measures.value(b);
  const far = Object.fromEntries(
    Object.entries(b).map(([name, leaf]) => {
      const by = shifted[name]!.data;
      const scale = 1 / Math.max(1e-3, distance(b, shifted));
      return [name, { ...leaf, data: leaf.data.map((v, i) => v + scale * (by[i]! - v)) }];
    }),
  );
  return Math.abs(measures.value(far) - loss) <= ROUNDING * (1 + Math.abs(loss)) ? shifted : null;
}

/** The peak with one kind taken out and no other, by its name. */
export function aloneOf(
  question: AnalysisQuestion,
  spaces: readonly UnitSpace[],
  { points: count, ...matching }: StageOptions,
  before: Stage,
): ReadonlyMap<string, number> {
  const { measures, rng } = question;
  const ends = endsOf(question);
  const peaks = ALONE.filter(([, group]) => adds(spaces, group, NOTHING)).map(
    ([name, group]): [string, number] => {
      // The stream of its stage: what comes first in the list is the same alone.
      const found = movedBy(spaces, group, ends, rng.fork(name), matching);
      const each = found.map(({ params }) => judgeLine(measures, ends[0], params, count).peak);
      return [name, Math.min(before.line.peak, ...each)];
    },
  );
  // What it makes of the line as it is, also where that is worse.
  if (noStatistics(question) === null)
    peaks.push([STATISTICS, settledLine(measures, ends, count).line.peak]);
  return new Map(peaks);
}

/** A number as sentences have it. */
export function digits(value: number): string {
  return String(Number(value.toPrecision(4)));
}
