import { z } from 'zod';
import { define, type Certifier, type CertifierOutcome, type PathClaim } from '@isthmus/contract';
import { flatten } from '@isthmus/contract/parameters';
import { checkCertifier } from '../check-certifier.js';
import type { Planted } from './planted.js';

export const plugin = (certifier: Certifier) =>
  define({
    kind: 'certifier',
    name: 'test/certifier',
    summary: 'A certifier to find faults in.',
    sources: [],
    options: z.strictObject({}),
    create: () => certifier,
  });

const bounds = { lower: null, at: null, upper: null, errorRate: null, leaves: 1, evaluations: 1 };
export const answering = (
  answer: (claim: PathClaim) => CertifierOutcome,
  refusal: () => unknown = () => null,
): Certifier => ({
  refusal: refusal as () => null,
  prove: (claim) => ({ step: () => answer(claim) }),
});
const certified = ({ path, level }: PathClaim, upper = level): CertifierOutcome => ({
  tag: 'certified',
  ...bounds,
  upper,
  elements: path.elements.map(() => ({ kind: 'leaves', leaves: [[0, 0, level]] })),
  assumptions: [],
});
export const undecided: CertifierOutcome = { tag: 'undecided', reason: 'too hard', ...bounds };

/** The largest loss at 33 points of each element. */
function sampled({ path, subject }: PathClaim): number {
  if (subject.kind !== 'objective') return 0;
  const points = path.vertices.map((vertex) => flatten(subject.spec, vertex));
  const losses = path.elements.flatMap((_, i) =>
    Array.from({ length: 33 }, (__, k) =>
      subject.objective.value(points[i]!.map((p, j) => p + (k / 32) * (points[i + 1]![j]! - p))),
    ),
  );
  return Math.max(...losses);
}

let calls = 0;

const faults: readonly (readonly [string, Certifier, string])[] = [
    ['certifies everything', answering((claim) => certified(claim)), 'sound'],
    ['certifies what samples do not contradict', answering((claim) => sampled(claim) <= claim.level ? certified(claim) : undecided), 'sound'],
    ['has an upper bound that samples gave', answering((claim) => ({ ...undecided, upper: sampled(claim) })), 'sound'],
    ['has leaves that samples gave', answering((claim) => ({ ...undecided, elements: claim.path.elements.map(() => ({ kind: 'leaves', leaves: [[0, 0, sampled(claim)]] })) })), 'sound'],
    ['certifies by a bound above the level', answering((claim) => certified(claim, 2 * claim.level)), 'outcome'],
    ['leaves a gap', answering((claim) => ({ ...certified(claim), elements: claim.path.elements.map(() => ({ kind: 'leaves', leaves: [[0, 1, 0]] })) }) as CertifierOutcome), 'outcome'],
    ['refutes everything', answering(({ level }) => ({ tag: 'refuted', ...bounds, lower: 2 * level, at: { element: 0, t: 0.5 } })), 'witness'],
    ['refutes by a loss below the level', answering(({ level }) => ({ tag: 'refuted', ...bounds, lower: level / 2, at: { element: 0, t: 0.5 } })), 'outcome'],
    ['has a lower bound that nothing reaches', answering(() => ({ ...undecided, lower: 1.5 })), 'witness'],
    ['answers otherwise the next time', answering(() => ({ ...undecided, leaves: ++calls })), 'repeat'],
    ['refuses by a number', answering(() => undecided, () => 7), 'refusal'],
    ['has no end', { refusal: () => null, prove: () => ({ step: () => null }) }, 'end'],
]; // prettier-ignore

export const planted: readonly Planted[] = faults.map(([fault, certifier, code]) => ({
  fault: `it ${fault}`,
  code: `conformance/certifier-${code}`,
  checks: () => checkCertifier(plugin(certifier)),
}));
