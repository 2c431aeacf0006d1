import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { RunEvent } from '@isthmus/core/contract';
import {
  eventsIn,
  isthmus,
  PATIENCE_MS,
  readJson,
  SMALL,
  temporaryFolder,
  writeExperiment,
} from './testing/command.js';

/** What an event says was done now, or taken from before: `path a-b 0`. */
function stepOf(event: RunEvent): string | null {
  if (event.type === 'endpoint/finished') return `endpoint ${event.endpoint.id}`;
  if (event.type === 'path/finished') return `path ${event.pair.join('-')} ${event.index}`;
  return null;
}

function stepsIn(stdout: string, reused: boolean): readonly string[] {
  return eventsIn(stdout)
    .filter((event) => 'reused' in event === reused)
    .flatMap((event) => stepOf(event) ?? [])
    .sort();
}

describe('a finished run that grows', () => {
  it(
    'does what was added and nothing else, and ends as if it had been so from the start',
    { timeout: PATIENCE_MS },
    async () => {
      const folder = temporaryFolder();
      const file = writeExperiment(folder, SMALL);
      const run = (out: string, ...more: string[]) =>
        isthmus(['run', file, '--json', '--workers', '1', '--out', join(folder, out), ...more]);
      const count = ['--set', '/endpoints/count=4'];
      const paths = ['--set', '/paths=["core/linear", {"use": "core/linear", "level": "lowest"}]'];

      const first = await run('grown');
      expect(stepsIn(first.stdout, false)).toEqual(['endpoint a', 'endpoint b', 'path a-b 0']);
      expect(readJson(folder, 'grown', 'result.json').graph).toBeNull();

      const more = await run('grown', '--resume', ...count);
      expect(more.code).toBe(0);
      expect(stepsIn(more.stdout, true)).toEqual(['endpoint a', 'endpoint b', 'path a-b 0']);
      expect(stepsIn(more.stdout, false)).toEqual([
        ...['endpoint c', 'endpoint d'],
        ...['path a-c 0', 'path a-d 0', 'path b-c 0', 'path b-d 0', 'path c-d 0'],
      ]);
      expect(more.stderr).not.toMatch(/lowest found/);

      const last = await run('grown', '--resume', ...count, ...paths);
      expect(stepsIn(last.stdout, true)).toHaveLength(4 + 6);
      expect(stepsIn(last.stdout, false)).toEqual(
        ['a-b', 'a-c', 'a-d', 'b-c', 'b-d', 'c-d'].map((pair) => `path ${pair} 1`),
      );
      expect(last.stderr).toMatch(/connected at [\d.e-]+ \(lowest found, sampled\)/);

      await run('fresh', ...count, ...paths);
      expect(comparable(folder, 'grown')).toEqual(comparable(folder, 'fresh'));
      const { graph } = readJson(folder, 'grown', 'result.json');
      expect(graph!.edges).toHaveLength(6);
      expect(graph!.edges.filter(({ forest }) => forest)).toHaveLength(3);
      expect(graph!.merges).toHaveLength(3);
    },
  );

  it('says on stderr what was done before', { timeout: PATIENCE_MS }, async () => {
    const folder = temporaryFolder();
    const file = writeExperiment(folder, SMALL);
    const args = ['run', file, '--out', join(folder, 'out')];
    await isthmus(args);
    const { stderr } = await isthmus([...args, '--resume']);
    expect(stderr.match(/\(done before\)/g)).toHaveLength(3);
  });
});

/** A result without what is outside the promise of equal results. */
function comparable(folder: string, run: string): unknown {
  const { environment: _, ...result } = readJson(folder, run, 'result.json');
  return JSON.parse(
    JSON.stringify(result, (key, value: unknown) => (key === 'seconds' ? 0 : value)),
  ) as unknown;
}
