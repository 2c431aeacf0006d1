import { deflateRawSync } from 'node:zlib';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readNpy } from './npy.js';
import { arrayName, npzArray } from './npz.js';
import { caught, faultOf, mutants, resultOrFault } from './testing/faults.js';
import { numpyFiles } from './testing/numpy-files.js';
import { zipOf } from './testing/zip-of.js';

const npy = (name: keyof typeof numpyFiles) =>
  new Uint8Array(Buffer.from(numpyFiles[name], 'base64'));
const [x, y] = [npy('<f4'), npy('<i4')];
const values = [1, 2, 3, 4, 5, 250];

describe.each([false, true])('npzArray, deflated: %s', (deflated) => {
  const archive = zipOf({ 'x.npy': x, 'y.npy': y }, { deflated });

  it('gives the array that is named', () => {
    expect(npzArray(archive, 'y', 'd.npz:y')).toEqual(y);
    expect([...readNpy(npzArray(archive, 'x', 'd.npz:x'), 'x').data]).toEqual(values);
  });

  it('needs no name where there is one array', () => {
    expect(npzArray(zipOf({ 'x.npy': x }, { deflated }), null, 'd.npz')).toEqual(x);
  });

  it('asks for a name where there are several, and lists them', () => {
    expect(caught(() => npzArray(archive, null, 'd.npz')).message).toContain(
      'came none, and the archive has "x", "y". Name one behind a colon, as in "d.npz:x".',
    );
    expect(caught(() => npzArray(archive, 'z', 'd.npz:z')).message).toContain(
      'expected an array that the archive has: "x", "y", came "z".',
    );
  });

  it('answers every damaged archive with the array or a typed error', () => {
    fc.assert(
      fc.property(mutants(archive), (bytes) => {
        const result = resultOrFault(() => readNpy(npzArray(bytes, 'x', 'd'), 'd'));
        if (typeof result !== 'string') expect([...result.data]).toEqual(values);
      }),
      { numRuns: 3000, seed: 1 },
    );
  });
});

describe('npzArray, traps', () => {
  const zeros = deflateRawSync(new Uint8Array(1_000_000));

  it('unpacks no more than the archive says', () => {
    const lying = zipOf({ 'x.npy': x }, { deflated: true, packed: zeros });
    expect(faultOf(() => npzArray(lying, 'x', 'd'))).toBe('data/bad-value');
  });

  it('refuses more than the cap before unpacking', () => {
    expect(faultOf(() => npzArray(zipOf({ 'x.npy': x }), 'x', 'd', x.length - 1))).toBe(
      'data/too-large',
    );
    expect(npzArray(zipOf({ 'x.npy': x }), 'x', 'd', x.length)).toEqual(x);
  });

  it('refuses a wrong checksum, encryption and other compressions', () => {
    expect(faultOf(() => npzArray(zipOf({ 'x.npy': x }, { crc: 1 }), 'x', 'd'))).toBe(
      'data/bad-value',
    );
    expect(faultOf(() => npzArray(zipOf({ 'x.npy': x }, { flags: 1 }), 'x', 'd'))).toBe(
      'data/unsupported',
    );
    expect(faultOf(() => npzArray(zipOf({ 'x.npy': x }, { method: 12 }), 'x', 'd'))).toBe(
      'data/unsupported',
    );
  });
});

it.each([
  ['data.npz:x', 'data.npz', 'x'],
  ['C:\\a\\data.NPZ:arr_0', 'C:\\a\\data.NPZ', 'arr_0'],
  ['data.npz', 'data.npz', null],
  ['a:b.npy', 'a:b.npy', null],
])('takes %s apart', (name, file, array) => {
  expect(arrayName(name)).toEqual({ file, array });
});
