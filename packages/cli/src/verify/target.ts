import { readFileSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { checkCertificate } from '@isthmus/core/checker';
import { readStoredRecord } from '../report/stored-record.js';
import { bookOf, type Claim, type Verified } from './claims.js';
import { readerIn, sha256 } from './inside.js';
import { type Tick, verifyRun } from './run.js';
import { verifySweep } from './sweep.js';

/**
 * Verifies a run folder, the folder of a sweep, their record, or a certificate alone, whose run folder is the
 * parent of the folder that it lies in.
 *
 * @param beside the folder in which files and plugins that an experiment names are looked for
 * @throws `run/…`, `io/…` for what is none of these
 */
export async function verifyTarget(path: string, beside: string, tick: Tick): Promise<Verified> {
  if (await isCertificate(path)) return verifyCertificate(path, tick);
  const stored = await readStoredRecord(path);
  return stored.kind === 'run'
    ? verifyRun(stored.record, stored.folder, beside, tick)
    : verifySweep(stored.record, stored.folder, beside, tick);
}

/** A JSON file in a folder `certificates`, or one that says that it is one. */
async function isCertificate(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => null);
  if (found?.isFile() !== true) return false;
  if (['result.json', 'sweep.json', 'run.json'].includes(basename(path))) return false;
  const isBeside = basename(dirname(path)) === 'certificates' && path.endsWith('.json');
  return isBeside || readFileSync(path, 'utf8').includes('"isthmus/certificate@');
}

function verifyCertificate(path: string, tick: Tick): Verified {
  const claims: Claim[] = [];
  const name = basename(path);
  const checked = checkCertificate(readFileSync(path), {
    read: readerIn(dirname(dirname(path))),
    sha256,
    tick: (element) => {
      tick(`element ${element}`);
    },
  });
  bookOf('certificate', claims).take(checked.claims);
  const { certificate, apart, formula } = checked;
  const rows = certificate?.evaluation.rows;
  const by = [
    apart === null
      ? 'Each leaf was bounded once by the checker, in code that it shares with no certifier; nothing was searched for.'
      : 'Every fact was computed anew by the checker, in code that it shares with nothing that proves; nothing was searched for.',
    ...(apart === null || !checked.holds
      ? []
      : [`Proved: every path between the two ends of ${apart.vertices.file} rises above ${apart.level}.`]), // prettier-ignore
    ...(formula === null || !checked.holds
      ? []
      : [`Proved: the formula that it tells is at most ${formula.level} at every point of ${formula.vertices.file}; ${peakWords(formula.peak)}.`]), // prettier-ignore
    ...(certificate === null || !checked.holds
      ? []
      : [`Proved: ${certificate.loss.name} is at most ${certificate.level} at every point of ${certificate.vertices.file}, over ${rows === null || rows === undefined ? `all ${certificate.evaluation.size}` : `${rows.length} named`} rows of ${certificate.evaluation.file}; ${peakWords(certificate.peak)}.`]), // prettier-ignore
  ];
  const unchecked = [
    'which experiment the files come from, as no record was read: verify the run folder for that',
  ];
  return {
    path,
    kind: 'certificate',
    title: name,
    claims,
    by,
    assumed: checked.assumed,
    unchecked,
  };
}

function peakWords({
  lower,
  upper,
}: {
  readonly lower: number | null;
  readonly upper: number;
}): string {
  return lower === null
    ? `its peak is at most ${upper}`
    : `its peak is between ${lower} and ${upper}`;
}
