import type { ExperimentResult } from '@isthmus/core/contract';
import { verdictInWords } from '../words/verdict.js';

/** Verdicts that one line has room for. */
const SHOWN = 4;

/**
 * What a trial has found, in one line: the strategies with their verdicts, and where there are several
 * pairs which one each is about.
 */
export function verdictsText({ pairs }: Pick<ExperimentResult, 'pairs'>): string {
  const words = pairs.flatMap(({ a, b, paths }) => {
    const pair = pairs.length > 1 ? ` ${a} – ${b}` : '';
    return paths.map((path) => `${path.strategy}${pair} ${verdictInWords(path)}`);
  });
  const more = words.length > SHOWN ? [`and ${words.length - SHOWN} more`] : [];
  return [...words.slice(0, SHOWN), ...more].join('; ');
}
