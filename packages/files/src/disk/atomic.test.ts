import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { createRng } from '@isthmus/contract/base';
import { rejectionOf } from '@isthmus/contract/testing';
import { LEFTOVER, temporaryFor, writeFileAtomic } from './atomic.js';
import { bundled } from '../io/testing/bundled.js';

const root = mkdtempSync(join(tmpdir(), 'isthmus-atomic-'));
afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(root, 'case-'));
});

describe('writeFileAtomic', () => {
  // As the superuser one could take /dev/null away from the whole machine.
  it.skipIf(process.platform === 'win32')('replaces no pipe, nor a link to one', async () => {
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    symlinkSync(pipe, join(folder, 'link'));
    for (const name of ['pipe', 'link']) {
      const error = await rejectionOf(() => writeFileAtomic(join(folder, name), 'x'));
      expect(error.message).toMatch(/cannot be written: it is a device, a pipe or a socket/);
    }
    expect(statSync(pipe).isFIFO()).toBe(true);
    expect(readdirSync(folder).toSorted()).toEqual(['link', 'pipe']);
  });

  it('writes texts and bytes, anew and over what was there', async () => {
    const path = join(folder, 'a/b/run.json');
    await writeFileAtomic(path, 'one – ü');
    expect(readFileSync(path, 'utf8')).toBe('one – ü');
    await writeFileAtomic(path, Uint8Array.of(0, 255));
    expect([...readFileSync(path)]).toEqual([0, 255]);
    await writeFileAtomic(path, '');
    expect(statSync(path).size).toBe(0);
    expect(readdirSync(join(folder, 'a/b'))).toEqual(['run.json']);
  });

  it('writes a part of a buffer where a part is given', async () => {
    const path = join(folder, 'x');
    await writeFileAtomic(path, Uint8Array.of(1, 2, 3, 4).subarray(1, 3));
    expect([...readFileSync(path)]).toEqual([2, 3]);
  });

  it('lets the last of many at once stand whole', async () => {
    const path = join(folder, 'x');
    const texts = Array.from({ length: 20 }, (_, i) => String(i).repeat(50_000));
    await Promise.all(texts.map((text) => writeFileAtomic(path, text)));
    expect(texts).toContain(readFileSync(path, 'utf8'));
    expect(readdirSync(folder)).toEqual(['x']);
  });

  it.each<[string, (path: string) => string, string]>([
    [
      'whose folder is a file',
      (path) => join(path, 'file', 'x'),
      'a file stands where a folder is to be',
    ],
    ['that is a folder', (path) => join(path, 'folder'), 'it is a folder'],
    ['with too long a name', (path) => join(path, 'x'.repeat(250)), 'the name is too long'],
  ])('says why it cannot write a file %s, and leaves nothing', async (_, place, reason) => {
    writeFileSync(join(folder, 'file'), 'old');
    mkdirSync(join(folder, 'folder'));
    const path = place(folder);
    const error = await rejectionOf(() => writeFileAtomic(path, 'new'));
    expect(error.code).toBe('io/write-failed');
    expect(error.message).toBe(`${path}: cannot be written: ${reason}.`);
    expect(error.cause).toBeInstanceOf(Error);
    expect(readdirSync(folder).sort()).toEqual(['file', 'folder']);
    expect(readFileSync(join(folder, 'file'), 'utf8')).toBe('old');
  });

  it('keeps the old content when the disk takes only a part of the new', () => {
    const module = bundled(new URL('./atomic.ts', import.meta.url), folder);
    const path = join(folder, 'model');
    writeFileSync(path, 'old');
    const code = `
      const { writeFileAtomic } = await import(${JSON.stringify(module)});
      await writeFileAtomic(${JSON.stringify(path)}, 'new'.repeat(1e6)).catch((error) =>
        console.log(error.code + ' ' + error.message));`;
    // The limit is in blocks of half a kibibyte or more: less than the three megabytes in any case.
    const limited = 'ulimit -f 64; exec "$0" --input-type=module -e "$1"';
    const said = execFileSync('sh', ['-c', limited, process.execPath, code], { encoding: 'utf8' });
    expect(said.trim()).toBe(
      `io/write-failed ${path}: cannot be written: the file is larger than is allowed.`,
    );
    expect(readFileSync(path, 'utf8')).toBe('old');
    expect(readdirSync(folder).filter((name) => LEFTOVER.test(name))).toEqual([]);
  });
});

describe('temporary files', () => {
  it('lie beside the file, and are known by their name alone', () => {
    const path = temporaryFor('/a/b/run.json');
    expect(path).toMatch(/^\/a\/b\/\.run\.json\.[0-9a-f]{12}\.tmp$/);
    expect(LEFTOVER.test(path.slice('/a/b/'.length))).toBe(true);
    for (const name of [
      'run.json',
      '.run.json.tmp',
      'a.0123456789ab.tmp',
      '.lock',
      '.x.tmp',
      '.a.0123456789ab.tmp.old',
    ])
      expect(LEFTOVER.test(name), name).toBe(false);
  });
});

describe('a process killed while it writes', () => {
  const SIZE = 1_000_000;
  /** Every version of the file begins with its number and is filled with one letter of it. */
  const writer = (module: string, path: string) => `
    const { writeFileAtomic } = await import(${JSON.stringify(module)});
    for (let i = 0; ; i++) {
      await writeFileAtomic(${JSON.stringify(path)}, i + ' ' + String.fromCharCode(97 + (i % 26)).repeat(${SIZE}));
      if (i === 0) process.send('writing');
    }`;

  function isWhole(text: string): boolean {
    const [number, letters = ''] = text.split(' ');
    return letters === String.fromCharCode(97 + (Number(number) % 26)).repeat(SIZE);
  }

  it('leaves the old content or the new, in 30 kills of 30', async () => {
    const path = join(folder, 'model');
    const module = bundled(new URL('./atomic.ts', import.meta.url), root);
    const rng = createRng(1).fork('kills');
    let interrupted = 0;
    for (let kill = 0; kill < 30; kill++) {
      const child = spawn(process.execPath, ['--input-type=module', '-e', writer(module, path)], {
        stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      });
      await once(child, 'message');
      await wait(20 * rng.next());
      child.kill('SIGKILL');
      await once(child, 'exit');
      expect(isWhole(readFileSync(path, 'utf8'))).toBe(true);
      const left = readdirSync(folder).filter((name) => name !== 'model');
      expect(left.every((name) => LEFTOVER.test(name))).toBe(true);
      if (left.length > 0) interrupted++;
      for (const name of left) rmSync(join(folder, name));
    }
    // Else the kills came at the wrong times, and the test showed nothing.
    expect(interrupted).toBeGreaterThan(5);
    expect(existsSync(path)).toBe(true);
  }, 120_000);
});
