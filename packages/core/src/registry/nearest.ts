/** Longer names are no slips of a finger, and comparing them would take long. */
const MAX_LENGTH = 64;

/**
 * The known name that a misspelt one most likely means, or null when none is near: one with the same
 * part after the scope, else the fewest edits, of which a third of that part's length may be wrong.
 * Two letters that changed places are one edit.
 *
 * @param missing known names that are needed and not there: of those so near, one edit more is passed over
 * @example
 * nearest('dss/gredy', ['core/linear', 'dss/greedy']); // 'dss/greedy'
 */
export function nearest(
  name: string,
  known: readonly string[],
  missing: readonly string[] = [],
): string | null {
  if (name.length > MAX_LENGTH) return null;
  const own = ownPart(name);
  const sameName = known.find((candidate) => ownPart(candidate) === own);
  if (sameName !== undefined) return sameName;
  const allowed = Math.max(1, Math.round(own.length / 3));
  const [best] = known
    .map((candidate) => ({ candidate, edits: editDistance(name, candidate) }))
    .filter(({ edits }) => edits <= allowed)
    // One edit less, and before those that are then as near.
    .map(({ candidate, edits }) => ({
      candidate,
      rank: missing.includes(candidate) ? edits - 1.5 : edits,
    }))
    .sort((a, b) => a.rank - b.rank);
  return best?.candidate ?? null;
}

/** The part after the scope, in small letters. */
function ownPart(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1).toLowerCase();
}

/** Damerau's distance: letters left out, added, replaced, or swapped with their neighbour. */
function editDistance(a: string, b: string): number {
  if (b.length > MAX_LENGTH) return Infinity;
  let before: readonly number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swapped = isSwap ? before[j - 2]! + 1 : Infinity;
      next.push(Math.min(replaced, swapped, row[j]! + 1, next[j - 1]! + 1));
    }
    before = row;
    row = next;
  }
  return row[b.length]!;
}
