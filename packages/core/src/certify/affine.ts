import type { Certifier, CertifierOutcome, ProofSubject } from '@isthmus/contract';
import { planBounds } from './plan.js';
import { provePath, type ProofOptions } from './prove-path.js';

/** How a proof is made, and of which rows. */
export interface AffineOptions extends ProofOptions {
  /** How many rows of the evaluation set are looked at, evenly spread; null: all. */
  readonly rows: number | null;
}

/**
 * The certifier by first-order forms in t: mathematics.md 3.2.
 *
 * @example
 * const certifier = affineCertifier({ leaves: 100, evaluations: 1000, tightness: null, rows: null });
 * const objective = registry.resolve('objective', 'core/ring', '/objective').plugin;
 * certifier.refusal({ kind: 'objective', objective, spec: objective.spec }); // null
 */
export function affineCertifier(options: AffineOptions): Certifier {
  return {
    refusal,
    rows: (size) => rowsOf(size, options.rows),
    prove(claim) {
      const search = provePath(claim, options);
      return {
        step: (): CertifierOutcome | null => {
          const { done, value } = search.next();
          return done === true ? value : null;
        },
      };
    },
  };
}

function refusal(subject: ProofSubject): string | null {
  if (subject.kind === 'objective')
    return subject.objective.bounds === undefined ? 'it has no bounds' : null;
  const plan = planBounds(subject.network);
  if (typeof plan === 'string') return plan;
  return subject.loss.bounds === undefined ? 'its loss has no bounds' : null;
}

/** So many rows, evenly spread from the first on. */
function rowsOf(size: number, rows: number | null): readonly number[] | null {
  if (rows === null || rows >= size) return null;
  return Array.from({ length: rows }, (_, i) => Math.floor((i * size) / rows));
}
