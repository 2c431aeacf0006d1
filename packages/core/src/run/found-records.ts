import type { ExperimentResult, PairName, PairRecord } from '@isthmus/contract';
import { distance } from '@isthmus/contract/parameters';
import { pairsOf } from '../registry/endpoint-ids.js';
import type { ResolvedConfig } from '../registry/resolve.js';
import type { Session } from './session.js';
import type { RunFindings } from './work.js';
import { analysisKey, pointsOf } from './analysis-points.js';
import { pairKey } from './work.js';

/** What was found between the pairs of a run, in the order of the experiment. */
export function pairRecords(config: ResolvedConfig, findings: RunFindings): readonly PairRecord[] {
  return pairsOf(config).flatMap(([a, b]) => {
    const from = findings.endpoints.get(a);
    const to = findings.endpoints.get(b);
    if (from === undefined || to === undefined) return [];
    return {
      a,
      b,
      distance: distance(from.params, to.params),
      alignment: findings.alignments.get(pairKey([a, b]))?.record ?? null,
      paths: config.paths.flatMap((_, i) => findings.paths.get(`${pairKey([a, b])}/${i}`) ?? []),
      ...failuresOf(config, findings, [a, b]),
      convexity: findings.convexities.get(pairKey([a, b])) ?? null,
    };
  });
}

/** What the analyses said, in the order of the experiment; nothing where it asks for none. */
export function analysesOf(
  { experiment: { analyses, config } }: Session,
  findings: RunFindings,
): Pick<ExperimentResult, 'analyses'> {
  if (analyses.length === 0) return {};
  const records = analyses.flatMap(({ of }, index) =>
    pointsOf(of, config).flatMap(
      (points) => findings.analyses.get(analysisKey(index, points)) ?? [],
    ),
  );
  return { analyses: records };
}

/** The strategies that failed between two endpoints, in the order of the experiment. */
function failuresOf(
  { paths }: ResolvedConfig,
  { failures }: RunFindings,
  pair: PairName,
): Pick<PairRecord, 'failed'> {
  const failed = paths.flatMap(({ use, options }, index) => {
    const error = failures.get(`${pairKey(pair)}/${index}`);
    return error === undefined ? [] : [{ strategy: use, options, index, error }];
  });
  return failed.length === 0 ? {} : { failed };
}
