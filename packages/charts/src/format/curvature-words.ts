import type {
  ChordEnd,
  ConvexityMeasured,
  ConvexityProof,
  ConvexityRecord,
  HessianPoint,
  PairRecord,
  SwapGap,
} from '@isthmus/contract';
import { formatCount, formatNumber, plural, toNumber } from './format.js';

const PROOF_WORDS: Readonly<Record<ConvexityProof, string>> = {
  chord: 'a random chord',
  swap: 'a swap of two units',
  curvature: 'a walk along negative curvature',
};

/**
 * What a convexity report has shown, claiming no more than its evidence.
 *
 * @example
 * convexityTitle({ outcome: 'refused', refusal: 'no Hessian' }); // 'Convexity was not measured: no Hessian'
 */
export function convexityTitle(record: ConvexityRecord): string {
  if (record.outcome === 'refused') return `Convexity was not measured: ${record.refusal}`;
  if (record.outcome === 'no-violation')
    return 'No violation of convexity was found. This proves nothing: the loss may still be nonconvex.';
  return `The loss is nonconvex: proved by ${listed(record.proofs.map((proof) => PROOF_WORDS[proof]))}.`;
}

/**
 * What each piece of evidence is and shows, a sentence or two each.
 *
 * @param paths of the pair, in order
 * @example
 * const [pair] = result.pairs;
 * const none = pair.convexity?.outcome === 'no-violation' ? pair.convexity : null;
 * none === null ? [] : convexitySentences(none, pair.paths); // []
 */
export function convexitySentences(
  record: ConvexityMeasured,
  paths: PairRecord['paths'],
): readonly string[] {
  const swaps = record.swaps.map(swapSentence);
  return [chordSentence(record), ...swaps, ...hessianSentences(record, paths)];
}

function chordSentence({ chords: { drawn, above, worst } }: ConvexityMeasured): string {
  const count = `The loss rises above ${above === 0 ? 'none' : formatCount(above)} of ${plural(drawn, 'random chord')}.`;
  if (above === 0) return `${count} That proves nothing: there are others.`;
  const ends = `${endWords(worst.p)} (weight ${formatNumber(worst.s, 3)}) and ${endWords(worst.q)}`;
  return `${count} The worst joins ${ends}: between them the loss is ${formatNumber(worst.losses.between)}, ${formatNumber(worst.margin)} above the chord; ${proofWords(worst)}.`;
}

function endWords(end: ChordEnd): string {
  if (end.kind === 'fresh') return 'fresh parameters';
  const place = `the path at t = ${formatNumber(end.t, 3)}`;
  return end.kind === 'path' ? place : `a point near ${place}`;
}

function swapSentence({ space, units, loss, midpoint, ...margin }: SwapGap): string {
  const rise = toNumber(margin.margin) > 0;
  const what = `Swapping units ${units[0]} and ${units[1]} of ${space} gives an equal network; halfway to it the loss is ${formatNumber(midpoint)}, beside ${formatNumber(loss)} at both ends`;
  return rise ? `${what}; ${proofWords(margin)}.` : `${what}, which says nothing.`;
}

function hessianSentences(
  { hessian: { path, points, walk, objectiveRefusal } }: ConvexityMeasured,
  paths: PairRecord['paths'],
): readonly string[] {
  const [first, ...others] = points;
  if (first === undefined) return [];
  const smallest = ({ data }: HessianPoint) => toNumber(data.smallest);
  const lowest = others.reduce((a, b) => (smallest(b) < smallest(a) ? b : a), first);
  const along = path === null ? 'the straight line' : `the path of ${paths[path]?.strategy ?? '?'}`;
  const { data, t } = lowest;
  const found = `Along ${along} the smallest eigenvalue of the Hessian is lowest at t = ${formatNumber(t, 3)}: at most ${formatNumber(data.smallest)} (an eigenvalue is within ${formatNumber(data.smallestResidual, 2)} of that).`;
  const meaning = 'Below 0 the loss bends down in some direction; above 0 the estimate proves nothing, as not every direction was looked in.'; // prettier-ignore
  const sentences = [`${found} ${meaning}`];
  if (walk !== null)
    sentences.push(
      `Walking ${formatNumber(walk.step, 3)} to both sides along that direction, the loss rises ${formatNumber(walk.margin)} above its chord; ${proofWords(walk)}.`,
    );
  if (objectiveRefusal !== null) sentences.push(`There is ${objectiveRefusal}`);
  return sentences;
}

function proofWords({ rounding, proof }: { readonly rounding: number; readonly proof: boolean }) {
  const bound = `rounding accounts for at most ${formatNumber(rounding, 2)}`;
  return proof
    ? `${bound}, so this proves that the loss is not convex`
    : `${bound}, so this is no proof`;
}

function listed(words: readonly string[]): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`;
}
