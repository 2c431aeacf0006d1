import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { FAULTS } from './faults.mjs';

const core = fileURLToPath(new URL('../../packages/core', import.meta.url));
const fault = FAULTS[Number(process.env['CHECKER_FAULT'] ?? -1)];

const CHECKER_TESTS = [
  'src/certify/formula.test.ts',
  'src/checker/**/*.test.ts',
  'src/separation/checked.test.ts',
  'src/run/apart.test.ts',
];

const CONDITION_TESTS = [
  'src/certify/conditions.test.ts',
  'src/certify/arcs.test.ts',
  'src/certify/formula.test.ts',
];

/** Gives the tests the room with one fault in it; the files stay as they are. */
const planted = {
  name: 'planted-fault',
  enforce: 'pre',
  load(id) {
    const file = id.split('?')[0];
    if (fault === undefined || file !== join(core, 'src', fault.room, fault.file)) return null;
    return readFileSync(file, 'utf8').replace(fault.from, () => fault.to);
  },
};

export default defineConfig({
  root: core,
  plugins: [planted],
  resolve: { conditions: ['@isthmus/source', 'node'] },
  ssr: { resolve: { conditions: ['@isthmus/source', 'node'] } },
  test: {
    include: [
      ...(fault?.room === 'certify' ? [] : CHECKER_TESTS),
      ...(fault?.room === 'checker' ? [] : CONDITION_TESTS),
    ],
    testTimeout: 60_000,
    bail: 1,
    reporters: ['json'],
    isolate: false,
    fileParallelism: false,
    pool: 'threads',
  },
});
