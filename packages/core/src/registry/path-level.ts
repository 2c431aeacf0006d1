import { z } from 'zod';
import type { ConfigIssue } from './issues.js';
import type { ResolvedPlugin } from './registry.js';

const lowest = z
  .strictObject({
    tolerance: z
      .number()
      .min(1e-6)
      .max(0.9)
      .default(0.01)
      .describe(
        'The search ends where the level found and the highest one that failed below it are this near, as a part of the former; from 1e-6 to 0.9.',
      ),
    tries: z
      .int()
      .min(1)
      .max(1000)
      .default(16)
      .describe('Searches at most, each with the whole budget; from 1 to 1000.'),
  })
  .describe('The lowest level at which the strategy finds a path.');

/** What an experiment may write for the level of a path. */
export const pathLevel = z
  .union([
    z.enum(['threshold', 'lowest']),
    z.number().positive(),
    z.strictObject(
      {
        times: z.number().positive().describe('The level as a multiple of the threshold, above 0.'),
      },
      'expected { "times": 1.1 }',
    ),
    z.strictObject({ lowest }, 'expected { "lowest": { … } }'),
  ])
  .describe(
    'What the path is tested against: "threshold" (the default), a loss above 0, a multiple of the threshold as { "times": 1.1 }, or "lowest": the lowest level at which the strategy finds a path, sought by bisection.',
  );

/** A level as it is written, its own defaults filled in. */
type GivenLevel = z.output<typeof pathLevel>;

type PathEntry = string | { readonly level?: GivenLevel | undefined };

/** The level that a path is sought at, with every default filled in. */
export type PathLevel = Exclude<GivenLevel, 'lowest'>;

/**
 * The level that the entry of a path asks for.
 *
 * @example
 * levelOf('core/linear'); // 'threshold'
 * levelOf({ level: 'lowest' }); // { lowest: { tolerance: 0.01, tries: 16 } }
 */
export function levelOf(entry: PathEntry): PathLevel {
  const level = typeof entry === 'string' ? undefined : entry.level;
  return level === 'lowest' ? { lowest: lowest.parse({}) } : (level ?? 'threshold');
}

/** Whether the lowest level is asked for, and with which options. */
export function lowestOf(level: PathLevel): z.output<typeof lowest> | null {
  return typeof level === 'object' && 'lowest' in level ? level.lowest : null;
}

/**
 * A path with free ends shows nothing about the endpoints, so no level of theirs can be sought by it.
 *
 * @param found the strategies of the entries; null where one was not found
 */
export function* levelFaults(
  entries: readonly PathEntry[],
  found: readonly (ResolvedPlugin<'pathStrategy'> | null)[],
): Generator<ConfigIssue> {
  for (const [i, entry] of entries.entries()) {
    const strategy = found[i] ?? null;
    if (strategy?.plugin.ends === 'free' && lowestOf(levelOf(entry)) !== null)
      yield {
        code: 'config/unfit',
        pointer: `/paths/${i}/level`,
        message: `"lowest" asks for paths between the endpoints; those of "${strategy.ref.use}" may have ends of their own. Give it "threshold", a number or a multiple, or the strategy options under which the ends stay.`,
      };
  }
}
