import type { Path, PathRecord, PathProof } from '@isthmus/contract';
import type { CertifiedPath } from './certify-path.js';
import { highestPlace, type Judgement } from './path-judge.js';
import { affordable, type EndedSearch, type LastState, type Search } from './search.js';

/** A path that a search left, judged. */
export interface Found {
  readonly path: Path;
  /** Whether it is the strategy's own, and not the straight line in its place. */
  readonly isOwn: boolean;
  readonly record: FoundRecord;
  readonly judgement: Judgement;
}

type FoundRecord = Omit<PathRecord, 'vertices'>;

/** Asks the certifier about a path that holds; null where there is nothing to ask. */
export async function proofOf(
  { settings: { certify }, tick }: Search,
  { path, record, judgement }: Found,
): Promise<CertifiedPath | 'cancelled' | null> {
  if (certify === undefined || record.verdict !== 'connected') return null;
  const level = certify.level ?? record.level;
  const proved = await certify.prove({ path, level, highest: highestPlace(judgement) }, tick);
  return proved ?? 'cancelled';
}

/** Searches go on at most so often from a point that was found above the level. */
const MOST_ROUNDS = 16;

/** The state from which the strategy goes on, where it can; null: it ends here. */
export function goingOn(
  search: Search,
  { left }: EndedSearch,
  found: Found,
  proved: CertifiedPath,
  rounds: number,
): { readonly left: LastState; readonly rounds: number } | null {
  const { strategy, settings, watched } = search;
  const { plugin } = strategy;
  const { witness } = proved;
  if (!isTaken(found, proved) || witness === null || left === null || !found.isOwn) return null;
  if (plugin.refuted === undefined || rounds >= MOST_ROUNDS) return null;
  watched.restrict();
  const rng = settings.rng.fork(`refuted ${rounds}`);
  const next = affordable(search, 'refuted', () =>
    plugin.refuted!(watched.problem, left.state, witness, rng),
  );
  return next && { left: next, rounds: rounds + 1 };
}

/** Whether it is proved that a path is above its own level. */
function isTaken({ record }: Found, { record: { lower, rows } }: CertifiedPath): boolean {
  return rows === null && lower !== null && lower > record.level;
}

/** What is reported of a path that a certifier was asked about. */
export function proven(
  found: Found,
  proved: CertifiedPath,
  refutations: number,
  evaluations: number,
): { readonly path: Path; readonly record: FoundRecord; readonly proof?: PathProof } {
  const { record, proof } = proved;
  const certification = { ...record, refutations, evaluations };
  const proves =
    record.outcome === 'certified' && record.rows === null && record.level <= found.record.level;
  const verdict = isTaken(found, proved) ? REFUTED : proves ? CERTIFIED : {};
  return {
    path: found.path,
    record: { ...found.record, ...verdict, certification },
    ...(proof && { proof }),
  };
}

const REFUTED = { verdict: 'not-found', grade: null, reason: 'refuted' } as const;
const CERTIFIED = { grade: 'certified' } as const;
