import { isDeepStrictEqual } from 'node:util';
import type { ExperimentResult, PathRecord } from '@isthmus/core/contract';
import {
  type ApartCertificate,
  checkCertificate,
  type CheckedCertificate,
  type FormulaCertificate,
} from '@isthmus/core/checker';
import { type CheckedNetwork, readNetwork } from '@isthmus/core/internal';
import { type ClaimBook } from './claims.js';
import { sha256 } from './inside.js';
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
  checkMatch(book, record, path, checked, judge);
  return checked;
}

/** That a certificate is about what the record says, and as much of it. */
function checkMatch(
  book: ClaimBook,
  record: ExperimentResult,
  path: PathRecord,
  { certificate, apart, formula }: CheckedCertificate,
  judge: Pick<Judge, 'network' | 'form'> | null,
): void {
  if (apart !== null) checkApartMatch(book, record, path, apart);
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
  const { data, loss, config } = record;
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
}

/** That a certificate of points that are apart is about the ends of this path, and as low a level. */
function checkApartMatch(
  book: ClaimBook,
  { data, loss }: ExperimentResult,
  path: PathRecord,
  { of, vertices, level }: ApartCertificate,
): void {
  book.note('the certificate is about the ends of this path, this loss and this evaluation set', () => {
    if (path.verdict !== 'disconnected') return `it says that they are apart, and the record ${path.verdict}`;
    if (vertices.file !== path.vertices) return `it is about ${vertices.file}, the record names ${path.vertices}`;
    if (path.ends === 'free') return 'the path has ends of its own';
    if (level < path.level) return `its level is ${level}, the record's ${path.level}`;
    if ('form' in of) return data === null ? null : 'it is about a formula, and the record about a network';
    if (of.loss.name !== loss.use) return `its loss is ${of.loss.name}, the record's ${loss.use}`;
    const { size, split } = of.evaluation;
    return size === data?.evaluation.size && split === data.evaluation.split ? null : `it is about ${size} rows of ${split}`;
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
