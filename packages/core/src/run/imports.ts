import type { FileSource } from '../contract/task.js';
import { importModel } from '../io/import-model.js';
import { decodeModel, encodeModel } from '../io/model-file.js';
import { sha256 } from '../io/sha256.js';
import { isFiniteParams, type Params } from '../parameters/parameters.js';
import { conform, parameterCount, unflatten, type ParamSpec } from '../parameters/spec.js';
import { ConfigError } from '../registry/issues.js';
import type { ResolvedConfig } from '../registry/resolve.js';
import { endpointIdsOf } from '../registry/endpoint-ids.js';
import type { Opened } from './opened.js';

/** An endpoint that is not trained: read from a file, or spelt out in the experiment. */
export interface ImportedEndpoint {
  /** The file, as the config names it; null for a point that the config gives. */
  readonly file: string | null;
  /** Of the file, or of the point as a file would hold it. */
  readonly sha256: string;
  readonly params: Params;
}

type Subject = Pick<Opened, 'network' | 'spec'>;

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
      const params = readPoint(bytes, file, subject, endpoints.layout);
      found.set(ids[i]!, { file, sha256: sha256(bytes), params });
    }
  return found;
}

/** An objective has no layers to match, so its files hold its own names and shapes. */
function readPoint(
  bytes: Uint8Array,
  file: string,
  { network, spec }: Subject,
  layout: 'isthmus' | 'pytorch' | undefined,
): Params {
  return network === null
    ? conform(spec, decodeModel(bytes, file), file)
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
  return { file: null, sha256: sha256(encodeModel(params)), params };
}

const MAX_LISTED = 8;

/** `w1 [1, 2], w2 [2, 3]`. */
function leavesInWords({ leaves }: ParamSpec): string {
  const words = leaves.map(({ name, shape }) => `${name} [${shape.join(', ')}]`);
  const more = words.length - MAX_LISTED;
  return words.slice(0, MAX_LISTED).join(', ') + (more > 0 ? ` and ${more} more` : '');
}
