import { ask } from '../faults.js';
import { choiceOf, fieldsOf, numberOf, wholeOf } from '../json.js';
import type { Point } from '../segment.js';
import { cellsFault } from './cells.js';
import { determinantFault } from './determinant.js';
import { reluCutFault } from './relu-cut.js';
import type { SeparationSubject } from './subject.js';

/** What a separation is checked against. */
export interface SeparationClaim {
  readonly subject: SeparationSubject;
  /** The arrays of a point, in the order in which they are one vector. */
  readonly order: readonly { readonly name: string; readonly size: number }[];
  readonly a: Point;
  readonly b: Point;
  /** Below which the two are said to be apart. */
  readonly level: number;
  /** As it stands in a record or a certificate. */
  readonly separation: unknown;
}

/**
 * Why a separation does not show that every path between two points rises above a level; null where it does.
 * Every fact is computed anew from the loss and the two points, in plain loops; nothing is searched.
 *
 * @throws `Malformed` where it cannot be read
 */
export function separationFault(claim: SeparationClaim): string | null {
  const { subject, order, a, b, level } = claim;
  const fields = fieldsOf(claim.separation, 'separation');
  const separator = fields.get('separator');
  const stated = numberOf(fields.get('lowerBound'), 'separation.lowerBound');
  if (!(stated > level)) return `its bound ${stated} is not above the level ${level}`;
  const kind = choiceOf(fieldsOf(separator, 'separator').get('kind'), 'separator.kind', ['determinant', 'relu-cut', 'cells']); // prettier-ignore
  const counted = (name: string) => wholeOf(fields.get(name), `separation.${name}`, 1, 1e7);
  if (kind === 'cells') {
    const cells = counted('cells');
    return cellsFault(subject, order, separator, [a, b], { lowerBound: slackened(stated), cells });
  }
  ask(subject.kind === 'chain', () => 'separator.kind: the loss is no network');
  return kind === 'relu-cut'
    ? reluCutFault(subject, separator, [a, b], { lowerBound: stated, cells: counted('cells'), of: counted('of') }) // prettier-ignore
    : determinantFault(subject, fields, [a, b], slackened(stated));

  /** Two bounds of one number differ by rounding: ours may be below theirs by this, and never below the level. */
  function slackened(bound: number): number {
    const above = level + Math.abs(level) * 2 ** -52 + Number.MIN_VALUE;
    return Math.max(bound - 1e-9 * (Math.abs(bound) + 1), above);
  }
}
