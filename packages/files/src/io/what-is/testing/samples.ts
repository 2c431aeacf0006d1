import { gzipSync } from 'node:zlib';
import { zipOf } from '../../formats/testing/zip-of.js';
import { numpyFiles } from '../../formats/testing/numpy-files.js';
import { writeSafetensors } from '../../safetensors.js';

const utf8 = (text: string) => new TextEncoder().encode(text);
/** Characters of one byte each, with bytes behind them that are no text. */
const binary = (start: string) =>
  new Uint8Array(Buffer.from(`${start}\x00\x01\x02\xfe\xff${'\x00'.repeat(16)}`, 'latin1'));
const plain = (text: string) => new Uint8Array(Buffer.from(text, 'latin1'));
const npy = new Uint8Array(Buffer.from(numpyFiles['<f4'], 'base64'));
const tar = binary(`${'data.csv'.padEnd(257, '\0')}ustar`);
const utf16 = (text: string) => new Uint8Array(Buffer.from(text, 'utf16le'));
const utf32 = (text: string) =>
  Uint8Array.from([...text].flatMap((character) => [character.charCodeAt(0), 0, 0, 0]));
const swapped = (bytes: Uint8Array) => bytes.map((_, i) => bytes[i ^ 1]!);

/** Files of every format, small and made by hand; of each several where it comes in several forms. */
export const SAMPLES: Readonly<Record<string, readonly Uint8Array[]>> = {
  empty: [new Uint8Array(0)],
  safetensors: [writeSafetensors({ w: { shape: [2], data: Float32Array.of(1, 2) } })],
  hdf5: [binary('\x89HDF\r\n\x1a\n'), binary(`${'MATLAB 7.3'.padEnd(512)}\x89HDF\r\n\x1a\n`)],
  keras: [
    zipOf({ 'metadata.json': utf8('{}'), 'config.json': utf8('{}'), 'model.weights.h5': npy }),
  ],
  pytorch: [
    zipOf({ 'model/data.pkl': utf8('.'), 'model/data/0': npy }),
    binary('\x80\x02\x8a\x0al\xfc\x9cF\xf9 j\xa8P\x19.'),
  ],
  pickle: [
    plain('(dp0\nVa\np1\nI1\ns.   '),
    plain('(lp0\nI1\naI2\na.'),
    plain('(I1\nI2\ntp0\n.'),
    plain('cnumpy._core.multiarray\n_reconstruct\np0\n.'),
    plain(']q\x00(K\x01K\x02e.'),
    plain('(K\x01K\x02tq\x00.'),
    plain('\x80\x02}q\x00X\x01\x00\x00\x00aq\x01K\x01s.'),
    plain('\x80\x03]q\x00(K\x01K\x02e.'),
    plain('\x80\x04\x95\n\x00\x00\x00\x00\x00\x00\x00}\x94\x8c\x01a\x94K\x01s.'),
    plain('\x80\x05\x95\n\x00\x00\x00\x00\x00\x00\x00}\x94\x8c\x01a\x94K\x01s.'),
  ],
  onnx: [
    plain(`\x08\x08\x12\x07pytorch\x1a\x031.9:\x04\x0a\x02ab B\x04\x0a\x00\x10\x0d`),
    plain(`\x08\x07:\x02\x0a\x00B\x02\x10\x0d`),
  ],
  'saved-model': [plain(`\x08\x01\x12\x04\x0a\x02ab`)],
  gguf: [binary('GGUF\x03'), binary('ggml'), binary('ggjt')],
  tflite: [binary('\x1c\0\0\0TFL3')],
  npy: [npy],
  idx: [Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 2, 0, 1)],
  parquet: [binary('PAR1\x15\x04')],
  arrow: [binary('ARROW1\0\0'), binary('FEA1')],
  orc: [binary('ORC')],
  matlab: [binary('MATLAB 5.0 MAT-file, Platform: GLNXA64'.padEnd(116))],
  'r-data': [binary('X\n\0\0\0\x03'), binary('RDX3\nX\n')],
  sqlite: [binary('SQLite format 3\0')],
  png: [binary('\x89PNG\r\n\x1a\n')],
  jpeg: [binary('\xff\xd8\xff\xe0\0\x10JFIF')],
  picture: [binary('GIF89a'), binary('RIFF\x01\x02\x03\x04WEBP'), binary('II*\0')],
  pdf: [plain('%PDF-1.7\n1 0 obj\n'), binary('%PDF-1.4')],
  npz: [
    zipOf({ 'x.npy': npy, 'y.npy': npy }),
    zipOf({ 'x.npy': npy, 'y.npy': npy }, { deflated: true }),
    zipOf({ 'x.npy': npy }).slice(0, 60),
  ],
  spreadsheet: [
    zipOf({ '[Content_Types].xml': utf8('<x/>'), 'xl/workbook.xml': utf8('<x/>') }),
    zipOf({ mimetype: utf8('a'), 'content.xml': utf8('<x/>') }),
    binary('\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1'),
  ],
  zip: [
    zipOf({ 'data.csv': utf8('x\n1\n') }),
    zipOf({}),
    // An archive that breaks off has no list of its members, and here no name either.
    zipOf({ 'x.npy': npy }).slice(0, 31),
  ],
  gzip: [new Uint8Array(gzipSync(gzipSync('x,y\n1,2\n')))],
  bzip2: [binary('BZh91AY&SY')],
  xz: [binary('\xfd7zXZ\0')],
  zstd: [binary('\x28\xb5\x2f\xfd')],
  lz4: [binary('\x04\x22\x4d\x18')],
  '7z': [binary("7z\xbc\xaf'\x1c")],
  rar: [binary('Rar!\x1a\x07\x01')],
  tar: [tar],
  // A byte order mark that says so is good enough for readers of text; these have none.
  'utf-32': [utf32('x,y\n'), Uint8Array.of(0xff, 0xfe, 0, 0, ...utf32('x,y\n'))],
  'utf-16': [utf16('x,y\n1,2\n'), swapped(utf16('{ "name": 1 }'))],
  html: [
    utf8('<!DOCTYPE html><html></html>'),
    utf8('\n  <HTML lang="en">'),
    utf8('\ufeff<?xml version="1.0"?>'),
    utf8('<!-- a comment --><body>'),
  ],
  'lfs-pointer': [utf8('version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n')],
  'tfjs-json': [
    utf8('{"format": "layers-model", "modelTopology": {}, "weightsManifest": []}'),
    utf8('{ "weightsManifest": [] }'),
  ],
  'safetensors-index': [utf8('{"metadata": {"total_size": 1}, "weight_map": {"w": "a"}}')],
  experiment: [utf8('{"name": "x", "train": {"threshold": 1}, "paths": ["core/linear"]}')],
  json: [utf8('{"a": [1, 2]}'), utf8('[[1, 2], [3, 4]]\n'), utf8('[{"x": 1}]')],
  arff: [utf8('% a comment\n% % %\n@RELATION iris\n@data\n1,2\n'), utf8('@relation x\n')],
  text: [utf8('x,y\n1,2\n'), utf8('köln;y\n1;2\n'), plain('k\xf6ln;y\n1;2\n')],
};
