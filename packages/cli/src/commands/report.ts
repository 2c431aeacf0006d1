import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { IsthmusError, isIsthmusError, messageOf } from '@isthmus/core';
import { makeFolders, writeFileAtomic } from '@isthmus/core/node';
import type { ExperimentResult } from '@isthmus/core/contract';
import type { ExitCode } from '../process/exit-codes.js';
import { EXIT } from '../process/exit-codes.js';
import { readStoredRecord, type StoredRecord } from '../report/stored-record.js';
import { printableText } from '../terminal/clean.js';

/** The formats of `isthmus report`. */
export const REPORT_FORMATS = ['html', 'svg', 'csv', 'json'] as const;

/** One of the formats. */
export type ReportFormat = (typeof REPORT_FORMATS)[number];

/** The options of `isthmus report`. */
export interface ReportCommandOptions {
  readonly format: ReportFormat;
  /** The file to write; a folder where there are several documents. */
  readonly out?: string;
  /** Of a run with several pairs, the one to draw: `a,b` or `b,a`. */
  readonly pair?: string;
  /** Draws the charts of its analyses in place of its paths. */
  readonly analyses?: boolean;
}

/** One document of a report. */
interface Document {
  /** Its name in a folder. */
  readonly name: string;
  readonly text: string;
}

/** Draws a finished run or sweep anew from its folder, in one of several formats. */
export async function reportCommand(
  path: string,
  options: ReportCommandOptions,
): Promise<ExitCode> {
  const stored = await readStoredRecord(resolve(path));
  const documents = await drawn(stored, options);
  await deliver(documents, stored, options);
  return conclude(stored);
}

/** A record may be sound in all that is checked and still hold what nothing can be drawn of. */
async function drawn(
  stored: StoredRecord,
  options: ReportCommandOptions,
): Promise<readonly Document[]> {
  try {
    return await documentsOf(stored, options);
  } catch (thrown) {
    if (isIsthmusError(thrown)) throw thrown;
    throw new IsthmusError(
      'run/bad-record',
      `${stored.folder}: the record cannot be drawn (${messageOf(thrown).slice(0, 200)}). It was changed, or written by another version: run the experiment again.`,
      { path: stored.folder },
      { cause: thrown },
    );
  }
}

async function documentsOf(
  stored: StoredRecord,
  { format, pair, analyses }: ReportCommandOptions,
): Promise<readonly Document[]> {
  if (analyses === true && (format !== 'svg' || stored.kind === 'sweep' || pair !== undefined))
    throw misuse('--analyses draws the charts of a run by --format svg; leave it out here.');
  if (pair !== undefined && (format !== 'svg' || stored.kind === 'sweep'))
    throw misuse('--pair names the pair of a run that --format svg draws; leave it out here.');
  if (format === 'json') return [{ name: 'result.json', text: withEscapes(stored.json) }];
  if (stored.kind === 'sweep') return sweepDocuments(stored, format);
  // Charts and a document to draw them in take half a second to load.
  if (format === 'html') {
    const { renderHtmlReport } = await import('../report/html.js');
    return [{ name: 'report.html', text: renderHtmlReport(stored.record) }];
  }
  const { analysisSvgs, interpolationSvg, profileCsv } = await import('../report/formats.js');
  if (format === 'csv') return [{ name: 'profiles.csv', text: profileCsv(stored.record) }];
  if (analyses === true) return analysisSvgs(stored.record);
  return pairsToDraw(stored.record, pair).map((one, i) => ({
    name: svgName(one, i),
    text: interpolationSvg(stored.record, one),
  }));
}

/** As it is, but for what may steer a terminal: JSON may hold it as it is, and means the same escaped. */
function withEscapes(json: string): string {
  return json.replaceAll(
    /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

async function sweepDocuments(
  { folder, record }: Extract<StoredRecord, { kind: 'sweep' }>,
  format: 'html' | 'svg' | 'csv',
): Promise<readonly Document[]> {
  const { renderSweepReport } = await import('../report/html.js');
  if (format === 'html') return [{ name: 'sweep.html', text: renderSweepReport(record) }];
  if (format === 'svg') {
    const { sweepSvgs } = await import('../report/sweep-svgs.js');
    return sweepSvgs(record);
  }
  const { storedSweepCsv } = await import('../report/sweep-csv-file.js');
  return [{ name: 'sweep.csv', text: await storedSweepCsv(folder) }];
}

type Pair = ExperimentResult['pairs'][number];

function pairsToDraw({ pairs }: ExperimentResult, wanted: string | undefined): readonly Pair[] {
  const known = pairs.map(({ a, b }) => `${a},${b}`);
  if (wanted === undefined) {
    if (pairs.length > 0) return pairs;
    throw misuse('the run has no pair whose paths could be drawn.');
  }
  const ends = wanted.split(',').map((end) => end.trim());
  const isWanted = (...pair: readonly string[]) => pair.join() === ends.join();
  // A pair has no direction; a record with both is drawn as it was asked.
  const asked = pairs.filter(({ a, b }) => isWanted(a, b));
  const found = asked.length > 0 ? asked : pairs.filter(({ a, b }) => isWanted(b, a));
  if (found.length > 0) return found;
  throw misuse(
    `--pair ${JSON.stringify(wanted)}: the run has no such pair; it has ${known.join(' ') || 'none'}.`,
  );
}

/** Names of endpoints come from a record that others may have written. */
function svgName({ a, b }: Pair, place: number): string {
  const isPlain = [a, b].every((id) => /^[A-Za-z0-9_-]{1,40}$/.test(id));
  return isPlain ? `paths-${a}-${b}.svg` : `paths-${place + 1}.svg`;
}

async function deliver(
  documents: readonly Document[],
  { folder }: StoredRecord,
  { format, out }: ReportCommandOptions,
): Promise<void> {
  const [first, ...others] = documents;
  if (first === undefined)
    throw misuse(
      'there is nothing to draw: no group of the sweep has a number yet, or the run has no such charts.',
    );
  if (others.length > 0) return deliverAll(documents, out);
  if (format === 'html') return write(resolve(out ?? join(folder, first.name)), first.text);
  if (out !== undefined) return write(resolve(out), first.text);
  await print(first.text);
}

/** That it cannot be written is minded for all commands, which exit with one code for it. */
async function print(text: string): Promise<void> {
  await new Promise<void>((done) => {
    process.stdout.write(text, () => {
      done();
    });
  });
}

async function deliverAll(documents: readonly Document[], out: string | undefined): Promise<void> {
  if (out === undefined)
    throw misuse(
      `there are ${documents.length} documents (${documents.map(({ name }) => name).join(', ')}). Name a folder for them with --out, or of a run one pair with --pair.`,
    );
  const folder = resolve(out);
  try {
    await makeFolders(folder);
  } catch (cause) {
    throw misuse(`--out ${folder}: cannot be used as a folder: ${messageOf(cause)}.`);
  }
  for (const { name, text } of documents) await write(join(folder, name), text);
}

async function write(file: string, text: string): Promise<void> {
  await refuseDevice(file);
  await writeFileAtomic(file, text);
  process.stderr.write(`${printableText(`report      ${file}`)}\n`);
}

/** A file is written beside its place and moved there, which would take a device or pipe away. */
async function refuseDevice(file: string): Promise<void> {
  const found = await stat(file).catch(() => null);
  if (found === null || found.isFile() || found.isDirectory()) return;
  throw misuse(
    `--out ${file}: is a device or a pipe, not a file. Leave --out out: all formats but html go to stdout.`,
  );
}

/** What was drawn of a run that failed or was cancelled is what was finished by then: the code says so. */
function conclude({ kind, record: { status, ...record } }: StoredRecord): ExitCode {
  if (status === 'finished') return EXIT.finished;
  const error = 'error' in record && record.error !== null ? ` ${record.error.message}` : '';
  const what = `The ${kind} ${STATUS_WORDS[status]}; the report has what was finished by then.${error}`;
  process.stderr.write(`${printableText(what)}\n`);
  return status === 'failed' ? EXIT.failed : EXIT.cancelled;
}

const STATUS_WORDS = {
  failed: 'failed',
  cancelled: 'was cancelled',
  running: 'has not ended: it is under way, or was stopped',
} as const;

function misuse(fault: string): IsthmusError {
  return new IsthmusError('cli/usage', fault);
}
