import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { chooseRunner } from './runner-place.js';

const folder = () => mkdtempSync(join(tmpdir(), 'isthmus-place-'));

describe('the runner of an experiment', () => {
  it('is the bundled one where the workspace has none', () => {
    const { entry, label, cwd } = chooseRunner('/workspace', '/extension');
    expect(entry).toBe(join('/extension', 'dist', 'runner', 'entry.js'));
    expect([label, cwd]).toEqual(['the bundled isthmus', '/workspace']);
  });

  it('is the workspace’s own where it is installed', () => {
    const workspace = folder();
    const runner = join(workspace, 'node_modules', '@isthmus', 'cli', 'dist', 'runner');
    mkdirSync(runner, { recursive: true });
    writeFileSync(join(runner, 'entry.js'), '');
    const { entry, label } = chooseRunner(workspace, '/extension');
    expect(entry).toBe(join(runner, 'entry.js'));
    expect(label).toBe('the isthmus of this workspace');
    // What lies in a folder that nobody trusts is code all the same.
    expect(chooseRunner(workspace, '/extension', false).label).toBe('the bundled isthmus');
  });

  it('is looked for where the command’s package has it', () => {
    const place = new URL('../../../cli/package.json', import.meta.url);
    const { exports } = JSON.parse(readFileSync(place, 'utf8')) as {
      readonly exports: Readonly<Record<string, { readonly default: string }>>;
    };
    expect(exports['./runner/entry']?.default).toBe('./dist/runner/entry.js');
  });

  it('runs as Node also where the host is Electron', () => {
    expect(chooseRunner('/workspace', '/extension').env).toMatchObject({
      ELECTRON_RUN_AS_NODE: '1',
    });
  });
});
