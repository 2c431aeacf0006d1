import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { FAULTS } from './faults.mjs';

const source = (room, file) =>
  readFileSync(
    fileURLToPath(new URL(`../../packages/core/src/${room}/${file}`, import.meta.url)),
    'utf8',
  );

it.each(FAULTS.map((fault) => [fault.what, fault]))(
  '%s: its place is still there, once',
  (_, { room, file, from, to }) => {
    expect(source(room, file).split(from)).toHaveLength(2);
    expect(to).not.toBe(from);
  },
);
