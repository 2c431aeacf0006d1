/** A text that keeps to its line, in pixels from the top; `shift` moves it up from there. */
export interface SpreadLabel<T> {
  readonly item: T;
  /** At most 0. */
  readonly shift: number;
}

/**
 * Moves texts beside an axis up where they would stand on one another, the lowest first; those for
 * which no room is left below the top are left out.
 *
 * @param place of an item, in pixels from the top
 * @param gap least distance of two texts, in pixels
 */
export function spreadUp<T>(
  items: readonly T[],
  place: (item: T) => number,
  gap: number,
): readonly SpreadLabel<T>[] {
  let free = Infinity;
  return [...items]
    .sort((a, b) => place(b) - place(a))
    .flatMap((item) => {
      const at = Math.min(place(item), free);
      free = at - gap;
      return at < 0 ? [] : [{ item, shift: at - place(item) }];
    });
}
