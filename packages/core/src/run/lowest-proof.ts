import type { PathRecord } from '@isthmus/contract';
import { locate } from '../path/polyline.js';
import type { ConnectOutcome } from './connect.js';
import type { CancelTick } from './path-judge.js';
import type { PathCertifier } from './path-certifier.js';

type Finished = Extract<ConnectOutcome, { readonly tag: 'finished' }>;

/** How far above the largest loss known the level to be proved lies, relative to it: a proof needs slack. */
const SLACK = 1e-3;

/** Higher losses that a certifier comes upon raise the level at most so often. */
const MOST_TRIES = 16;

/**
 * Proves the lowest level that was found: a little above the largest loss known of the path, which rises to
 * what the certifier finds, until that is proved. The record's level is then the one that is proved.
 *
 * @param before passes of bounds that the search took
 * @returns null when it was cancelled
 */
export async function provenLowest(
  found: Finished,
  { level: fixed, prove }: PathCertifier,
  tick: CancelTick,
  before: number,
): Promise<Finished | null> {
  const { path, record } = found;
  if (record.verdict !== 'connected') return found;
  const highest = locate(path, record.peak.t);
  let known = record.peak.loss;
  let evaluations = before;
  for (let tries = 0; ; tries++) {
    const level = fixed ?? known * (1 + SLACK);
    const proved = await prove({ path, level, highest }, tick);
    if (proved === null) return null;
    evaluations += proved.record.evaluations;
    const certification = { ...proved.record, evaluations };
    const { outcome, lower, rows } = certification;
    if (outcome === 'refuted' && fixed === null && rows === null && tries < MOST_TRIES) {
      known = lower!;
      continue;
    }
    const proves = outcome === 'certified' && rows === null && record.lowest !== null;
    const raised: Partial<PathRecord> = proves
      ? { grade: 'certified', level, lowest: { ...record.lowest, level } }
      : {};
    const { proof } = proved;
    return { ...found, record: { ...record, ...raised, certification }, ...(proof && { proof }) };
  }
}
