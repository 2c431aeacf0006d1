import { IsthmusError } from '@isthmus/core/contract';
import { ErrorCodes, ResponseError } from 'vscode-jsonrpc';
import type { RunnerDescription } from '../protocol/protocol.js';
import { PROTOCOL_VERSION } from '../protocol/protocol.js';

/** A workspace may have an older or newer command installed than the one that asks. */
export function checkProtocol({ protocol, version }: RunnerDescription): void {
  if (protocol === PROTOCOL_VERSION) return;
  throw new IsthmusError(
    'runner/protocol',
    `The runner is isthmus ${version} and speaks protocol ${protocol}; expected protocol ${PROTOCOL_VERSION}. Bring @isthmus/cli of the workspace and this program to one version.`,
    { protocol, version },
  );
}

/** Whether a peer did not know what it was asked. */
export function isUnknownMethod(thrown: unknown): boolean {
  return thrown instanceof ResponseError && thrown.code === ErrorCodes.MethodNotFound;
}

/**
 * A runner that is older than a question.
 *
 * @param what it cannot do
 */
export function tooOld({ version }: RunnerDescription, what: string): IsthmusError {
  return new IsthmusError(
    'runner/protocol',
    `The runner is isthmus ${version}, which does not ${what}. Bring @isthmus/cli of the workspace and this program to one version.`,
    { version },
  );
}
