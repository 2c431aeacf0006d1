import { cpus } from 'node:os';
import type { Environment } from '../contract/result.js';

/**
 * Where and when a run happens. The clock is read here alone: nothing that a run computes depends
 * on it.
 */
export function startClock(): { readonly startedAt: string; seconds(): number } {
  const begun = performance.now();
  return {
    startedAt: new Date().toISOString(),
    seconds: () => Math.round(performance.now() - begun) / 1000,
  };
}

/** The record of the place; versions of packages are given by the application that holds them. */
export function environmentOf(
  isthmus: string,
  engine: string,
  versions: Readonly<Record<string, string>>,
  clock: { readonly startedAt: string; seconds(): number },
): Environment {
  return {
    isthmus,
    node: process.versions.node,
    platform: `${process.platform}-${process.arch}`,
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    engine,
    versions: { v8: process.versions.v8, ...versions },
    startedAt: clock.startedAt,
    seconds: clock.seconds(),
  };
}
