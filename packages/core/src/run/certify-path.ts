import { blaming } from '@isthmus/contract/internal';
import { IsthmusError } from '@isthmus/contract/base';
import type {
  BoundedElements,
  CertificationRecord,
  Certifier,
  CertifierOutcome,
  ElementPlace,
  ElementProof,
  Path,
  PathElement,
  PathProof,
  ProofLeaf,
  ProofSubject,
  ResolvedRef,
} from '@isthmus/contract';
import { takeRows } from '@isthmus/engine/internal';
import { positionOf } from '../path/polyline.js';
import { leafBoundsOf } from './leaf-bounds.js';
import type { CancelTick } from './path-judge.js';

/** A certifier with the name and the options that it was made by, and what its claims are about. */
export interface ChosenCertifier {
  readonly plugin: Certifier;
  readonly ref: ResolvedRef;
  readonly subject: ProofSubject;
}

/** What a certifier has shown of a path, and where the path is above the level, if it is. */
export interface CertifiedPath {
  readonly record: CertificationRecord;
  readonly proof: PathProof | null;
  readonly witness: ElementPlace | null;
}

/**
 * Asks a certifier about a path, and holds what it answers against what an answer must be.
 *
 * @param highest where samples of the path were highest
 * @returns null when it was cancelled
 * @throws `run/bad-proof` for an answer that contradicts itself
 */
export async function certifyPath(
  { plugin, ref, subject: whole }: ChosenCertifier,
  claim: { readonly path: Path; readonly level: number; readonly highest: ElementPlace },
  tick: CancelTick,
): Promise<CertifiedPath | null> {
  const begun = performance.now();
  const who = `certifier "${ref.use}"`;
  const rows = blaming(who, 'rows', () => rowsOf(plugin, whole));
  const subject = onRows(whole, rows);
  const search = blaming(who, 'prove', () => plugin.prove({ subject, ...claim }));
  for (;;) {
    const outcome = blaming(who, 'prove', () => search.step());
    if (outcome !== null) {
      const fault = faultOf(outcome, claim);
      if (fault !== null) throw badProof(ref, fault);
      const seconds = (performance.now() - begun) / 1000;
      const size = whole.kind === 'objective' ? null : whole.data.size;
      return answered(outcome, ref, claim, { rows, rowsOf: rows && size, seconds });
    }
    if (await tick()) return null;
  }
}

function rowsOf({ rows }: Certifier, subject: ProofSubject): readonly number[] | null {
  return subject.kind === 'objective' ? null : (rows?.(subject.data.size) ?? null);
}

/** The claim is about these rows alone. */
function onRows(subject: ProofSubject, rows: readonly number[] | null): ProofSubject {
  if (rows === null || subject.kind === 'objective') return subject;
  return { ...subject, data: takeRows(subject.data, Int32Array.from(rows)) };
}

/** Which rows of how many a claim is about, null where it is about all; and how long it took. */
interface Asked {
  readonly rows: readonly number[] | null;
  readonly rowsOf: number | null;
  readonly seconds: number;
}

function answered(
  outcome: CertifierOutcome,
  { use, options }: ResolvedRef,
  { path, level }: { readonly path: Path; readonly level: number },
  { rows, rowsOf, seconds }: Asked,
): CertifiedPath {
  const { elements, tag, lower, at, upper, errorRate, leaves, evaluations } = outcome;
  const witness = tag === 'refuted' ? at : null;
  return {
    witness,
    proof:
      tag === 'certified'
        ? { elements: outcome.elements, assumptions: outcome.assumptions, rows }
        : null,
    record: {
      ...{ use, options, outcome: tag, level, lower, where: at, upper, errorRate },
      rows: rows?.length ?? null,
      rowsOf,
      leafBounds: elements === undefined ? null : leafBoundsOf(elements),
      ...{ leaves, evaluations, refutations: 0 },
      witness: witness && { t: positionOf(path.elements.length, witness), loss: lower! },
      reason: tag === 'undecided' ? outcome.reason : null,
      seconds,
    },
  };
}

/** What is wrong with an answer; null where it can be. */
function faultOf(
  outcome: CertifierOutcome,
  { path, level }: { readonly path: Path; readonly level: number },
): string | null {
  const { upper } = outcome;
  if (outcome.tag === 'refuted' && !isAbove(outcome, level))
    return `it refutes the level ${level} by a loss of ${outcome.lower}`;
  if (outcome.tag !== 'certified')
    return outcome.elements ? proofFault(outcome.elements, path, upper ?? Infinity) : null;
  if (upper === null || !(upper <= level))
    return `it certifies the level ${level} by a bound of ${upper}`;
  return proofFault(outcome.elements, path, level);
}

function isAbove({ lower, at }: CertifierOutcome, level: number): boolean {
  return lower !== null && lower > level && at !== null;
}

/** @param largest no bound may be above it */
function proofFault(elements: BoundedElements, path: Path, largest: number): string | null {
  if (elements.length !== path.elements.length)
    return `it bounds ${elements.length} elements of a path of ${path.elements.length}`;
  const faults = elements.map((proof, i) =>
    elementFault(proof, path.elements[i]!.kind, i, largest),
  );
  return faults.find((fault) => fault !== null) ?? null;
}

const PROOF_KINDS: readonly string[] = ['leaves', 'constant', 'convex', 'arc'];

/**
 * What is wrong with the proof of one element by its form; whether its condition holds is for the certifier, and for
 * whoever reads the certificate.
 */
function elementFault(
  proof: ElementProof,
  kind: PathElement['kind'],
  at: number,
  largest: number,
): string | null {
  if (!PROOF_KINDS.includes(proof.kind))
    return `its proof of element ${at} is of kind ${JSON.stringify(proof.kind)}; there are ${PROOF_KINDS.join(', ')}`;
  if ((proof.kind === 'arc') !== (kind === 'arc'))
    return `its proof of element ${at} is of kind "${proof.kind}", and the path has ${kind === 'arc' ? 'an arc' : 'a segment'} there`;
  if (proof.kind === 'constant' || proof.kind === 'convex') return null;
  const leaves: unknown = proof.kind === 'arc' ? proof.closing : proof.leaves;
  return Array.isArray(leaves) && isTiled(leaves as readonly ProofLeaf[], largest)
    ? null
    : `the leaves of element ${at} do not tile it in order with bounds up to ${largest}`;
}

/** Whether leaves tile [0, 1], with no bound above the largest. */
function isTiled(leaves: readonly ProofLeaf[], largest: number): boolean {
  let end = 0;
  for (const [k, depth, most] of leaves) {
    const width = 2 ** -depth;
    if (
      !Number.isInteger(depth) ||
      depth < 0 ||
      depth > 50 ||
      k * width !== end ||
      !(most <= largest)
    )
      return false;
    end = (k + 1) * width;
  }
  return end === 1;
}

function badProof({ use }: ResolvedRef, what: string): IsthmusError {
  return new IsthmusError(
    'run/bad-proof',
    `The certifier "${use}" failed in prove: ${what}. What it answers must follow from its own numbers.`,
    { plugin: `certifier "${use}"`, phase: 'prove' },
  );
}
