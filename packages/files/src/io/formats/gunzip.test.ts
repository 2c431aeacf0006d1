import { gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gunzipIfGzip } from './gunzip.js';
import { asView, caught, faultOf, mutants, resultOrFault } from './testing/faults.js';

const content = new TextEncoder().encode('a line of text, '.repeat(20));
const packed = new Uint8Array(gzipSync(content));

describe('gunzipIfGzip', () => {
  it('returns what is not gzip as it is', () => {
    const plain = Uint8Array.of(1, 2, 3);
    expect(gunzipIfGzip(plain, 'f')).toBe(plain);
    expect(gunzipIfGzip(new Uint8Array(), 'f')).toHaveLength(0);
  });

  it('inflates one stream, several, and a view into a larger buffer', () => {
    expect(gunzipIfGzip(packed, 'f')).toEqual(content);
    expect(gunzipIfGzip(asView(packed), 'f')).toEqual(content);
    const twice = gunzipIfGzip(Uint8Array.of(...packed, ...packed), 'f');
    expect(twice).toEqual(Uint8Array.of(...content, ...content));
  });

  it('refuses a file cut off at any byte', () => {
    for (let end = 2; end < packed.length; end++) {
      expect(faultOf(() => gunzipIfGzip(packed.subarray(0, end), 'f'))).toBe('data/truncated');
    }
  });

  it('refuses content above the cap, and only above', () => {
    expect(gunzipIfGzip(packed, 'f', content.length)).toHaveLength(content.length);
    expect(faultOf(() => gunzipIfGzip(packed, 'f', content.length - 1))).toBe('data/too-large');
  });

  it('refuses a small file of vast content without inflating all of it', () => {
    const bomb = gzipSync(new Uint8Array(64 * 2 ** 20));
    expect(bomb.length).toBeLessThan(100_000);
    expect(faultOf(() => gunzipIfGzip(bomb, 'f', 2 ** 20))).toBe('data/too-large');
  });

  it('names the file, what was expected and what came', () => {
    const error = caught(() => gunzipIfGzip(packed.subarray(0, 30), 'images.gz'));
    expect(error.message).toBe(
      'images.gz: expected a complete gzip file, came one that breaks off after 30 bytes. Copy or download the file again.',
    );
    expect(error.data).toMatchObject({ file: 'images.gz' });
  });

  it('answers every damaged file with content or a typed error, and never with wrong content', () => {
    fc.assert(
      fc.property(mutants(packed), (bytes) => {
        const result = resultOrFault(() => gunzipIfGzip(bytes, 'f'));
        // Damage to the first two bytes makes it "not gzip"; header fields such as the time carry no check.
        if (typeof result !== 'string' && result !== bytes) expect(result).toEqual(content);
      }),
      { numRuns: 3000, seed: 1 },
    );
  });
});
