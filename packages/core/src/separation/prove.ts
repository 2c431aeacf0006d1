import type {
  CellsSeparator,
  Dataset,
  LossForm,
  PredictionLoss,
  ReluCutSeparator,
  SeparationRecord,
  Separator,
} from '@isthmus/contract';
import { flatten, type Params, type ParamSpec } from '@isthmus/contract/parameters';
import type { GraphNetwork } from '@isthmus/engine';
import { provenCells } from './cells/cell-proof.js';
import { boxBoundOf } from './cells/enclosure.js';
import { provenDeterminant } from './determinant.js';
import { wholeProblem } from './relu/cells.js';
import { provenCut } from './relu/cut-proof.js';
import { reluLayerOf, unitsOf } from './relu/layer.js';

/** What a separator is held against. */
export interface SeparationSubject {
  readonly spec: ParamSpec;
  /** The loss as data; null where it is not known so. */
  readonly form: LossForm | null;
  /** Null for an objective, and for a network given as code. */
  readonly graph: {
    readonly network: GraphNetwork;
    readonly loss: Pick<PredictionLoss, 'fast'>;
    /** The evaluation set. */
    readonly data: Dataset;
  } | null;
}

/**
 * Holds what a strategy claims to separate two points against the loss itself: what is claimed is only
 * where to look, every fact is computed anew.
 *
 * @returns null where nothing is proved; `lowerBound` says below which level the two are apart
 */
export function provenSeparation(
  subject: SeparationSubject,
  separator: Separator,
  a: Params,
  b: Params,
): SeparationRecord | null {
  switch (separator.kind) {
    case 'determinant':
      return subject.graph && provenDeterminant(subject.graph, separator, a, b);
    case 'relu-cut':
      return reluCut(subject, separator, a, b);
    case 'cells':
      return cells(subject, separator, a, b);
    default:
      return null;
  }
}

/** Numbers that a claim may hold: what is read of it is bounded. */
const LARGEST = { duals: 10_000, digits: 20_000 };

function reluCut(
  { form }: SeparationSubject,
  separator: ReluCutSeparator,
  a: Params,
  b: Params,
): SeparationRecord | null {
  const layer = reluLayerOf(form);
  const duals = wholeVectors(separator.duals);
  if (typeof layer === 'string' || duals === null) return null;
  const problem = wholeProblem(layer.problem);
  const proven = provenCut(problem, duals, unitsOf(layer, a), unitsOf(layer, b));
  return proven && { separator, ...proven };
}

/** Null where they are not lists of whole numbers in digits. */
function wholeVectors(lists: unknown): readonly (readonly bigint[])[] | null {
  if (!Array.isArray(lists) || lists.length > LARGEST.duals) return null;
  const isWhole = (text: unknown) =>
    typeof text === 'string' && text.length <= LARGEST.digits && /^-?\d+$/.test(text);
  const rows = lists as readonly unknown[];
  return rows.every((row): row is string[] => Array.isArray(row) && row.every(isWhole))
    ? rows.map((row) => row.map(BigInt))
    : null;
}

function cells(
  { form, spec }: SeparationSubject,
  separator: CellsSeparator,
  a: Params,
  b: Params,
): SeparationRecord | null {
  const bound = form && boxBoundOf(form, spec);
  if (bound === null || !isCellCut(separator)) return null;
  const [inside, outside] = separator.around === 'a' ? [a, b] : [b, a];
  const proven = provenCells(separator, bound, flatten(spec, inside), flatten(spec, outside));
  return proven && { separator, ...proven };
}

function isCellCut({ box, tree }: CellsSeparator): boolean {
  return (
    typeof tree === 'string' &&
    typeof box?.width === 'number' &&
    Array.isArray(box.low) &&
    box.low.every((entry) => typeof entry === 'number')
  );
}
