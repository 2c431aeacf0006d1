import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { encodeModel, encodePath, polyline, type Params } from '@isthmus/core';
import type { AnalysisRecord } from '@isthmus/core/contract';
import { describe, expect, it, vi } from 'vitest';
import { EXIT } from '../process/exit-codes.js';
import { isthmus, PATIENCE_MS, temporaryFolder } from '../testing/command.js';
import { MOST_MODEL_BYTES } from '../runner/lint-model.js';

vi.setConfig({ testTimeout: PATIENCE_MS });

const folder = temporaryFolder();
const leaf = (shape: readonly number[], ...data: readonly number[]) => ({
  shape,
  data: Float32Array.from(data),
});

/** 2-3-1: units 0 and 1 are copies but for a factor of 2, unit 2 is read by 0. */
const MODEL: Params = {
  'dense1.kernel': leaf([2, 3], 1, 2, 4, -1, -2, 5),
  'dense1.bias': leaf([3], 0.5, 1, -1),
  'dense2.kernel': leaf([3, 1], 7, 8, 0),
};
const file = join(folder, 'm.safetensors');
writeFileSync(file, encodeModel(MODEL));

describe('isthmus lint of a model file', () => {
  it('says what its weights say, writes nothing, and tells what takes data', async () => {
    const { code, stdout, stderr } = await isthmus(['lint', file, '--activation', 'relu'], folder);
    expect(code).toBe(EXIT.finished);
    expect(stdout).toMatch(/m\.safetensors: Of 3 hidden units, by their weights alone, read by nothing: 1, .*copies of another: 1\./); // prettier-ignore
    expect(stdout).toMatch(/symmetry\/orbit\n─+\nm\.safetensors: Permutations of hidden units make 6 different networks/); // prettier-ignore
    expect(stderr).toMatch(/Read as one chain, in our axis order: dense1 2 → 3, dense2 3 → 1; with core\/relu between them\./); // prettier-ignore
    expect(stderr).toMatch(
      /What takes data was not looked at:.*"hidden": \[3\], "activation": "relu"/,
    );
    expect(readdirSync(folder)).toEqual(['m.safetensors']);
  });

  it('claims no factor of an activation that is not known, and is the record of other lints', async () => {
    const { stdout, code } = await isthmus(['lint', file, '--json', '--quiet']);
    expect(code).toBe(EXIT.finished);
    const records = JSON.parse(stdout) as readonly AnalysisRecord[];
    expect(records.map(({ analysis, points, index }) => [analysis.use, ...points, index])).toEqual([
      ['symmetry/units', 'm.safetensors', 0],
      ['symmetry/orbit', 'm.safetensors', 1],
    ]);
    const valueOf = (label: string) =>
      records.flatMap(({ findings }) => findings.facts).find((fact) => fact.label === label)!.value;
    expect(valueOf('unread units')).toBe(1);
    expect(valueOf('duplicate units')).toBe(0);
    expect(valueOf('gauge imbalance')).toBeNull();
    expect(valueOf('dead units')).toBeNull();
    expect(valueOf('Jensen gap')).toBeNull();
  });

  it('is answered by the runner too, and by an older one with what to do', () => {
    // In a process of its own, which runs the build and not the sources.
    const ask = (name: string, entry?: string) => {
      const request = { file: join(folder, name), activation: 'core/relu', layers: null, layout: null };
      const place = entry === undefined ? '' : `, { entry: ${JSON.stringify(entry)} }`;
      const script = join(folder, 'ask.mjs');
      writeFileSync(script, `
        import { lintInChild } from ${JSON.stringify(new URL('../../dist/runner/index.js', import.meta.url).href)};
        const signal = new AbortController().signal;
        const reply = await lintInChild(${JSON.stringify(request)}, signal${place}).catch(({ code, message }) => ({ code, message }));
        console.log(JSON.stringify(reply));`);
      const { stdout } = spawnSync(process.execPath, [script], { encoding: 'utf8', timeout: 60_000 });
      return JSON.parse(stdout) as unknown;
    };
    expect(ask('m.safetensors')).toMatchObject({ kind: 'linted', analyses: [{ findings: { summary: expect.stringMatching(/copies of another: 1/) as string } }, {}] });
    expect(ask('none')).toMatchObject({ kind: 'refused', error: { code: 'data/missing' } });
    const older = join(folder, 'older.mjs');
    writeFileSync(older, `process.on('message', ({ id, method, jsonrpc }) => process.send(method === 'runner/describe'
      ? { jsonrpc, id, result: { protocol: 1, version: '0.0.9', node: '20' } }
      : { jsonrpc, id, error: { code: -32601, message: 'Unhandled method' } }));`);
    expect(ask('m.safetensors', older)).toMatchObject({ code: 'runner/protocol', message: expect.stringMatching(/isthmus 0\.0\.9, which does not look at model files\. Bring @isthmus\/cli/) as string });
  }); // prettier-ignore

  it('of a run says that the run has data', async () => {
    const models = join(folder, 'run', 'models');
    mkdirSync(models, { recursive: true });
    writeFileSync(join(folder, 'run', 'run.json'), '{}');
    writeFileSync(join(models, 'a.safetensors'), encodeModel(MODEL));
    writeFileSync(join(models, 'p.safetensors'), encodePath(polyline([MODEL, MODEL])));
    const own = await isthmus(['lint', join(models, 'a.safetensors')]);
    expect(own.stderr).toContain(`isthmus lint ${join(folder, 'run')}`);
    const path = await isthmus(['lint', join(models, 'p.safetensors')]);
    expect(path).toMatchObject({ code: EXIT.usage, stdout: '' });
    expect(path.stderr).toMatch(/^p\.safetensors: .*a vertex of a path/);
  });

  it.each([
    ['a file that breaks off', 'cut.safetensors', encodeModel(MODEL).slice(0, -3), /cut\.safetensors: .*tensors end at byte/],
    ['a picture', 'a.png', Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a), /a\.png: expected a safetensors file, came/],
    ['nothing', 'empty.safetensors', new Uint8Array(), /empty\.safetensors: expected a safetensors file, came an empty file/],
    ['one layer', 'one.safetensors', encodeModel({ 'w.kernel': leaf([1, 1], 2) }), /there is nothing to look at: no hidden units/],
  ])('%s is refused, and nothing goes to stdout', async (_, name, bytes, message) => {
    writeFileSync(join(folder, name), bytes);
    const { code, stdout, stderr } = await isthmus(['lint', join(folder, name)]);
    expect(stderr).toMatch(message);
    expect({ code, stdout }).toEqual({ code: EXIT.usage, stdout: '' });
  }); // prettier-ignore

  it('is refused unread where it is too large', async () => {
    const huge = join(folder, 'huge.safetensors');
    writeFileSync(huge, encodeModel(MODEL));
    // Sparse: it takes no room on the disk.
    truncateSync(huge, MOST_MODEL_BYTES + 1);
    const { code, stderr } = await isthmus(['lint', huge]);
    expect(code).toBe(EXIT.usage);
    expect(stderr).toMatch(
      /huge\.safetensors: it has 134217729 bytes, and a model file alone may have 134217728/,
    );
  });

  it.each([
    [['--out', 'x'], /is a model file, and --out is about an experiment or a run/],
    [['--seed', '3'], /--seed is about an experiment/],
    [['--activation', 'dense'], /"core\/dense" is no activation that is known: expected one of core\/.*or none/],
    [['--layers', 'dense1,densed'], /there is no layer "densed"/],
    [['--layout', 'keras'], /Allowed choices are isthmus, pytorch/],
  ])('with %j is refused', async (given, message) => {
    const { code, stderr } = await isthmus(['lint', file, ...given]);
    expect(stderr).toMatch(message);
    expect(code).toBe(EXIT.usage);
  }); // prettier-ignore

  it('and what is about a model alone is refused of an experiment', async () => {
    const { code, stderr } = await isthmus(['lint', join(folder, 'x.isthmus.json'), '--activation', 'relu']); // prettier-ignore
    expect(stderr).toMatch(/is an experiment or a run, and --activation is about a model file/);
    expect(code).toBe(EXIT.usage);
  });
});
