import type { ErrorCode } from '@isthmus/contract/base';
import { bounded, IsthmusError } from '@isthmus/contract/base';
import { printable } from '@isthmus/contract/internal';

/** One fault of a config. */
export interface ConfigIssue {
  readonly code: ErrorCode;
  /** JSON pointer to the part that is wrong; '' for the whole file. */
  readonly pointer: string;
  /** What was expected, what came and what to do; without the pointer. */
  readonly message: string;
  /** The key, name or value that a misspelt one most likely means. */
  readonly meant?: string;
  /** Set where something is not there that is needed. */
  readonly missing?: true;
  /** The npm package that is named and not installed. */
  readonly absentPackage?: string;
}

/** Faults that one error lists; the rest are counted. */
export const MAX_ISSUES = 20;

/**
 * What is wrong with a config, at once: a line for each fault, at most twenty.
 *
 * @example
 * const issue = { code: 'config/invalid', pointer: '/seed', message: 'expected a number.' } as const;
 * const error = new ConfigError([issue]);
 * error.message; // '/seed: expected a number.'
 * error.issues; // [issue]
 */
export class ConfigError extends IsthmusError {
  readonly issues: readonly ConfigIssue[];

  constructor(found: readonly ConfigIssue[], options?: ErrorOptions) {
    const issues = limited(found);
    super(issues[0]?.code ?? 'config/invalid', issues.map(lineOf).join('\n'), { issues }, options);
    this.issues = issues;
  }
}

function lineOf({ pointer, message }: ConfigIssue): string {
  return bounded(printable(`${pointer || '/'}: ${message}`));
}

function limited(issues: readonly ConfigIssue[]): readonly ConfigIssue[] {
  // One more, which may say that there are many.
  return issues.length <= MAX_ISSUES + 1
    ? issues
    : [...issues.slice(0, MAX_ISSUES), restOf(issues[0]!, issues.length - MAX_ISSUES)];
}

/** What stands for the faults that are not listed. */
export function restOf({ code }: Pick<ConfigIssue, 'code'>, more: number): ConfigIssue {
  return { code, pointer: '', message: `and ${more} more faults like these.` };
}
