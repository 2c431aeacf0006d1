/**
 * What differs between Node and a browser: `#platform` is the one of these that fits the host (the
 * conditions under `imports` in package.json), so that every other module runs on both.
 */
export interface Platform {
  /** SHA-256 of texts and bytes one after the other, in hexadecimal. */
  sha256(...parts: readonly (string | Uint8Array)[]): string;
  /** Bytes in the form that the parser of CSV takes them; without copying where it can be. */
  csvInput(bytes: Uint8Array): CsvInput;
  /** CRC-32 of bytes, as in zip archives. */
  crc32(bytes: Uint8Array): number;
  /**
   * The content of a gzip file.
   *
   * @throws `CompressionError`
   */
  gunzip(bytes: Uint8Array, maxBytes: number): Uint8Array;
  /** The content of a raw deflate stream. @throws `CompressionError` */
  inflate(bytes: Uint8Array, maxBytes: number): Uint8Array;
}

/** What the parser takes: in Node a view of the class that it is made for. */
export type CsvInput = string | Buffer;

/** Why compressed bytes have no content: they break off, hold more than is allowed, or are damaged. */
export class CompressionError extends Error {
  constructor(
    readonly reason: 'truncated' | 'too-large' | 'damaged',
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'CompressionError';
  }
}
