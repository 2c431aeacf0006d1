import { define, type PathStrategy } from '@isthmus/core/contract';
import { z } from 'zod';
import { shortening } from '../refine/shortening.js';
import { bandMover, type BandInCycle, type Cycle } from './cycles.js';
import { bandOptions, searchOptions } from './options.js';
import { createCurveSearch, type CurveState } from './search.js';

const cycleOptions = z.strictObject({
  insert: z
    .enum(['highest', 'equal'])
    .default('highest')
    .describe(
      'Where a cycle inserts beads: where the loss rises most above the chord of its segment, or evenly on every segment.',
    ),
  count: z
    .int()
    .min(1)
    .max(1000)
    .default(2)
    .describe(
      'New beads: with "highest" on the whole path, at most one on a segment; with "equal" on every segment.',
    ),
  steps: z.int().min(1).default(1000).describe('Optimizer steps of each bead in one cycle.'),
  scale: z
    .number()
    .gt(0)
    .default(1)
    .describe("Factor on the optimizer's updates: a learning rate that falls from cycle to cycle."),
  repeat: z.int().min(1).max(1000).default(1).describe('Cycles of this kind in a row.'),
});

/** Options of `dss/autoneb`. */
export const autonebOptions = z.strictObject({
  cycles: z
    .array(cycleOptions)
    .min(1)
    .max(100)
    .prefault([
      { insert: 'equal', count: 3 },
      { repeat: 3 },
      { steps: 2000, repeat: 2 },
      { scale: 0.1, repeat: 4 },
      { scale: 0.01, repeat: 4 },
    ])
    .describe('The cycles in their order.'),
  whileFalling: z
    .boolean()
    .default(true)
    .describe(
      'Whether a cycle is gone through again as long as it lowered the peak by the part that counts as headway, with beads inserted where the loss asks for them; false: once, as published.',
    ),
  threshold: z
    .number()
    .min(0)
    .default(0.1)
    .describe(
      'With "highest", a bead is inserted where the rise above the chord exceeds this part of the range of the losses along the path.',
    ),
  ...bandOptions,
  ...searchOptions,
});

/** Validated options of `dss/autoneb`. */
export type AutonebOptions = Omit<z.output<typeof autonebOptions>, 'shorten' | 'edges'>;

/**
 * AutoNEB: nudged elastic bands in cycles, each of which begins by inserting beads, by default where
 * the losses along the path show that the beads miss something. Which beads there are then depends
 * on the landscape.
 *
 * A cycle ends after its steps, or when the peak no longer falls; one that lowered the peak is gone
 * through again. The search ends connected as soon as a path stays at or below the level; otherwise
 * after the last cycle: `stalled` where that ended so, `plateau` where it did not lower the peak, `depth`
 * where it did and `whileFalling` is off. The default cycles are those published for CIFAR-10.
 *
 * @param options validated, with every default filled in
 */
export function createAutoneb(options: AutonebOptions): PathStrategy<CurveState<BandInCycle>> {
  const { improvement } = options.stall;
  const again = options.whileFalling;
  const rules = {
    ...options,
    again,
    improvement,
    done: 'depth',
    cycles: cyclesOf(options),
  } as const;
  return createCurveSearch(bandMover(rules), options);
}

/** The plugin `dss/autoneb`. */
export const autoneb = define({
  kind: 'pathStrategy',
  name: 'dss/autoneb',
  summary: 'Nudged elastic bands in cycles, with beads inserted where the loss asks for them.',
  sources: [
    'arXiv:1803.00885 (Draxler et al. 2018), section 3 and appendix',
    'doi:10.1063/1.1323224 (Henkelman & Jónsson 2000), equations 8-12: tangents and springs',
  ],
  options: autonebOptions,
  create: shortening(createAutoneb),
});

function cyclesOf({ cycles, threshold }: AutonebOptions): readonly Cycle[] {
  return cycles.flatMap(({ repeat, ...cycle }) =>
    Array.from({ length: repeat }, () => ({ ...cycle, threshold })),
  );
}
