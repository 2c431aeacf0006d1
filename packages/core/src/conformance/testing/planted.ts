import { runChecks, type PluginCheck } from '../check.js';

/** A plugin with one fault on purpose, and the code of the check that finds it. */
export interface Planted {
  /** What is wrong with it, in a few words. */
  readonly fault: string;
  readonly code: string;
  /** The checks that are to find it. */
  checks(): readonly PluginCheck[];
}

/** The codes of what checks find. */
export async function codesOf(checks: readonly PluginCheck[]): Promise<readonly unknown[]> {
  const results = await runChecks(checks);
  return results.flatMap(({ error, passed }) => (passed ? [] : [codeOf(error)]));
}

function codeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : error;
}
