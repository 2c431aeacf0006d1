/** What the command's exit code says; scripts rely on these numbers. */
export const EXIT = {
  /** Finished, whatever the verdicts. */
  finished: 0,
  /** An `expect` or `--require` is not met. */
  unmet: 1,
  /** Wrong usage, or an experiment that cannot be run as it stands. */
  usage: 2,
  /** The run failed. */
  failed: 3,
  /** The run was cancelled. */
  cancelled: 4,
} as const;

/** One of the exit codes. */
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** For several runs the gravest outcome: a refused experiment, then a failure, a cancel, an unmet claim. */
const GRAVEST_FIRST: readonly ExitCode[] = [EXIT.usage, EXIT.failed, EXIT.cancelled, EXIT.unmet];

/** The exit code of several runs together. */
export function combined(codes: readonly ExitCode[]): ExitCode {
  return GRAVEST_FIRST.find((code) => codes.includes(code)) ?? EXIT.finished;
}
