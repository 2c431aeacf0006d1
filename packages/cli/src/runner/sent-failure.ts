import { isIsthmusError, messageOf } from '@isthmus/core';
import type { IsthmusError } from '@isthmus/core';
import { ResponseError } from 'vscode-jsonrpc';
import type { FailureData } from '../protocol/failure.js';

/**
 * A thrown value as JSON-RPC carries it: its message and, where it was thrown on purpose, its code.
 * A thrown null or string must not become an unexplained failure.
 */
export function sentFailure(thrown: unknown): ResponseError<FailureData> {
  const message = messageOf(thrown);
  return isIsthmusError(thrown)
    ? new ResponseError(1, message, { code: thrown.code, ...culpritOf(thrown) })
    : new ResponseError(1, message);
}

/** Who it was blamed on, so that nobody else is where it arrives. */
function culpritOf({ data }: IsthmusError): Omit<FailureData, 'code'> {
  const { plugin, phase } = data;
  return typeof plugin === 'string' && typeof phase === 'string' ? { plugin, phase } : {};
}
