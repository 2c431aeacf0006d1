import { execFile } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { buildSync } from 'esbuild';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  PATIENCE_MS,
  pluginFile,
  SMALL,
  temporaryFolder,
  writeExperiment,
} from '../testing/command.js';

const here = (file: string) => fileURLToPath(new URL(file, import.meta.url));

/** Bundles the trial as the package is, its thread beside it, and says where it lies. */
function builtTrial(): string {
  const outdir = here('../../out/pool-trial');
  buildSync({
    entryPoints: { trial: here('../testing/pool-trial.mjs'), thread: here('./thread.ts') },
    outdir,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'neutral',
    packages: 'external',
    external: ['#*'],
  });
  return join(outdir, 'trial.js');
}

describe('a pool of one thread', () => {
  let tries: Readonly<Record<string, unknown>>;
  beforeAll(async () => {
    const folder = temporaryFolder();
    const begun = join(folder, 'begun');
    const file = writeExperiment(folder, {
      ...SMALL,
      plugins: [pluginFile('long-step.mjs')],
      paths: [{ use: 'test/long-step', options: { begun } }, 'core/linear'],
    });
    const slow = { ...SMALL, plugins: [pluginFile('slow-import.mjs')], paths: ['core/linear'] };
    const other = writeExperiment(temporaryFolder(), slow);
    const { stdout } = await promisify(execFile)(process.execPath, [
      builtTrial(),
      file,
      begun,
      other,
    ]);
    tries = JSON.parse(stdout) as typeof tries;
  }, PATIENCE_MS);

  it('ends a step that is cancelled in the midst of its work', () => {
    expect(tries['cancelled']).toEqual({ name: 'Error', message: 'enough' });
  });

  // Had that step not ended by itself, its thread would have been ended, and there is no other.
  it('leaves a thread to the experiment that it was given last', () => {
    expect(tries['handed']).toMatchObject({ strategy: 'core/linear', verdict: 'connected' });
  });

  it.each(['next', 'last'])('does the %s step on the same thread', (name) => {
    expect(tries[name]).toMatchObject({ strategy: 'core/linear', verdict: 'connected' });
  });

  it('gives the error of a step with its code', () => {
    expect(tries['faulty']).toMatchObject({
      name: 'IsthmusError',
      code: expect.stringMatching(/^model\//) as unknown,
    });
  });

  it('begins no step that is cancelled before', () => {
    expect(tries['late']).toEqual({ name: 'Error', message: 'too late' });
  });
});
