import { endpointIdsOf, pairsOf } from './endpoint-ids.js';
import type { ParsedExperiment } from './experiment-schema.js';
import type { ConfigIssue } from './issues.js';
import { nearest } from './nearest.js';
import { listed, quoted, valueWords } from './words.js';

/** More searches of one run would be told and listed by nobody; a sweep holds as many trials. */
const MAX_SEARCHES = 100_000;

/** What the schema alone cannot say of an experiment. */
export function* crossChecks(parsed: ParsedExperiment): Generator<ConfigIssue> {
  const { endpoints, train, pairs, expect, paths } = parsed;
  const searches = pairsOf(parsed).length * paths.length;
  if (searches > MAX_SEARCHES)
    yield {
      code: 'config/too-large',
      pointer: '/paths',
      message: `${paths.length} strategies on ${pairsOf(parsed).length} pairs are ${searches} searches, more than the ${MAX_SEARCHES} that one run may have. Name fewer paths, endpoints or pairs.`,
    };
  if ('count' in endpoints && train.threshold === undefined)
    yield {
      code: 'config/missing-threshold',
      pointer: '/train/threshold',
      message:
        'missing; expected a number greater than 0: endpoints are trained until their loss is at or below it.',
      missing: true,
    };
  if (parsed.sweep)
    yield {
      code: 'config/bad-sweep',
      pointer: '/sweep',
      message:
        'a sweep is many experiments, and each is run by itself: take one of them, or set /sweep to null.',
    };
  const ids = endpointIdsOf(parsed);
  if (pairs !== 'all') yield* pairFaults(pairs, ids);
  const uses = new Set<string>(paths.map((ref) => (typeof ref === 'string' ? ref : ref.use)));
  for (const [i, { strategy }] of expect.entries())
    if (!uses.has(strategy)) yield strategyFault(`/expect/${i}/strategy`, strategy, [...uses]);
}

function strategyFault(pointer: string, strategy: string, uses: readonly string[]): ConfigIssue {
  const hint = nearest(strategy, uses);
  return {
    code: 'config/unknown-strategy',
    pointer,
    message: `${quoted(strategy)} is not among this experiment's paths: ${listed(uses)}.`,
    ...(hint === null ? {} : { meant: hint }),
  };
}

/** Two equal pairs would be one step under one name, run twice at once. */
function* pairFaults(
  pairs: readonly (readonly [string, string])[],
  ids: readonly string[],
): Generator<ConfigIssue> {
  const seen = new Set<string>();
  for (const [i, [a, b]] of pairs.entries()) {
    const key = JSON.stringify([a, b]);
    const pointer = `/pairs/${i}`;
    if (a === b || !ids.includes(a) || !ids.includes(b)) {
      const message = `expected two different endpoints of ${ids.join(', ')}; got ${valueWords([a, b])}.`;
      yield { code: 'config/unknown-endpoint', pointer, message };
    } else if (seen.has(key))
      yield {
        code: 'config/duplicate-pair',
        pointer,
        message: `the pair ${a}, ${b} stands there twice. Remove one.`,
      };
    seen.add(key);
  }
}
