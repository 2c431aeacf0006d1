import type { ResolvedConfig } from '@isthmus/core';
import { valueText } from './values.js';

type Path = Pick<ResolvedConfig['paths'][number], 'use' | 'options' | 'level'>;

/** An option's value beyond this many characters tells nothing at a glance. */
const MAX_TELLING = 40;

/**
 * A name for each strategy of a list: where one stands there more than once, with the options
 * or the level that differ, or else with its place.
 */
export function strategyLabels(paths: readonly Path[]): readonly string[] {
  return paths.map((path, i) => {
    const twins = paths.filter(({ use }) => use === path.use);
    if (twins.length === 1) return path.use;
    const telling = tellingWords(path, twins);
    const isUnique = twins.filter((twin) => tellingWords(twin, twins) === telling).length === 1;
    return isUnique && telling.length <= MAX_TELLING
      ? `${path.use} (${telling})`
      : `${path.use} #${i + 1}`;
  });
}

function tellingWords(path: Path, twins: readonly Path[]): string {
  const keys = [...new Set(twins.flatMap(({ options }) => Object.keys(options)))];
  const differ = (of: (twin: Path) => unknown) =>
    new Set(twins.map((twin) => valueText(of(twin)))).size > 1;
  const options = keys
    .filter((key) => differ((twin) => twin.options[key]))
    .map((key) => `${key} ${valueText(path.options[key])}`);
  return [...options, ...(differ(({ level }) => level) ? [levelWords(path.level)] : [])].join(', ');
}

function levelWords(level: Path['level']): string {
  if (typeof level === 'number') return `at ${level}`;
  if (typeof level === 'string') return `at the ${level}`;
  return 'times' in level ? `at ${level.times} × threshold` : 'at the lowest level';
}
