import { IsthmusError } from '@isthmus/contract/base';
import { printable } from '@isthmus/contract/internal';

/** One part of a name in the folder: no hidden files, no folder above, no drive, no device. */
const NAME_PART = /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/;

/** @throws `run/bad-name` for what can be no name of a file in a run folder */
export function checkFileName(name: string): void {
  if (typeof name === 'string' && name.split('/').every((part) => NAME_PART.test(part))) return;
  throw new IsthmusError(
    'run/bad-name',
    `${printable(JSON.stringify(name) ?? 'nothing')} is no name for a file in a run folder: letters, digits, "_", "-" and ".", in folders joined by "/".`,
    { name },
  );
}
