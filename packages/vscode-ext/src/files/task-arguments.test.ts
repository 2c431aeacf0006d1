import { expect, it } from 'vitest';
import { taskArguments } from './task-arguments.js';

it.each([
  [{ command: 'run', file: 'a.isthmus.json' }, ['run', 'a.isthmus.json']],
  [
    { command: 'validate', file: 'a.isthmus.json', args: ['--data'] },
    ['validate', 'a.isthmus.json', '--data'],
  ],
  [{ command: 'run', file: '--out.isthmus.json' }, ['run', './--out.isthmus.json']],
  [{ command: 'mcp', file: 'a' }, null],
  [{ command: 'run' }, null],
  [{ command: 'run', file: 'a', args: 'b' }, null],
  [{ command: 'run', file: 'a', args: [1] }, null],
  [null, null],
])('of %j are %j', (definition, expected) => {
  expect(taskArguments(definition)).toEqual(expected);
});
