// What a plugin can do wrong, by name. Each gets what it may need: `give`, what a sound plugin would have
// given here, and `args`, what the function was called with.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import process from 'node:process';
import { parentPort, Worker } from 'node:worker_threads';

const kept = [];
const deep = () => deep() + 1;

const throwing = (thrown) => () => {
  throw thrown;
};

/** Parameters among the points of a question lie as deep. */
const DEEPEST = 6;

/** Every array of numbers among the arguments. */
function* arraysIn(value, depth = 0) {
  if (value instanceof Float32Array || value instanceof Float64Array) yield value;
  else if (typeof value === 'object' && value !== null && depth < DEEPEST)
    for (const part of Object.values(value)) yield* arraysIn(part, depth + 1);
}

/** Gives what a sound plugin would, changed; it may be promised. */
const changing =
  (change) =>
  ({ give }) => {
    const answer = give();
    return answer instanceof Promise ? answer.then(change) : change(answer);
  };

const changed = (args) => {
  for (const array of arraysIn(args)) array[0] += 1;
};

export const MISDEEDS = {
  // what it throws
  throwsError: throwing(new Error('no way')),
  throwsNull: throwing(null),
  throwsUndefined: throwing(undefined),
  throwsText: throwing('red \u001b[31m and <b>bold</b>'),
  throwsLongText: throwing(new Error('long '.repeat(2e6))),
  throwsHostile: throwing({
    get message() {
      throw new Error('not even a message');
    },
    toString: null,
    valueOf: null,
  }),
  throwsProxy: throwing(
    new Proxy(
      {},
      {
        get: throwing(new Error('no looking')),
        getPrototypeOf: throwing(new Error('no looking')),
      },
    ),
  ),
  recursion: () => deep(),
  // what has no end
  loops: () => {
    for (;;);
  },
  rejects: () => Promise.reject(new Error('no way, later')),
  neverSettles: () => new Promise(() => undefined),
  // What is done later leaves itself for later again, and the event loop never has a turn.
  ticksForEver: ({ give }) => {
    const again = () => process.nextTick(again);
    again();
    return give();
  },
  microtasksForEver: ({ give }) => {
    const again = () => queueMicrotask(again);
    again();
    return give();
  },
  // In a call of the system no thread can be ended.
  waitsInTheSystem: () => execFileSync('sleep', ['12']),
  // what ends the process
  exits0: () => process.exit(0),
  exits1: () => process.exit(1),
  aborts: () => process.abort(),
  killsItself: () => process.kill(process.pid, 'SIGKILL'),
  // what comes later
  throwsInTimer: ({ give }) => {
    setTimeout(throwing(new Error('tick')), 1);
    return give();
  },
  loopsInTimer: ({ give }) => {
    setTimeout(() => {
      for (;;);
    }, 1);
    return give();
  },
  rejectsUnheard: ({ give }) => {
    void Promise.reject(new Error('nobody listens'));
    return give();
  },
  // memory
  leaksObjects: () => {
    for (;;) kept.push(Array.from({ length: 1e4 }, (_, i) => ({ i })));
  },
  leaksArrays: () => {
    for (;;) kept.push(new Float32Array(1e6).fill(1));
  },
  // what all code shares
  pollutesObject: ({ give }) => {
    Object.prototype.polluted = 'yes';
    return give();
  },
  patchesArray: ({ give }) => {
    Array.prototype.map = () => [];
    return give();
  },
  patchesRandom: ({ give }) => {
    Math.random = () => 0.5;
    return give();
  },
  patchesJson: ({ give }) => {
    JSON.stringify = () => '{}';
    return give();
  },
  patchesFloat32Array: ({ give }) => {
    globalThis.Float32Array = class extends Array {};
    return give();
  },
  patchesTimers: ({ give }) => {
    globalThis.setTimeout = () => 0;
    globalThis.setImmediate = () => 0;
    return give();
  },
  pollutesThen: ({ give }) => {
    Object.prototype.then = () => undefined;
    return give();
  },
  pollutesGet: ({ give }) => {
    Object.prototype.get = () => 1;
    return give();
  },
  patchesFs: ({ give }) => {
    fs.writeSync = () => 0;
    return give();
  },
  // what it borrows and gives
  changesArguments: ({ args, give }) => {
    changed(args);
    return give();
  },
  changesArgumentsFirst: ({ args, give }) => {
    const answer = give();
    changed(args);
    return answer;
  },
  givesNothing: () => undefined,
  givesNull: () => null,
  givesText: () => 'a text',
  givesPromise: async ({ give }) => give(),
  givesProxy: () =>
    new Proxy({}, { get: throwing(new Error('no get')), ownKeys: throwing(new Error('no keys')) }),
  givesUnclonable: () => ({ f() {}, s: Symbol('x'), n: 10n }),
  givesCycle: () => {
    const cycle = {};
    cycle.self = cycle;
    return cycle;
  },
  givesNumbersThatAreNone: changing((answer) => {
    for (const array of arraysIn(answer)) array.fill(NaN);
    return typeof answer === 'number' ? NaN : answer;
  }),
  givesShortArrays: changing((answer) => {
    const shortened = (value) => {
      if (value instanceof Float32Array || value instanceof Float64Array) return value.slice(1);
      if (Array.isArray(value)) return value.map(shortened);
      if (typeof value !== 'object' || value === null) return value;
      return Object.fromEntries(Object.entries(value).map(([k, part]) => [k, shortened(part)]));
    };
    return shortened(answer);
  }),
  givesDoubles: changing((answer) => {
    const doubled = (value) => {
      if (value instanceof Float32Array) return Float64Array.from(value);
      if (Array.isArray(value)) return value.map(doubled);
      if (typeof value !== 'object' || value === null) return value;
      return Object.fromEntries(Object.entries(value).map(([k, part]) => [k, doubled(part)]));
    };
    return doubled(answer);
  }),
  givesUnknownStatus: () => ({ tag: 'disconnected' }),
  givesUnknownReason: () => ({ tag: 'not-found', reason: 'bad luck' }),
  givesManyThings: () => ({ list: Array.from({ length: 1e6 }, (_, i) => i) }),
  givesOtherEachTime: changing((answer) => {
    const [first] = arraysIn(answer);
    first[0] = Math.random();
    return answer;
  }),
  // what is no fault of the run
  floods: ({ give }) => {
    for (let i = 0; i < 2000; i++)
      process.stdout.write(`${'x'.repeat(200)}\n{"type":"run/finished"}\n`);
    return give();
  },
  closesItsPort: ({ give }) => {
    process.removeAllListeners();
    parentPort?.removeAllListeners();
    parentPort?.postMessage({ jsonrpc: '2.0', id: 0, result: null });
    parentPort?.close();
    return give();
  },
  opensSocket: ({ give }) => {
    net.createServer().listen(0, '127.0.0.1');
    setInterval(() => undefined, 1000);
    return give();
  },
  startsThread: ({ give }) => {
    new Worker('setInterval(() => undefined, 1000)', { eval: true });
    return give();
  },
};

/** What reporters can do besides: they run when the record is there. */
export const AGAINST_THE_RECORD = {
  deletesRecord: ({ out, give }) => {
    fs.rmSync(`${out}/result.json`);
    return give();
  },
  overwritesRecord: ({ out, give }) => {
    fs.writeFileSync(`${out}/result.json`, '{}');
    return give();
  },
  changesRecordInMemory: ({ args, give }) => {
    args[0].pairs.length = 0;
    return give();
  },
};
