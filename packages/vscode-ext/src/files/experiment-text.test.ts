import { parseConfigText, parseExperiment, resolveExperiment } from '@isthmus/core';
import { builtInRegistry } from '@isthmus/cli/plugins';
import { SCHEMA, startRunner } from '@isthmus/cli/runner';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundledRunner } from '../testing/bundled-runner.js';
import { choicesAt } from './choices.js';
import { experimentText, isName } from './experiment-text.js';

const root = mkdtempSync(join(tmpdir(), 'isthmus-choices-'));
afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

/** What the bundled runner gives an editor, as in use. */
let schema: unknown;
beforeAll(async () => {
  await bundledRunner(join(root, 'runner'));
  const runner = await startRunner({ entry: join(root, 'runner', 'entry.js') });
  const none = { plugins: [], runPlugins: false };
  schema = await runner.ask(SCHEMA, none, AbortSignal.timeout(20_000));
  runner.end();
}, 120_000);

const registry = builtInRegistry();

describe('the choices of a new experiment', () => {
  it('are all plugins of a kind, with their summaries', () => {
    const names = choicesAt(schema, 'paths').map(({ name }) => name);
    expect(names).toEqual(registry.list('pathStrategy').map(({ name }) => name));
    expect(choicesAt(schema, 'task').every(({ summary }) => summary !== '')).toBe(true);
  });

  it('give what needs options a block with them', () => {
    const mlp = choicesAt(schema, 'architecture').find(({ name }) => name === 'core/mlp');
    expect(mlp?.block).toEqual({ use: 'core/mlp', options: { hidden: [8] } });
  });

  it.each([null, {}, { if: 1 }, { if: { properties: { task: [] } } }])(
    'are none in %j',
    (given) => {
      expect(choicesAt(given, 'task')).toEqual([]);
    },
  );
});

describe('the text of a new experiment', () => {
  it.each([[[]], [['models/a.safetensors', 'b "c".safetensors']]])(
    'is taken by a run with every plugin, with files %j',
    (files) => {
      for (const task of choicesAt(schema, 'task'))
        for (const architecture of choicesAt(schema, 'architecture')) {
          const paths = choicesAt(schema, 'paths').map(({ block }) => block);
          const made = { name: 'made', task: task.block, architecture: architecture.block, paths, files };
          const raw = parseConfigText(experimentText(made), 'made.isthmus.json');
          // Names of files and columns are for a person to fill in.
          if (JSON.stringify(raw).includes('""') || JSON.stringify(task.block).includes('[]')) continue;
          expect(() => resolveExperiment(parseExperiment(raw), registry)).not.toThrow();
        }
    },
  ); // prettier-ignore
});

it.each([
  ['a', true],
  ['my-net_2', true],
  ['', false],
  ['-a', false],
  ['A', false],
  ['a/b', false],
  ['..', false],
  ['a'.repeat(65), false],
])('%j is a name: %s', (name, expected) => {
  expect(isName(name)).toBe(expected);
});
