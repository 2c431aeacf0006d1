import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runInChild } from '@isthmus/cli/runner';
import type { RunEvent } from '@isthmus/contract';

interface Bundling {
  buildRunner(outdir: string): Promise<unknown>;
}

const inPackage = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** Two linear models and the line between them: a run of moments. */
const EXPERIMENT = inPackage('../../examples/linear-regression.isthmus.json');

const PATIENCE_MS = 120_000;

// An extension that is installed has no node_modules, so the bundle is tried away from them.
const extension = mkdtempSync(join(tmpdir(), 'isthmus-bundle-'));
const runner = join(extension, 'dist', 'runner');
afterAll(() => {
  rmSync(extension, { recursive: true, force: true, maxRetries: 5 });
});
beforeAll(async () => {
  const { buildRunner } = (await import(inPackage('runner-bundle.mjs'))) as Bundling;
  await buildRunner(runner);
  cpSync(inPackage('package.json'), join(extension, 'package.json'));
}, PATIENCE_MS);

describe('the bundled runner', { timeout: PATIENCE_MS }, () => {
  it.each([
    ['reference', 'reference'],
    ['tfjs', 'tfjs-wasm 4.22.0'],
  ])('computes by the engine %s', async (engine, name) => {
    const events: RunEvent[] = [];
    const reply = await runInChild(
      {
        file: EXPERIMENT,
        out: join(extension, engine),
        set: [['/engine', engine]],
        seed: null,
        workers: 1,
        resume: false,
      },
      { signal: new AbortController().signal, emit: (event) => void events.push(event) },
      { entry: join(runner, 'entry.js'), cwd: extension },
    );
    expect(reply).toMatchObject({ kind: 'ended', status: 'finished', unmet: [] });
    const last = events.at(-1);
    expect(last?.type === 'run/finished' && last.result?.environment.engine).toBe(name);
  });
});
