import { messageOf } from '@isthmus/core';
import type {
  EndpointRecord,
  ExperimentResult,
  PairRecord,
  PathRecord,
} from '@isthmus/core/contract';
import { pathOf, type Point, readTensors, type StoredPath } from '@isthmus/core/internal';
import { checkPathCertificate } from './certificates.js';
import { bookOf, type Claim, type ClaimBook, differs, type Verified } from './claims.js';
import { evaluationHash, readerIn } from './inside.js';
import { differsFrom, type Judge } from './judge.js';
import { openRun, type OpenedRun } from './open-run.js';
import { checkProofRecord } from './proof-claims.js';
import { checkProfile, checkShape, distanceOf, sameOf, type Shapes } from './paths.js';

/** Called with what is being checked, now and then. */
export type Tick = (about: string) => void;

/** What stands in a record and says nothing of its verdicts. */
const UNCHECKED = [
  'training curves and costs, losses on other splits, accuracies, angles, analyses, convexity, what searches say of themselves', // prettier-ignore
  'bounds of the largest loss of paths that have no certificate, and claims about some rows alone',
  'that an aligned endpoint computes what the endpoint does, beyond its loss; how levels were found that are not the threshold',
];

/**
 * Holds all that the record of a run says of its verdicts against its files.
 *
 * @param beside the folder in which files and plugins that the experiment names are looked for
 */
export async function verifyRun(
  record: ExperimentResult,
  folder: string,
  beside: string,
  tick: Tick,
): Promise<Verified> {
  const claims: Claim[] = [];
  const opened = await openRun(record, folder, beside);
  const run: Run = { record, claims, read: readerIn(folder), tick, assumed: new Set() };
  const by: string[] = [];
  if (typeof opened === 'string') {
    const remedy = `If the experiment's file lies elsewhere, name its folder by --files.`;
    bookOf('losses', claims).missing('what they are computed from', `${opened} ${remedy}`);
  } else {
    by.push(opened.judge.by, ...(opened.origin === null ? [] : [opened.origin]));
    checkData(bookOf('data', claims), record, opened);
  }
  const judge = typeof opened === 'string' ? null : opened.judge;
  const points = new Map<string, Point>();
  for (const endpoint of record.endpoints) checkEndpoint(run, judge, endpoint, points);
  for (const pair of record.pairs) checkPair(run, judge, pair, points);
  return {
    path: folder,
    kind: 'run',
    title: record.name,
    claims,
    by,
    assumed: [...run.assumed],
    unchecked: UNCHECKED,
  };
}

interface Run {
  readonly record: ExperimentResult;
  readonly claims: Claim[];
  readonly read: (name: string) => Uint8Array | null;
  readonly tick: Tick;
  readonly assumed: Set<string>;
}

function checkData(book: ClaimBook, { data }: ExperimentResult, opened: OpenedRun): void {
  const { evaluation, dataSha256 } = opened;
  if (data === null || evaluation === null) return;
  book.note(`χ is the ${data.evaluation.split} split, ${data.evaluation.size} rows`, () =>
    differs(data.evaluation.size, evaluation.size),
  );
  book.note(`its SHA-256 is ${data.evaluation.sha256}`, () => {
    const hash = evaluationHash(evaluation);
    return hash === data.evaluation.sha256 ? null : `it is ${hash}`;
  });
  if (dataSha256 !== null)
    book.note(`the SHA-256 of all splits is ${data.sha256}`, () =>
      dataSha256 === data.sha256 ? null : `it is ${dataSha256}`,
    );
}

function checkEndpoint(
  { record, claims, read, tick }: Run,
  judge: Judge | null,
  endpoint: EndpointRecord,
  points: Map<string, Point>,
): void {
  const { id, file, loss } = endpoint;
  const book = bookOf(`endpoint ${id}`, claims);
  tick(`endpoint ${id}`);
  const bytes = read(file);
  if (bytes === null)
    return book.missing(`its weights are ${file}`, 'there is no such file in the folder');
  book.note(`its weights are ${file}`, () => {
    points.set(
      id,
      new Map([...readTensors(bytes).tensors].map(([name, { data }]) => [name, data])),
    );
    return null;
  });
  const point = points.get(id);
  if (point === undefined || judge === null) return;
  book.note(`its loss is ${loss}`, () => differsFrom(loss, judge.atPoint(point)));
  const { threshold } = record;
  if (threshold !== null)
    book.note(endpoint.reached ? `it is at most the threshold ${threshold}` : 'it did not reach the threshold', () => // prettier-ignore
      loss <= threshold === endpoint.reached ? null : `its loss is ${loss}, the threshold ${threshold}`); // prettier-ignore
}

function checkPair(
  run: Run,
  judge: Judge | null,
  pair: PairRecord,
  points: ReadonlyMap<string, Point>,
): void {
  const [a, b] = [points.get(pair.a), points.get(pair.b)];
  const name = `${pair.a} – ${pair.b}`;
  const book = bookOf(name, run.claims);
  if (a === undefined || b === undefined)
    return book.missing('it is between two endpoints', 'one of them is not there');
  book.note(`they are ${pair.distance} apart`, () => differs(pair.distance, distanceOf(a, b)));
  const goal = alignedEnd(run, book, judge, pair, a, b);
  for (const path of pair.paths) {
    const about = `${name}, ${path.strategy}`;
    try {
      checkPath(run, judge, about, path, [a, goal]);
    } catch (thrown) {
      // A path that cannot be walked is no reason to be silent of the others.
      bookOf(about, run.claims).note('its points can be computed', () => messageOf(thrown));
    }
  }
}

/** Where paths of a pair end: b, or b as it was aligned. */
function alignedEnd(
  { read }: Run,
  book: ClaimBook,
  judge: Judge | null,
  { alignment }: PairRecord,
  a: Point,
  b: Point,
): Point {
  if (alignment === null) return b;
  const { file, distanceAfter, lossAfter } = alignment;
  const bytes = read(file);
  if (bytes === null) {
    book.missing(`the aligned endpoint is ${file}`, 'there is no such file in the folder');
    return b;
  }
  let aligned = b;
  book.note(`the aligned endpoint is ${file}`, () => {
    aligned = new Map([...readTensors(bytes).tensors].map(([name, { data }]) => [name, data]));
    return null;
  });
  book.note(`aligned they are ${distanceAfter} apart`, () =>
    differs(distanceAfter, distanceOf(a, aligned)),
  );
  if (judge !== null)
    book.note(`the aligned endpoint has loss ${lossAfter}`, () =>
      differsFrom(lossAfter, judge.atPoint(aligned)),
    );
  return aligned;
}

function checkPath(
  run: Run,
  judge: Judge | null,
  about: string,
  path: PathRecord,
  ends: readonly [Point, Point],
): void {
  const book = bookOf(about, run.claims);
  run.tick(about);
  const stored = storedPath(run, book, path, ends[0]);
  if (stored === null) return;
  if (path.ends === 'fixed')
    book.note('it runs from one endpoint to the other', () => {
      if (!sameOf(stored.vertices[0]!, ends[0])) return 'it begins elsewhere';
      return sameOf(stored.vertices.at(-1)!, ends[1]) ? null : 'it ends elsewhere';
    });
  checkShape(book, path, stored, stored.shapes);
  if (judge !== null) {
    checkProfile(book, path, stored, judge, () => { run.tick(about); }); // prettier-ignore
    checkLevel(book, run.record, path);
  }
  if (path.verdict === 'connected')
    book.note(`a connected verdict says how it is known: ${path.grade}`, () =>
      path.grade === null ? 'it does not' : null,
    );
  const checked = checkPathCertificate(book, run.record, path, run.read, judge, () => {
    run.tick(about);
  });
  checkProofRecord(book, path, stored, judge, checked?.certificate ?? null);
  for (const assumption of checked?.assumed ?? []) run.assumed.add(assumption);
}

/** A level that was not given is the threshold. */
function checkLevel(
  book: ClaimBook,
  { config, threshold }: ExperimentResult,
  path: PathRecord,
): void {
  const paths = (config['paths'] ?? []) as readonly { use: string; level?: unknown }[];
  const asked = paths.filter(({ use }) => use === path.strategy).map(({ level }) => level);
  if (threshold === null || asked.length === 0 || !asked.every((level) => level === 'threshold'))
    return;
  book.note(`its level ${path.level} is the threshold`, () => differs(path.level, threshold, 0));
}

/** A path with the shapes of its arrays. */
type ShapedPath = StoredPath & { readonly shapes: Shapes };

function storedPath(
  { read }: Run,
  book: ClaimBook,
  { vertices }: PathRecord,
  like: Point,
): ShapedPath | null {
  const bytes = read(vertices);
  if (bytes === null) {
    book.missing(`its vertices are ${vertices}`, 'there is no such file in the folder');
    return null;
  }
  let stored: ShapedPath | null = null;
  book.note(`its vertices are ${vertices}`, () => {
    const { tensors } = readTensors(bytes);
    const parameters = new Map(
      [...like.keys()].map((name) => [name, tensors.get(`0/${name}`)?.shape ?? []]),
    );
    stored = { ...pathOf({ parameters }, bytes), shapes: parameters };
    return null;
  });
  return stored;
}
