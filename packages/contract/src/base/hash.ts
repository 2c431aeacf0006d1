/**
 * Hashes a string to four 32-bit words with good avalanche, the same in every process and on every
 * machine. Not cryptographic: it names streams of random numbers. Contents are hashed by SHA-256.
 */
export function hash128(text: string): readonly [number, number, number, number] {
  let a = 0x9e3779b9;
  let b = 0x85ebca6b;
  let c = 0xc2b2ae35;
  let d = 0x27d4eb2f;
  for (let i = 0; i < text.length; i++) {
    const k = text.charCodeAt(i);
    a = b ^ Math.imul(a ^ k, 0x2545f491);
    b = c ^ Math.imul(b ^ k, 0x9e3779b1);
    c = d ^ Math.imul(c ^ k, 0x85ebca77);
    d = a ^ Math.imul(d ^ k, 0xc2b2ae3d);
  }
  const sum = a ^ b ^ c ^ d ^ text.length;
  return [mix(a ^ sum), mix(b + sum), mix(c ^ (sum << 1)), mix(d - sum)];
}

/** The finalizer of MurmurHash3: every input bit reaches every output bit. */
function mix(word: number): number {
  let h = word | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) | 0;
}
