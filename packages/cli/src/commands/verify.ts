import { resolve } from 'node:path';
import process from 'node:process';
import { toJson } from '@isthmus/contract/internal';
import { EXIT, type ExitCode } from '../process/exit-codes.js';
import { printableText } from '../terminal/clean.js';
import { roomOf } from '../terminal/width.js';
import { type Verified, verifiedText, verifyTarget } from '../verify/index.js';

/** The options of `isthmus verify`. */
export interface VerifyOptions {
  /** Where files that the experiment names are looked for; the working folder unless given. */
  readonly files?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** The format of `isthmus verify --json`. */
const FORMAT = 'isthmus/verify@1';

/** How often a check says what it is at. */
const PROGRESS_MS = 5000;

/**
 * Computes anew what a record claims, and checks certificates, without searching: what was found goes to
 * stdout, and how far it is to stderr where it takes long.
 */
export async function verifyCommand(target: string, options: VerifyOptions): Promise<ExitCode> {
  let said = performance.now();
  const verified = await verifyTarget(resolve(target), resolve(options.files ?? '.'), (about) => {
    if (options.quiet === true || performance.now() - said < PROGRESS_MS) return;
    said = performance.now();
    process.stderr.write(`${printableText(`checking ${about} …`)}\n`);
  });
  const holds = verified.claims.every(({ outcome }) => outcome === 'true');
  process.stdout.write(`${options.json === true ? jsonOf(verified, holds) : textOf(verified)}\n`);
  return holds && verified.claims.length > 0 ? EXIT.finished : EXIT.unmet;
}

function jsonOf(verified: Verified, holds: boolean): string {
  return toJson({ format: FORMAT, holds, ...verified }, 2);
}

function textOf(verified: Verified): string {
  return printableText(verifiedText(verified, roomOf(process.stdout)));
}
