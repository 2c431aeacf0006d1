import { platform } from '#platform';
import type { Environment } from '@isthmus/contract';

/** The time of a run, for its record: nothing that a run computes depends on it. */
export interface RunClock {
  /** In UTC, as `2026-01-31T23:59:59.000Z`. */
  readonly startedAt: string;
  now(): string;
  /** Since the start, in whole milliseconds. */
  seconds(): number;
}

/** Starts the clock of a run. */
export function startClock(): RunClock {
  const begun = performance.now();
  const now = () => new Date().toISOString();
  return {
    startedAt: now(),
    now,
    seconds: () => Math.round(performance.now() - begun) / 1000,
  };
}

/** The record of the place; versions of packages are given by the application that holds them. */
export function environmentOf(
  isthmus: string,
  engine: string,
  versions: Readonly<Record<string, string>>,
  clock: RunClock,
): Environment {
  const { node, v8, platform: system, cpu } = platform.host();
  return {
    isthmus,
    node,
    platform: system,
    cpu,
    engine,
    versions: { v8, ...versions },
    startedAt: clock.startedAt,
    seconds: clock.seconds(),
  };
}
