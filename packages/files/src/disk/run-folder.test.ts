import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { rejectionOf } from '@isthmus/contract/testing';
import { openRunFolder } from './run-folder.js';
import { sha256 } from '../io/sha256.js';
import { bundled } from '../io/testing/bundled.js';

const root = mkdtempSync(join(tmpdir(), 'isthmus-run-folder-'));
const module = bundled(new URL('./run-folder.ts', import.meta.url), root);
afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

let path: string;
beforeEach(() => {
  path = join(mkdtempSync(join(root, 'case-')), 'run');
});

/** Puts a file into the folder before it is opened. */
function put(name: string, content = ''): void {
  mkdirSync(dirname(join(path, name)), { recursive: true });
  writeFileSync(join(path, name), content);
}

/** Everything under the folder, with the content of files: what must not change when it is refused. */
function snapshot(folder = path): Record<string, string> {
  if (!existsSync(folder) || !statSync(folder).isDirectory()) return {};
  const entries = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => {
    const file = join(folder, name);
    return [name, lstatSync(file).isFile() ? readFileSync(file, 'utf8') : ''] as const;
  });
  return Object.fromEntries(entries);
}

async function refused(resume: boolean, code: string): Promise<string> {
  const before = snapshot();
  const error = await rejectionOf(() => openRunFolder(path, resume));
  expect(error.code).toBe(code);
  expect(error.message).toContain(path);
  expect(snapshot()).toEqual(before);
  return error.message;
}

const step = {
  key: 'a'.repeat(64),
  record: { loss: 1 },
  recordSha256: 'b'.repeat(64),
  file: 'models/a.safetensors',
  sha256: 'c'.repeat(64),
};
const manifest = (change: object = {}) =>
  JSON.stringify({
    format: 'isthmus/run@1',
    name: 'tiny',
    startedAt: '2026-01-01T00:00:00.000Z',
    steps: { a: step },
    ...change,
  });

describe('a new run', () => {
  it('makes its folder, and those on the way, for this user alone', async () => {
    path = join(path, 'deep', 'er');
    const folder = await openRunFolder(path, false);
    expect(folder.stored).toBeNull();
    expect(readdirSync(path).sort()).toEqual(['.lock', 'models']);
    for (const made of [path, join(path, 'models'), dirname(path)])
      expect(statSync(made).mode & 0o777).toBe(0o700);
    await folder.close();
    expect(readdirSync(path)).toEqual(['models']);
  });

  it('takes an empty folder as it is', async () => {
    mkdirSync(path, { mode: 0o755 });
    const folder = await openRunFolder(path, false);
    expect(statSync(path).mode & 0o777).toBe(0o755);
    await folder.close();
  });

  it.each(['run.json', '.hidden', 'models/a.safetensors'])(
    'is refused in a folder with %s, which is left as it was',
    async (name) => {
      put(name, 'x');
      expect(await refused(false, 'run/folder-not-empty')).toBe(
        `${path}: the folder is not empty. Name another with --out, or continue the run in it with --resume.`,
      );
    },
  );

  it.each([false, true])('is refused where there can be no folder (resume: %s)', async (resume) => {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, 'a file');
    expect(await refused(resume, 'run/folder')).toBe(
      `${path}: cannot be used as a run folder: a part of the path is no folder.`,
    );
    path = join(path, 'below');
    await refused(resume, 'run/folder');
  });
});

describe('a run to be resumed', () => {
  it.each<[string, readonly string[]]>([
    ['nothing', []],
    [
      'what a run makes first',
      ['models/.a.safetensors.0123456789ab.tmp', 'events.ndjson', 'run.log'],
    ],
    ['temporary files alone', ['.run.json.0123456789ab.tmp']],
    ['a report, but no run.json any more', ['events.ndjson', 'report.html', 'result.json']],
  ])('begins anew where there is %s', async (_, names) => {
    for (const name of names) put(name);
    const folder = await openRunFolder(path, true);
    expect(folder.stored).toBeNull();
    await folder.close();
  });

  it('gives what run.json says, and sweeps up after a crash', async () => {
    put('run.json', manifest());
    put('.run.json.0123456789ab.tmp', 'half');
    put('models/.a.safetensors.ba9876543210.tmp', 'half');
    put('models/.keep', 'mine');
    const folder = await openRunFolder(path, true);
    expect(folder.stored).toMatchObject({
      name: 'tiny',
      startedAt: '2026-01-01T00:00:00.000Z',
      steps: { a: step },
    });
    await folder.close();
    expect(Object.keys(snapshot()).sort()).toEqual(['models', 'models/.keep', 'run.json']);
  });

  // A pipe that nobody writes to would be read for ever.
  it.skipIf(process.platform === 'win32')('is refused where run.json is a pipe', async () => {
    mkdirSync(path, { recursive: true });
    execFileSync('mkfifo', [join(path, 'run.json')]);
    expect(await refused(true, 'io/read-failed')).toContain('it is no regular file');
  });

  it('is refused in a folder of something else, which is left as it was', async () => {
    put('holiday.jpg', 'x');
    expect(await refused(true, 'run/not-a-run-folder')).toBe(
      `${path}: there is no run to resume; the folder holds something else ("holiday.jpg"). Name the folder of a run with --out.`,
    );
  });

  it.each(['models', 'certificates'])('is refused where %s is a link', async (name) => {
    put('run.json', manifest());
    mkdirSync(join(dirname(path), 'elsewhere'));
    symlinkSync(join(dirname(path), 'elsewhere'), join(path, name));
    expect(await refused(true, 'run/folder')).toBe(
      `${join(path, name)}: expected a folder, and no link to one.`,
    );
  });

  it.each([
    'run.json',
    'result.json',
    'run.log',
    'events.ndjson',
    'report.html',
    'models/a.safetensors',
  ])('is refused where %s is a link, and what it leads to stays as it was', async (name) => {
    put('run.json', manifest());
    put('models/b.safetensors', 'x');
    const elsewhere = join(dirname(path), 'elsewhere.txt');
    writeFileSync(elsewhere, 'precious');
    rmSync(join(path, name), { force: true });
    symlinkSync(elsewhere, join(path, name));
    const error = await rejectionOf(() => openRunFolder(path, true));
    expect(error).toMatchObject({
      code: 'run/folder',
      message: `${join(path, name)}: expected a file or folder, and no link to one.`,
    });
    expect(readFileSync(elsewhere, 'utf8')).toBe('precious');
  });

  const whole = manifest();
  it.each<[string, string, string]>([
    ['empty', '', 'it is damaged (Unexpected end of JSON input)'],
    ['cut in the middle', whole.slice(0, whole.length / 2), 'it is damaged ('],
    ['cut by one byte', whole.slice(0, -1), 'it is damaged ('],
    ['zeros', '\0'.repeat(500), 'it is damaged ('],
    ['text', 'status: running', 'it is damaged ('],
    ['null', 'null', 'its format is not stated, expected "isthmus/run@1"'],
    ['a list', '[]', 'its format is not stated, expected "isthmus/run@1"'],
    [
      'of another program',
      '{"format":"mlflow/run"}',
      'its format is "mlflow/run", expected "isthmus/run@1"',
    ],
    [
      'of a later version',
      manifest({ format: 'isthmus/run@2' }),
      'its format is "isthmus/run@2", expected "isthmus/run@1"',
    ],
    ['without a name', manifest({ name: undefined }), 'it is damaged (at /name)'],
    ['without steps', manifest({ steps: null }), 'it is damaged (at /steps)'],
  ])('is refused where run.json is %s', async (_, text, reason) => {
    put('run.json', text);
    put('models/a.safetensors', 'precious');
    const message = await refused(true, 'run/bad-manifest');
    expect(message).toContain(
      `${join(path, 'run.json')}: the run cannot be resumed, for ${reason}`,
    );
    expect(message).toMatch(
      / Nothing was changed\. Remove the file to begin anew in this folder, or name another with --out\.$/,
    );
    expect(/\p{Cc}/u.test(message)).toBe(false);
  });

  it('is refused where run.json is no text', async () => {
    mkdirSync(path);
    writeFileSync(join(path, 'run.json'), Uint8Array.of(0x7b, 0xff, 0x7d));
    await refused(true, 'run/bad-manifest');
  });

  it('is refused where run.json is a folder', async () => {
    put('run.json/x');
    await refused(true, 'io/read-failed');
  });

  it('leaves out the steps that are not sound, and keeps the others', async () => {
    const { key: _, ...keyless } = step;
    const bad = [
      null,
      7,
      keyless,
      { ...step, key: 'short' },
      { ...step, record: [] },
      { ...step, sha256: 1 },
    ];
    const steps = Object.fromEntries(bad.map((value, i) => [`bad${i}`, value]));
    put('run.json', manifest({ steps: { ...steps, good: step } }));
    const folder = await openRunFolder(path, true);
    expect(Object.keys(folder.stored!.steps)).toEqual(['good']);
    await folder.close();
  });
});

describe('a folder that is removed while a run writes there', () => {
  it.each<[string, () => void]>([
    ['for good', () => rmSync(path, { recursive: true })],
    [
      'and made anew',
      () => {
        renameSync(path, `${path}-before`);
        mkdirSync(path);
      },
    ],
  ])('%s is written to no more', async (_, remove) => {
    const folder = await openRunFolder(path, false);
    await folder.write('models/a.safetensors', 'x');
    await folder.checkWhole(['models/a.safetensors']);
    remove();
    expect((await rejectionOf(() => folder.write('result.json', '{}'))).code).toBe(
      'run/folder-gone',
    );
    expect((await rejectionOf(() => folder.checkWhole([]))).code).toBe('run/folder-gone');
    expect(existsSync(join(path, 'result.json'))).toBe(false);
    await folder.close();
  });

  it('in part is not whole', async () => {
    const folder = await openRunFolder(path, false);
    await folder.write('models/a.safetensors', 'x');
    rmSync(join(path, 'models'), { recursive: true });
    const error = await rejectionOf(() => folder.checkWhole(['models/a.safetensors']));
    expect(error.code).toBe('run/folder-gone');
    expect(error.message).toContain(join(path, 'models/a.safetensors'));
    await folder.close();
  });
});

describe('files of a run', () => {
  it('are written whole, hashed, and read back', async () => {
    const folder = await openRunFolder(path, false);
    expect(await folder.write('models/a.safetensors', Uint8Array.of(1, 2))).toBe(
      sha256(Uint8Array.of(1, 2)),
    );
    expect([...(await folder.read('models/a.safetensors'))!]).toEqual([1, 2]);
    const text = '{\n  "loss": "NaN"\n}\n';
    expect(await folder.writeJson('result.json', { loss: NaN })).toBe(sha256(text));
    expect(readFileSync(join(path, 'result.json'), 'utf8')).toBe(text);
    expect(await folder.read('none.json')).toBeNull();
    expect(await folder.write('certificates/x.json', '')).toBe(sha256());
    await folder.close();
  });

  it.each([
    '',
    '.',
    '..',
    '../x',
    'models/../../x',
    '/etc/x',
    'a//b',
    'models/',
    '.lock',
    '.x',
    'a\\b',
    'C:x',
    'a\0b',
    'x\n',
    'é',
    '\u001b',
  ])('cannot be called %j', async (name) => {
    const folder = await openRunFolder(path, false);
    for (const action of [() => folder.write(name, 'x'), () => folder.read(name)])
      expect((await rejectionOf(action)).code).toBe('run/bad-name');
    await folder.close();
    expect(readdirSync(path)).toEqual(['models']);
  });

  it('that cannot be read are no missing files', async () => {
    put('events.ndjson');
    mkdirSync(join(path, 'models/a.safetensors'), { recursive: true });
    const folder = await openRunFolder(path, true);
    const error = await rejectionOf(() => folder.read('models/a.safetensors'));
    expect(error).toMatchObject({
      code: 'io/read-failed',
      message: `${join(path, 'models/a.safetensors')}: cannot be read: it is a folder.`,
    });
    await folder.close();
  });
});

describe('a folder that is open', () => {
  const children: ChildProcess[] = [];
  afterEach(() => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
  });

  /** A process that opens the folder, says how that went, and holds it. */
  async function opener(): Promise<{ readonly said: string; readonly child: ChildProcess }> {
    const code = `
      const { openRunFolder } = await import(${JSON.stringify(module)});
      const said = await openRunFolder(${JSON.stringify(path)}, true).then(() => 'open', (error) => error.code);
      process.send(said);
      setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', code], {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    children.push(child);
    const [said] = (await once(child, 'message')) as [string];
    return { said, child };
  }

  it('is not opened again by the same process until it is closed', async () => {
    const folder = await openRunFolder(path, false);
    expect(await refused(true, 'run/folder-locked')).toBe(
      `${path}: the process ${process.pid} works in this folder. Wait for it to end, or name another folder with --out.`,
    );
    await folder.close();
    await (await openRunFolder(path, true)).close();
    await folder.close();
    expect(existsSync(join(path, '.lock'))).toBe(false);
  });

  it('is not opened by another process, until that one is killed', async () => {
    const { said, child } = await opener();
    expect(said).toBe('open');
    expect(await refused(true, 'run/folder-locked')).toContain(
      `the process ${child.pid} works in this folder`,
    );
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(existsSync(join(path, '.lock'))).toBe(true);
    const folder = await openRunFolder(path, true);
    await folder.close();
  });

  it('is opened by one of many that come upon the lock of a dead process', async () => {
    const { child } = await opener();
    child.kill('SIGKILL');
    await once(child, 'exit');
    const outcomes = await Promise.all(Array.from({ length: 6 }, opener));
    expect(outcomes.map(({ said }) => said).sort()).toEqual(
      ['open', ...new Array<string>(5).fill('run/folder-locked')].sort(),
    );
    expect(readdirSync(path).sort()).toEqual(['.lock', 'models']);
  });

  it('is opened once by many calls at once', async () => {
    const outcomes = await Promise.allSettled(
      Array.from({ length: 20 }, () => openRunFolder(path, true)),
    );
    const opened = outcomes.flatMap((outcome) =>
      outcome.status === 'fulfilled' ? [outcome.value] : [],
    );
    expect(opened).toHaveLength(1);
    await opened[0]!.close();
    expect(readdirSync(path)).toEqual(['models']);
  });

  it('is opened once by many calls at once that come upon a stale lock', async () => {
    for (let round = 0; round < 20; round++) {
      put('.lock', JSON.stringify({ ...owner, pid: process.pid }));
      const outcomes = await Promise.allSettled(
        Array.from({ length: 10 }, () => openRunFolder(path, true)),
      );
      const opened = outcomes.flatMap((outcome) =>
        outcome.status === 'fulfilled' ? [outcome.value] : [],
      );
      expect(opened).toHaveLength(1);
      await opened[0]!.close();
      expect(readdirSync(path)).toEqual(['models']);
    }
  });

  const owner = { pid: process.ppid, host: hostname(), started: 'long ago', token: 'x' };
  const linux = process.platform === 'linux';

  it('is taken over from a process whose number another one has got', async () => {
    put('.lock', JSON.stringify(owner));
    // Only Linux tells when another process was started; elsewhere the lock must be believed.
    if (linux) await (await openRunFolder(path, true)).close();
    else await refused(true, 'run/folder-locked');
  });

  it('is taken over from a process that had our own number', async () => {
    put('.lock', JSON.stringify({ ...owner, pid: process.pid }));
    await (await openRunFolder(path, true)).close();
  });

  it.each<[string, string, string]>([
    [
      'on another machine',
      JSON.stringify({ ...owner, host: 'far\u001baway' }),
      `the process ${process.ppid} on far\\u{1b}away works in this folder. If no run is going on there any more, delete`,
    ],
    [
      'that nobody can read',
      'PID 17',
      'another process works in this folder. If no run is going on there any more, delete',
    ],
    ['that is empty', '', 'another process works in this folder. If no run'],
  ])('by a lock %s is not taken over, and the message says what to do', async (_, lock, words) => {
    put('models/a.safetensors', 'x');
    put('.lock', lock);
    const message = await refused(true, 'run/folder-locked');
    expect(message).toContain(words);
    expect(message).toContain(join(path, '.lock'));
  });

  it('does not give back a lock that is not its own any more', async () => {
    const folder = await openRunFolder(path, false);
    writeFileSync(join(path, '.lock'), 'of another');
    await folder.close();
    expect(readFileSync(join(path, '.lock'), 'utf8')).toBe('of another');
  });
});

describe('a folder where nothing may be written', () => {
  it('is refused with the reason', () => {
    mkdirSync(dirname(path), { recursive: true });
    chmodSync(root, 0o755);
    chmodSync(dirname(path), 0o555);
    // The superuser may write everywhere, so another user tries.
    const user = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};
    const code = `
      const { openRunFolder } = await import(${JSON.stringify(module)});
      await openRunFolder(${JSON.stringify(path)}, false).catch((error) => console.log(error.message));`;
    const said = execFileSync(process.execPath, ['--input-type=module', '-e', code], {
      ...user,
      encoding: 'utf8',
    });
    chmodSync(dirname(path), 0o755);
    expect(said.trim()).toBe(`${path}: cannot be used as a run folder: permission denied.`);
  });
});
