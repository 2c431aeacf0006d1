import type { Params } from '@isthmus/contract/parameters';
import type {
  CertificationRecord,
  Path,
  Problem,
  ProofCounts,
  SegmentProof,
} from '@isthmus/contract';
import { polyline } from '../path/polyline.js';
import type { CertifiedPath } from './certify-path.js';
import { fingerprint } from './fingerprint.js';
import { joinedProof } from './joined-proof.js';
import type { CancelTick } from './path-judge.js';
import type { PathCertifier, PathToProve } from './path-certifier.js';

/** The certifier of one search: what it was asked about before is remembered, segment by segment. */
export interface SegmentProofs {
  /** As a problem gives it to a strategy. */
  readonly certify: NonNullable<Problem['certify']>;
  /** No longer waits for what was asked so far. */
  forget(): void;
  /** Whether something was asked that is not known. */
  isAsked(): boolean;
  /** Finds that; false when it was cancelled. */
  answer(tick: CancelTick): Promise<boolean>;
  /**
   * Proves a whole path. Of one with segments that are proved already only the others are looked at; what is
   * shown is then shown at the level of the search, where what was asked for is weaker.
   *
   * @param asked null: the level of the search
   * @returns null when it was cancelled
   */
  provePath(
    path: Omit<PathToProve, 'level'>,
    asked: number | null,
    tick: CancelTick,
  ): Promise<CertifiedPath | null>;
  /** Whether a segment is known not to stay at or below the level, or not to be provable. */
  isRefused(from: Params, to: Params): boolean;
  /** What became of the segments that were asked about; null where none was. */
  counts(): ProofCounts | null;
  /** Passes of bounds so far, those for whole paths too, and the time that all that took. */
  spent(): { readonly evaluations: number; readonly seconds: number };
}

/**
 * @param level of the search: segments are asked about at this level, whatever is to be proved of whole paths, as
 * it is the one that a search can strive for
 */
export function createSegmentProofs(certifier: PathCertifier, level: number): SegmentProofs {
  const memory = createMemory(certifier, level);
  let asked: { readonly ends: readonly [Params, Params]; readonly highest: number } | null = null;
  return {
    certify(from, to, highest) {
      const known = memory.known(from, to);
      if (known !== undefined) {
        memory.askedFor.add(known);
        return segmentAnswer(known.record, highest);
      }
      asked ??= { ends: [from, to], highest };
      return null;
    },
    forget() {
      asked = null;
    },
    isAsked: () => asked !== null,
    async answer(tick) {
      if (asked === null) return true;
      const { ends, highest } = asked;
      asked = null;
      const path = polyline(ends);
      return (await memory.prove({ path, highest: { element: 0, t: highest } }, tick)) !== null;
    },
    provePath: (path, wanted, tick) => provenPath(memory, path, wanted ?? level, tick),
    isRefused(from, to) {
      const known = memory.known(from, to);
      return known !== undefined && known.record.outcome !== 'certified';
    },
    counts: () => countsOf(memory.askedFor),
    spent: memory.spent,
  };
}

/** What was proved of segments at one level, and what all proofs took. */
interface ProofMemory {
  readonly level: number;
  readonly askedFor: Set<CertifiedPath>;
  known(from: Params, to: Params): CertifiedPath | undefined;
  /** Proves a path as a whole; one of a single segment, at the level of the search, is remembered. */
  prove(
    path: Omit<PathToProve, 'level'>,
    tick: CancelTick,
    level?: number,
  ): Promise<CertifiedPath | null>;
  spent(): { readonly evaluations: number; readonly seconds: number };
}

function createMemory(certifier: PathCertifier, level: number): ProofMemory {
  const segments = new Map<string, CertifiedPath>();
  const spent = { evaluations: 0, seconds: 0 };
  const keyOf = (from: Params, to: Params) => fingerprint(from) + fingerprint(to);
  return {
    level,
    askedFor: new Set(),
    known: (from, to) => segments.get(keyOf(from, to)),
    async prove(claim, tick, wanted = level) {
      const [from, to] = claim.path.vertices;
      const isSegment = claim.path.elements.length === 1 && claim.path.elements[0]!.kind === 'segment'; // prettier-ignore
      const key = isSegment && wanted === level ? keyOf(from!, to!) : null;
      const known = key === null ? undefined : segments.get(key);
      if (known !== undefined) return known;
      const proved = await certifier.prove({ ...claim, level: wanted }, tick);
      if (proved === null) return null;
      spent.evaluations += proved.record.evaluations;
      spent.seconds += proved.record.seconds;
      if (key !== null) segments.set(key, proved);
      return proved;
    },
    spent: () => ({ ...spent }),
  };
}

/**
 * What a certifier shows of a segment, as strategies are told; a proof of some rows of the data alone shows nothing
 * of the loss.
 */
export function segmentAnswer(
  {
    outcome,
    lower,
    upper,
    where,
    rows,
  }: Pick<CertificationRecord, 'outcome' | 'lower' | 'upper' | 'where' | 'rows'>,
  highest: number,
): SegmentProof {
  if (rows !== null) return { tag: 'undecided', t: highest, upper: null };
  if (outcome === 'certified') return { tag: 'certified' };
  return outcome === 'refuted'
    ? { tag: 'refuted', t: where!.t, lower: lower! }
    : { tag: 'undecided', t: where?.t ?? highest, upper };
}

async function provenPath(
  memory: ProofMemory,
  { path, highest }: Omit<PathToProve, 'level'>,
  wanted: number,
  tick: CancelTick,
): Promise<CertifiedPath | null> {
  const whole = () => memory.prove({ path, highest }, tick, wanted);
  const isKnown = path.elements.some((_, i) => knownElement(memory, path, i) !== undefined);
  if (!isKnown || wanted < memory.level) return whole();
  const parts: CertifiedPath[] = [];
  for (const i of path.elements.keys()) {
    const t = highest.element === i ? highest.t : 0;
    const part =
      knownElement(memory, path, i) ??
      (await memory.prove({ path: elementAlone(path, i), highest: { element: 0, t } }, tick));
    if (part === null) return null;
    // At the level of the search it fails; what is asked for may be less.
    if (part.record.outcome !== 'certified' && wanted > memory.level) return whole();
    parts.push(part);
    if (part.record.outcome === 'refuted') break;
  }
  return joinedProof(parts, path.elements.length);
}

function knownElement(memory: ProofMemory, { vertices, elements }: Path, i: number) {
  return elements[i]!.kind === 'segment' ? memory.known(vertices[i]!, vertices[i + 1]!) : undefined;
}

function elementAlone({ vertices, elements }: Path, i: number): Path {
  return { vertices: vertices.slice(i, i + 2), elements: [elements[i]!] };
}

function countsOf(asked: ReadonlySet<CertifiedPath>): ProofCounts | null {
  if (asked.size === 0) return null;
  const records = [...asked].map(({ record }) => record);
  const count = (tag: string) => records.filter(({ outcome }) => outcome === tag).length;
  return {
    certified: count('certified'),
    refuted: count('refuted'),
    undecided: count('undecided'),
    evaluations: records.reduce((sum, { evaluations }) => sum + evaluations, 0),
  };
}
