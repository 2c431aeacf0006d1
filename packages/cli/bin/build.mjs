// Builds the packages of a checkout before they are run: never one from a build that failed, was broken
// off or is older than its sources. A package from npm has no sources, and is run as it is.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const packages = fileURLToPath(new URL('../..', import.meta.url));
const NAMES = ['contract', 'engine', 'tfjs', 'files', 'core', 'dss', 'symmetry', 'charts', 'cli'];

/** Says in each `dist` which sources it was made of, once all of them are compiled without a fault. */
const STAMP = '.sources';

/** Stands before the stamp of a build that is under way, or was broken off. */
const UNFINISHED = 'unfinished\n';

/** Whether this package lies among its sources. */
export function isCheckout() {
  return existsSync(join(packages, 'cli/tsconfig.lib.json'));
}

/** Whether every package was built without a fault, of the sources that are there, and still is there. */
export function isBuilt() {
  return NAMES.every((name) => stampOf(name) === sourcesOf(name) && hasEntries(name));
}

/**
 * Compiles what has changed and bundles it, and stamps it when the compiler found no fault.
 *
 * @param {import('node:child_process').StdioOptions} stdio where the compiler's words go
 * @returns {{ ok: boolean, words: string }} whether the packages may be run; what was said where piped
 */
export function build(stdio = ['ignore', 2, 2]) {
  let unlock = () => undefined;
  try {
    unlock = locked();
    // Another process may have built it while this one waited.
    return isBuilt() ? { ok: true, words: '' } : compiled(stdio);
  } catch (error) {
    // Such as a checkout that may not be written.
    return { ok: false, words: `${error.message}\n` };
  } finally {
    unlock();
  }
}

function compiled(stdio) {
  const tsc = compiler();
  if (tsc === null)
    return { ok: false, words: 'TypeScript is not installed here; run npm ci in the checkout.\n' };
  const before = NAMES.map(sourcesOf);
  NAMES.forEach((name, i) => begin(name, before[i]));
  const run = (...args) => spawnSync(process.execPath, args, { stdio, encoding: 'utf8' });
  const types = run(tsc, '--build', join(packages, 'cli/tsconfig.lib.json'));
  if (types.status !== 0) return { ok: false, words: types.stdout ?? '' };
  const code = run(join(packages, '../tools/bundle.mjs'), ...NAMES.map((name) => join(packages, name))); // prettier-ignore
  const words = `${types.stdout ?? ''}${code.stdout ?? ''}${code.stderr ?? ''}`;
  if (code.status !== 0) return { ok: false, words };
  // Sources that were saved meanwhile may or may not be in it: the stamp is of those before.
  NAMES.forEach((name, i) => writeFileSync(join(packages, name, 'dist', STAMP), before[i]));
  return { ok: true, words };
}

/**
 * Takes the stamp away until the build is done. The compiler takes a source that is older than its own
 * notes for compiled, also one that was put in the place of a newer one: then it loses the notes.
 */
function begin(name, sources) {
  const dist = join(packages, name, 'dist');
  const stamped = stampOf(name) ?? '';
  if (existsSync(dist)) writeFileSync(join(dist, STAMP), `${UNFINISHED}${stamped}`);
  const notes = join(dist, 'tsconfig.lib.tsbuildinfo');
  if (stamped === '' || !existsSync(notes)) return;
  const [known, noted] = [new Set(stamped.split('\n')), statSync(notes).mtimeMs];
  const isOlder = (line) => !known.has(line) && Number(line.split(' ').at(-1)) <= noted;
  if (sources.split('\n').some(isOlder)) rmSync(notes);
}

/** Lets one process build at a time: two would write the same files, and one would run what the other writes. */
function locked() {
  const lock = join(packages, 'cli', '.build-lock');
  for (;;) {
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' });
      return () => rmSync(lock, { force: true });
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    if (isLeft(lock)) rmSync(lock, { force: true });
    else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, WAIT_MS);
  }
}

const WAIT_MS = 200;

/** Whether the process that made the lock has ended; between its making and its number it is young. */
function isLeft(lock) {
  try {
    const pid = Number(readFileSync(lock, 'utf8'));
    // Made a moment ago, its number not yet in it; or by a process killed in that moment.
    if (pid === 0)
      return performance.timeOrigin + performance.now() - statSync(lock).mtimeMs > 10_000;
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return error.code === 'ESRCH';
  }
}

function compiler() {
  try {
    return createRequire(import.meta.url).resolve('typescript/bin/tsc');
  } catch {
    return null;
  }
}

function stampOf(name) {
  const stamp = join(packages, name, 'dist', STAMP);
  return existsSync(stamp) ? readFileSync(stamp, 'utf8') : null;
}

/** Whether the files are there that the manifest says other packages import. */
function hasEntries(name) {
  const folder = join(packages, name);
  const manifest = readFileSync(join(folder, 'package.json'), 'utf8');
  return [...manifest.matchAll(BUILT_FILE)].every(([, file]) => existsSync(join(folder, file)));
}

/** Not `./dist/runner/*.js`, which names whichever there are. */
const BUILT_FILE = /"(\.\/dist\/[^"*]+\.js)"/g;

/** Names, sizes and times of all that a package is compiled of; to read it all would take longer. */
function sourcesOf(name) {
  const folder = join(packages, name);
  const shared = ['package.json', 'tsconfig.lib.json', '../../tsconfig.base.json', '../../tools/bundle.mjs']; // prettier-ignore
  const lines = [...sourceFiles(folder), ...shared].map((file) => {
    const { mtimeMs, size } = statSync(join(folder, file));
    return `${file} ${size} ${mtimeMs}`;
  });
  return lines.join('\n');
}

function sourceFiles(folder) {
  return readdirSync(join(folder, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !/\.test(-d)?\.ts$|(^|[/\\])testing[/\\]/.test(file))
    .map((file) => join('src', file))
    .sort();
}
