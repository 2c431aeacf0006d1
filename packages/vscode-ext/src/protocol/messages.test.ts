import { describe, expect, it } from 'vitest';
import { isFromWebview } from './messages.js';

describe('messages of the page', () => {
  it.each(['ready', 'cancel', 'openReport', 'openFolder'])('%s is one', (type) => {
    expect(isFromWebview({ v: 1, type })).toBe(true);
  });

  it.each([
    null,
    undefined,
    'cancel',
    42,
    [],
    {},
    { type: 'cancel' },
    { v: 2, type: 'cancel' },
    { v: 1, type: 'openFile', path: '/etc/passwd' },
    { v: 1, type: 'constructor' },
    { v: 1, type: ['cancel'] },
  ])('%o is none', (value) => {
    expect(isFromWebview(value)).toBe(false);
  });
});
