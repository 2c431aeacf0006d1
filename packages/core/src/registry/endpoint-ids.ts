import type { ParsedExperiment } from './experiment-schema.js';

/**
 * The ids of endpoints: a … z, then e26, e27 …
 *
 * @example
 * endpointIds(3); // ['a', 'b', 'c']
 */
export function endpointIds(count: number): readonly string[] {
  return Array.from({ length: count }, (_, i) => (i < 26 ? String.fromCharCode(97 + i) : `e${i}`));
}

/**
 * The ids of an experiment's endpoints, in order.
 *
 * @example
 * endpointIdsOf({ endpoints: { count: 2 } }); // ['a', 'b']
 */
export function endpointIdsOf({
  endpoints,
}: Pick<ParsedExperiment, 'endpoints'>): readonly string[] {
  if ('count' in endpoints) return endpointIds(endpoints.count);
  return endpointIds(('files' in endpoints ? endpoints.files : endpoints.points).length);
}

/**
 * The pairs that an experiment asks for.
 *
 * @example
 * const raw = {
 *   name: 'quadratic',
 *   task: 'core/polynomial',
 *   architecture: { use: 'core/mlp', options: { hidden: [4, 4] } },
 *   train: { threshold: 0.001 },
 *   endpoints: { count: 3 },
 *   paths: ['core/linear'],
 * };
 * const { config } = resolveExperiment(parseExperiment(raw), registry);
 * pairsOf(config); // [['a', 'b'], ['a', 'c'], ['b', 'c']]
 */
export function pairsOf(
  config: Pick<ParsedExperiment, 'endpoints' | 'pairs'>,
): readonly (readonly [string, string])[] {
  if (config.pairs !== 'all') return config.pairs;
  const ids = endpointIdsOf(config);
  return ids.flatMap((a, i) => ids.slice(i + 1).map((b) => [a, b] as const));
}
