import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, openSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { describe, expect, it } from 'vitest';
import {
  BIN,
  PATIENCE_MS,
  readJson,
  ROOT,
  SMALL,
  temporaryFolder,
  writeExperiment,
} from '../testing/command.js';

/** The device that takes nothing, as a disk does when it is full. */
const FULL = '/dev/full';

type Stream = 'full' | 'pipe';

function isthmusInto(args: readonly string[], stdout: Stream, stderr: Stream) {
  const full = openSync(FULL, 'w');
  const to = (stream: Stream) => (stream === 'full' ? full : 'pipe');
  try {
    const ended = spawnSync(process.execPath, [BIN, ...args], {
      cwd: ROOT,
      encoding: 'utf8',
      stdio: ['ignore', to(stdout), to(stderr)],
    });
    return { code: ended.status, stderr: ended.stderr };
  } finally {
    closeSync(full);
  }
}

/** The commands that the program's help lists. */
function commandsOf({ stdout }: { readonly stdout: string }): readonly string[] {
  const commands = [...stdout.matchAll(/^ {2}([a-z]+)(?: \[| <)/gm)].map(([, name]) => name!);
  expect(commands).toEqual(expect.arrayContaining(['run', 'validate', 'list', 'schema']));
  return commands;
}

describe.skipIf(!existsSync(FULL))(
  'output that cannot be written',
  { timeout: PATIENCE_MS },
  () => {
    const folder = temporaryFolder();
    const file = writeExperiment(folder, SMALL);
    const out = join(folder, 'out');
    /** What a command is asked; others for their help, which is written to stdout too. */
    const asked: Readonly<Record<string, readonly string[]>> = {
      run: [file, '--json', '--out', out],
      validate: [file],
      report: [out, '--format', 'json'],
      list: [],
      schema: [],
    };
    const commands = commandsOf(spawnSync(process.execPath, [BIN, '--help'], { encoding: 'utf8' }));

    it.each(commands)('%s says so and exits with 3', (command) => {
      const { code, stderr } = isthmusInto(
        [command, ...(asked[command] ?? ['--help'])],
        'full',
        'pipe',
      );
      expect(stderr).toContain('isthmus: stdout cannot be written: the disk is full.');
      expect(code).toBe(3);
    });

    it('leaves the record of a run whole', () => {
      expect(readJson(out, 'result.json').status).toBe('finished');
    });

    it('of stderr too crashes nothing', () => {
      const again = join(folder, 'again');
      const args = ['run', file, '--json', '--out', again];
      expect(isthmusInto(args, 'full', 'full').code).toBe(3);
      expect(readJson(again, 'result.json').status).toBe('finished');
    });

    it('leaves graver codes and a run that writes nothing to stdout as they are', () => {
      expect(isthmusInto(['run', 'not-there.json', '--json'], 'full', 'pipe').code).toBe(2);
      const quiet = ['run', file, '--quiet', '--out', join(folder, 'quiet')];
      expect(isthmusInto(quiet, 'full', 'full').code).toBe(0);
    });
  },
);
