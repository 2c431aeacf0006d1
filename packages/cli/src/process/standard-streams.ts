import process from 'node:process';
import { combined, EXIT, type ExitCode } from './exit-codes.js';

/** What the system says of a stream that cannot be written, in words. */
const FAULTS: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EFBIG: 'the file is larger than is allowed',
  EIO: 'the device fails',
};

/** Whether the system says of a file or stream that the disk fails it, which no usage can mend. */
export function isDiskFault(errno: unknown): boolean {
  return typeof errno === 'string' && errno in FAULTS;
}

/** Of a reader that closes its end (`isthmus list | head`), and of what was still to be written then. */
const CLOSED: ReadonlySet<string> = new Set(['EPIPE', 'ERR_STREAM_DESTROYED']);

/**
 * Minds that what is written to stdout and stderr may not arrive. A reader that has gone is no fault.
 * Whatever else keeps the output of a command from being written is said once on stderr and makes its
 * exit code 3, unless a graver one stands; a run goes on and finishes its record. That stderr cannot
 * be written can be said nowhere, and changes nothing.
 */
export function mindStandardStreams(): void {
  let isLost = false;
  process.stderr.on('error', () => undefined);
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (CLOSED.has(error.code ?? '') || isLost) return;
    isLost = true;
    process.stderr.write(`isthmus: stdout cannot be written: ${faultWords(error)}.\n`);
  });
  process.on('exit', (code) => {
    if (isLost) process.exitCode = combined([code as ExitCode, EXIT.failed]);
  });
}

function faultWords({ code, message }: NodeJS.ErrnoException): string {
  return FAULTS[code ?? ''] ?? message;
}
