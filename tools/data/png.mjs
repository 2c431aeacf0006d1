import { inflateSync } from 'node:zlib';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const CHANNELS = 3;

/**
 * The pixels of a PNG of 8 bits a colour, red, green and blue, without interlacing.
 *
 * @param {Buffer} bytes
 * @returns {{ width: number, height: number, pixels: Uint8Array }} pixels: `[height, width, 3]`
 * @throws an `Error` for another sort of PNG, or a damaged one
 */
export function decodePng(bytes) {
  if (!bytes.subarray(0, 8).equals(SIGNATURE)) throw new Error('it is no PNG');
  const chunks = chunksOf(bytes);
  const header = chunks.find(({ type }) => type === 'IHDR')?.data;
  if (header === undefined) throw new Error('the PNG has no header');
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  const [depth, colour, , , interlace] = header.subarray(8);
  if (depth !== 8 || colour !== 2 || interlace !== 0)
    throw new Error('the PNG is not of 8 bits a colour without interlacing');
  const packed = chunks.filter(({ type }) => type === 'IDAT').map(({ data }) => data);
  const lines = inflateSync(Buffer.concat(packed));
  if (lines.length !== height * (1 + width * CHANNELS)) throw new Error('the PNG is cut off');
  return { width, height, pixels: unfiltered(lines, width * CHANNELS, height) };
}

function chunksOf(bytes) {
  const chunks = [];
  for (let at = 8; at + 8 <= bytes.length;) {
    const length = bytes.readUInt32BE(at);
    const data = bytes.subarray(at + 8, at + 8 + length);
    chunks.push({ type: bytes.toString('latin1', at + 4, at + 8), data });
    at += length + 12;
  }
  return chunks;
}

/** Each line begins with the number of its filter and holds differences to what that predicts. */
function unfiltered(lines, stride, height) {
  const pixels = new Uint8Array(stride * height);
  for (let y = 0; y < height; y++) {
    const from = y * (stride + 1);
    const line = lines.subarray(from + 1, from + 1 + stride);
    undo(lines[from], line, pixels, y * stride);
  }
  return pixels;
}

function undo(filter, line, pixels, at) {
  const predict = PREDICTIONS[filter];
  if (predict === undefined) throw new Error(`the PNG has a filter ${filter}`);
  const above = at - line.length;
  for (let x = 0; x < line.length; x++) {
    const left = x < CHANNELS ? 0 : pixels[at + x - CHANNELS];
    const up = above < 0 ? 0 : pixels[above + x];
    const corner = above < 0 || x < CHANNELS ? 0 : pixels[above + x - CHANNELS];
    pixels[at + x] = line[x] + predict(left, up, corner);
  }
}

/** The five filters of the PNG specification, section 9. */
const PREDICTIONS = [
  () => 0,
  (left) => left,
  (_, up) => up,
  (left, up) => (left + up) >> 1,
  (left, up, corner) => nearest(left + up - corner, left, up, corner),
];

function nearest(guess, left, up, corner) {
  const [l, u, c] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)];
  if (l <= u && l <= c) return left;
  return u <= c ? up : corner;
}
