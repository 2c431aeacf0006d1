import { isIsthmusError, messageOf } from '@isthmus/contract/base';
import type { ErrorRecord, PairName, PathRecord, WarningRecord } from '@isthmus/contract';
import { pairsOf } from '../registry/endpoint-ids.js';
import type { ResolvedConfig } from '../registry/resolve.js';
import type { Step } from './steps.js';

/** A step as a person knows it: `endpoint a`, `align a – b`, `dss/greedy a – b`. */
export function stepWords(
  step: Step,
  { analyses, paths }: Pick<ResolvedConfig, 'analyses' | 'paths'>,
): string {
  if (step.kind === 'endpoint') return `endpoint ${step.id}`;
  if (step.kind === 'analysis')
    return `${analyses[step.index]!.use} ${step.points.map(({ id }) => id).join(' – ')}`;
  if (step.kind === 'together')
    return `align ${step.points.map(({ id }) => id).join(' – ')} together`;
  const pair = step.pair.join(' – ');
  if (step.kind !== 'path') return `${step.kind} ${pair}`;
  return `${strategyLabel(step.index, paths)} ${pair}`;
}

/** A strategy of an experiment by its name, with its place where it stands there more than once. */
export function strategyLabel(index: number, paths: ResolvedConfig['paths']): string {
  const { use } = paths[index]!;
  const twins = paths.filter((other) => other.use === use).length;
  return `${use}${twins > 1 ? ` #${index + 1}` : ''}`;
}

/** The warnings of a path, each with its pair where there are several. */
export function pathWarnings(
  { warnings }: Pick<PathRecord, 'warnings'>,
  pair: PairName,
  config: ResolvedConfig,
): readonly WarningRecord[] {
  if (pairsOf(config).length < 2) return warnings;
  return warnings.map((warning) => ({
    ...warning,
    message: `${pair.join(' – ')}: ${warning.message}`,
  }));
}

/** What was thrown, as it stands in a record. */
export function errorRecord(thrown: unknown): ErrorRecord {
  return { code: isIsthmusError(thrown) ? thrown.code : 'run/failed', message: messageOf(thrown) };
}
