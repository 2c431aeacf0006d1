import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isthmus, PATIENCE_MS, ROOT, temporaryFolder } from './testing/command.js';

const PROBE = new URL('testing/tfjs-probe.mjs', import.meta.url).href;

/** Runs the quadratic example, and says which of its processes and threads have loaded tfjs. */
async function probed(...args: readonly string[]) {
  const folder = temporaryFolder();
  const notes = join(folder, 'notes');
  const example = join(ROOT, 'examples/quadratic.isthmus.json');
  const { code, stderr } = await isthmus(
    ['run', example, '--out', join(folder, 'out'), '--workers', '2', '--quiet', ...args],
    ROOT,
    { NODE_OPTIONS: `--import ${PROBE}`, TFJS_PROBE: notes, ISTHMUS_PASS_ENV: 'TFJS_PROBE' },
  );
  const lines = readFileSync(notes, 'utf8').trim().split('\n');
  const those = (word: string) => lines.filter((line) => line.endsWith(` ${word}`)).length;
  return { code, stderr, started: those('started'), withTfjs: those('tfjs') };
}

describe('tfjs', { timeout: PATIENCE_MS }, () => {
  it('is loaded nowhere in a run that another engine computes', async () => {
    const { started, ...rest } = await probed();
    expect(rest).toEqual({ code: 0, stderr: '', withTfjs: 0 });
    // The command, its runner, and two threads of it.
    expect(started).toBe(4);
  });

  it('is loaded where it computes, and this test sees it', async () => {
    // Few steps: the outcome does not matter.
    const settings = ['/engine="tfjs"', '/train/maxSteps=1', '/train/attempts=1', '/expect=[]'];
    const { withTfjs } = await probed(...settings.flatMap((setting) => ['--set', setting]));
    expect(withTfjs).toBe(3);
  });
});
