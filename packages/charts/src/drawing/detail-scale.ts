import { lossScale, shareBelow, type LossScale } from './scale.js';

/** A part of the axis lower than this is drawn once more, at full height. */
const LEAST_SHARE = 0.4;

/**
 * The scale of the part of a loss axis in which most curves lie, where others that rise far above it leave
 * it little room; else null. It reaches from the least loss up to the highest level or peak that lies in
 * that part.
 *
 * @param losses the finite losses of each curve
 * @param whole the scale of all of them
 */
export function detailScale(
  losses: readonly (readonly number[])[],
  levels: readonly number[],
  whole: LossScale,
): LossScale | null {
  const curves = losses.filter((own) => own.length > 0);
  const peaks = curves.map((own) => own.reduce((a, b) => Math.max(a, b)));
  const low = [...peaks, ...levels].filter((height) => shareBelow(whole, height) <= LEAST_SHARE);
  const top = low.reduce((a, b) => Math.max(a, b), -Infinity);
  const inside = curves.filter((_, i) => (peaks[i] ?? Infinity) <= top);
  const isCrowded = inside.length >= 2 && 2 * inside.length >= curves.length;
  if (!isCrowded || inside.length === curves.length) return null;
  const scale = lossScale([...inside.flat(), ...low]);
  return scale.domain[1] < whole.domain[1] ? scale : null;
}
