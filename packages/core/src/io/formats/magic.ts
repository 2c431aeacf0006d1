/** First bytes of files that are often given by mistake. */
const known: readonly (readonly [prefix: readonly number[], name: string])[] = [
  [[0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59], 'a NumPy .npy file'],
  [[0x00, 0x00, 0x08], 'an IDX file'],
  [[0x50, 0x4b, 0x03, 0x04], 'a zip archive (an .npz file, a spreadsheet, a PyTorch .pt file)'],
  [[0x80], 'a Python pickle, which is never read, because it can run code'],
  [[0x89, 0x50, 0x4e, 0x47], 'a PNG picture'],
  [[0x89, 0x48, 0x44, 0x46], 'an HDF5 file'],
  [[0xfd, 0x37, 0x7a, 0x58, 0x5a], 'an xz file'],
  [[0x42, 0x5a, 0x68], 'a bzip2 file'],
  [[0x1f, 0x8b], 'gzip inside gzip'],
  [[0x3c], 'a web page or XML'],
];

/**
 * Says what a file looks like, for a message: its first four bytes and, where known, its format.
 *
 * @example
 * describeStart(Uint8Array.of(0x50, 0x4b, 3, 4)); // '50 4b 03 04: a zip archive (…)'
 */
export function describeStart(bytes: Uint8Array): string {
  if (bytes.length === 0) return 'an empty file';
  const start = Array.from(bytes.subarray(0, 4), (byte) => byte.toString(16).padStart(2, '0'));
  const match = known.find(([prefix]) => prefix.every((byte, i) => bytes[i] === byte));
  return match === undefined ? start.join(' ') : `${start.join(' ')}: ${match[1]}`;
}
