import type { EndpointRecord, WarningRecord } from '@isthmus/contract';

/** Losses that differ by less than this part of the larger are one, as `isthmus verify` holds it. */
const SAME_LOSS = 1e-6;

/**
 * Warns where the loss of an endpoint is another one since its float64 numbers were rounded to float32.
 *
 * @returns null where the loss stayed, or nothing was rounded
 */
export function roundingWarning({
  id,
  loss,
  rounding,
  source,
}: Pick<EndpointRecord, 'id' | 'loss' | 'rounding' | 'source'>): WarningRecord | null {
  if (rounding === null) return null;
  const { loss: before, parameters } = rounding;
  if (before === null || !isOther(before, loss)) return null;
  const from = source === null ? '' : ` (${source})`;
  const count = `${parameters} parameter${parameters === 1 ? '' : 's'}`;
  return {
    code: 'model/rounded',
    message: `Endpoint ${id}${from}: its loss is ${before} in float64 and ${loss} once ${count} ${parameters === 1 ? 'is' : 'are'} rounded to float32, in which models are stored and paths are judged. What follows is about the rounded one. Rescale the layers, so that no result depends on digits that float32 has not.`,
  };
}

/** Not "above", which a loss that is no number would escape. */
function isOther(before: number, after: number): boolean {
  const size = Math.max(Math.abs(before), Math.abs(after));
  return before !== after && !(Math.abs(before - after) <= SAME_LOSS * size);
}
