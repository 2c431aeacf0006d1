import type { UnitSpace } from '@isthmus/core';
import { actWide, type NormalForms } from '../group/act-wide.js';
import type { WideParams } from '../group/float64.js';
import type { NormalForm } from '../group/normal-form.js';
import { linearAssignment } from './assignment.js';
import { innerProducts } from './inner-products.js';
import { identityForms } from './matching.js';
import { unitRows } from './unit-rows.js';
import type { UnitValues } from './unit-values.js';

/**
 * How much the weights of two units count beside the correlation of their values. Values that tell units
 * apart differ by more; where units are constant on the data, or copies of each other there, weights decide.
 */
const WEIGHTS_COUNT = 1e-6;

/** In the first round spaces behind are not yet in place, in the second they are. */
const ROUNDS = 2;

/** The values of the units of one space in two networks, on the same rows. */
export interface SpaceValues {
  readonly a: UnitValues;
  readonly b: UnitValues;
}

/**
 * Pairs the units whose values go together most: the largest sum of correlations, one linear assignment a
 * space (Li et al. 2015, arXiv:1511.07543; Ainsworth et al. 2022, arXiv:2209.04836, section 3.1). Where
 * signs may flip, the size of a correlation counts, and its sign is that of the unit.
 *
 * @param valuesOf by the names of the spaces
 * @param a in the balanced gauge, as b: weights decide between units that values cannot tell apart
 */
export function matchValues(
  spaces: readonly UnitSpace[],
  valuesOf: ReadonlyMap<string, SpaceValues>,
  a: WideParams,
  b: WideParams,
): NormalForms {
  const correlations = spaces.map((space) => {
    const values = valuesOf.get(space.name)!;
    return innerProducts(values.a.rows, values.b.rows, space.size);
  });
  let forms = identityForms(spaces);
  for (let round = 0; round < ROUNDS; round++)
    spaces.forEach((space, at) => {
      const { [space.name]: own, ...others } = forms;
      const alike = cosines(space, a, actWide(spaces, others, b));
      const profit = correlations[at]!.map((value, i) => value + WEIGHTS_COUNT * alike[i]!);
      forms = { ...forms, [space.name]: assigned(space, profit) };
    });
  return forms;
}

function assigned({ size, sign }: UnitSpace, profit: Float64Array): NormalForm {
  const map = linearAssignment(sign ? profit.map(Math.abs) : profit, size);
  const by = Float64Array.from(map, (unit, i) => (sign && profit[i * size + unit]! < 0 ? -1 : 1));
  return { map, by };
}

/** Cosines between the weights of a's and of b's units, `[units of a, units of b]`. */
function cosines(space: UnitSpace, a: WideParams, b: WideParams): Float64Array {
  const { size } = space;
  const [rowsOfA, rowsOfB] = [unitRows(space, a), unitRows(space, b)];
  const norms = [rowsOfA, rowsOfB].map((rows) =>
    Float64Array.from({ length: size }, (_, unit) =>
      Math.hypot(
        ...rows.map(({ data, width }) =>
          Math.sqrt(
            data
              .subarray(unit * width, (unit + 1) * width)
              .reduce((sum, value) => sum + value * value, 0),
          ),
        ),
      ),
    ),
  );
  return innerProducts(rowsOfA, rowsOfB, size).map((product, at) => {
    const norm = norms[0]![Math.floor(at / size)]! * norms[1]![at % size]!;
    return norm > 0 ? product / norm : 0;
  });
}
