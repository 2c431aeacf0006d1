import type { ParsedExperiment } from './experiment-schema.js';
import type { ConfigIssue } from './issues.js';
import type { ResolvedPlugin } from './registry.js';

/**
 * A strategy that counts as found only what is proved finds nothing where no certifier is named.
 *
 * @param found the strategies of the experiment; null where one was not found
 */
export function* proofFaults(
  { certify }: Pick<ParsedExperiment, 'certify'>,
  found: readonly (ResolvedPlugin<'pathStrategy'> | null)[],
): Generator<ConfigIssue> {
  if (certify !== false) return;
  for (const [i, strategy] of found.entries())
    if (strategy?.plugin.needsProofs === true)
      yield {
        code: 'config/no-certifier',
        pointer: `/paths/${i}/options`,
        message: `"${strategy.ref.use}" with these options asks a certifier about segments while it searches, and the experiment names none. Add "certify": true, or take out the option that asks for proofs ("edges": "certified" of the strategies of Isthmus).`,
      };
}
