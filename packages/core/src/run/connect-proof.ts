import type { Path, PathRecord, PathProof, Reason } from '@isthmus/contract';
import type { CertifiedPath } from './certify-path.js';
import { highestPlace, type Judgement } from './path-judge.js';
import { answeredCall, type EndedSearch, type LastState, type Search } from './search.js';

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
  { settings: { certify }, proofs, tick }: Search,
  { path, record, judgement }: Found,
): Promise<CertifiedPath | 'cancelled' | null> {
  if (certify === undefined || proofs === null || record.verdict !== 'connected') return null;
  const highest = highestPlace(judgement);
  const proved = await proofs.provePath({ path, highest }, certify.level, tick);
  return proved === null ? 'cancelled' : unlessContradicted(proved, record.peak.loss);
}

/** What the reference itself may be off by, as a part of a loss; a bound that is further below a sample is none. */
const ROUNDING = 1e-9;

/** Nothing is certified by a bound that is below a loss that the path was seen to have. */
function unlessContradicted(proved: CertifiedPath, sampled: number): CertifiedPath {
  const { outcome, upper, rows, use } = proved.record;
  const isBelow = upper !== null && upper < sampled - ROUNDING * Math.abs(sampled);
  if (outcome !== 'certified' || rows !== null || !isBelow) return proved;
  const reason = `${use} says that the loss is nowhere above ${upper}, and the reference computes ${sampled} at a point of the path`;
  const record = { ...proved.record, outcome: 'undecided' as const, upper: null, leafBounds: null, reason }; // prettier-ignore
  return { record, proof: null, witness: null };
}

/** Searches go on at most so often from a point that was found above the level. */
const MOST_ROUNDS = 16;

/** The state from which the strategy goes on, where it can; null: it ends here. */
export async function goingOn(
  search: Search,
  { left, status }: EndedSearch,
  found: Found,
  proved: CertifiedPath,
  rounds: number,
): Promise<{ readonly left: LastState; readonly rounds: number } | 'cancelled' | null> {
  const { strategy, settings, watched } = search;
  const { plugin } = strategy;
  const { witness } = proved;
  if (!isTaken(found, proved) || witness === null || left === null || !found.isOwn) return null;
  if (plugin.refuted === undefined || rounds >= MOST_ROUNDS) return null;
  // It has asked about its path before it ended, and knows.
  if (plugin.needsProofs === true && status.tag === 'not-found') return null;
  watched.restrict();
  const rng = settings.rng.fork(`refuted ${rounds}`);
  const next = await answeredCall(search, 'refuted', () =>
    plugin.refuted!(watched.problem, left.state, witness, rng),
  );
  return next === null || next === 'cancelled' ? next : { left: next, rounds: rounds + 1 };
}

/** Whether it is proved that a path is above its own level. */
function isTaken({ record }: Found, { record: { lower, rows } }: CertifiedPath): boolean {
  return rows === null && lower !== null && lower > record.level;
}

/** What is reported of a path that a certifier was asked about. */
export function proven(
  { strategy, proofs }: Search,
  { status }: EndedSearch,
  found: Found,
  proved: CertifiedPath,
  refutations: number,
): { readonly path: Path; readonly record: FoundRecord; readonly proof?: PathProof } {
  const { record, proof } = proved;
  const certification = { ...record, refutations, ...proofs?.spent() };
  const proves =
    record.outcome === 'certified' && record.rows === null && record.level <= found.record.level;
  const needed = strategy.plugin.needsProofs === true;
  const verdict = isTaken(found, proved)
    ? notFound(needed ? status : null, 'refuted')
    : proves
      ? CERTIFIED
      : needed
        ? notFound(status, 'undecided')
        : {};
  return {
    path: found.path,
    record: { ...found.record, ...verdict, certification },
    ...(proof && { proof }),
  };
}

/** A search that asks for proofs itself may know better why there is none. */
function notFound(status: EndedSearch['status'] | null, otherwise: Reason) {
  const reason = status?.tag === 'not-found' ? status.reason : otherwise;
  return { verdict: 'not-found', grade: null, reason } as const;
}

const CERTIFIED = { grade: 'certified' } as const;
