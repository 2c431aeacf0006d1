import { join } from 'node:path';
import process from 'node:process';
import { describe, expect, it } from 'vitest';
import type { RunManifest } from './testing/command.js';
import {
  childrenOf,
  eventsIn,
  isAlive,
  isthmus,
  PATIENCE_MS,
  pluginFile,
  readJson,
  SMALL,
  start,
  temporaryFolder,
  until,
  writeExperiment,
} from './testing/command.js';

/** Trains for ever, since no network comes down to that threshold. */
const ENDLESS_TRAINING = {
  ...SMALL,
  architecture: { use: 'core/mlp', options: { hidden: [4, 4], activation: 'sigmoid' } },
  train: { threshold: 1e-300, maxSteps: 1e9, stall: { window: 1e9 } },
};

/** Has its endpoints soon, and then searches for ever. */
const ENDLESS_SEARCH = {
  ...SMALL,
  plugins: [pluginFile('endless-strategy.mjs')],
  paths: ['test/endless'],
  budget: { lossEvaluations: 1e12 },
};

/** A step that gives the event loop no turn, so that no message reaches its thread. */
const STUCK = {
  ...SMALL,
  plugins: [pluginFile('stuck-strategy.mjs')],
  paths: ['test/stuck'],
};

/** Where a test waits for what happens within seconds, on a machine that may be busy with much else. */
const SECONDS = 90_000;

function begin(experiment: object, ...more: readonly string[]) {
  const folder = temporaryFolder();
  const out = join(folder, 'out');
  const file = writeExperiment(folder, experiment);
  const args = ['run', file, '--out', out, '--json', ...more];
  return { out, args, ...start(args) };
}

describe('an interrupt', { timeout: PATIENCE_MS }, () => {
  it.each(['SIGINT', 'SIGHUP'] as const)(
    '%s ends an endless training in order, with exit code 4',
    async (signal) => {
      const { child, ended, event, out } = begin(ENDLESS_TRAINING);
      await event('endpoint/progress');
      child.kill(signal);
      const { code, stdout, stderr } = await ended;
      expect(code).toBe(4);
      expect(stderr).toMatch(/Cancelling/);
      expect(stderr).toMatch(/--resume/);
      expect(eventsIn(stdout).at(-1)).toMatchObject({
        type: 'run/finished',
        status: 'cancelled',
        folder: out,
      });
      expect(readJson<RunManifest>(out, 'run.json').status).toBe('cancelled');
      expect(readJson(out, 'result.json')).toMatchObject({ status: 'cancelled', endpoints: [] });
    },
  );

  it('keeps what is finished, and --resume does not do it again', async () => {
    const first = begin(ENDLESS_SEARCH);
    await first.event('path/progress');
    first.child.kill('SIGINT');
    expect((await first.ended).code).toBe(4);
    const before = readJson(first.out, 'result.json');
    expect(before.endpoints.map(({ id }) => id)).toEqual(['a', 'b']);
    expect(before.pairs[0]?.paths).toEqual([]);

    const again = await isthmus([...first.args, '--resume', '--set', '/paths=["core/linear"]']);
    expect(again.code).toBe(0);
    const events = eventsIn(again.stdout);
    expect(events.some(({ type }) => type === 'endpoint/progress')).toBe(false);
    const after = readJson(first.out, 'result.json');
    expect(after.status).toBe('finished');
    // The records themselves, the seconds that the training took included.
    expect(after.endpoints).toEqual(before.endpoints);
    expect(after.pairs[0]?.paths.map(({ strategy }) => strategy)).toEqual(['core/linear']);
    expect(readJson<RunManifest>(first.out, 'run.json').status).toBe('finished');
  });

  it('ends a step that hears of no cancel, and the folder is in order', async () => {
    const { child, ended, event, out } = begin(STUCK);
    await event('endpoint/finished');
    // The step says nothing; by now it is in its loop, or is about to be.
    await new Promise((ok) => setTimeout(ok, 1000));
    child.kill('SIGINT');
    expect((await ended).code).toBe(4);
    expect(readJson<RunManifest>(out, 'run.json').status).toBe('cancelled');
    expect(readJson(out, 'result.json').endpoints).toHaveLength(2);
  });

  it('ends the command at once when it comes twice', async () => {
    const { child, ended, event } = begin(STUCK);
    await event('endpoint/finished');
    const [runner] = childrenOf(child.pid!);
    child.kill('SIGINT');
    await new Promise((ok) => setTimeout(ok, 300));
    const begun = performance.now();
    child.kill('SIGINT');
    expect((await ended).code).toBe(4);
    expect(performance.now() - begun).toBeLessThan(2000);
    expect(await until(() => !isAlive(runner!), SECONDS)).toBe(true);
  });

  it('leaves the rest of several files alone', async () => {
    const folder = temporaryFolder();
    const files = ['one', 'two'].map((name) =>
      writeExperiment(folder, { ...ENDLESS_TRAINING, name }, name),
    );
    const { child, ended, event } = start([
      ...['run', ...files, '--json'],
      ...['--out', join(folder, 'out')],
    ]);
    await event('endpoint/progress');
    child.kill('SIGINT');
    const { code, stdout, stderr } = await ended;
    expect(code).toBe(4);
    expect(eventsIn(stdout).filter(({ type }) => type === 'run/started')).toHaveLength(1);
    expect(stderr).toMatch(/one\.isthmus\.json +cancelled\n.*two\.isthmus\.json +not run\n/);
  });
});

describe('a runner that is killed', { timeout: PATIENCE_MS }, () => {
  it('fails the run with exit code 3 and a word on how to go on, and --resume does', async () => {
    const first = begin(ENDLESS_SEARCH);
    await first.event('path/progress');
    const runners = childrenOf(first.child.pid!);
    expect(runners).toHaveLength(1);
    process.kill(runners[0]!, 'SIGKILL');
    const { code, stderr } = await first.ended;
    expect(code).toBe(3);
    expect(stderr).toMatch(/The runner ended \(SIGKILL\) in the middle of the run\./);
    expect(stderr).toContain(`${first.out}; continue with --resume.`);

    const again = await isthmus([...first.args, '--resume', '--set', '/paths=["core/linear"]']);
    expect(again.code).toBe(0);
    expect(eventsIn(again.stdout).some(({ type }) => type === 'endpoint/progress')).toBe(false);
    expect(readJson(first.out, 'result.json').status).toBe('finished');
  });

  it('ends in order when it is asked to end', async () => {
    const { child, ended, event, out } = begin(ENDLESS_TRAINING);
    await event('endpoint/progress');
    process.kill(childrenOf(child.pid!)[0]!, 'SIGTERM');
    expect((await ended).code).toBe(4);
    expect(readJson<RunManifest>(out, 'run.json').status).toBe('cancelled');
  });
});

describe('a command that is killed leaves no runner behind', { timeout: PATIENCE_MS }, () => {
  const killed = async (
    { child, event }: ReturnType<typeof begin>,
    type: 'endpoint/finished' | 'endpoint/progress',
  ) => {
    await event(type);
    const runners = childrenOf(child.pid!);
    expect(runners).toHaveLength(1);
    child.kill('SIGKILL');
    return until(() => !isAlive(runners[0]!), SECONDS);
  };

  it('in an endless training, and the folder is in order', async () => {
    const begun = begin(ENDLESS_TRAINING);
    expect(await killed(begun, 'endpoint/progress')).toBe(true);
    expect(readJson<RunManifest>(begun.out, 'run.json').status).toBe('cancelled');
  });

  it('in a step that never comes back', async () => {
    expect(await killed(begin(STUCK), 'endpoint/finished')).toBe(true);
  });

  it('while a plugin that blocks it is loaded', async () => {
    const { child } = begin({ ...SMALL, plugins: [pluginFile('stuck-import.mjs')] });
    expect(await until(() => childrenOf(child.pid!).length === 1, SECONDS)).toBe(true);
    const [runner] = childrenOf(child.pid!);
    // Long enough for the runner to have come as far as the plugin.
    await new Promise((ok) => setTimeout(ok, 4000));
    child.kill('SIGKILL');
    expect(await until(() => !isAlive(runner!), SECONDS)).toBe(true);
  });
});
