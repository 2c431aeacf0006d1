import { platform } from '#platform';
import { bytesInWords, printable } from '@isthmus/contract/internal';
import { IsthmusError } from '@isthmus/contract/base';
import type { RunHost } from '../platform/platform.js';

/** What a run may take of the memory. */
export interface MemoryLimit {
  readonly bytes: number;
  /** Where the number comes from, in words. */
  readonly origin: string;
}

/** The variable by which a user sets the limit. */
const VARIABLE = 'ISTHMUS_MEMORY';

/** The part of the machine's memory that a run may be known to need; the rest is the system's and the editor's. */
const PART = 3 / 4;

/**
 * What a run may take of the memory: what the environment variable `ISTHMUS_MEMORY` says, such as
 * `8GB`, else three quarters of what the machine, or the container, has. It decides what is refused
 * before it is begun, never a result.
 *
 * @throws `config/bad-memory` for a value that is no amount of memory
 * @example
 * memoryLimit({ ISTHMUS_MEMORY: '8GB' }).bytes; // 8000000000
 * memoryLimit({ ISTHMUS_MEMORY: 'much' }); // throws config/bad-memory
 */
export function memoryLimit(env: RunHost['env'] = platform.host().env): MemoryLimit {
  const set = env[VARIABLE];
  if (set) return { bytes: bytesOf(set), origin: `as ${VARIABLE} says` };
  const there = platform.host().memory;
  const origin = `three quarters of the ${bytesInWords(there)} that are there`;
  return { bytes: PART * there, origin };
}

const POWERS = ['', 'k', 'm', 'g', 't'];

function bytesOf(text: string): number {
  const [, digits, unit = '', binary] = /^(\d+(?:\.\d+)?) ?([kmgt]?)(i?)b?$/i.exec(text) ?? [];
  const bytes = Number(digits) * (binary ? 1024 : 1000) ** POWERS.indexOf(unit.toLowerCase());
  if (bytes > 0) return bytes;
  throw new IsthmusError(
    'config/bad-memory',
    `${VARIABLE}: expected an amount of memory such as 8GB, got ${printable(JSON.stringify(text))}.`,
    { value: text },
  );
}
