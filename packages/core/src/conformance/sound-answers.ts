import type { ErrorCode } from '@isthmus/contract/base';
import { IsthmusError, isIsthmusError, messageOf } from '@isthmus/contract/base';
import type { PathStrategy } from '@isthmus/contract';
import { present } from '../registry/guard/members.js';
import { copiedPath, soundStatus } from '../registry/guard/strategy-answers.js';

/** A path strategy whose statuses and paths are read as a run reads those of a plugin from outside. */
export function soundlyAnswering(plugin: PathStrategy<unknown>): PathStrategy<unknown> {
  const { needs, ends, keepsItsPath, needsProofs, refusal, refuted, live, details, separator } =
    plugin;
  const pathOf = (phase: string, ask: () => ReturnType<typeof plugin.path>) =>
    asARunReads('conformance/path-strategy-path', phase, () => copiedPath(ask()));
  return present<PathStrategy<unknown>>({
    ...{ needs, ends, keepsItsPath, needsProofs },
    refusal: refusal?.bind(plugin),
    refuted: refuted?.bind(plugin),
    init: (problem, rng) => plugin.init(problem, rng),
    step: (problem, state, rng) => plugin.step(problem, state, rng),
    status: (state) =>
      asARunReads('conformance/path-strategy-status', 'status', () =>
        soundStatus(plugin.status(state)),
      ),
    path: (state) => pathOf('path', () => plugin.path(state)),
    live: live && ((state) => pathOf('live', () => live.call(plugin, state))),
    details: details?.bind(plugin),
    separator: separator?.bind(plugin),
  });
}

/**
 * An answer as a run reads it; what is wrong with it names the function that gave it.
 *
 * @throws `code` with the words of a run
 */
export function asARunReads<T>(code: ErrorCode, phase: string, answer: () => T): T {
  try {
    return answer();
  } catch (cause) {
    if (isIsthmusError(cause)) throw cause;
    throw new IsthmusError(code, `${phase}: ${messageOf(cause)}`, { phase }, { cause });
  }
}
