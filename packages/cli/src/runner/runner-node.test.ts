import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import process from 'node:process';
import { describe, expect, it } from 'vitest';
import {
  isthmus,
  PATIENCE_MS,
  readJson,
  ROOT,
  SMALL,
  temporaryFolder,
  writeExperiment,
} from '../testing/command.js';
import { chooseNode, withoutProgram } from './runner-node.js';

const FLAG = '--experimental-wasm-revectorize';

const WIDE = { node: '24.0.0', v8: '13.6.233.17-node.53', arch: 'x64', revec: 1 };

/** A program in a folder of its own. */
function program(text: string): string {
  const path = join(temporaryFolder(), 'node');
  writeFileSync(path, text);
  chmodSync(path, 0o755);
  return path;
}

/** Answers the question about a Node with these facts, and is otherwise the Node of the tests. */
function fakeNode(facts: object): { readonly path: string; arguments(): readonly string[] } {
  const notes = join(temporaryFolder(), 'notes');
  const versions = join(temporaryFolder(), 'versions.cjs');
  writeFileSync(
    versions,
    `Object.defineProperty(process, 'versions', { value: { ...process.versions, ...${JSON.stringify(facts)} } });`,
  );
  const path = program(`#!/bin/sh
printf '%s\\n' "$1" >> '${notes}'
if [ "$1" = -p ]; then echo 'a word before'; echo '${JSON.stringify(facts)}'; exit; fi
if [ "$1" = ${FLAG} ]; then shift; fi
exec '${process.execPath}' --require '${versions}' "$@"
`);
  return { path, arguments: () => readFileSync(notes, 'utf8').trim().split('\n') };
}

const argumentsFor = async (facts: object) => {
  const { execArgv } = await chooseNode({ ISTHMUS_NODE: fakeNode(facts).path });
  return execArgv.slice(0, execArgv.length - process.execArgv.length);
};

describe('the Node of a runner', () => {
  it('gets no program that was given among the arguments', () => {
    expect(withoutProgram(['--conditions=x', '--input-type=module', '-e', 'start()', '--no-warnings'])).toEqual(['--conditions=x', '--no-warnings']);
    expect(withoutProgram(['--input-type', 'module', '--eval=start()', '-p', '1', '-i'])).toEqual([]);
    expect(withoutProgram(['--import', './e.mjs', '--enable-source-maps'])).toEqual(['--import', './e.mjs', '--enable-source-maps']);
  }); // prettier-ignore

  it('is the one that runs this, with its arguments, unless another is named', async () => {
    for (const env of [{}, { ISTHMUS_NODE: '' }]) {
      const { execPath, execArgv } = await chooseNode(env);
      expect(execPath).toBe(process.execPath);
      expect(execArgv.filter((argument) => argument !== FLAG)).toEqual(process.execArgv);
    }
  });

  it('gets the flag by what it is, also where it is this very one', async () => {
    const { arch, config, versions } = process;
    const revec: unknown = Reflect.get(config.variables, 'v8_enable_wasm_simd256_revec');
    const built = revec === 1 || revec === true;
    const fits = arch === 'x64' && built && Number(versions.v8.split('.')[0]) >= 13;
    for (const env of [{}, { ISTHMUS_NODE: process.execPath }]) {
      const { execPath, execArgv } = await chooseNode(env);
      expect(execPath).toBe(process.execPath);
      expect(execArgv.includes(FLAG)).toBe(fits);
    }
  });

  it('is widened where V8 has the pass and it has an effect, and only there', async () => {
    expect(await argumentsFor(WIDE)).toEqual([FLAG]);
    expect(await argumentsFor({ ...WIDE, v8: '14.0.1' })).toEqual([FLAG]);
    expect(await argumentsFor({ ...WIDE, revec: true })).toEqual([FLAG]);
    expect(await argumentsFor({ ...WIDE, v8: '12.4.254.21-node.33' })).toEqual([]);
    expect(await argumentsFor({ ...WIDE, arch: 'arm64' })).toEqual([]);
    expect(await argumentsFor({ ...WIDE, revec: 0 })).toEqual([]);
    expect(await argumentsFor({ ...WIDE, revec: undefined })).toEqual([]);
  });

  it('is asked once, and may be named by a path from the working folder', async () => {
    const fake = fakeNode(WIDE);
    const named = relative(process.cwd(), fake.path);
    for (const name of [fake.path, named, fake.path])
      expect((await chooseNode({ ISTHMUS_NODE: name })).execPath).toBe(fake.path);
    expect(fake.arguments()).toEqual(['-p']);
  });

  it.each<[string, () => string, RegExp]>([
    ['is not there', () => '/no/such/node', /\/no\/such\/node is not there\./],
    ['is not in the PATH', () => 'no-such-node', /no-such-node is not there\./],
    ['is a folder', temporaryFolder, /may not be executed\./],
    ['ends with an error', () => program('#!/bin/sh\nexit 3\n'), /does not answer as Node does\./],
    ['says nothing', () => program('#!/bin/sh\n'), /does not answer as Node does\./],
    ['says null', () => program('#!/bin/sh\necho null\n'), /does not answer as Node does\./],
    ['says other things', () => program('#!/bin/sh\necho "{}"\n'), /does not answer as Node/],
    [
      'is too old',
      () => fakeNode({ ...WIDE, node: '20.18.1' }).path,
      /is Node 20\.18\.1, and the runner needs 20\.19\./,
    ],
  ])('is refused where it %s', async (_, name, message) => {
    const choice = chooseNode({ ISTHMUS_NODE: name() });
    await expect(choice).rejects.toMatchObject({ code: 'runner/bad-node' });
    await expect(choice).rejects.toThrow(message);
    await expect(choice).rejects.toThrow(/^ISTHMUS_NODE: .* or unset it/);
  });
});

describe('a run under ISTHMUS_NODE', { timeout: PATIENCE_MS }, () => {
  const run = (name: string) => {
    const folder = temporaryFolder();
    const file = writeExperiment(folder, SMALL);
    const out = join(folder, 'out');
    const ended = isthmus(['run', file, '--out', out, '--quiet'], ROOT, { ISTHMUS_NODE: name });
    return { ended, out };
  };

  it('is done by that Node with its flag, and the record says so', async () => {
    const fake = fakeNode(WIDE);
    const { ended, out } = run(fake.path);
    expect(await ended).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(fake.arguments()).toEqual(['-p', FLAG]);
    expect(readJson(out, 'result.json').environment.node).toBe(WIDE.node);
  });

  it('is done by the Node of the tests, too', async () => {
    const { ended, out } = run(process.execPath);
    expect(await ended).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(readJson(out, 'result.json').environment.node).toBe(process.versions.node);
  });

  it('is refused with exit code 2 where that is no Node', async () => {
    const { code, stdout, stderr } = await run('/no/such/node').ended;
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^ISTHMUS_NODE: .*\n$/);
  });
});
