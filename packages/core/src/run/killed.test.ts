import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { createRng } from '@isthmus/contract/base';
import { bundled } from '@isthmus/files/testing';
import { comparable, runTiny, tinySession } from './testing/tiny-run.js';

const GRAPH = { endpoints: { count: 3 }, paths: ['core/linear', 'core/linear'] };

const root = mkdtempSync(join(tmpdir(), 'isthmus-killed-'));
const path = join(root, 'run');
afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

const resultIn = (folder: string) => comparable(readFileSync(join(folder, 'result.json'), 'utf8'));
const manifest = () =>
  JSON.parse(readFileSync(join(path, 'run.json'), 'utf8')) as { status: string };

describe('a run whose process is killed', () => {
  it('again and again, and resumed each time, ends in the same bytes', async () => {
    const module = bundled(new URL('./testing/tiny-run.ts', import.meta.url), root);
    const code = `
        const { tinySession, runTiny } = await import(${JSON.stringify(module)});
        const session = await tinySession(${JSON.stringify(GRAPH)});
        process.send('ready');
        const { result } = await runTiny(session, ${JSON.stringify(path)}, { resume: true });
        process.send(result.status);
        process.disconnect();`;
    const rng = createRng(3).fork('kills');
    let kills = 0;
    for (let attempt = 0; attempt < 40; attempt++) {
      const child = spawn(process.execPath, ['--input-type=module', '-e', code], {
        stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      });
      const exit = once(child, 'exit');
      const crash = exit.then(([exitCode]) => {
        throw new Error(`the process ended by itself, with ${String(exitCode)}`);
      });
      crash.catch(() => undefined);
      await Promise.race([once(child, 'message'), crash]);
      // Ever later, so that every process gets somewhere in the end.
      const status: unknown = await Promise.race([
        once(child, 'message'),
        wait(20 + 100 * attempt * rng.next()),
        crash,
      ]);
      if (status !== undefined) {
        expect(status).toEqual(['finished', undefined]);
        await exit;
        break;
      }
      child.kill('SIGKILL');
      await exit;
      kills++;
      // Whatever the moment, what is there can be read.
      if (readdirSync(path).includes('run.json'))
        expect(manifest()).toMatchObject({ format: 'isthmus/run@1', status: 'running' });
    }
    expect(kills).toBeGreaterThan(1);
    await runTiny(await tinySession(GRAPH), join(root, 'whole'));
    expect(resultIn(path)).toBe(resultIn(join(root, 'whole')));
    expect(readdirSync(path).sort()).toEqual([
      'events.ndjson',
      'models',
      'result.json',
      'run.json',
    ]);
    expect(manifest().status).toBe('finished');
  }, 120_000);
});
