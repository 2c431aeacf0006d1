/** Longer names are no slips of a finger, and comparing them would take long. */
const MAX_LENGTH = 64;

/**
 * The known name that a misspelt one most likely means, or null when none is near: one with the same
 * part after the scope, else the fewest edits, of which a third of that part's length may be wrong.
 *
 * @example
 * nearest('dss/gredy', ['core/linear', 'dss/greedy']); // 'dss/greedy'
 */
export function nearest(name: string, known: readonly string[]): string | null {
  if (name.length > MAX_LENGTH) return null;
  const own = ownPart(name);
  const sameName = known.find((candidate) => ownPart(candidate) === own);
  if (sameName !== undefined) return sameName;
  const ranked = known
    .map((candidate) => ({ candidate, edits: editDistance(name, candidate) }))
    .sort((a, b) => a.edits - b.edits);
  const best = ranked[0];
  const allowed = Math.max(1, Math.round(own.length / 3));
  return best !== undefined && best.edits <= allowed ? best.candidate : null;
}

/** The part after the scope, in small letters. */
function ownPart(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1).toLowerCase();
}

/** Levenshtein distance. */
function editDistance(a: string, b: string): number {
  if (b.length > MAX_LENGTH) return Infinity;
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[b.length]!;
}
