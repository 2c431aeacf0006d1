import { closeSync, constants, fstatSync, openSync, readSync, writeSync } from 'node:fs';
import { IsthmusError } from '@isthmus/contract/base';
import { fileReason } from '../io/file-error.js';
import type { LineFile } from '../io/run-folder.js';

/** To append, and to look at the last byte; never through a link to a file elsewhere. */
const FLAGS =
  constants.O_RDWR | constants.O_APPEND | constants.O_CREAT | (constants.O_NOFOLLOW ?? 0);

/** @throws `io/write-failed` */
export function openLines(path: string): LineFile {
  const file = writing(path, () => openSync(path, FLAGS, 0o666));
  const add = (text: string) => writing(path, () => writeWhole(file, text));
  if (endsMidLine(file)) add('\n');
  return {
    append: (line) => add(`${line}\n`),
    close: () => closeSync(file),
  };
}

/** One call may write a part only. */
function writeWhole(file: number, text: string): void {
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at);
}

function endsMidLine(file: number): boolean {
  const { size } = fstatSync(file);
  const last = new Uint8Array(1);
  return size > 0 && readSync(file, last, 0, 1, size - 1) === 1 && last[0] !== 0x0a;
}

function writing<T>(path: string, action: () => T): T {
  try {
    return action();
  } catch (cause) {
    const message = `${path}: cannot be written: ${fileReason(cause)}.`;
    throw new IsthmusError('io/write-failed', message, { path }, { cause });
  }
}
