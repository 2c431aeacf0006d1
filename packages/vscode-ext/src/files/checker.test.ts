import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CHECK, startRunner } from '@isthmus/cli/runner';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { bundledRunner } from '../testing/bundled-runner.js';
import { createChecker } from './checker.js';

const root = mkdtempSync(join(tmpdir(), 'isthmus-checker-'));
afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

const entry = join(root, 'runner', 'entry.js');
beforeAll(async () => {
  await bundledRunner(join(root, 'runner'));
}, 120_000);
const place = { entry, label: 'the tests’ own', cwd: root };

const SOUND = {
  name: 'x',
  task: 'core/polynomial',
  architecture: { use: 'core/mlp', options: { hidden: [4] } },
  train: { threshold: 0.1 },
  paths: ['core/linear'],
};

function request(experiment: object | string, runPlugins = true) {
  const text = typeof experiment === 'string' ? experiment : JSON.stringify(experiment);
  return { file: join(root, 'x.isthmus.json'), text, runPlugins, data: false };
}

describe('the checker', { timeout: 60_000 }, () => {
  it('keeps one process for all that it is asked, in order, until it is told to forget', async () => {
    const start = vi.fn(startRunner);
    const checker = createChecker(10_000, start);
    const asked = [SOUND, { ...SOUND, sed: 1 }, '{', '\0'.repeat(1000)];
    const replies = await Promise.all(
      asked.map((each) => checker.ask(place, CHECK, request(each))),
    );
    expect(replies.map(({ faults }) => faults.length)).toEqual([0, 1, 1, 1]);
    expect(start).toHaveBeenCalledTimes(1);
    checker.forget();
    expect((await checker.ask(place, CHECK, request(SOUND))).faults).toEqual([]);
    expect(start).toHaveBeenCalledTimes(2);
    checker.forget();
  });

  it.each([
    ['does not end', 'for (;;) {}'],
    ['ends the process', 'process.kill(process.ppid === 0 ? 0 : process.pid, "SIGKILL")'],
    ['is silent', 'await new Promise(() => {})'],
  ])('answers after a plugin that %s', async (_, code) => {
    writeFileSync(join(root, 'p.mjs'), code);
    const checker = createChecker(1500);
    const wrong = { ...SOUND, plugins: ['./p.mjs'] };
    const first = await checker.ask(place, CHECK, request(wrong)).then(
      ({ faults }) => faults.map(({ message }) => message).join(),
      (thrown: unknown) => String(thrown),
    );
    expect(first).not.toBe('');
    const { faults } = await checker.ask(place, CHECK, request(wrong, false));
    expect(faults).toEqual([]);
    checker.forget();
  });

  it('tells of a runner that cannot be started', async () => {
    const checker = createChecker(1500);
    const none = { ...place, entry: join(root, 'none.js') };
    await expect(checker.ask(none, CHECK, request(SOUND))).rejects.toThrow(/runner/);
  });
});
