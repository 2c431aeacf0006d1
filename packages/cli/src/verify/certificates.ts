import type { ExperimentResult, PathRecord } from '@isthmus/core/contract';
import {
  checkCertificate,
  type CheckedCertificate,
  type Network,
  readNetwork,
} from '@isthmus/core/checker';
import { type ClaimBook } from './claims.js';
import { sha256 } from './inside.js';

/** Checks the certificate of a path: all of its own claims, and that it is of this very path and run. */
export function checkPathCertificate(
  book: ClaimBook,
  record: ExperimentResult,
  path: PathRecord,
  read: (name: string) => Uint8Array | null,
  network: unknown,
  tick: (element: number, part: number) => void,
): CheckedCertificate | null {
  if (path.certificate === null) {
    if (path.grade === 'certified')
      book.missing('it is certified', 'the record names no certificate');
    return null;
  }
  const bytes = read(path.certificate);
  if (bytes === null) {
    book.missing(`its certificate is ${path.certificate}`, 'there is no such file in the folder');
    return null;
  }
  const checked = checkCertificate(bytes, { read, sha256, tick });
  book.take(checked.claims);
  checkMatch(book, record, path, checked, network);
  return checked;
}

/** That a certificate is about what the record says, and as much of it. */
function checkMatch(
  book: ClaimBook,
  { data, loss, config }: ExperimentResult,
  path: PathRecord,
  { certificate }: CheckedCertificate,
  network: unknown,
): void {
  if (certificate === null) return;
  book.note('the certificate is about this path, this loss and this evaluation set', () => {
    const { vertices, evaluation, level } = certificate;
    if (vertices.file !== path.vertices) return `it is about ${vertices.file}, the record names ${path.vertices}`; // prettier-ignore
    if (path.grade === 'certified' && level > path.level) return `its level is ${level}, the record's ${path.level}`; // prettier-ignore
    if (certificate.loss.name !== loss.use) return `its loss is ${certificate.loss.name}, the record's ${loss.use}`; // prettier-ignore
    if (Object.keys((config['loss'] as { options?: object }).options ?? {}).length > 0) return 'the loss of the record has options'; // prettier-ignore
    if (path.grade === 'certified' && evaluation.rows !== null) return `it is about ${evaluation.rows.length} rows alone`; // prettier-ignore
    const stated = data?.evaluation;
    if (evaluation.size !== stated?.size || evaluation.split !== stated.split) return `it is about ${evaluation.size} rows of ${evaluation.split}`; // prettier-ignore
    return null;
  });
  if (network === null) return;
  book.note('the network of the certificate is that of the experiment', () =>
    shapeOf(certificate.network) === shapeOf(readNetwork(network)) ? null : 'it is another network',
  );
}

/** Two networks of one text compute the same. */
function shapeOf({ input, output, nodes, last, parameters }: Network): string {
  const steps = nodes.map(({ id, inputs, step }) => [id, inputs, plain(step)]);
  return JSON.stringify([input, output, steps, last, [...parameters]]);
}

function plain(value: unknown): unknown {
  if (ArrayBuffer.isView(value)) return [...(value as Int32Array)];
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, plain(part)]));
}
