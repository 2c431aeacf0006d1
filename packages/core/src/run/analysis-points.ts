import type { AnalysisScope, PathRecord } from '@isthmus/contract';
import type { RunFolder } from '@isthmus/files';
import { endpointIdsOf, pairsOf } from '../registry/endpoint-ids.js';
import type { ResolvedConfig } from '../registry/resolve.js';
import { required } from './session.js';
import type { AnalysisStep } from './steps.js';

/** The ids of the endpoints that an analysis is asked about, question by question. */
export function pointsOf(
  of: AnalysisScope,
  config: ResolvedConfig,
): readonly (readonly string[])[] {
  if (of === 'pair' || of === 'paths') return pairsOf(config);
  const ids = endpointIdsOf(config);
  return of === 'all' ? [ids] : ids.map((id) => [id]);
}

/** Names what an analysis said of some endpoints, in the findings. */
export function analysisKey(index: number, points: readonly string[]): string {
  return `${index}/${points.join('-')}`;
}

/** What a run has found, as far as it is looked at here. */
interface FoundBetween {
  readonly endpoints: ReadonlyMap<string, { readonly bytes: Uint8Array }>;
  readonly alignments: ReadonlyMap<string, { readonly bytes: Uint8Array }>;
  readonly paths: ReadonlyMap<string, Pick<PathRecord, 'level' | 'vertices'>>;
}

/**
 * What was found between two endpoints: the ends that strategies were given, so b as the alignment left it, and
 * the paths, read from their files, so that a run of many pairs does not hold all of them.
 */
export async function pathsOfPair(
  ids: readonly string[],
  { alignments, endpoints, paths }: FoundBetween,
  folder: Pick<RunFolder, 'read'>,
): Promise<Required<Pick<AnalysisStep, 'points' | 'paths'>>> {
  const [a, b] = ids as [string, string];
  const pair = ids.join('-');
  const moved = alignments.get(pair)?.bytes ?? endpoints.get(b)!.bytes;
  const found = [...paths].flatMap(([key, record]) => {
    const [of, place] = key.split('/');
    return of === pair ? { index: Number(place), record } : [];
  });
  const inOrder = found.sort((one, other) => one.index - other.index);
  return {
    points: [
      { id: a, model: endpoints.get(a)!.bytes },
      { id: b, model: moved },
    ],
    paths: await Promise.all(
      inOrder.map(async ({ index, record: { level, vertices } }) => {
        return { index, level, bytes: required(await folder.read(vertices), vertices) };
      }),
    ),
  };
}
