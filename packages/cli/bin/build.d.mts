import type { StdioOptions } from 'node:child_process';

export declare function isCheckout(): boolean;
export declare function isBuilt(): boolean;
export declare function build(stdio?: StdioOptions): {
  readonly ok: boolean;
  readonly words: string;
};
