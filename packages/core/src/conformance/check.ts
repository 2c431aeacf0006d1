import { IsthmusError, type ErrorCode } from '@isthmus/contract/base';

/**
 * One thing that the contract asks of a plugin. It belongs to no test framework: `run` returns when
 * the plugin does what is asked and throws an `IsthmusError` (`conformance/…`) when it does not.
 *
 * @example
 * // Of a test framework.
 * declare function test(name: string, run: () => void | Promise<void>): void;
 * const [linear] = pathStrategies;
 * for (const check of checkPathStrategy(linear)) test(check.name, () => check.run());
 */
export interface PluginCheck {
  /** What is asked, as a sentence about the plugin. */
  readonly name: string;
  run(): void | Promise<void>;
}

/** What became of one check. */
export interface CheckResult {
  readonly name: string;
  readonly passed: boolean;
  /** What was thrown; undefined when the check passed. */
  readonly error?: unknown;
}

/**
 * Runs checks one after the other; a failing one does not stop the rest.
 *
 * @example
 * const [linear] = pathStrategies;
 * const results = await runChecks(checkDefinition(linear));
 * results.filter(({ passed }) => !passed); // []
 */
export async function runChecks(checks: readonly PluginCheck[]): Promise<readonly CheckResult[]> {
  const results: CheckResult[] = [];
  for (const check of checks) results.push(await runCheck(check));
  return results;
}

async function runCheck({ name, run }: PluginCheck): Promise<CheckResult> {
  try {
    await run();
    return { name, passed: true };
  } catch (error) {
    return { name, passed: false, error };
  }
}

/** @throws an `IsthmusError` with this code and message unless the condition holds */
export function ask(
  condition: boolean,
  code: ErrorCode,
  message: string,
  data: Readonly<Record<string, unknown>> = {},
): asserts condition {
  if (!condition) throw new IsthmusError(code, message, data);
}
