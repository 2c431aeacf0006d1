// Holds the bounds of every layer, loss and activation against numbers of 256 binary digits, on more random
// networks than the tests look at: `npm run soundness -- 100` (for each layer; 100 unless given) asks some
// 34 000 times for the loss at a t of a leaf, and some 25 000 times for all predictions there. Any violation fails.
import { spawnSync } from 'node:child_process';
import { root } from './docs/places.mjs';

const cases = process.argv[2] ?? '100';
if (!/^[1-9]\d*$/.test(cases)) {
  console.error(
    `npm run soundness: expected how many networks for each layer, such as 100; got "${cases}".`,
  );
  process.exit(2);
}
const { status } = spawnSync(
  process.execPath,
  [
    'node_modules/vitest/vitest.mjs',
    'run',
    '--project',
    'core',
    'packages/core/src/certify/soundness.test.ts',
    '--testTimeout',
    '3600000',
  ],
  { cwd: root, stdio: 'inherit', env: { ...process.env, SOUNDNESS_CASES: cases } },
);
process.exit(status ?? 1);
