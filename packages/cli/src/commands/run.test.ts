import { expect, it } from 'vitest';
import { cancelledText } from './run.js';

it('a cancelled run of several files is continued by its own file alone', () => {
  expect(cancelledText('runs/x', false)).toBe(
    'Cancelled. The same command with --out runs/x --resume continues it.',
  );
  expect(cancelledText('runs/x', true)).toContain('The command for this file alone with --out');
});
