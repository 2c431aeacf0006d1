import type { PathRecord } from '@isthmus/contract';
import { formatLevel } from '../format/format.js';

/**
 * A label for each path: the strategy's name, with the options that differ (or else a number) where
 * one strategy stands there more than once.
 *
 * @example
 * const greedy = { strategy: 'dss/greedy' } as const;
 * const paths = [
 *   { strategy: 'core/linear', options: {} } as const,
 *   { ...greedy, options: { alpha: 0.8 } },
 *   { ...greedy, options: { alpha: 0.9 } },
 * ];
 * pathLabels(paths); // ['core/linear', 'dss/greedy (alpha\u00a00.8)', 'dss/greedy (alpha\u00a00.9)']
 */
export function pathLabels(paths: readonly LabelledPath[]): readonly string[] {
  return paths.map((path) => {
    const twins = paths.filter((other) => other.strategy === path.strategy);
    if (twins.length === 1) return path.strategy;
    const telling = tellingOptions(twins, path);
    const unique = twins.filter((twin) => tellingOptions(twins, twin) === telling).length === 1;
    return `${path.strategy} (${unique ? telling : `${telling}#${twins.indexOf(path) + 1}`})`;
  });
}

/** What tells paths of one strategy apart; the level of one that is still sought may not be known. */
type LabelledPath = Pick<PathRecord, 'strategy' | 'options'> &
  Partial<Pick<PathRecord, 'level' | 'lowest'>>;

function tellingOptions(twins: readonly LabelledPath[], path: LabelledPath): string {
  const text = (options: PathRecord['options'], key: string) => JSON.stringify(options[key]);
  const options = Object.keys(path.options)
    .filter((key) => twins.some((t) => text(t.options, key) !== text(path.options, key)))
    .map((key) => `${key}\u00a0${text(path.options, key)}`);
  const levels = twins.some((twin) => levelLabel(twin) !== levelLabel(path));
  return [...options, ...(levels ? [levelLabel(path)] : [])]
    .filter((part) => part !== '')
    .join(', ')
    .slice(0, 40);
}

/** The level where one was asked for, not the one that was found. */
function levelLabel({ level, lowest }: LabelledPath): string {
  if (level === undefined) return '';
  return lowest ? 'lowest\u00a0level' : `level\u00a0${formatLevel(level)}`;
}
