import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { openRunFolder } from '@isthmus/files/node';
import type { RunFolder } from '@isthmus/files';
import type { ResolvedConfig } from '../registry/resolve.js';
import { rejectionOf } from '@isthmus/contract/testing';
import { openJournal, type Journal, type RunManifest } from './journal.js';
import { revived } from './stored-record.js';

const root = mkdtempSync(join(tmpdir(), 'isthmus-journal-'));
afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

const START = '2026-01-01T00:00:00.000Z';
const END = '2026-01-01T01:00:00.000Z';
const inputs = { isthmus: '1.0.0', engine: 'test', data: null, pluginFiles: {}, imports: {} };
const head = {
  ...{ name: 'tiny', startedAt: START, isthmus: '1.0.0', inputs },
  config: { endpoints: { count: 2 }, pairs: 'all', paths: [] } as unknown as ResolvedConfig,
};
const key = (i: number) => String(i).padStart(64, '0');
const fileOf = (name: string) => `models/${name}.safetensors`;

let folder: RunFolder;
let journal: Journal;
beforeEach(async () => {
  folder = await openRunFolder(join(mkdtempSync(join(root, 'case-')), 'run'), false);
  journal = await openJournal(folder, head);
});

const manifest = () =>
  JSON.parse(readFileSync(join(folder.path, 'run.json'), 'utf8')) as RunManifest;

async function add(name: string, record: object = { loss: 1 }, at = 1): Promise<void> {
  const sha256 = await folder.write(fileOf(name), name);
  await journal.add(name, { key: key(at), record, file: fileOf(name), sha256 });
}

async function reopened(): Promise<Journal> {
  await folder.close();
  folder = await openRunFolder(folder.path, true);
  journal = await openJournal(folder, { ...head, startedAt: END });
  return journal;
}

describe('the journal of a run', () => {
  it('says from the beginning to the end how the run stands', async () => {
    expect(manifest()).toEqual({
      format: 'isthmus/run@1',
      ...head,
      status: 'running',
      finishedAt: null,
      steps: {},
    });
    await add('a');
    expect(Object.keys(manifest().steps)).toEqual(['a']);
    await journal.close('cancelled', END);
    expect(manifest()).toMatchObject({ status: 'cancelled', startedAt: START, finishedAt: END });
  });

  it('finds what it was given, in the same run and in a later one', async () => {
    await add('a');
    for (const opened of [journal, await reopened()]) {
      const found = await opened.find('a', key(1), fileOf('a'));
      expect(found!.record).toEqual({ loss: 1 });
      expect(new TextDecoder().decode(found!.bytes)).toBe('a');
    }
  });

  it.each<[string, string, string, string]>([
    ['another name', 'b', key(1), fileOf('a')],
    ['another key', 'a', key(2), fileOf('a')],
    ['another file', 'a', key(1), fileOf('b')],
    ['a name that every object has', 'toString', key(1), fileOf('a')],
    ['the name of the prototype', '__proto__', key(1), fileOf('a')],
  ])('does not find a step under %s', async (_, name, stepKey, file) => {
    await add('a');
    expect(await journal.find(name, stepKey, file)).toBeNull();
  });

  it('keeps all of many steps that end at once', async () => {
    const names = Array.from({ length: 30 }, (_, i) => `s${i}`);
    await Promise.all(names.map((name) => add(name)));
    expect(Object.keys(manifest().steps).sort()).toEqual([...names].sort());
  });

  it('of a finished run forgets the steps that it was not made of; of any other it keeps them', async () => {
    await add('a');
    await add('b');
    await reopened();
    await journal.find('a', key(1), fileOf('a'));
    await journal.close('failed', END);
    expect(Object.keys(manifest().steps)).toEqual(['a', 'b']);
    await reopened();
    await journal.find('a', key(1), fileOf('a'));
    await add('c');
    await journal.close('finished', END);
    expect(Object.keys(manifest().steps)).toEqual(['a', 'c']);
    expect(manifest().startedAt).toBe(START);
  });

  it('goes on after a write that failed', async () => {
    const runJson = join(folder.path, 'run.json');
    rmSync(runJson);
    mkdirSync(runJson);
    const sha256 = await folder.write(fileOf('a'), 'a');
    const step = { key: key(1), record: {}, file: fileOf('a'), sha256 };
    expect((await rejectionOf(() => journal.add('a', step))).code).toBe('io/write-failed');
    rmSync(runJson, { recursive: true });
    await add('b');
    expect(Object.keys(manifest().steps)).toEqual(['a', 'b']);
  });

  it('is not opened over the run of another experiment, which stays as it was', async () => {
    await journal.close('finished', END);
    await folder.close();
    folder = await openRunFolder(folder.path, true);
    const before = readFileSync(join(folder.path, 'run.json'), 'utf8');
    const error = await rejectionOf(() => openJournal(folder, { ...head, name: 'other' }));
    expect(error.code).toBe('run/other-run');
    expect(readFileSync(join(folder.path, 'run.json'), 'utf8')).toBe(before);
  });
});

describe('stored records', () => {
  it('come back with the numbers that JSON has not, and with texts as they were', async () => {
    const record = {
      loss: NaN,
      curve: { step: [0, 1], loss: [Infinity, -Infinity] },
      source: 'NaN',
      options: { start: 'Infinity', deep: { x: 'NaN' } },
      spaces: [{ space: 'NaN', size: 1 }],
      reason: null,
      reached: false,
    };
    await add('a', record);
    await reopened();
    expect((await journal.find('a', key(1), fileOf('a')))!.record).toEqual(record);
  });

  it('are not found when a number of theirs was changed', async () => {
    await add('a', { loss: NaN });
    const text = readFileSync(join(folder.path, 'run.json'), 'utf8');
    await folder.write('run.json', text.replace('"loss": "NaN"', '"loss": 0'));
    await reopened();
    expect(await journal.find('a', key(1), fileOf('a'))).toBeNull();
  });

  it('keep a key called __proto__ to themselves', () => {
    const record: unknown = JSON.parse('{"__proto__":{"polluted":"NaN"}}');
    expect(JSON.stringify(revived(record))).toBe('{"__proto__":{"polluted":null}}');
    expect('polluted' in {}).toBe(false);
  });
});
