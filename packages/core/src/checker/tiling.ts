import type { StatedLeaf } from './certificate.js';
import { hold } from './outcome.js';

/** That leaves tile [0, 1], in order, and state bounds up to the level. @throws `False` */
export function checkTiling(leaves: readonly StatedLeaf[], level: number): void {
  let at = 0;
  for (const { mid, half } of leaves) {
    hold(mid - half === at, () => `its leaves do not tile it: one begins at ${mid - half}, not at ${at}`); // prettier-ignore
    at = mid + half;
  }
  hold(at === 1, () => `its leaves end at ${at}, not at 1`);
  for (const { bound } of leaves)
    hold(bound <= level, () => `a leaf states ${bound}, above the level`);
}

/** That what each leaf states is at least our own bound. @throws `False` */
export function checkBounds(leaves: readonly StatedLeaf[], upper: ArrayLike<number>): void {
  for (const [l, { mid, half, bound }] of leaves.entries())
    hold(upper[l]! <= bound, () => `on [${mid - half}, ${mid + half}] it states ${bound}, but our bound is ${upper[l]!}`); // prettier-ignore
}
