#!/usr/bin/env node
// The command as npm links it. It is a committed file, since npm links no bin whose target does not
// exist, and in a fresh checkout the build does not exist yet: there this file makes it first.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const main = new URL('../dist/main.js', import.meta.url);
const sources = new URL('../tsconfig.lib.json', import.meta.url);

if (!existsSync(main) && existsSync(sources)) build();
await import(main.href);

/** Compiles this package and those that it rests on, in a checkout. */
function build() {
  process.stderr.write('isthmus: building once, about half a minute …\n');
  const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
  const { status } = spawnSync(process.execPath, [tsc, '--build', fileURLToPath(sources)], {
    stdio: ['ignore', 2, 2],
  });
  if (status !== 0) {
    process.stderr.write('isthmus: the build failed; see above. Was `npm ci` run?\n');
    process.exit(3);
  }
}
