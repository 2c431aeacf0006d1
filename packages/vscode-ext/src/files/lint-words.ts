import type { LintReply } from '@isthmus/cli/runner';

type Linted = Extract<LintReply, { readonly kind: 'linted' }>;
type Fact = Linted['analyses'][number]['findings']['facts'][number];

/** One finding about a model file. */
export interface LintFinding {
  /** The analysis that found it, such as `symmetry/units`. */
  readonly source: string;
  readonly message: string;
}

/**
 * What a lint has to say of a model file, one finding a line: the sentence of each analysis, each fact that was
 * found with what it means, in one line those that take data, and what was taken as given.
 */
export function lintFindings({ analyses, warnings, notes }: Linted): readonly LintFinding[] {
  const ofAnalyses = analyses.flatMap(({ analysis, findings }): readonly string[][] => {
    const lines = [findings.summary, ...findings.facts.filter(isTelling).map(factLine)];
    return lines.map((message) => [analysis.use, message]);
  });
  const others = [...warnings.map(({ message }) => message), ...notes];
  return [
    ...ofAnalyses.map(([source, message]) => ({ source: source!, message: message! })),
    ...others.map((message) => ({ source: 'isthmus', message })),
  ];
}

/** None of it is no news; and what takes data is told by the notes. */
function isTelling({ value }: Fact): boolean {
  return value !== null && value !== 0;
}

function factLine({ label, value, meaning }: Fact): string {
  const shown = typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(4)) : value; // prettier-ignore
  return `${label}: ${String(shown)}. ${meaning}`;
}
