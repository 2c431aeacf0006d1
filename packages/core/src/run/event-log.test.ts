import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import type { RunEvent } from '@isthmus/contract';
import { openRunFolder } from '@isthmus/files/node';
import type { RunFolder } from '@isthmus/files';
import { thrownBy } from '@isthmus/contract/testing';
import { openEventLog } from './event-log.js';

const root = mkdtempSync(join(tmpdir(), 'isthmus-events-'));
afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

let folder: RunFolder;
let file: string;
beforeEach(async () => {
  folder = await openRunFolder(join(mkdtempSync(join(root, 'case-')), 'run'), false);
  file = join(folder.path, 'events.ndjson');
});

const log = (message: string): RunEvent => ({ type: 'log', level: 'info', message });
const progress = { type: 'endpoint/progress', loss: NaN } as unknown as RunEvent;

describe('openEventLog', () => {
  it('passes all events on at once, and keeps the milestones, one a line', () => {
    const seen: RunEvent[] = [];
    const events = openEventLog(folder, (event) => seen.push(event));
    const all = [log('one'), progress, log('two\nlines'), progress];
    for (const event of all) {
      events.emit(event);
      expect(seen.at(-1)).toBe(event);
    }
    // Before it is closed: a process that is killed has lost none.
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line) as RunEvent)).toEqual([
      log('one'),
      log('two\nlines'),
    ]);
    events.close();
    expect(seen).toEqual(all);
  });

  it('writes numbers that JSON has not as texts, and leaves the result to its own file', () => {
    const events = openEventLog(folder, () => undefined);
    const peak = { t: 0.5, loss: Infinity };
    events.emit({ type: 'path/finished', record: { peak } } as unknown as RunEvent);
    events.emit({ type: 'run/finished', status: 'finished', result: {} } as unknown as RunEvent);
    events.close();
    expect(readFileSync(file, 'utf8')).toBe(
      '{"type":"path/finished","record":{"peak":{"t":0.5,"loss":"Infinity"}}}\n{"type":"run/finished","status":"finished","result":null}\n',
    );
  });

  it.each([
    ['nothing', '', ''],
    ['a whole line', '{"a":1}\n', '{"a":1}\n'],
    ['a line cut short', '{"a":1}\n{"b', '{"a":1}\n{"b\n'],
    ['a letter cut in two', '{"ü', '{"ü\n'],
  ])('goes on after %s', (_, before, kept) => {
    const bytes = Buffer.from(before);
    writeFileSync(file, before === '{"ü' ? bytes.subarray(0, -1) : bytes);
    const events = openEventLog(folder, () => undefined);
    events.emit(log('next'));
    events.close();
    const text = readFileSync(file, 'utf8');
    expect(text.endsWith(`${JSON.stringify(log('next'))}\n`)).toBe(true);
    if (before !== '{"ü') expect(text.startsWith(kept)).toBe(true);
    expect(text.split('\n').filter((line) => line.includes('next'))).toEqual([
      JSON.stringify(log('next')),
    ]);
  });

  it('does not write through a link to a file elsewhere', () => {
    const target = join(root, 'target');
    writeFileSync(target, 'mine');
    symlinkSync(target, file);
    const error = thrownBy(() => openEventLog(folder, () => undefined));
    expect(error).toMatchObject({
      code: 'io/write-failed',
      message: `${file}: cannot be written: it is a symbolic link, or leads through too many.`,
    });
    expect(readFileSync(target, 'utf8')).toBe('mine');
  });

  it('says so where it cannot write', () => {
    mkdirSync(file);
    expect(thrownBy(() => openEventLog(folder, () => undefined)).message).toBe(
      `${file}: cannot be written: it is a folder.`,
    );
    rmSync(folder.path, { recursive: true });
    expect(thrownBy(() => openEventLog(folder, () => undefined)).code).toBe('io/write-failed');
    expect(existsSync(folder.path)).toBe(false);
  });
});
