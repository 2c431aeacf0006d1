import { plural } from '../format/format.js';
import { proofLine } from '../format/proof-words.js';
import { scaleName, type LossScale } from '../drawing/scale.js';
import type { InterpolationData, InterpolationSeries } from '../data/series.js';
import { endsAbove } from '../words/ends-above.js';
import { peakWords, seriesSentence } from '../words/words.js';
import { BEADS_AS_SYMBOLS } from './interpolation-marks.js';

/**
 * The chart's name.
 *
 * @example
 * interpolationTitle({ a: 'a', b: 'aligned b' }); // 'Loss along the paths from a to aligned b'
 */
export function interpolationTitle({ a, b }: Pick<InterpolationData, 'a' | 'b'>): string {
  return `Loss along the paths from ${a} to ${b}`;
}

/** The message of the chart in words, for those who cannot see it. */
export function interpolationWords(
  { series }: InterpolationData,
  title: string,
  y: LossScale,
): string {
  const intro = `${title}: ${plural(series.length, 'curve')}, ${scaleName(y)}.`;
  return [intro, ...series.map(seriesSentence)].join(' ');
}

/** What a legend says of a path beside its verdict. */
export function detailOf(ends: InterpolationData, series: InterpolationSeries): string {
  const above = seriesEndsAbove(ends, series).map(({ name }) => name);
  const words = `${above.join(' and ')} ${above.length > 1 ? 'lie' : 'lies'} above the level`;
  const proved = series.proof === undefined ? [] : [proofLine(series.proof)];
  const parts = [peakWords(series), plural(series.beads, 'bead'), ...proved];
  return [...parts, ...(above.length > 0 ? [words] : [])].join(' · ');
}

function seriesEndsAbove({ a, b }: InterpolationData, { outcome, ...path }: InterpolationSeries) {
  if (outcome.tag === 'running') return [];
  const { verdict, freeEnds } = outcome;
  return endsAbove({ a, b }, { ...path, verdict, ends: freeEnds ? 'free' : 'fixed' });
}

/** What the signs in the chart mean; only those that occur. */
export function signsNote({ series }: InterpolationData): string {
  const holes = series.some(({ profile }) => !profile.loss.every((loss) => Number.isFinite(+loss)));
  const notes = [
    'Round dots at both ends: the endpoints. Large filled symbols: peaks, but for those that several paths share.',
    series.some(({ beads }) => beads > 0) && 'Small hollow symbols: beads.',
    series.some(({ beads }) => beads > BEADS_AS_SYMBOLS) && 'Small dots: beads, where many.',
    ...proofNotes(series),
    holes && 'Crosses at the top: losses that are not finite.',
  ];
  return notes.filter((note) => note !== false).join(' ');
}

/**
 * What the signs of proofs mean, for a drawing that stands alone; only those that occur.
 *
 * @example
 * const [pair] = result.pairs;
 * proofSigns(pairData(pair, result.loss.unit)); // ''
 */
export function proofSigns({ series }: Pick<InterpolationData, 'series'>): string {
  return proofNotes(series)
    .filter((note) => note !== false)
    .join(' ');
}

function proofNotes(series: readonly InterpolationSeries[]): readonly (string | false)[] {
  const proofs = series.flatMap(({ proof }) => (proof === undefined ? [] : [proof]));
  const bounded = proofs.filter(({ parts }) => parts.length > 0);
  const isJoined = bounded.some(({ parts, leaves }) => parts.length < leaves);
  return [
    bounded.some(({ rows }) => rows === null) &&
      'Steps with a filled band below them: what is proved; on each step, a leaf of the proof, the loss is nowhere above it.',
    bounded.some(({ rows }) => rows !== null) &&
      'Dashed steps: bounds of the loss on some rows of the evaluation set alone; they say nothing about the curve, which is of all rows.',
    bounded.length > 0 &&
      `Ticks at the lower axis: where ${isJoined ? 'leaves end, of very many only each of a few' : 'leaves end'}; they lie close where the proof was hard.`,
    proofs.some(({ witness, rows }) => witness !== null && rows === null) &&
      'Asterisk: a point that is proved to be above the level; samples had missed it.',
    proofs.some(({ witness, rows }) => witness !== null && rows !== null) &&
      'Asterisk: a point where the loss on some rows alone is proved to be above the level.',
    series.some(({ noPathBelow }) => noPathBelow !== undefined) &&
      'Line Γ ≥: it is proved that every path between the two rises at least so high.',
  ];
}
