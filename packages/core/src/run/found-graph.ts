import type { GraphRecord, RunEvent } from '@isthmus/contract';
import { graphOf } from '../path/graph-record.js';
import { endpointIdsOf, pairsOf } from '../registry/endpoint-ids.js';
import type { ResolvedConfig } from '../registry/resolve.js';
import { pairKey, type RunFindings } from './work.js';

/** The graph of all that has been found so far; null where there are but two endpoints and one pair. */
export function foundGraph(config: ResolvedConfig, findings: RunFindings): GraphRecord | null {
  const ids = endpointIdsOf(config);
  const pairs = pairsOf(config);
  if (ids.length < 3 && pairs.length < 2) return null;
  const endpoints = ids.flatMap((id) => findings.endpoints.get(id)?.record ?? []);
  const known = new Set(endpoints.map(({ id }) => id));
  const links = pairs
    .filter(([a, b]) => known.has(a) && known.has(b))
    .map(([a, b]) => ({ a, b, paths: pathsOf(config, findings, [a, b]) }));
  return graphOf(endpoints, links, config.train.threshold ?? null);
}

function pathsOf(
  { paths }: ResolvedConfig,
  findings: RunFindings,
  pair: readonly [string, string],
) {
  return paths.flatMap((_, i) => findings.paths.get(`${pairKey(pair)}/${i}`) ?? []);
}

/** Tells the graph anew after every path, to those who watch. */
export function tellingGraph(
  emit: (event: RunEvent) => void,
  graph: () => GraphRecord | null,
): (event: RunEvent) => void {
  return (event) => {
    emit(event);
    const found = event.type === 'path/finished' ? graph() : null;
    if (found !== null) emit({ type: 'graph/progress', graph: found });
  };
}
