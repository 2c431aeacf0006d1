/**
 * In a browser nobody knows where a bundler has put the binaries, so tfjs computes on its cpu backend;
 * nothing else is known to have the corrections of this package.
 */
export function binariesFolder(): string | null {
  return null;
}
