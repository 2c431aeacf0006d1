import type { FileSource } from '../contract/task.js';
import { importModel } from '../io/import-model.js';
import { sha256 } from '../io/sha256.js';
import type { Network } from '../network/network.js';
import type { Params } from '../parameters/parameters.js';
import type { ResolvedConfig } from '../registry/resolve.js';
import { endpointIds } from '../registry/resolve.js';

/** An endpoint read from a file that the experiment names. */
export interface ImportedEndpoint {
  /** The file, as the config names it. */
  readonly file: string;
  readonly sha256: string;
  readonly params: Params;
}

/**
 * Reads the endpoints that an experiment takes from files, by their ids; none where they are trained.
 *
 * @throws `data/missing`, `model/…` naming the file and what is wrong with it
 */
export async function readImports(
  { endpoints }: Pick<ResolvedConfig, 'endpoints'>,
  files: FileSource,
  network: Network,
): Promise<ReadonlyMap<string, ImportedEndpoint>> {
  const found = new Map<string, ImportedEndpoint>();
  if (!('files' in endpoints)) return found;
  for (const [i, id] of endpointIds(endpoints.files.length).entries()) {
    const file = endpoints.files[i]!;
    const bytes = await files.read(file);
    const params = importModel(bytes, file, network, endpoints.layout);
    found.set(id, { file, sha256: sha256(bytes), params });
  }
  return found;
}
