import { createRng } from '@isthmus/contract/base';
import { expect, it } from 'vitest';
import { checkCertificate } from './check.js';
import { check, example, text, withFile } from './testing/example.js';
import { EVALUATION, hashOf, VERTICES } from './testing/make-certificate.js';

const sound = example();
const rng = createRng(11);

/** Some bytes changed, left out or put in, at random places. */
function damaged(bytes: Uint8Array): Uint8Array {
  const at = rng.integer(bytes.length);
  const kind = rng.integer(4);
  if (kind === 0) return bytes.subarray(0, at);
  if (kind === 1)
    return Uint8Array.from([...bytes.subarray(0, at), ...bytes.subarray(at + 1 + rng.integer(8))]);
  if (kind === 2)
    return Uint8Array.from([...bytes.subarray(0, at), rng.integer(256), ...bytes.subarray(at)]);
  const changed = bytes.slice();
  for (let i = 0; i <= rng.integer(3); i++) changed[rng.integer(bytes.length)] = rng.integer(256);
  return changed;
}

it.each(['evaluation', 'vertices'] as const)(
  'no damage to the %s makes the checker throw',
  (part) => {
    const bytes = sound.files.get(part === 'evaluation' ? EVALUATION : VERTICES)!;
    let refused = 0;
    for (let i = 0; i < 300; i++)
      if (!check(withFile(sound, part, damaged(bytes))).holds) refused++;
    // What is not refused is a number that changed by little, or text of the header that nothing is read of.
    expect(refused).toBeGreaterThan(200);
  },
);

it('no damage to the certificate makes the checker throw', () => {
  const bytes = text(sound.certificate);
  const means = { read: (name: string) => sound.files.get(name) ?? null, sha256: hashOf };
  let refused = 0;
  for (let i = 0; i < 600; i++) if (!checkCertificate(damaged(bytes), means).holds) refused++;
  expect(refused).toBeGreaterThan(500);
});

it('an empty file, and one that announces a header of any size, are refused', () => {
  const huge = new Uint8Array(16);
  new DataView(huge.buffer).setBigUint64(0, 2n ** 63n, true);
  for (const bytes of [new Uint8Array(0), new Uint8Array(7), new Uint8Array(8), huge])
    for (const part of ['evaluation', 'vertices'] as const) {
      const { claims } = check(withFile(sound, part, bytes));
      expect(claims.filter(({ outcome }) => outcome === 'malformed')).toHaveLength(1);
    }
});
