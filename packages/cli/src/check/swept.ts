import { ConfigError, isIsthmusError, pointerOf, type ConfigIssue } from '@isthmus/core';
import type { Sweep } from '@isthmus/core/internal';
import { cellExperiment, isVariants, sweepGrid, sweepOf } from '@isthmus/core/internal';

/** What of an experiment is checked first. */
export interface FirstOfSweep {
  /** The experiment itself; of a sweep its first trial. */
  readonly document: unknown;
  /** What is wrong with the sweep. */
  readonly issues: readonly ConfigIssue[];
  /** A fault of the document where it stands in the file: what a sweep sets stands in the sweep. */
  mapped(issue: ConfigIssue): ConfigIssue;
}

/** The experiment, or the first trial of its sweep. */
export function firstOfSweep(raw: unknown): FirstOfSweep {
  const same = (issue: ConfigIssue) => issue;
  try {
    const sweep = sweepOf(raw);
    if (sweep === null) return { document: raw, issues: [], mapped: same };
    const document = cellExperiment(raw, sweepGrid(sweep).cell(0));
    return { document, issues: [], mapped: (issue) => intoSweep(issue, sweep) };
  } catch (thrown) {
    const issues = sweepIssues(thrown);
    return { document: withoutSweep(raw), issues, mapped: same };
  }
}

function sweepIssues(thrown: unknown): readonly ConfigIssue[] {
  if (thrown instanceof ConfigError) return thrown.issues;
  if (!isIsthmusError(thrown)) throw thrown;
  const { pointer } = thrown.data;
  const at = typeof pointer === 'string' ? pointerOf(['sweep', pointer]) : '/sweep';
  return [{ code: thrown.code, pointer: at, message: thrown.message }];
}

function withoutSweep(raw: unknown): unknown {
  const { sweep: _, ...alone } = raw as Readonly<Record<string, unknown>>;
  return alone;
}

function intoSweep(issue: ConfigIssue, sweep: Sweep): ConfigIssue {
  for (const [key, values] of Object.entries(sweep)) {
    const [name, settings] = isVariants(values) ? Object.entries(values)[0]! : [null, { [key]: 0 }];
    for (const pointer of Object.keys(settings))
      if (`${issue.pointer}/`.startsWith(`${pointer}/`)) {
        const path = name === null ? ['sweep', key] : ['sweep', key, name, pointer];
        const { code, message } = issue;
        return {
          code,
          pointer: pointerOf(path),
          message: `${message} (${issue.pointer} of the first trial)`,
        };
      }
  }
  return issue;
}
