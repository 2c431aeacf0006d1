import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { rejectionOf } from '@isthmus/contract/testing';
import { fileReason } from '../io/file-error.js';
import { fileSourceIn } from './file-source.js';

const root = mkdtempSync(join(tmpdir(), 'isthmus-files-'));
afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});
const folder = join(root, 'config');
mkdirSync(join(folder, 'data'), { recursive: true });
writeFileSync(join(folder, 'data/x.csv'), 'x,y\n');
writeFileSync(join(root, 'above.csv'), 'above');
symlinkSync(join(folder, 'data/x.csv'), join(folder, 'link.csv'));
execFileSync('mkfifo', [join(folder, 'pipe')]);
const files = fileSourceIn(folder);

describe('fileSourceIn', () => {
  it.each([
    ['data/x.csv', 'x,y\n'],
    ['./data/../data/x.csv', 'x,y\n'],
    ['../above.csv', 'above'],
    [join(root, 'above.csv'), 'above'],
    ['link.csv', 'x,y\n'],
  ])('reads %s', async (path, expected) => {
    expect(new TextDecoder().decode(await files.read(path))).toBe(expected);
  });

  it.each([
    ['data/none.csv', 'there is no such file'],
    ['data', 'it is a folder'],
    ['', 'it is a folder'],
    ['data/x.csv/y', 'a part of the path is no folder'],
    ['x'.repeat(300), 'the name is too long'],
    ['/dev/zero', 'it is no regular file'],
    ['pipe', 'it is no regular file'],
    ['a\0b', expect.stringContaining('null bytes')],
  ])('says why it cannot read %j, and where it looked', async (path, reason) => {
    const error = await rejectionOf(() => files.read(path));
    expect(error.code).toBe('data/missing');
    const [, told] =
      /cannot be read \((.*)\)\. Paths are relative to the config's folder, (.*)\.$/s.exec(
        error.message,
      ) ?? ['', ''];
    expect(told).toEqual(reason);
    expect(error.message.startsWith(`${path}: `) && error.message.endsWith(`${folder}.`)).toBe(
      true,
    );
  });

  it('says of a URL that nothing is fetched', async () => {
    const error = await rejectionOf(() => files.read('https://example.org/x.csv'));
    expect(error.message).toContain(
      'there is no such file). It looks like a URL: nothing is fetched',
    );
  });
});

describe('fileReason', () => {
  it.each([
    ['EACCES', 'permission denied'],
    ['ENOSPC', 'the disk is full'],
    ['EDQUOT', 'the disk quota is used up'],
    ['EROFS', 'the file system is read-only'],
    ['EMFILE', 'too many files are open'],
  ])('words %s', (code, words) => {
    expect(fileReason(Object.assign(new Error('x'), { code }))).toBe(words);
  });

  it('keeps what it does not know', () => {
    expect(fileReason(Object.assign(new Error('EIO: i/o error'), { code: 'EIO' }))).toBe(
      'EIO: i/o error',
    );
    expect(fileReason(null)).toBe('null');
    expect(fileReason(Object.assign(new Error('own'), { code: 'toString' }))).toBe('own');
  });
});
