import { IsthmusError } from '@isthmus/core/contract';

/** Who it was, as far as that is known. */
interface Culprit {
  readonly who: string;
  readonly phase: string;
}

/** What gave no sign of life for so long that it was stopped. */
export function silentPlugin({ who, phase }: Culprit, seconds: number): IsthmusError {
  return named(
    'run/silent',
    { who, phase },
    `it gave no sign of life for ${seconds} s and was stopped. If it needs longer, raise /limits/silenceSeconds.`,
  );
}

/** Who was running when memory ran out; null where nobody from outside was. */
export function outOfMemory(call: Culprit | null, what: string): IsthmusError {
  const text = `${what}. If it needs more, raise /limits/memoryMB.`;
  return call === null
    ? new IsthmusError('run/out-of-memory', `The run failed: ${text}`)
    : named('run/out-of-memory', call, text);
}

/** Where nothing is running by its name it must be what a promise of the latest call left. */
export function leftBehind(latest: Culprit | null): Culprit {
  return latest === null
    ? { who: 'runner', phase: 'its own work' }
    : { who: latest.who, phase: `${latest.phase} (later, in a promise)` };
}

function named(code: IsthmusError['code'], { who, phase }: Culprit, what: string): IsthmusError {
  return new IsthmusError(code, `The ${who} failed in ${phase}: ${what}`, { plugin: who, phase });
}
