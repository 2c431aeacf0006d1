import { IsthmusError, type Params } from '@isthmus/core';
import type { Problem, SegmentProof } from '@isthmus/core/contract';

/**
 * What the certifier of a problem shows of a segment; null while it is not known, and then whatever the step
 * returns is dropped.
 *
 * @param highest t where samples were highest
 * @throws `dss/no-certifier` where the problem has none
 */
export function segmentProof(
  { certify }: Pick<Problem, 'certify'>,
  [from, to]: readonly [Params, Params],
  highest: number,
): SegmentProof | null {
  if (certify === undefined)
    throw new IsthmusError(
      'dss/no-certifier',
      'Edges are to be certified, and the problem has no "certify". Give it one, or accept edges by their samples ("edges": "sampled").',
    );
  return certify(from, to, highest);
}
