import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { RunManifest } from './testing/command.js';
import {
  eventsIn,
  isthmus,
  PATIENCE_MS,
  pluginFile,
  readJson,
  SMALL,
  start,
  temporaryFolder,
  writeExperiment,
} from './testing/command.js';

describe.concurrent('the run folder', { timeout: PATIENCE_MS }, () => {
  it('is one of its own for each run, also for two that begin at once', async () => {
    const cwd = temporaryFolder();
    const file = writeExperiment(cwd, SMALL);
    const both = await Promise.all(
      [1, 2].map((seed) => isthmus(['run', file, '--seed', `${seed}`], cwd)),
    );
    expect(both.map(({ code }) => code)).toEqual([0, 0]);
    const folders = readdirSync(join(cwd, 'runs'));
    expect(folders).toHaveLength(2);
    for (const folder of folders) expect(folder).toMatch(/^small-\d{8}-\d{6}(-\d+)?$/);
    const seeds = folders.map((folder) => readJson(cwd, 'runs', folder, 'result.json').seed);
    expect(seeds.sort()).toEqual([1, 2]);
  });

  it('is called after the experiment where there are several, by its name as it is set', async () => {
    const cwd = temporaryFolder();
    const files = ['x', 'y'].map((name) => writeExperiment(cwd, { ...SMALL, name }, name));
    const { code } = await isthmus(['run', ...files, '--out', 'all', '--quiet'], cwd);
    expect(code).toBe(0);
    expect(readdirSync(join(cwd, 'all')).sort()).toEqual(['x', 'y']);
    expect(readdirSync(cwd)).not.toContain('runs');
    const [first] = files as [string];
    const again = await isthmus(
      ['run', first, first, '--out', 'renamed', '--set', '/name=z', '--quiet'],
      cwd,
    );
    expect(again.code).toBe(2);
    expect(again.stderr).toMatch(/renamed\/z: the folder is not empty/);
    expect(readdirSync(join(cwd, 'renamed'))).toEqual(['z']);
  });

  it('is taken up by --resume as a crash left it, empty and new ones too', async () => {
    const cwd = temporaryFolder();
    const file = writeExperiment(cwd, SMALL);
    const resume = () => isthmus(['run', file, '--out', 'out', '--resume', '--quiet'], cwd);
    const out = join(cwd, 'out');
    for (const crash of [
      () => undefined,
      () => undefined,
      () => {
        rmSync(join(out, 'result.json'));
        writeFileSync(join(out, '.run.json.0a1b2c3d4e5f.tmp'), '{ "form');
        writeFileSync(join(out, 'events.ndjson'), '{"type":"run/st');
      },
      () => {
        rmSync(out, { recursive: true });
        mkdirSync(join(out, 'models'), { recursive: true });
      },
    ]) {
      crash();
      expect(await resume()).toEqual({ code: 0, stdout: '', stderr: '' });
      expect(readJson<RunManifest>(out, 'run.json').status).toBe('finished');
      expect(readJson(out, 'result.json').status).toBe('finished');
      expect(readdirSync(out).some((name) => name.endsWith('.tmp'))).toBe(false);
    }
  });

  it('of another run is refused by --resume, and left as it was', async () => {
    const cwd = temporaryFolder();
    const file = writeExperiment(cwd, SMALL);
    const chatty = writeExperiment(cwd, { ...SMALL, name: 'other', plugins: ['./a.mjs'] }, 'other');
    writeFileSync(
      join(cwd, 'a.mjs'),
      `console.log('hello'); export { plugins } from ${JSON.stringify(new URL('testing/plugins/endless-strategy.mjs', import.meta.url))};`,
    );
    expect((await isthmus(['run', file, '--out', 'out', '--quiet'], cwd)).code).toBe(0);
    const before = readdirSync(join(cwd, 'out'));
    const { code, stderr } = await isthmus(['run', chatty, '--out', 'out', '--resume'], cwd);
    expect(code).toBe(2);
    expect(stderr).toMatch(/out: the folder holds the run "small", and this experiment is "other"/);
    expect(readdirSync(join(cwd, 'out'))).toEqual(before);
    expect(readJson(cwd, 'out', 'result.json').config.name).toBe('small');
  });

  it('holds what plugins print, which never mixes with the events', async () => {
    const cwd = temporaryFolder();
    writeFileSync(
      join(cwd, 'chatty.mjs'),
      `process.stdout.write('{"type":"run/finished"}\\n'); console.error('a warning');
       export { plugins } from ${JSON.stringify(new URL('testing/plugins/endless-strategy.mjs', import.meta.url))};`,
    );
    const file = writeExperiment(cwd, { ...SMALL, plugins: ['./chatty.mjs'] });
    const { code, stdout, stderr } = await isthmus(
      ['run', file, '--out', 'out', '--json', '--quiet'],
      cwd,
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(eventsIn(stdout).filter(({ type }) => type === 'run/finished')).toHaveLength(1);
    expect(eventsIn(stdout).at(-1)).toMatchObject({ folder: join(cwd, 'out') });
    expect(existsSync(join(cwd, 'out', 'run.log'))).toBe(true);
  });

  it('is finished although the reader of the events has gone', async () => {
    const cwd = temporaryFolder();
    const file = writeExperiment(cwd, SMALL);
    const { child, ended, event } = start(['run', file, '--out', 'out', '--json', '--quiet'], cwd);
    await event('run/started');
    child.stdout?.destroy();
    expect((await ended).code).toBe(0);
    expect(readJson(cwd, 'out', 'result.json').status).toBe('finished');
  });
});

describe.concurrent('a run folder that is taken away', { timeout: PATIENCE_MS }, () => {
  it.each<[string, (out: string) => void]>([
    ['removed', (out) => rmSync(out, { recursive: true })],
    ['replaced', (out) => renameSync(out, `${out}-before`)],
    ['bereft of its models', (out) => rmSync(join(out, 'models'), { recursive: true })],
  ])('and is %s ends the run with exit code 3, and is not made anew', async (how, take) => {
    const cwd = temporaryFolder();
    // Its second path goes on until it is ended.
    const file = writeExperiment(cwd, {
      ...SMALL,
      plugins: [pluginFile('endless-strategy.mjs')],
      budget: { lossEvaluations: 20_000 },
      paths: ['core/linear', 'test/endless'],
    });
    const { ended, event } = start(['run', file, '--out', 'out', '--json'], cwd);
    await event('path/finished');
    take(join(cwd, 'out'));
    const { code, stderr } = await ended;
    expect(stderr).toMatch(/out.*: it was removed, or another was put in its place/);
    expect(code).toBe(3);
    const made = existsSync(join(cwd, 'out', 'result.json'));
    if (how !== 'bereft of its models') expect(made).toBe(false);
    else expect(readJson(cwd, 'out', 'result.json').status).toBe('failed');
  });
});

describe.concurrent('a link in the run folder', { timeout: PATIENCE_MS }, () => {
  it.each(['run.log', 'events.ndjson', 'models/a.safetensors'])(
    'called %s is not followed',
    async (name) => {
      const cwd = temporaryFolder();
      const file = writeExperiment(cwd, SMALL);
      const args = ['run', file, '--out', 'out', '--quiet'];
      expect((await isthmus(args, cwd)).code).toBe(0);
      writeFileSync(join(cwd, 'precious.txt'), 'precious');
      rmSync(join(cwd, 'out', name), { force: true });
      symlinkSync(join(cwd, 'precious.txt'), join(cwd, 'out', name));
      const { code, stderr } = await isthmus([...args, '--resume'], cwd);
      expect(stderr).toMatch(/expected a file or folder, and no link to one/);
      expect(code).toBe(2);
      expect(readFileSync(join(cwd, 'precious.txt'), 'utf8')).toBe('precious');
    },
  );
});

it('is not given to another experiment of the same name', { timeout: PATIENCE_MS }, async () => {
  const cwd = temporaryFolder();
  const file = writeExperiment(cwd, SMALL);
  const args = ['run', file, '--out', 'out', '--quiet'];
  expect((await isthmus(args, cwd)).code).toBe(0);
  const before = readFileSync(join(cwd, 'out', 'result.json'), 'utf8');
  const { code, stderr } = await isthmus([...args, '--resume', '--seed', '7'], cwd);
  expect(stderr).toMatch(/what is finished in it would be lost: \/seed was 1 and is 7\./);
  expect(code).toBe(2);
  expect(readFileSync(join(cwd, 'out', 'result.json'), 'utf8')).toBe(before);
});
