import { isDeepStrictEqual } from 'node:util';
import type { ExperimentResult, PathRecord } from '@isthmus/core/contract';
import {
  type ApartCertificate,
  checkCertificate,
  type CheckedCertificate,
  type FormulaCertificate,
} from '@isthmus/core/checker';
import { type CheckedNetwork, readNetwork, readTensors } from '@isthmus/core/internal';
import { type ClaimBook } from './claims.js';
import { evaluationHash, sha256 } from './inside.js';
import type { Judge } from './judge.js';

/** Checks the certificate of a path: all of its own claims, and that it is of this very path and run. */
export function checkPathCertificate(
  book: ClaimBook,
  record: ExperimentResult,
  path: PathRecord,
  read: (name: string) => Uint8Array | null,
  judge: Pick<Judge, 'network' | 'form'> | null,
  tick: (element: number, part: number) => void,
): CheckedCertificate | null {
  if (path.certificate === null) {
    if (path.grade === 'certified')
      book.missing('it is certified', record.data === null ? 'the record names no certificate: there is none of an objective that does not tell its form as data' : 'the record names no certificate'); // prettier-ignore
    return null;
  }
  const bytes = read(path.certificate);
  if (bytes === null) {
    book.missing(`its certificate is ${path.certificate}`, 'there is no such file in the folder');
    return null;
  }
  const checked = checkCertificate(bytes, { read, sha256, tick });
  book.take(checked.claims);
  checkMatch(book, record, path, checked, judge, read);
  return checked;
}

/** What is wrong with the rows that a certificate is about: the record's, by their hash, whatever file they lie in. */
function rowsFault(
  { data }: ExperimentResult,
  { file, size, split }: { readonly file: string; readonly size: number; readonly split: string },
  read: (name: string) => Uint8Array | null,
): string | null {
  const stated = data?.evaluation;
  if (size !== stated?.size || split !== stated.split)
    return `it is about ${size} rows of ${split}`;
  const bytes = read(file);
  if (bytes === null) return `there is no ${file}`;
  const [x, y] = ['x', 'y'].map((name) => readTensors(bytes).tensors.get(name));
  if (x === undefined || y === undefined) return `${file} holds no x and y`;
  const hash = evaluationHash({ size, x: Float32Array.from(x.data), y: Float32Array.from(y.data) });
  return hash === stated.sha256 ? null : `the rows in ${file} are others than the record's`;
}

/** That a certificate is about what the record says, and as much of it. */
function checkMatch(
  book: ClaimBook,
  record: ExperimentResult,
  path: PathRecord,
  { certificate, apart, formula }: CheckedCertificate,
  judge: Pick<Judge, 'network' | 'form'> | null,
  read: (name: string) => Uint8Array | null,
): void {
  if (apart !== null) checkApartMatch(book, record, path, apart, read);
  if (formula !== null) checkFormulaMatch(book, record, path, formula);
  const told = formula?.of ?? (apart !== null && 'form' in apart.of ? apart.of : null);
  if (told !== null && judge !== null)
    book.note('the formula of the certificate is that of the objective', () =>
      isDeepStrictEqual(plainData(told.form), plainData(judge.form))
        ? null
        : 'it is another formula',
    );
  const network = judge?.network ?? null;
  const own = certificate?.network ?? (apart !== null && 'network' in apart.of ? apart.of.network : null); // prettier-ignore
  if (network !== null && own !== null)
    book.note('the network of the certificate is that of the experiment', () =>
      shapeOf(own) === shapeOf(readNetwork(network)) ? null : 'it is another network',
    );
  if (certificate === null) return;
  const { loss, config } = record;
  book.note('the certificate is about this path, this loss and this evaluation set', () => {
    const { vertices, evaluation, level } = certificate;
    if (path.verdict !== 'connected')
      return `it says that they are connected, and the record ${path.verdict}`;
    if (vertices.file !== path.vertices) return `it is about ${vertices.file}, the record names ${path.vertices}`; // prettier-ignore
    if (path.grade === 'certified' && level > path.level) return `its level is ${level}, the record's ${path.level}`; // prettier-ignore
    if (certificate.loss.name !== loss.use) return `its loss is ${certificate.loss.name}, the record's ${loss.use}`; // prettier-ignore
    if (Object.keys((config['loss'] as { options?: object }).options ?? {}).length > 0) return 'the loss of the record has options'; // prettier-ignore
    if (path.grade === 'certified' && evaluation.rows !== null) return `it is about ${evaluation.rows.length} rows alone`; // prettier-ignore
    return rowsFault(record, evaluation, read);
  });
}

/** That a certificate of points that are apart is about the ends of this path, and as low a level. */
function checkApartMatch(
  book: ClaimBook,
  record: ExperimentResult,
  path: PathRecord,
  { of, vertices, level }: ApartCertificate,
  read: (name: string) => Uint8Array | null,
): void {
  const { data, loss } = record;
  book.note('the certificate is about the ends of this path, this loss and this evaluation set', () => {
    if (path.verdict !== 'disconnected') return `it says that they are apart, and the record ${path.verdict}`;
    if (vertices.file !== path.vertices) return `it is about ${vertices.file}, the record names ${path.vertices}`;
    if (path.ends === 'free') return 'the path has ends of its own';
    if (level < path.level) return `its level is ${level}, the record's ${path.level}`;
    if ('form' in of) return data === null ? null : 'it is about a formula, and the record about a network';
    if (of.loss.name !== loss.use) return `its loss is ${of.loss.name}, the record's ${loss.use}`;
    return rowsFault(record, of.evaluation, read);
  });
} // prettier-ignore

/** That a certificate of a path of an objective is about this path, and its level. */
function checkFormulaMatch(
  book: ClaimBook,
  { data }: ExperimentResult,
  path: PathRecord,
  { vertices, level }: FormulaCertificate,
): void {
  book.note('the certificate is about this path', () => {
    if (data !== null) return 'it is about a formula, and the record about a network';
    if (path.verdict !== 'connected')
      return `it says that they are connected, and the record ${path.verdict}`;
    if (vertices.file !== path.vertices) return `it is about ${vertices.file}, the record names ${path.vertices}`; // prettier-ignore
    if (path.grade === 'certified' && level > path.level) return `its level is ${level}, the record's ${path.level}`; // prettier-ignore
    return null;
  });
}

/** Forms are data, as JSON has it. */
function plainData(form: unknown): unknown {
  return JSON.parse(JSON.stringify(form ?? null)) as unknown;
}

/** Two networks of one text compute the same. */
function shapeOf({ input, output, nodes, last, parameters }: CheckedNetwork): string {
  const steps = nodes.map(({ id, inputs, step }) => [id, inputs, plain(step)]);
  return JSON.stringify([input, output, steps, last, [...parameters]]);
}

function plain(value: unknown): unknown {
  if (ArrayBuffer.isView(value)) return [...(value as Int32Array)];
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, plain(part)]));
}
