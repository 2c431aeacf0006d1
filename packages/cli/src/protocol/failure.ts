import type { ErrorCode } from '@isthmus/core';
import { IsthmusError } from '@isthmus/core/contract';
import { ResponseError } from 'vscode-jsonrpc';

/** What of an error crosses besides its message. */
export interface FailureData {
  readonly code: ErrorCode;
  /** The plugin that it was blamed on, and its phase. */
  readonly plugin?: string;
  readonly phase?: string;
}

/** What another process or thread has answered with an error, with its code again; else as it is. */
export function receivedFailure(thrown: unknown): unknown {
  if (!(thrown instanceof ResponseError)) return thrown;
  const { code, ...culprit } = (thrown.data ?? {}) as Partial<FailureData>;
  return typeof code === 'string'
    ? new IsthmusError(code, thrown.message, culprit, { cause: thrown })
    : thrown;
}
