import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { IsthmusError } from '@isthmus/contract/base';
import type { Leaf } from '@isthmus/contract/parameters';
import { sizeOf } from '@isthmus/contract/parameters';
import { asView, caught, faultOf, mutants } from './formats/testing/faults.js';
import type { TensorFile } from './safetensors.js';
import { readSafetensors, readTensorFile, writeSafetensors } from './safetensors.js';
import { entryText, oneTensor, rawFile } from './testing/raw-safetensors.js';

const read = (bytes: Uint8Array) => readSafetensors(bytes, 'a.safetensors');
const zeros = (count: number) => new Array<number>(count).fill(0);
const f32 = (name: string, shape: string, offsets: string) =>
  entryText(name, 'F32', shape, offsets);
const fileOf = (entries: readonly string[], dataSize: number) =>
  rawFile(`{${entries.join(',')}}`, zeros(dataSize));
const words = ({ data }: Leaf) => [...new Uint32Array(data.buffer, data.byteOffset, data.length)];

/** The file, or null where it was refused by an IsthmusError; any other outcome fails the test. */
function readOrRefused(bytes: Uint8Array): TensorFile | null {
  try {
    return read(bytes);
  } catch (thrown) {
    if (thrown instanceof IsthmusError && /^model\/(?:invalid|unsupported)$/.test(thrown.code))
      return null;
    throw thrown;
  }
}

describe('readSafetensors, sound files', () => {
  it.each([
    ['an empty header', rawFile('{}'), []],
    ['blanks before the brace', rawFile('  {}'), []],
    ['padding of every kind of blank', rawFile('{ } \t\n\r '), []],
    [
      'blanks inside',
      rawFile('{ "w" : {"dtype":"F32", "shape":[ 1 ],"data_offsets": [0,4 ]} }', zeros(4)),
      ['w'],
    ],
    [
      'fields in another order',
      rawFile('{"w":{"data_offsets":[0,4],"shape":[1],"dtype":"F32"}}', zeros(4)),
      ['w'],
    ],
    ['a tensor of size zero', oneTensor('F32', '[0]', []), ['w']],
    [
      'a zero beside a size beyond 2^53',
      oneTensor('F32', '[0,9007199254740991,9007199254740991]', []),
      ['w'],
    ],
    ['a scalar', oneTensor('F32', '[]', zeros(4)), ['w']],
    ['32 axes', oneTensor('F32', `[${zeros(32).fill(1).join()}]`, zeros(4)), ['w']],
    [
      'metadata',
      rawFile(`{"__metadata__":{"format":"pt"},${f32('w', '[1]', '[0,4]')}}`, zeros(4)),
      ['w'],
    ],
    ['metadata last', rawFile(`{${f32('w', '[1]', '[0,4]')},"__metadata__":{}}`, zeros(4)), ['w']],
    ['the name __proto__', fileOf([f32('__proto__', '[1]', '[0,4]')], 4), ['__proto__']],
    ['the name constructor', fileOf([f32('constructor', '[1]', '[0,4]')], 4), ['constructor']],
    [
      'a name like a path',
      fileOf([f32('../../etc/passwd', '[1]', '[0,4]')], 4),
      ['../../etc/passwd'],
    ],
    [
      'a name with an escape character',
      fileOf([f32('\u001b[31m', '[1]', '[0,4]')], 4),
      ['\u001b[31m'],
    ],
    ['an empty name', fileOf([f32('', '[1]', '[0,4]')], 4), ['']],
    [
      'a name in other words and signs',
      fileOf([f32('слой "1"\\', '[1]', '[0,4]')], 4),
      ['слой "1"\\'],
    ],
    [
      'escapes in a name',
      rawFile('{"\\u0077\\n":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}', zeros(4)),
      ['w\n'],
    ],
    [
      'tensors in another order than their data',
      fileOf([f32('b', '[1]', '[4,8]'), f32('a', '[1]', '[0,4]')], 8),
      ['a', 'b'],
    ],
    [
      'size zero between others',
      fileOf([f32('a', '[1]', '[0,4]'), f32('z', '[0]', '[4,4]'), f32('b', '[1]', '[4,8]')], 8),
      ['a', 'z', 'b'],
    ],
    [
      'names that look like numbers',
      fileOf([f32('1', '[1]', '[0,4]'), f32('0', '[1]', '[4,8]')], 8),
      ['1', '0'],
    ],
  ])('takes %s', (_, bytes, names) => {
    const { tensors } = read(bytes);
    expect([...tensors.keys()]).toEqual(names);
    for (const { shape, data } of tensors.values()) expect(data).toHaveLength(sizeOf(shape));
  });

  it('reads metadata as a map', () => {
    const bytes = rawFile('{"__metadata__":{"format":"pt","__proto__":"x"}}');
    expect([...read(bytes).metadata]).toEqual([
      ['format', 'pt'],
      ['__proto__', 'x'],
    ]);
  });

  it('reads a view into a larger buffer, at any alignment', () => {
    const bytes = oneTensor('F32', '[2]', [0, 0, 128, 63, 0, 0, 0, 192]);
    expect([...read(asView(bytes)).tensors.get('w')!.data]).toEqual([1, -2]);
    expect([...read(Buffer.from(bytes)).tensors.get('w')!.data]).toEqual([1, -2]);
  });

  it('owns its arrays: the file may be overwritten afterwards', () => {
    const bytes = Buffer.from(oneTensor('F32', '[1]', [0, 0, 128, 63]));
    const { data } = read(bytes).tensors.get('w')!;
    bytes.fill(0xff);
    expect([...data]).toEqual([1]);
  });

  it('reads 100,000 tensors', () => {
    const entries = Array.from({ length: 100_000 }, (_, i) => f32(`t${i}`, '[0]', '[0,0]'));
    expect(read(fileOf(entries, 0)).tensors.size).toBe(100_000);
  });
});

describe('readSafetensors, kinds of numbers', () => {
  /** Bit patterns of binary16 with their values, by IEEE 754-2008, 3.4. */
  const halves: readonly (readonly [number, number])[] = [
    [0x0000, 0],
    [0x8000, -0],
    [0x3c00, 1],
    [0xc000, -2],
    [0x7bff, 65504],
    [0x0400, 2 ** -14],
    [0x0001, 2 ** -24],
    [0x83ff, -1023 * 2 ** -24],
    [0x3555, 0.333251953125],
    [0x7c00, Infinity],
    [0xfc00, -Infinity],
    [0x7e00, NaN],
  ];
  const bytesOf = (
    values: readonly number[],
    width: number,
    put: (view: DataView, at: number, value: number) => void,
  ) => {
    const view = new DataView(new ArrayBuffer(width * values.length));
    values.forEach((value, i) => put(view, width * i, value));
    return [...new Uint8Array(view.buffer)];
  };
  const halfBytes = (bits: readonly number[]) =>
    bytesOf(bits, 2, (view, at, value) => view.setUint16(at, value, true));
  const doubleBytes = (values: readonly number[]) =>
    bytesOf(values, 8, (view, at, value) => view.setFloat64(at, value, true));

  it('converts F16', () => {
    const file = oneTensor('F16', `[${halves.length}]`, halfBytes(halves.map(([bits]) => bits)));
    expect([...read(file).tensors.get('w')!.data]).toEqual(halves.map(([, value]) => value));
  });

  it('takes an odd count of F16', () => {
    expect(read(oneTensor('F16', '[3]', zeros(6))).tensors.get('w')!.data).toHaveLength(3);
  });

  it('converts BF16 bit for bit', () => {
    const patterns = [0x3f80, 0xc000, 0x7f80, 0x0001, 0x7fc1, 0x8000];
    const file = oneTensor('BF16', '[6]', halfBytes(patterns));
    expect(words(read(file).tensors.get('w')!)).toEqual(patterns.map((bits) => bits * 2 ** 16));
  });

  it('rounds F64 to float32 once', () => {
    const values = [0.1, -1e-30, 2 ** 24 + 1, Infinity, 1e-50];
    const file = oneTensor('F64', '[5]', doubleBytes(values));
    expect([...read(file).tensors.get('w')!.data]).toEqual(values.map(Math.fround));
  });

  it('refuses an F64 beyond float32', () => {
    const file = oneTensor('F64', '[2]', doubleBytes([1, -1e300]));
    expect(caught(() => read(file)).message).toContain('"w" holds -1e+300 at entry 1');
  });

  it('keeps the payload of a NaN through reading and writing', () => {
    const quiet = [0x01, 0x02, 0xc3, 0x7f];
    const signalling = [0x01, 0x00, 0x80, 0xff];
    const { tensors } = read(oneTensor('F32', '[2]', [...quiet, ...signalling]));
    expect(words(tensors.get('w')!)).toEqual([0x7fc30201, 0xff800001]);
    expect(words(read(writeSafetensors(tensors)).tensors.get('w')!)).toEqual([
      0x7fc30201, 0xff800001,
    ]);
  });
});

describe('readSafetensors, broken files', () => {
  const one = (shape: string, offsets: string, size = 4) =>
    fileOf([f32('w', shape, offsets)], size);
  const good = one('[1]', '[0,4]');
  const deep = '['.repeat(200_000);

  it.each<readonly [string, Uint8Array, string]>([
    ['an empty file', new Uint8Array(), 'came an empty file'],
    ['7 bytes', new Uint8Array(7), '7 bytes, too few'],
    ['8 bytes', rawFile('', [], 2n), 'announce a header of 2 bytes, but 0 follow'],
    ['a header of 2^63 bytes', rawFile('{}', [], 2n ** 63n), 'at most 100000000; came'],
    ['a header of 2^64 - 1 bytes', rawFile('{}', [], 2n ** 64n - 1n), 'at most 100000000; came'],
    ['a header longer than the file', rawFile('{}', [], 3n), 'header of 3 bytes, but 2 follow'],
    ['a header of 0 bytes', rawFile(''), 'came its end'],
    ['a byte order mark', rawFile('\ufeff{}'), 'expected {'],
    ['no brace', rawFile('"a":1'), 'expected {'],
    ['an array', rawFile('[]'), 'expected {'],
    ['null', rawFile('null'), 'expected {'],
    ['only blanks', rawFile('    '), 'came its end'],
    ['bytes that are not UTF-8', rawFile(Uint8Array.of(0x7b, 0xff, 0x7d)), 'not UTF-8'],
    ['an overlong UTF-8 sequence', rawFile(Uint8Array.of(0x7b, 0xc0, 0x80, 0x7d)), 'not UTF-8'],
    ['NULs as padding', rawFile('{}\0\0'), 'follows the JSON object'],
    ['a NUL in front', rawFile('\0{}'), 'expected {'],
    [
      'a control character in a name',
      rawFile('{"a\u0001":{"dtype":"F32","shape":[],"data_offsets":[0,4]}}', zeros(4)),
      'expected a string',
    ],
    ['a second object behind the first', rawFile('{}{}'), 'follows the JSON object'],
    ['an open brace', rawFile('{'), 'expected a string'],
    ['an open string', rawFile('{"w'), 'expected a string'],
    ['a bad escape', rawFile('{"\\x":{}}'), 'expected a string'],
    ['a comma too many', rawFile('{"__metadata__":{},}'), 'expected a string'],
    ['a comment', rawFile('{/* */}'), 'expected a string'],
    ['single quotes', rawFile("{'w':{}}"), 'expected a string'],
    ['200,000 brackets', rawFile(`{"w":${deep}`), 'expected {'],
    ['200,000 brackets for a shape', rawFile(`{"w":{"shape":${deep}`), 'expected a whole number'],
    ['200,000 braces', rawFile('{"a":'.repeat(200_000)), 'unknown field'],
    ['trailing bytes', rawFile(`{${f32('w', '[1]', '[0,4]')}}`, zeros(5)), 'the file at'],
    ['2 bytes too few', good.slice(0, -2), 'the file at'],
    ['data without tensors', rawFile('{}', zeros(4)), 'the file at'],
    ['a gap in front', one('[1]', '[4,8]', 8), 'begins at 4 of the data, expected 0'],
    ['a gap', fileOf([f32('a', '[1]', '[0,4]'), f32('b', '[1]', '[8,12]')], 12), 'expected 4'],
    ['an overlap', fileOf([f32('a', '[2]', '[0,8]'), f32('b', '[2]', '[4,12]')], 12), 'expected 8'],
    [
      'ten names for one range',
      fileOf(
        Array.from({ length: 10 }, (_, i) => f32(`t${i}`, '[1]', '[0,4]')),
        4,
      ),
      'neither overlap',
    ],
    [
      'size zero inside another',
      fileOf([f32('a', '[2]', '[0,8]'), f32('z', '[0]', '[4,4]')], 8),
      'neither overlap',
    ],
    ['begin after end', one('[1]', '[4,0]'), 'begin <= end'],
    ['offsets beyond the file', one('[3]', '[0,12]'), 'the file at'],
    ['one offset', one('[1]', '[4]'), 'not [begin, end]'],
    ['three offsets', one('[1]', '[0,4,4]'), 'more than 2 data_offsets'],
    ['no offsets', one('[0]', '[]', 0), 'not [begin, end]'],
    ['an offset -1', one('[1]', '[-1,3]'), 'whole number'],
    ['an offset -0', one('[1]', '[-0,4]'), 'whole number'],
    ['an offset +0', one('[1]', '[+0,4]'), 'whole number'],
    ['an offset 4.0', one('[1]', '[0,4.0]'), 'whole number'],
    ['an offset 04', one('[1]', '[0,04]'), 'whole number'],
    ['an offset 0x4', one('[1]', '[0,0x4]'), 'expected ]'],
    ['an offset NaN', one('[1]', '[0,NaN]'), 'whole number'],
    ['an offset null', one('[1]', '[0,null]'), 'whole number'],
    ['an offset true', one('[1]', '[0,true]'), 'whole number'],
    ['an offset "4"', one('[1]', '[0,"4"]'), 'whole number'],
    ['an offset of 400 digits', one('[1]', `[0,${'9'.repeat(400)}]`), 'whole number'],
    ['a size 1.5', one('[1.5]', '[0,6]', 6), 'whole number'],
    ['a size 1e3', one('[1e3]', '[0,4000]', 4000), 'whole number'],
    ['a size -1', one('[-1,-1]', '[0,4]'), 'whole number'],
    ['a size 2^53 + 1', one('[9007199254740993]', '[0,4]'), 'whole number'],
    ['a size "16"', one('["1"]', '[0,4]'), 'whole number'],
    ['a shape inside a shape', one('[[1]]', '[0,4]'), 'whole number'],
    ['a number for a shape', one('1', '[0,4]'), 'expected ['],
    ['null for a shape', one('null', '[0,4]'), 'expected ['],
    ['an object for a shape', one('{"0":1}', '[0,4]'), 'expected ['],
    ['a product of sizes beyond 2^53', one('[9007199254740991,2]', '[0,4]'), 'are given to it'],
    ['a product of sizes of 2^64', one('[4294967296,4294967296]', '[0,0]', 0), 'are given to it'],
    [
      'a product that is infinite',
      one(`[${zeros(32).fill(9007199254740991).join()}]`, '[0,4]'),
      'are given to it',
    ],
    ['a shape too large for its data', one('[2]', '[0,4]'), '8 bytes, but 4 are given'],
    ['a shape too small for its data', one('[1]', '[0,8]', 8), '4 bytes, but 8 are given'],
    [
      'a dtype too wide for its data',
      oneTensor('F64', '[1]', zeros(4)),
      '8 bytes, but 4 are given',
    ],
    ['33 axes', one(`[${zeros(33).fill(1).join()}]`, '[0,4]'), 'more than 32 axes'],
    ['100,000 axes', one(`[${zeros(100_000).fill(1).join()}]`, '[0,4]'), 'more than 32 axes'],
    ['an unknown dtype', oneTensor('F31', '[1]', zeros(4)), 'dtype "F31"'],
    ['a dtype of half bytes', oneTensor('F4', '[3]', zeros(2)), 'dtype "F4"'],
    ['whole numbers cut off', oneTensor('I64', '[]', zeros(7)), '8 bytes, but 7 are given'],
    ['a dtype in small letters', oneTensor('f32', '[1]', zeros(4)), 'dtype "f32"'],
    ['the dtype constructor', oneTensor('constructor', '[1]', zeros(4)), 'dtype "constructor"'],
    [
      'a number for a dtype',
      rawFile('{"w":{"dtype":32,"shape":[1],"data_offsets":[0,4]}}', zeros(4)),
      'expected a string',
    ],
    ['no dtype', rawFile('{"w":{"shape":[1],"data_offsets":[0,4]}}', zeros(4)), 'lacks one of'],
    ['no shape', rawFile('{"w":{"dtype":"F32","data_offsets":[0,4]}}', zeros(4)), 'lacks one of'],
    ['no data_offsets', rawFile('{"w":{"dtype":"F32","shape":[1]}}', zeros(4)), 'lacks one of'],
    ['an empty description', rawFile('{"w":{}}', []), 'lacks one of'],
    [
      'an unknown field',
      rawFile('{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"scale":2}}', zeros(4)),
      'unknown field "scale"',
    ],
    [
      'a field twice',
      rawFile('{"w":{"dtype":"F32","dtype":"F32","shape":[1],"data_offsets":[0,4]}}', zeros(4)),
      '"dtype" stands twice',
    ],
    ['a tensor that is null', rawFile('{"w":null}'), 'expected {'],
    ['a tensor that is a list', rawFile('{"w":["F32",[1],[0,4]]}', zeros(4)), 'expected {'],
    [
      'a tensor twice',
      fileOf([f32('w', '[1]', '[0,4]'), f32('w', '[1]', '[4,8]')], 8),
      '"w" stands twice',
    ],
    [
      'a tensor twice, once escaped',
      rawFile(
        `{${f32('w', '[1]', '[0,4]')},"\\u0077":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}`,
        zeros(8),
      ),
      '"w" stands twice',
    ],
    [
      '__proto__ twice',
      fileOf([f32('__proto__', '[1]', '[0,4]'), f32('__proto__', '[1]', '[4,8]')], 8),
      'stands twice',
    ],
    [
      'metadata twice',
      rawFile('{"__metadata__":{},"__metadata__":{}}'),
      '"__metadata__" stands twice',
    ],
    ['metadata with a number', rawFile('{"__metadata__":{"step":7}}'), 'expected a string'],
    ['metadata inside metadata', rawFile('{"__metadata__":{"a":{}}}'), 'expected a string'],
    ['metadata that is a text', rawFile('{"__metadata__":"pt"}'), 'expected {'],
    ['metadata that is null', rawFile('{"__metadata__":null}'), 'expected {'],
    [
      'a key of metadata twice',
      rawFile('{"__metadata__":{"a":"1","a":"2"}}'),
      '"a" stands twice in __metadata__',
    ],
    ['a zip archive', Uint8Array.of(0x50, 0x4b, 3, 4, ...zeros(60)), 'pickled checkpoint'],
    [
      'a pickle',
      Uint8Array.of(0x80, 2, 0x8a, 10, ...zeros(3), 0x10, ...zeros(60)),
      'pickled checkpoint',
    ],
    [
      'a Git LFS pointer',
      new TextEncoder().encode(
        'version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 828\n',
      ),
      'git lfs pull',
    ],
  ])('refuses %s', (_, bytes, words) => {
    const error = caught(() => read(bytes));
    expect(error.code).toBe('model/invalid');
    expect(error.message).toContain('a.safetensors: ');
    expect(error.message).toContain(words);
    expect(error.message.length).toBeLessThan(800);
  });

  it.each([
    ['I64', 8],
    ['BOOL', 1],
    ['U16', 2],
    ['F8_E4M3', 1],
  ])('calls a sound tensor of %s unsupported and not unsound', (dtype, width) => {
    const bytes = oneTensor(dtype, '[2]', zeros(2 * width));
    const error = caught(() => readSafetensors(bytes, 'a.safetensors'));
    expect(error.code).toBe('model/unsupported');
    expect(error.message).toContain(`"w" has dtype "${dtype}"`);
    expect(error.message).toContain('Leave it out and save again.');
    expect(readTensorFile(bytes, 'a').others).toEqual([{ name: 'w', dtype, shape: [2] }]);
  });

  it('refuses a header above the limit before decoding it', () => {
    const size = 100_000_001;
    const bytes = new Uint8Array(8 + size);
    new DataView(bytes.buffer).setBigUint64(0, BigInt(size), true);
    expect(caught(() => read(bytes)).message).toContain('at most 100000000');
  });

  it('keeps control characters and long names out of messages', () => {
    const name = `\u001b[31m${'x'.repeat(5000)}`;
    const { message } = caught(() => read(fileOf([f32(name, '[2]', '[0,4]')], 4)));
    expect(message).not.toContain('\u001b');
    expect(message.length).toBeLessThan(300);
  });

  it('allocates nothing for sizes that the file does not have', () => {
    const before = process.memoryUsage().arrayBuffers;
    const huge = [one('[30000000]', '[0,120000000]'), one('[2000000000]', '[0,8000000000]')];
    for (const bytes of huge) expect(faultOf(() => read(bytes))).toBe('model/invalid');
    // Either array would take over 100 MB; everything else of this test is a few kilobytes.
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(10_000_000);
  });
});

describe('readSafetensors, damaged files', () => {
  const sample = () =>
    writeSafetensors(
      {
        'dense1.kernel': { shape: [2, 3], data: Float32Array.of(1, -2, 0.5, NaN, Infinity, -0) },
        'dense1.bias': { shape: [3], data: new Float32Array(3) },
        none: { shape: [0, 4], data: new Float32Array() },
      },
      { format: 'pt' },
    );

  it('refuses a file cut off at any byte', () => {
    const bytes = sample();
    for (let end = 0; end < bytes.length; end++)
      expect(faultOf(() => read(bytes.subarray(0, end)))).toBe('model/invalid');
  });

  it('answers 20,000 mutants with a consistent file or an IsthmusError', () => {
    const bases = [
      sample(),
      oneTensor('F16', '[2]', [0, 60, 0, 64]),
      oneTensor('F64', '[]', zeros(8)),
    ];
    let taken = 0;
    fc.assert(
      fc.property(fc.oneof(...bases.map(mutants)), (bytes) => {
        const file = readOrRefused(bytes);
        if (file === null) return;
        taken++;
        let total = 0;
        for (const { shape, data } of file.tensors.values()) {
          expect(data).toHaveLength(shape.reduce((a, b) => a * b, 1));
          total += data.byteLength;
        }
        expect(total).toBeLessThanOrEqual(2 * bytes.length);
      }),
      { numRuns: 20_000, seed: 1 },
    );
    // Changes within the data leave a sound file, so the mutants reach behind the header too.
    expect(taken).toBeGreaterThan(500);
  });
});

describe('writeSafetensors', () => {
  const leaves = fc.array(fc.nat(4), { maxLength: 3 }).chain((shape) =>
    fc
      .array(fc.integer({ min: 0, max: 0xffffffff }), {
        minLength: sizeOf(shape),
        maxLength: sizeOf(shape),
      })
      .map((bits): Leaf => ({ shape, data: new Float32Array(Uint32Array.from(bits).buffer) })),
  );
  const names = fc
    .oneof(fc.string(), fc.constantFrom('__proto__', 'constructor', '0', 'a.b'))
    .filter((name) => name !== '__metadata__');

  it('is read back bit for bit, in order, names and metadata included', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.tuple(names, leaves), { selector: ([name]) => name, maxLength: 6 }),
        fc.dictionary(fc.string(), fc.string(), { maxKeys: 3 }),
        (entries, metadata) => {
          const file = read(writeSafetensors(new Map(entries), metadata));
          expect(new Map(file.metadata)).toEqual(new Map(Object.entries(metadata)));
          expect([...file.tensors.keys()].sort()).toEqual(entries.map(([name]) => name).sort());
          for (const [name, leaf] of entries) {
            const back = file.tensors.get(name)!;
            expect(back.shape).toEqual(leaf.shape);
            expect(words(back)).toEqual(words(leaf));
          }
        },
      ),
      { numRuns: 500, seed: 1 },
    );
  });

  it('pads the header so that the data are aligned, and gives equal bytes for equal arguments', () => {
    for (let length = 0; length < 9; length++) {
      const make = () =>
        writeSafetensors({ ['x'.repeat(length)]: { shape: [1], data: Float32Array.of(1) } });
      expect((make().length - 4) % 8).toBe(0);
      expect(make()).toEqual(make());
    }
  });

  it('writes a leaf that is a view', () => {
    const data = Float32Array.of(9, 1, 2, 9).subarray(1, 3);
    expect([...read(writeSafetensors({ w: { shape: [2], data } })).tensors.get('w')!.data]).toEqual(
      [1, 2],
    );
  });

  it('refuses what could not be read back', () => {
    const scalar: Leaf = { shape: [], data: Float32Array.of(1) };
    expect(faultOf(() => writeSafetensors({ __metadata__: scalar }))).toBe('model/unwritable');
    expect(faultOf(() => writeSafetensors({ w: { ...scalar, shape: [2] } }))).toBe(
      'model/unwritable',
    );
  });
});
