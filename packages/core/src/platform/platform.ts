/**
 * What differs between Node and a browser: `#platform` is the one of these that fits the host (the
 * conditions under `imports` in package.json), so that every other module runs on both.
 */
export interface Platform {
  /** SHA-256 of texts and bytes one after the other, in hexadecimal. */
  sha256(...parts: readonly (string | Uint8Array)[]): string;
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
  /** The bytes of a file of this package's data, or null; `folders` says where it was looked for. */
  readOwnData(name: string): Promise<OwnData>;
  host(): Host;
}

/** A file of this package's data. */
export interface OwnData {
  readonly bytes: Uint8Array | null;
  readonly folders: readonly string[];
}

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

/** The place where a run runs, for its record and its bounds. */
export interface Host {
  /** Such as `20.20.2`; `none` in a browser. */
  readonly node: string;
  readonly v8: string;
  /** Such as `linux-x64`. */
  readonly platform: string;
  readonly cpu: string;
  /** Bytes of memory that may be used at most, as the machine or its container says. */
  readonly memory: number;
  readonly env: Readonly<Record<string, string | undefined>>;
}
