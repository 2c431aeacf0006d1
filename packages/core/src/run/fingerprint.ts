/** What is told apart: the data of every array, in float32 or in float64. */
type Arrays = Readonly<Record<string, { readonly data: Float32Array | Float64Array }>>;

/**
 * A short text that tells parameters of one network apart by the bits of their entries: 128 bits of
 * hash, so that two of the thousands of points of a search do not meet by accident. Not cryptographic,
 * and only meant to live as long as the process. A search asks for it with every loss, so it is quick.
 */
export function fingerprint(params: Arrays): string {
  let a = 0x9e3779b9;
  let b = 0x85ebca6b;
  let c = 0xc2b2ae35;
  let d = 0x27d4eb2f;
  for (const name in params) {
    const { data } = params[name]!;
    const words = new Int32Array(data.buffer, data.byteOffset, data.byteLength / 4);
    for (let i = 0; i < words.length; i++) {
      const word = words[i]!;
      a = Math.imul(a ^ word, 0x2545f491);
      b = Math.imul(b ^ (word + (a >>> 15)), 0x9e3779b1);
      c = Math.imul(c ^ (word - (b >>> 13)), 0x85ebca77);
      d = Math.imul(d ^ (word ^ (c >>> 16)), 0xc2b2ae3d);
    }
    // Where an array ends counts too.
    a = Math.imul(a ^ words.length, 0x27d4eb2f);
  }
  return text(a, b) + text(c, d);
}

function text(p: number, q: number): string {
  return String.fromCharCode((p >>> 16) & 0xffff, p & 0xffff, (q >>> 16) & 0xffff, q & 0xffff);
}
