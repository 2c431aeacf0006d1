import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { deflateSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { accuracy, centroids } from './check.mjs';
import { recordsOf } from './cifar.mjs';
import { faultsIn, writeSet } from './folder.mjs';
import { checkIntegrity, filesOfDebian } from './packages.mjs';
import { decodePng } from './png.mjs';
import { SETS, setNamed } from './sets.mjs';
import { filesInTarball } from './tar.mjs';

const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');

let folder = '';
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'data-tool-'))));
afterEach(() => rmSync(folder, { recursive: true }));

/** A tar archive made by the system's own tar, which is another program than the reader. */
function packed(files) {
  const root = join(folder, 'package');
  mkdirSync(join(root, 'data'), { recursive: true });
  for (const [path, content] of Object.entries(files)) writeFileSync(join(root, path), content);
  const tar = spawnSync('tar', ['--format=pax', '-cf', '-', 'package'], { cwd: folder });
  expect(tar.status).toBe(0);
  return tar.stdout;
}

describe('filesInTarball', () => {
  const long = `data/${'n'.repeat(120)}.txt`;
  const files = { 'a.txt': 'A', 'data/b.bin': 'x'.repeat(1500), 'data/empty': '', [long]: 'long' };

  it('reads files by their paths, long ones too', () => {
    const found = filesInTarball(gzipSync(packed(files)), () => true);
    expect(Object.fromEntries([...found].map(([path, bytes]) => [path, String(bytes)]))).toEqual(
      files,
    );
  });

  it('keeps only what is wanted', () => {
    const found = filesInTarball(gzipSync(packed(files)), (path) => path.endsWith('.bin'));
    expect([...found.keys()]).toEqual(['data/b.bin']);
  });

  it('refuses what is cut off or damaged', () => {
    const archive = packed({ 'a.bin': 'y'.repeat(3000) });
    const place = archive.indexOf('y'.repeat(100));
    expect(() => filesInTarball(gzipSync(archive.subarray(0, place + 600)), () => true)).toThrow(
      'cut off',
    );
    const damaged = Buffer.from(archive);
    damaged[10] ^= 1;
    expect(() => filesInTarball(gzipSync(damaged), () => true)).toThrow('wrong header at byte 0');
  });
});

/** A PNG whose lines are filtered by the rules of the specification, in the other direction. */
function pngOf(pixels, width, height, filters) {
  const stride = width * 3;
  const at = (y, x) => (y < 0 || x < 0 ? 0 : pixels[y * stride + x]);
  const paeth = (a, b, c) => {
    const p = a + b - c;
    const distances = [a, b, c].map((each) => Math.abs(p - each));
    return [a, b, c][distances.indexOf(Math.min(...distances))];
  };
  const predicted = [
    () => 0,
    (y, x) => at(y, x - 3),
    (y, x) => at(y - 1, x),
    (y, x) => Math.floor((at(y, x - 3) + at(y - 1, x)) / 2),
    (y, x) => paeth(at(y, x - 3), at(y - 1, x), at(y - 1, x - 3)),
  ];
  const lines = Array.from({ length: height }, (_, y) => [
    filters[y],
    ...Array.from({ length: stride }, (_, x) => (at(y, x) - predicted[filters[y]](y, x)) & 255),
  ]).flat();
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const body = deflateSync(Buffer.from(lines));
  const half = Math.floor(body.length / 2);
  return Buffer.concat([
    Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]),
    chunk('IHDR', header),
    chunk('IDAT', body.subarray(0, half)),
    chunk('IDAT', body.subarray(half)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type, data) {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  return Buffer.concat([length, Buffer.from(type), data, Buffer.alloc(4)]);
}

describe('decodePng', () => {
  const [width, height] = [4, 6];
  const pixels = Uint8Array.from({ length: width * height * 3 }, (_, i) => (i * i * 37 + 11) % 256);

  it.each([0, 1, 2, 3, 4])('undoes filter %i, on the first line and below', (filter) => {
    const png = pngOf(pixels, width, height, new Array(height).fill(filter));
    expect(decodePng(png)).toEqual({ width, height, pixels });
  });

  it('undoes mixed filters', () => {
    expect(decodePng(pngOf(pixels, width, height, [4, 3, 2, 1, 0, 4])).pixels).toEqual(pixels);
  });

  it.each([
    ['no PNG', (png) => png.subarray(1)],
    ['interlacing', (png) => Buffer.from(png).fill(1, 28, 29)],
    ['16 bits', (png) => Buffer.from(png).fill(16, 24, 25)],
  ])('refuses %s', (_, spoil) => {
    expect(() => decodePng(spoil(pngOf(pixels, width, height, [0, 0, 0, 0, 0, 0])))).toThrow(/PNG/);
  });
});

describe('recordsOf', () => {
  const picture = (height) => ({
    width: 1024,
    height,
    pixels: Uint8Array.from({ length: height * 3072 }, (_, i) => (i * 7) % 251),
  });

  it('puts the class first, then a plane a colour', () => {
    const { pixels } = picture(2);
    const records = recordsOf(picture(2), [3, 9]);
    expect(records.length).toBe(2 * 3073);
    expect([records[0], records[3073]]).toEqual([3, 9]);
    for (const [row, at, channel] of [
      [0, 0, 0],
      [0, 1023, 1],
      [1, 500, 2],
    ])
      expect(records[row * 3073 + 1 + channel * 1024 + at]).toBe(
        pixels[(row * 1024 + at) * 3 + channel],
      );
  });

  it('refuses a picture that has not a row for each class', () => {
    expect(() => recordsOf(picture(2), [1])).toThrow(
      'expected 1 rows of 1024 pixels, came 2 of 1024',
    );
  });
});

describe('folders', () => {
  const good = Buffer.from('good');
  const set = { files: [{ name: 'a', bytes: 4, sha256: sha256(good) }] };
  const texts = {
    texts: { pattern: /\.txt$/, count: 2, sha256: sha256('onetwo') },
  };

  it('are good when every file is as it should be', () => {
    writeSet(folder, set, new Map([['a', good]]));
    expect(faultsIn(folder, set)).toEqual([]);
    expect(readdirSync(folder)).toEqual(['a']);
  });

  it.each([
    ['a missing file', null, 'a is missing'],
    ['a file of another size', 'goo', 'a has 3 bytes in place of 4'],
    ['another content', 'gold', 'a has the sha256'],
  ])('tell %s', (_, content, words) => {
    if (content !== null) writeFileSync(join(folder, 'a'), content);
    expect(faultsIn(folder, set)).toEqual([expect.stringContaining(words)]);
  });

  it('tell that they are not there', () => {
    expect(faultsIn(join(folder, 'none'), set)).toEqual([expect.stringContaining('there is no')]);
  });

  it('check many texts by the sum of all, in the order of their names', () => {
    const files = new Map([
      ['b.txt', 'two'],
      ['a.txt', 'one'],
    ]);
    writeSet(folder, texts, files);
    writeFileSync(join(folder, 'SOURCE.md'), 'not one of them');
    expect(faultsIn(folder, texts)).toEqual([]);
    writeFileSync(join(folder, 'a.txt'), 'One');
    expect(faultsIn(folder, texts)).toEqual([expect.stringContaining('all files together')]);
    rmSync(join(folder, 'a.txt'));
    expect(faultsIn(folder, texts)).toEqual(['there are 1 files in place of 2']);
  });

  it('get nothing where anything fetched is wrong', () => {
    const target = join(folder, 'target');
    expect(() => writeSet(target, set, new Map([['a', Buffer.from('evil')]]))).toThrow(
      'nothing was written',
    );
    expect(existsSync(target)).toBe(false);
  });

  it('check the MD5 too where one is known', () => {
    const [file] = set.files;
    writeFileSync(join(folder, 'a'), good);
    expect(faultsIn(folder, { files: [{ ...file, md5: '0' }] })).toEqual([
      'a has another MD5 than 0',
    ]);
  });
});

describe('packages', () => {
  it('are refused when they are not the ones that were looked at', () => {
    const sum = `sha512-${createHash('sha512').update('x').digest('base64')}`;
    expect(() => checkIntegrity(Buffer.from('x'), sum, 'p@1')).not.toThrow();
    expect(() => checkIntegrity(Buffer.from('y'), sum, 'p@1')).toThrow('Nothing was written');
  });

  it('of Debian are told to be just that where apt-get is missing', () => {
    const { PATH } = process.env;
    process.env.PATH = folder;
    try {
      const source = { debian: 'dataset-fashion-mnist', folder: 'usr' };
      expect(() => filesOfDebian(source, () => true, folder)).toThrow(
        'is a package of Debian, and there is no apt-get here',
      );
    } finally {
      process.env.PATH = PATH;
    }
  });
});

describe('sets', () => {
  it('are listed when a name is not known', () => {
    expect(() => setNamed('imagenet')).toThrow(
      'There is no data set "imagenet"; there are mnist, fashion-mnist, cifar10, sotu.',
    );
    expect(() => setNamed('toString')).toThrow('There is no data set');
  });

  it('state a licence, what to cite, and a sum for every file', () => {
    for (const { licence, cite, files, texts } of Object.values(SETS)) {
      expect(licence.length).toBeGreaterThan(20);
      expect(cite.length).toBeGreaterThan(10);
      for (const { sha256: sum } of files ?? [texts]) expect(sum).toMatch(/^[0-9a-f]{64}$/);
    }
  });
});

describe('the nearest centroid', () => {
  it('tells images by the mean of their class', () => {
    const labels = Uint8Array.from({ length: 20 }, (_, i) => i % 10);
    const pixels = Uint8Array.from({ length: 40 }, (_, i) => (i % 2) + 20 * labels[i >> 1]);
    const train = { size: 2, pixels, labels };
    const means = centroids(train);
    expect([...means[3]]).toEqual([60, 61]);
    expect(accuracy(means, train)).toBe(1);
    expect(accuracy(means, { ...train, labels: labels.toReversed() })).toBe(0);
  });
});

describe('the command', () => {
  const run = (...words) =>
    spawnSync(process.execPath, [fileURLToPath(new URL('main.mjs', import.meta.url)), ...words], {
      encoding: 'utf8',
    });

  it('lists what there is', () => {
    const { status, stderr } = run();
    expect(status).toBe(0);
    for (const name of Object.keys(SETS)) expect(stderr).toContain(name);
  });

  it('refuses a name that is not known, before anything is fetched', () => {
    const { status, stderr } = run('mnist', 'mnits');
    expect(status).toBe(2);
    expect(stderr).toContain('There is no data set "mnits"; there are mnist');
    expect(stderr).not.toContain('fetching');
  });
});
