#!/usr/bin/env node
// The command as npm links it. It is a committed file, since npm links no bin whose target does not
// exist, and in a fresh checkout the build does not exist yet: there this file makes it first.
import { build, isBuilt, isCheckout } from './build.mjs';

if (isCheckout() && !isBuilt()) {
  process.stderr.write('isthmus: building what has changed, at first about half a minute …\n');
  const { ok, words } = build();
  if (!ok) {
    process.stderr.write(`${words}isthmus: the build failed, so nothing is run; see above.\n`);
    process.exit(3);
  }
}
await import('../dist/main.js');
