// Tries the pool, of one thread, on an experiment whose paths are test/long-step and
// core/linear, and prints what came of each try as JSON; then a thread that is given the experiment while it
// still opens another, which takes its time. A process of its own: the threads of a test would take over the
// test's conditions of import. It is bundled before.
// Usage: node pool-trial.mjs EXPERIMENT FILE_THAT_LONG_STEP_MAKES SLOW_EXPERIMENT
import { existsSync } from 'node:fs';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { loadExperiment, openExperiment, readExperiment } from '../experiment/experiment-file.js';
import { openPool } from '../runner/pool.js';
import { keptThreads } from '../runner/threads.js';

const [file, begun, slow] = process.argv.slice(2);
const pair = ['a', 'b'];
const overrides = { set: [], seed: null };

const source = await readExperiment(file);
const session = await openExperiment(source, await loadExperiment(source, overrides));
const limits = { silenceSeconds: 30 };
const opening = { source, overrides, data: session.record.sha256, limits };
const bounds = { memoryMB: 4000 };
const pool = openPool(1, opening, keptThreads(), bounds);

const hooks = (signal = new AbortController().signal) => ({ signal, emit: () => undefined });
const tried = async (step) => {
  try {
    return (await step).record;
  } catch ({ name, code, message }) {
    return { name, code, message };
  }
};

const [a, b] = await Promise.all(
  pair.map(async (id) => (await pool.endpoint({ kind: 'endpoint', id }, hooks())).weights),
);
const path = (index, ends, signal) =>
  tried(pool.path({ kind: 'path', pair, index, ...ends }, hooks(signal)));

const cancel = new AbortController();
const long = path(0, { a, b }, cancel.signal);
while (!existsSync(begun)) await sleep(20);
cancel.abort(new Error('enough'));
const cancelled = await long;
const next = await path(1, { a, b });
const faulty = await path(1, { a, b: Uint8Array.of(1) });
const late = await path(1, { a, b }, AbortSignal.abort(new Error('too late')));
const last = await path(1, { a, b });
await pool.close();

const threads = keptThreads();
await openPool(1, { ...opening, source: await readExperiment(slow) }, threads, bounds).close();
const after = openPool(1, opening, threads, bounds);
await after.endpoint({ kind: 'endpoint', id: 'a' }, hooks());
// By now the slow experiment, which has no such path, is open too.
await sleep(1500);
const handed = await tried(after.path({ kind: 'path', pair, index: 1, a, b }, hooks()));
process.stdout.write(JSON.stringify({ cancelled, next, faulty, late, last, handed }));
process.exit(0);
