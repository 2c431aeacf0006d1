import { define, type PathStrategy } from '@isthmus/core/contract';
import { z } from 'zod';
import { shortening } from '../refine/shortening.js';
import { hatBasis } from './bases.js';
import { fittedCurveMover, type FittedCurve } from './fitted-curve.js';
import { fitOptions } from './options.js';
import { createCurveSearch, type CurveState } from './search.js';

/** Options of `dss/polychain`. */
export const polychainOptions = z.strictObject(fitOptions);

/** Validated options of `dss/polychain`. */
export type PolychainOptions = Omit<z.output<typeof polychainOptions>, 'shorten' | 'edges'>;

/**
 * Fits a polygonal chain between the endpoints: its bends descend along stochastic gradients of the
 * mean loss of the chain, at points drawn evenly from it.
 *
 * The fit lowers the mean along the chain, which is no bound of its peak: whether the chain stays at
 * or below the level is judged apart, every so many steps. Unlike the published method, it ends as
 * soon as that is so, and does not begin where the straight line is good enough.
 *
 * @param options validated, with every default filled in
 */
export function createPolychain(options: PolychainOptions): PathStrategy<CurveState<FittedCurve>> {
  return createCurveSearch(
    fittedCurveMover(options, hatBasis, (points) => points),
    options,
  );
}

/** The plugin `dss/polychain`. */
export const polychain = define({
  kind: 'pathStrategy',
  name: 'dss/polychain',
  summary: 'Fits a polygonal chain by stochastic gradients of the mean loss along it.',
  sources: ['arXiv:1802.10026 (Garipov et al. 2018), sections 3.1 and 3.2'],
  options: polychainOptions,
  create: shortening(createPolychain),
});
