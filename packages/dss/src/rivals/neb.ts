import { define, type PathStrategy } from '@isthmus/core/contract';
import { z } from 'zod';
import { shortening } from '../refine/shortening.js';
import { bandMover, type BandInCycle } from './cycles.js';
import { bandOptions, searchOptions } from './options.js';
import { createCurveSearch, type CurveState } from './search.js';

/** Options of `dss/neb`. */
export const nebOptions = z.strictObject({
  beads: z
    .int()
    .min(1)
    .max(1000)
    .default(7)
    .describe('Beads between the endpoints, all of which move.'),
  maxSteps: z
    .int()
    .min(1)
    .default(20_000)
    .describe('Optimizer steps of each bead after which the search ends.'),
  ...bandOptions,
  ...searchOptions,
});

/** Validated options of `dss/neb`. */
export type NebOptions = Omit<z.output<typeof nebOptions>, 'shorten' | 'edges'>;

/**
 * The nudged elastic band: beads between the endpoints descend across the band, not along it, and
 * springs hold them at equal distances. The band then settles on a path of steepest ascent and
 * descent, whose highest point is a saddle.
 *
 * Forces are projected before the optimizer sees them. One that weighs every entry apart, such as
 * RMSProp, also moves the beads along the band, which the springs take back.
 *
 * @param options validated, with every default filled in
 */
export function createNeb(options: NebOptions): PathStrategy<CurveState<BandInCycle>> {
  const { beads, maxSteps } = options;
  const cycle = { insert: 'equal', count: beads, threshold: 0, steps: maxSteps, scale: 1 } as const;
  const rules = { ...options, cycles: [cycle], again: false, improvement: 0, done: null };
  return createCurveSearch(bandMover(rules), options);
}

/** The plugin `dss/neb`. */
export const neb = define({
  kind: 'pathStrategy',
  name: 'dss/neb',
  summary: 'The nudged elastic band: beads descend across the path, held apart by springs.',
  sources: [
    'arXiv:1803.00885 (Draxler et al. 2018), section 3',
    'doi:10.1063/1.1323224 (Henkelman & Jónsson 2000), equations 8-12: tangents and springs',
  ],
  options: nebOptions,
  create: shortening(createNeb),
});
