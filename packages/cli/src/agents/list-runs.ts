import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { readStoredRecord } from '../report/stored-record.js';
import { counted } from '../words/numbers.js';
import { verdictInWords } from '../words/verdict.js';

/** A run or a sweep on the disk, in a line. */
export interface ListedRun {
  /** The folder, relative to the one that was searched. */
  readonly folder: string;
  readonly kind: 'run' | 'sweep';
  readonly name: string;
  /** `running` stands also in the folder of a run that was killed. */
  readonly status: string;
  readonly startedAt: string | null;
  /** Of each pair and strategy a verdict in words; of a sweep how many trials there are. */
  readonly outcome: readonly string[];
}

/** Folders that hold no runs of anybody, and cost much to go through. */
const LEFT_OUT = new Set(['node_modules', '.git', 'models', 'certificates', 'trials']);

/** How deep runs are looked for; `runs/NAME-DATE` is at depth 2. */
const DEEPEST = 4;

/** So many folders are looked into, breadth first. */
const MOST_FOLDERS = 5000;

/**
 * The runs and sweeps in a folder and those below it, the latest first; trials of a sweep are not listed by
 * themselves.
 *
 * @param limit how many at most
 */
export async function listRuns(root: string, limit: number): Promise<readonly ListedRun[]> {
  const dated = await Promise.all((await runFolders(root)).map(withTime));
  const runs: ListedRun[] = [];
  for (const { folder } of dated.toSorted((p, q) => q.time - p.time)) {
    if (runs.length >= limit) break;
    const run = await listed(root, folder);
    if (run !== null) runs.push(run);
  }
  return runs;
}

/** When something in the folder was last made or moved: records replace files. */
async function withTime(folder: string) {
  const time = await stat(folder).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  );
  return { folder, time };
}

async function runFolders(root: string): Promise<readonly string[]> {
  const found: string[] = [];
  let level = [root];
  let seen = 0;
  for (let depth = 0; depth <= DEEPEST && level.length > 0; depth++) {
    const next: string[] = [];
    for (const folder of level) {
      if (++seen > MOST_FOLDERS) return found;
      // What may not be read is passed over.
      const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
      if (entries.some(({ name }) => name === 'run.json' || name === 'sweep.json'))
        found.push(folder);
      else
        for (const entry of entries)
          if (entry.isDirectory() && !LEFT_OUT.has(entry.name)) next.push(join(folder, entry.name));
    }
    level = next;
  }
  return found;
}

async function listed(root: string, folder: string): Promise<ListedRun | null> {
  const place = relative(root, folder) || '.';
  const stored = await readStoredRecord(folder).catch(() => null);
  if (stored === null) return unended(folder, place);
  if (stored.kind === 'sweep') {
    const { name, status, count, environment, groups } = stored.record;
    const outcome = groups.map(({ label, values, connected, pairs }) => `${label} ${wordsOf(values)}: ${connected} of ${counted(pairs, 'pair')} connected`); // prettier-ignore
    const { startedAt } = environment;
    return { folder: place, kind: 'sweep', name, status, startedAt, outcome: [counted(count, 'trial'), ...outcome] }; // prettier-ignore
  }
  const { name, status, environment, pairs } = stored.record;
  const outcome = pairs.flatMap(({ a, b, paths }) =>
    paths.map((path) => `${a} – ${b}, ${path.strategy}: ${verdictInWords(path)}`),
  );
  return { folder: place, kind: 'run', name, status, startedAt: environment.startedAt, outcome };
}

/** Values of swept settings: `/train/threshold = 0.01, …`. */
function wordsOf(values: Readonly<Record<string, unknown>>): string {
  return Object.entries(values).map(([pointer, value]) => `${pointer} = ${JSON.stringify(value)}`).join(', '); // prettier-ignore
}

/** Of a run under way, or one that was stopped, only its manifest can be read. */
async function unended(folder: string, place: string): Promise<ListedRun | null> {
  try {
    const manifest = JSON.parse(await readFile(join(folder, 'run.json'), 'utf8')) as {
      readonly name?: unknown;
      readonly status?: unknown;
      readonly startedAt?: unknown;
    };
    const textOf = (value: unknown) => (typeof value === 'string' ? value : null);
    return {
      folder: place,
      kind: 'run',
      name: textOf(manifest.name) ?? place,
      status: textOf(manifest.status) ?? 'unknown',
      startedAt: textOf(manifest.startedAt),
      outcome: [],
    };
  } catch {
    return null;
  }
}
