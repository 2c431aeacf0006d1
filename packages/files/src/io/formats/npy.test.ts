import { gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readNpy, readNpyArray } from './npy.js';
import { asView, caught, faultOf, mutants, resultOrFault } from './testing/faults.js';
import { numpyFiles } from './testing/numpy-files.js';

const bytesOf = (name: keyof typeof numpyFiles) =>
  new Uint8Array(Buffer.from(numpyFiles[name], 'base64'));

const header = (text: string, version: readonly [number, number] = [1, 0]) => {
  const length = version[0] === 1 ? [text.length & 255, text.length >> 8] : [text.length, 0, 0, 0];
  const start = [0x93, ...new TextEncoder().encode('NUMPY'), ...version, ...length];
  return Uint8Array.of(...start, ...new TextEncoder().encode(text));
};
const file = (descr: string, shape: string, data: readonly number[], fortran = false) =>
  Uint8Array.of(
    ...header(
      `{'descr': '${descr}', 'fortran_order': ${fortran ? 'True' : 'False'}, 'shape': ${shape}, }\n`,
    ),
    ...data,
  );

/** The numbers of the tests in 16 bits: 1.5 * 2 and 1.5625 * 64. */
const HALVES: Readonly<Record<number, number>> = { 3: 0x4200, 100: 0x5640 };

/** The bytes of one number as the platform's DataView writes it. */
function encoded(kind: string, value: number, little: boolean): number[] {
  const view = new DataView(new ArrayBuffer(Number(kind[1])));
  if (kind === 'u2') view.setUint16(0, value, little);
  else if (kind === 'u4') view.setUint32(0, value, little);
  else if (kind === 'i2') view.setInt16(0, value, little);
  else if (kind === 'i4') view.setInt32(0, value, little);
  else if (kind === 'i8') view.setBigInt64(0, BigInt(value), little);
  else if (kind === 'u8') view.setBigUint64(0, BigInt(value), little);
  else if (kind === 'f2') view.setUint16(0, HALVES[value]!, little);
  else if (kind === 'f4') view.setFloat32(0, value, little);
  else if (kind === 'f8') view.setFloat64(0, value, little);
  else view.setUint8(0, value);
  return Array.from(new Uint8Array(view.buffer));
}

describe('readNpy, files that NumPy wrote', () => {
  const values = [1, 2, 3, 4, 5, 250];
  it.each([
    ['<f4', Float32Array],
    ['>f4', Float32Array],
    ['<f8', Float64Array],
    ['|u1', Uint8Array],
    ['<u2', Uint16Array],
    ['>u2', Uint16Array],
    ['<i4', Int32Array],
    ['>i8', Float64Array],
    ['v2', Float32Array],
    ['v3', Float32Array],
    ['fortran', Float32Array],
  ] as const)('reads %s', (name, type) => {
    const expected = { shape: [2, 3], data: type.from(values) };
    expect(readNpy(bytesOf(name), 'f')).toEqual(expected);
    expect(readNpy(gzipSync(bytesOf(name)), 'f')).toEqual(expected);
    expect(readNpy(asView(bytesOf(name)), 'f')).toEqual(expected);
  });

  it('reads booleans, a scalar and an array without elements', () => {
    expect(readNpy(bytesOf('|b1'), 'f')).toEqual({ shape: [2], data: Uint8Array.of(1, 0) });
    expect(readNpy(bytesOf('scalar'), 'f')).toEqual({ shape: [], data: Float32Array.of(2.5) });
    expect(readNpy(bytesOf('empty'), 'f')).toEqual({ shape: [0, 4], data: new Float32Array() });
    expect(readNpy(bytesOf('half'), 'f')).toEqual({ shape: [2], data: Float32Array.of(0, 0) });
    expect(readNpyArray(bytesOf('text'), 'f')).toMatchObject({ shape: [1], names: ['ab'] });
  });

  it.each([
    ['object', 'the object dtype "|O", a pickle, which is never read'],
    ['structured', 'a structured dtype'],
    ['complex', 'the dtype "<c8". Save array.real and array.imag'],
    ['text', 'an array of texts'],
  ] as const)('refuses %s by name', (name, words) => {
    const error = caught(() => readNpy(bytesOf(name), 'inputs.npy'));
    expect(error.code).toBe('data/unsupported');
    expect(error.message).toContain('inputs.npy: expected');
    expect(error.message).toContain(words);
  });
});

describe('readNpy, every kind and byte order', () => {
  const kinds = ['u1', 'u2', 'u4', 'u8', 'i1', 'i2', 'i4', 'i8', 'f2', 'f4', 'f8', 'b1'];
  const cases = kinds.flatMap((kind) =>
    ['<', '>', '|'].map((order) => [order + kind, kind, order]),
  );
  it.each(cases)('%s', (descr, kind = '', order) => {
    const values = kind === 'b1' ? [1, 0] : [3, 100];
    const data = values.flatMap((value) => encoded(kind, value, order !== '>'));
    const bytes = file(descr ?? '', '(2,)', data);
    // Only one-byte kinds have no byte order.
    if (order === '|' && !kind.endsWith('1')) {
      expect(faultOf(() => readNpy(bytes, 'f'))).toBe('data/unsupported');
    } else {
      expect(Array.from(readNpy(bytes, 'f').data)).toEqual(values);
    }
  });
});

describe('readNpyArray, in Fortran order', () => {
  const kinds = [
    'u1',
    'u2',
    'u4',
    'u8',
    'i1',
    'i2',
    'i4',
    'i8',
    'f2',
    'f4',
    'f8',
    'b1',
    'U3',
    'S3',
  ];
  const shapes = [[6], [2, 3], [3, 1, 2], [2, 2, 2, 3], [1, 1], [0, 3]];
  const width = (kind: string) => Number(kind.slice(1)) * (kind[0] === 'U' ? 4 : 1);
  const element = (kind: string, i: number) => {
    const bytes = new Array<number>(width(kind)).fill(0);
    bytes[0] = kind === 'b1' ? i % 2 : 65 + i;
    return bytes;
  };
  const cases = kinds.flatMap((kind) => shapes.map((shape) => ({ kind, shape })));
  it.each(cases)('$kind $shape is the file in C order, bit for bit', ({ kind, shape }) => {
    const count = shape.reduce((a, b) => a * b, 1);
    const rows = Array.from({ length: count }, (_, i) => i);
    // The place of element i, row by row, when the first axis runs fastest.
    const places = rows.map((i) => {
      let [rest, place] = [i, 0];
      for (const [axis, size] of [...shape.entries()].reverse()) {
        place += (rest % size) * shape.slice(0, axis).reduce((a, b) => a * b, 1);
        rest = Math.floor(rest / size);
      }
      return place;
    });
    const columns = rows.map((place) => places.indexOf(place));
    const tuple = `(${shape.join(', ')},)`;
    const bytes = (order: readonly number[]) => order.flatMap((i) => element(kind, i));
    const read = (order: readonly number[], fortran: boolean) =>
      readNpyArray(file(`<${kind}`, tuple, bytes(order), fortran), 'f');
    const texts = (array: ReturnType<typeof readNpyArray>) =>
      'data' in array ? array : [...array.codes].map((code) => array.names[code]);
    expect(texts(read(columns, true))).toEqual(texts(read(rows, false)));
  });
});

describe('readNpyArray, texts', () => {
  const wide = (text: string, order: '<' | '>') =>
    [...text, '\0', '\0', '\0'].slice(0, 3).flatMap((character) => {
      const view = new DataView(new ArrayBuffer(4));
      view.setUint32(0, character.codePointAt(0)!, order === '<');
      return [...new Uint8Array(view.buffer)];
    });
  it.each(['<', '>'] as const)('reads U3 in byte order %s', (order) => {
    const data = ['ja', 'ñ𝄞', 'ja', ''].flatMap((text) => wide(text, order));
    const array = readNpyArray(file(`${order}U3`, '(4,)', data), 'f');
    expect(array).toEqual({
      shape: [4],
      names: ['ja', 'ñ𝄞', ''],
      codes: Float64Array.of(0, 1, 0, 2),
    });
  });

  it('reads S2', () => {
    const data = [...Buffer.from('ab'), ...Buffer.from('c\0')];
    expect(readNpyArray(file('|S2', '(2,)', data), 'f')).toMatchObject({ names: ['ab', 'c'] });
  });

  it.each([
    ['no character', file('<U1', '(1,)', [255, 255, 255, 255]), 'data/bad-value'],
    ['no UTF-8', file('|S1', '(1,)', [255]), 'data/bad-value'],
    ['no size', file('<U0', '(99999999999,)', []), 'data/bad-value'],
    ['too few bytes', file('<U3', '(2,)', [0]), 'data/truncated'],
  ])('refuses texts of %s', (_, bytes, code) => {
    expect(faultOf(() => readNpyArray(bytes, 'f'))).toBe(code);
  });
});

describe('readNpy, bad files', () => {
  const tiny = file('<i2', '(2, 1)', [1, 0, 2, 0]);

  it('refuses a file cut off at any byte, plain or gzipped', () => {
    for (const bytes of [tiny, bytesOf('v2')]) {
      for (let end = 0; end < bytes.length; end++) {
        const cut = bytes.subarray(0, end);
        expect(faultOf(() => readNpy(cut, 'f'))).toBe('data/truncated');
        expect(faultOf(() => readNpy(gzipSync(cut), 'f'))).toBe('data/truncated');
      }
    }
  });

  const big = [255, 255, 255, 255, 255, 255, 255, 127];
  it.each([
    ['trailing bytes', Uint8Array.of(...tiny, 0), 'data/trailing-bytes'],
    ['a zip archive', Uint8Array.of(0x50, 0x4b, 3, 4), 'data/bad-magic'],
    ['format 4', header('{}', [4, 0]), 'data/unsupported'],
    ['format 1.1', header('{}', [1, 1]), 'data/unsupported'],
    ['a NaN', file('<f4', '(1,)', [0, 0, 0xc0, 0x7f]), 'data/bad-value'],
    ['an integer beyond 2^53', file('<i8', '(1,)', big), 'data/bad-value'],
    ['an unsigned integer beyond 2^53', file('<u8', '(1,)', big), 'data/bad-value'],
    ['an infinite half', file('<f2', '(1,)', [0, 0x7c]), 'data/bad-value'],
    ['a boolean 2', file('|b1', '(1,)', [2]), 'data/bad-value'],
    ['sizes beyond the file', file('<f8', '(999999999, 999999999)', [1]), 'data/truncated'],
    ['a size beyond 2^53', file('<f8', '(99999999999999999999, 0)', []), 'data/bad-value'],
    ['a negative size', file('<f8', '(-1,)', []), 'data/bad-value'],
    ['a number for a shape', file('<f8', '(1)', new Array(8).fill(0)), 'data/bad-value'],
    ['65 axes', file('|u1', `(${'1, '.repeat(65)})`, [1]), 'data/bad-value'],
    ['an empty header', header(''), 'data/bad-value'],
    ['an entry twice', header("{'descr': '<f4', 'descr': '<f4', 'shape': ()}"), 'data/bad-value'],
    ['a missing entry', header("{'descr': '<f4', 'shape': ()}"), 'data/bad-value'],
    [
      'an unknown entry',
      header("{'descr': '<f4', 'fortran_order': False, 'shape': (), 'x': True}"),
      'data/bad-value',
    ],
    [
      'code in the header',
      header("{'descr': print('<f4'), 'fortran_order': False, 'shape': ()}"),
      'data/bad-value',
    ],
  ])('refuses %s', (_, bytes, code) => {
    expect(faultOf(() => readNpy(bytes, 'f'))).toBe(code);
  });

  it('refuses a header of more than 65,536 bytes before reading it', () => {
    const bytes = header('{}', [2, 0]);
    bytes.set([255, 255, 255, 255], 8);
    expect(faultOf(() => readNpy(bytes, 'f'))).toBe('data/unsupported');
  });

  it('takes the header of Python 2 and either kind of quotes', () => {
    const text = '{"descr": "|u1", "fortran_order": False, "shape": (2L, 1L)}\n';
    expect(readNpy(Uint8Array.of(...header(text), 8, 9), 'f').shape).toEqual([2, 1]);
  });

  it('refuses long runs of blanks in no more than linear time', () => {
    const blank = ' '.repeat(60_000);
    const texts = [`{'shape': (1${blank}x)}`, `{${blank}x}`, `{'descr'${blank}x}`, `${blank}x`];
    // Backtracking over 60,000 blanks would outlast the test's own limit by minutes.
    for (const text of texts) {
      expect(faultOf(() => readNpy(header(text), 'f'))).toBe('data/bad-value');
    }
  });

  it('answers every damaged file with a consistent array or a typed error', () => {
    const bases = [tiny, file('<f4', '(1, 2)', [0, 0, 128, 63, 0, 0, 0, 64]), bytesOf('|b1')];
    fc.assert(
      fc.property(fc.oneof(...bases.map(mutants)), (bytes) => {
        const result = resultOrFault(() => readNpy(bytes, 'f'));
        if (typeof result === 'string') return;
        expect(result.data).toHaveLength(result.shape.reduce((a, b) => a * b, 1));
        expect(result.data.every(Number.isFinite)).toBe(true);
      }),
      { numRuns: 4000, seed: 1 },
    );
  });
});
