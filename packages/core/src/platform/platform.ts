/**
 * What differs between Node and a browser: `#platform` is the one of these that fits the host (the
 * conditions under `imports` in package.json), so that every other module runs on both.
 */
export interface Platform {
  readOwnData(name: string): Promise<OwnData>;
  host(): RunHost;
  /** Resolves after the timers and the messages that are waiting. */
  turn(): Promise<void>;
}

/** A file of this package's data. */
export interface OwnData {
  /** Null: there is none. */
  readonly bytes: Uint8Array | null;
  /** Where it was looked for. */
  readonly folders: readonly string[];
}

/** The place where a run runs, for its record and its bounds. */
export interface RunHost {
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
