import type { AnalysisScope } from '@isthmus/contract';
import { endpointIdsOf, pairsOf } from '../registry/endpoint-ids.js';
import type { ResolvedConfig } from '../registry/resolve.js';

/** The ids of the endpoints that an analysis is asked about, question by question. */
export function pointsOf(
  of: AnalysisScope,
  config: ResolvedConfig,
): readonly (readonly string[])[] {
  if (of === 'pair') return pairsOf(config);
  const ids = endpointIdsOf(config);
  return of === 'all' ? [ids] : ids.map((id) => [id]);
}

/** Names what an analysis said of some endpoints, in the findings. */
export function analysisKey(index: number, points: readonly string[]): string {
  return `${index}/${points.join('-')}`;
}
