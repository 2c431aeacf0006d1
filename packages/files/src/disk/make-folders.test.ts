import { existsSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeFolders } from './make-folders.js';

let root: string;
beforeEach(() => (root = mkdtempSync(join(tmpdir(), 'isthmus-folders-'))));
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

describe('makeFolders', () => {
  it('makes all that is missing, with one mode, and leaves what is there', async () => {
    await makeFolders(join(root, 'a/b/c'), 0o700);
    for (const part of ['a', 'a/b', 'a/b/c'])
      expect(statSync(join(root, part)).mode & 0o777).toBe(0o700);
    writeFileSync(join(root, 'a/b/c/kept'), 'x');
    await makeFolders(join(root, 'a/b/c'));
    expect(existsSync(join(root, 'a/b/c/kept'))).toBe(true);
    expect(statSync(join(root, 'a')).mode & 0o777).toBe(0o700);
  });

  it('is content when others make the same folders at the same time', async () => {
    const path = join(root, 'p/q/r/s');
    await Promise.all(Array.from({ length: 8 }, () => makeFolders(path)));
    expect(existsSync(path)).toBe(true);
  });

  it('goes through a link to a folder', async () => {
    symlinkSync(root, join(root, 'link'));
    await makeFolders(join(root, 'link/deep/er'));
    expect(existsSync(join(root, 'deep/er'))).toBe(true);
  });

  it.each([
    ['a file on the way', 'file/x', 'ENOTDIR'],
    ['a file in its place', 'file', 'EEXIST'],
    ['a link that leads nowhere', 'dangling/x', 'EEXIST'],
    ['a name that is too long', `${'n'.repeat(300)}/x`, 'ENAMETOOLONG'],
  ])('refuses %s', async (_, path, code) => {
    writeFileSync(join(root, 'file'), '');
    symlinkSync(join(root, 'not-there'), join(root, 'dangling'));
    await expect(makeFolders(join(root, path))).rejects.toMatchObject({ code });
  });

  // Node's recursive mkdir hangs there for ever.
  it.skipIf(process.platform !== 'linux')('comes back from a folder without children', async () => {
    for (const path of ['/proc/x', '/proc/x/y/z'])
      await expect(makeFolders(path)).rejects.toMatchObject({
        code: 'io/no-folder',
        message: expect.stringContaining('no folder can be made in /proc,'),
      });
  });
});
