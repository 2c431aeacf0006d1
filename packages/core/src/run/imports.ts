import type { FileSource, WarningRecord } from '@isthmus/contract';
import { unflattenWide } from '../curvature/landscape.js';
import { decodeModel, type ImportedModel, importModel } from '@isthmus/files';
import { sha256, unroundedPoint } from '@isthmus/files/internal';
import {
  conform,
  flatten,
  isFiniteParams,
  parameterCount,
  type Params,
  type ParamSpec,
  unflatten,
} from '@isthmus/contract/parameters';
import type { WidePoint } from '@isthmus/contract/parameters';
import { ConfigError } from '../registry/issues.js';
import type { ResolvedConfig } from '../registry/resolve.js';
import { endpointIdsOf } from '../registry/endpoint-ids.js';
import type { OpenedSubject } from './opened.js';

/** An endpoint that is not trained: read from a file, or spelt out in the experiment. */
export interface ImportedEndpoint {
  /** The file, as the config names it; null for a point that the config gives. */
  readonly file: string | null;
  /** Of the file, or of the numbers of the point in float64. */
  readonly sha256: string;
  readonly params: Params;
  /** The same before rounding to float32; null where that changed nothing. */
  readonly unrounded: WidePoint | null;
  /** What is to be known about what was read. */
  readonly warnings: readonly WarningRecord[];
}

type Subject = Pick<OpenedSubject, 'network' | 'spec'>;

/**
 * The endpoints that an experiment takes from files or gives as points, by their ids; none where they
 * are trained.
 *
 * @throws `data/missing`, `model/…` naming the file and what is wrong with it, `config/unfit` for a
 * point that does not fit
 */
export async function readImports(
  { endpoints }: Pick<ResolvedConfig, 'endpoints'>,
  files: FileSource,
  subject: Subject,
): Promise<ReadonlyMap<string, ImportedEndpoint>> {
  const ids = endpointIdsOf({ endpoints });
  const found = new Map<string, ImportedEndpoint>();
  if ('points' in endpoints)
    for (const [i, point] of endpoints.points.entries())
      found.set(ids[i]!, givenPoint(point, i, subject.spec));
  if ('files' in endpoints)
    for (const [i, file] of endpoints.files.entries()) {
      const bytes = await files.read(file);
      const read = (part: Uint8Array) => readPoint(part, file, subject, endpoints.layout);
      const point = read(bytes);
      const unrounded = unroundedPoint(bytes, file, (part) => read(part).params);
      found.set(ids[i]!, { file, sha256: sha256(bytes), ...point, unrounded });
    }
  return found;
}

/** An objective has no layers to match, so its files hold its own names and shapes. */
function readPoint(
  bytes: Uint8Array,
  file: string,
  { network, spec }: Subject,
  layout: 'isthmus' | 'pytorch' | undefined,
): ImportedModel {
  return network === null
    ? { params: conform(spec, decodeModel(bytes, file), file), warnings: [] }
    : importModel(bytes, file, network, layout);
}

function givenPoint(point: readonly number[], index: number, spec: ParamSpec): ImportedEndpoint {
  const count = parameterCount(spec);
  const fault = (message: string) =>
    new ConfigError([{ code: 'config/unfit', pointer: `/endpoints/points/${index}`, message }]);
  if (point.length !== count)
    throw fault(`expected ${count} numbers, those of ${leavesInWords(spec)}; got ${point.length}.`);
  const params = unflatten(spec, Float64Array.from(point));
  if (!isFiniteParams(params)) throw fault('expected numbers that float32 holds, up to 3.4e38.');
  const same = flatten(spec, params).every((value, j) => value === point[j]);
  const exact = Float64Array.from(point);
  const unrounded = same ? null : unflattenWide(spec, exact);
  return {
    file: null,
    sha256: sha256(new Uint8Array(exact.buffer)),
    params,
    unrounded,
    warnings: [],
  };
}

const MAX_LISTED = 8;

/** `w1 [1, 2], w2 [2, 3]`. */
function leavesInWords({ leaves }: ParamSpec): string {
  const words = leaves.map(({ name, shape }) => `${name} [${shape.join(', ')}]`);
  const more = words.length - MAX_LISTED;
  return words.slice(0, MAX_LISTED).join(', ') + (more > 0 ? ` and ${more} more` : '');
}
