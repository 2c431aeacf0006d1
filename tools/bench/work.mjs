/** How many units of a case (steps of a network, points, pairs …) one call of its work makes. */
export function unitsOf(work, { models, pairs }) {
  if (work.do === 'train') return work.stepsPerCall * models;
  if (work.do === 'profile') return work.t.length;
  return work.do === 'dss' || work.do === 'prove' ? pairs : 1;
}

/** Works whose amount does not depend on what is found. */
const PREDICTABLE = new Set(['train', 'gradient', 'value', 'profile']);

/**
 * Floating-point operations of the products in one call; null where that depends on what is found.
 *
 * A step takes three products of each layer, but two of the first, whose input needs no gradient. A
 * scan takes two of the first layer, which serve every t, and one of each other layer at every t.
 *
 * @param macs multiply-adds of a sample in a forward pass, by layer
 */
export function flopsOf(work, { models, batch, data }, macs) {
  if (macs === null || !PREDICTABLE.has(work.do)) return null;
  const all = macs.reduce((sum, each) => sum + each, 0);
  const rows = batch ?? data.rows;
  const step = 2 * rows * (3 * all - macs[0]);
  if (work.do === 'train') return work.stepsPerCall * models * step;
  if (work.do === 'gradient') return models * step;
  if (work.do === 'value') return 2 * rows * all;
  return 2 * rows * (2 * macs[0] + work.t.length * (all - macs[0]));
}
