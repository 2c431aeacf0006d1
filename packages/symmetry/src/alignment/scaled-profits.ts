import type { UnitSpace } from '@isthmus/core';
import {
  leastProportion,
  leastScale,
  scaledExcess,
  type ScaleTerms,
} from '../gauge/least-scale.js';
import type { SideProducts } from './side-products.js';

/** What is symmetric in the units of a space, and how many there are. */
type Units = Pick<UnitSpace, 'size' | 'scaling' | 'sign'>;

/**
 * What each unit of a gains by each unit of b, that one at its best scale and sign: minus what the squared
 * distance of the two exceeds `‖a_in‖² + ‖a_out‖²` by.
 *
 * @returns row-major `[units of a, units of b]`
 */
export function scaledProfits(units: Units, made: SideProducts, read: SideProducts): Float64Array {
  const { size, scaling, sign } = units;
  const profits = new Float64Array(size * size);
  const leastOf = scaling ? leastScaled(size, made, read) : leastUnscaled(made, read);
  for (let row = 0; row < profits.length; row += size)
    for (let unit = 0; unit < size; unit++) {
      const [p, r] = [made.all[row + unit]!, read.all[row + unit]!];
      const upright = leastOf(unit, p, r);
      profits[row + unit] = sign ? -Math.min(upright, leastOf(unit, -p, -r)) : -upright;
    }
  return profits;
}

/**
 * What a unit of b is multiplied by beside a unit of a: its best scale, negative where the other sign is
 * better.
 */
export function bestFactor(
  { scaling, sign }: Units,
  made: SideProducts,
  read: SideProducts,
  ofA: number,
  ofB: number,
): number {
  const pair: ScaleTerms = {
    madeProduct: made.of(ofA, ofB),
    madeSquare: made.squares[ofB]!,
    readProduct: read.of(ofA, ofB),
    readSquare: read.squares[ofB]!,
  };
  const upright = scaling ? leastScale(pair) : 1;
  if (!sign) return upright;
  const turned = scaling ? leastScale(flipped(pair)) : 1;
  return scaledExcess(flipped(pair), turned) < scaledExcess(pair, upright) ? -turned : upright;
}

/** The excess of a unit of b by its products with a unit of a. */
type LeastExcess = (unit: number, madeProduct: number, readProduct: number) => number;

function leastUnscaled(made: SideProducts, read: SideProducts): LeastExcess {
  return (unit, madeProduct, readProduct) =>
    made.squares[unit]! - 2 * madeProduct + (read.squares[unit]! - 2 * readProduct);
}

function leastScaled(size: number, made: SideProducts, read: SideProducts): LeastExcess {
  // In proportion: by what products of a unit of b are multiplied, and its excess in the end.
  const root = new Float64Array(size);
  const byMade = new Float64Array(size);
  const byRead = new Float64Array(size);
  for (let unit = 0; unit < size; unit++) {
    const [q, s] = [made.squares[unit]!, read.squares[unit]!];
    root[unit] = Math.sqrt(q * s);
    byMade[unit] = (s / q) ** 0.25 / root[unit]!;
    byRead[unit] = 1 / ((s / q) ** 0.25 * root[unit]!);
  }
  return (unit, madeProduct, readProduct) => {
    const least =
      root[unit]! * leastProportion(madeProduct * byMade[unit]!, readProduct * byRead[unit]!);
    if (Number.isFinite(least)) return least;
    // Few pairs have several minima, or a side that is all zeros.
    const [madeSquare, readSquare] = [made.squares[unit]!, read.squares[unit]!];
    const pair = { madeProduct, madeSquare, readProduct, readSquare };
    return scaledExcess(pair, leastScale(pair));
  };
}

/** The terms of the same units, b's with the other sign. */
function flipped({ madeProduct, madeSquare, readProduct, readSquare }: ScaleTerms): ScaleTerms {
  return { madeProduct: -madeProduct, madeSquare, readProduct: -readProduct, readSquare };
}
