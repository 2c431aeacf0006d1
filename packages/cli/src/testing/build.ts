import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

/**
 * Brings the build up to date before the tests: they run the command as a user does, built and in
 * processes of its own. Only what has changed is compiled.
 */
export default function build(): void {
  const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
  const project = fileURLToPath(new URL('../../tsconfig.lib.json', import.meta.url));
  const { status, stdout } = spawnSync(process.execPath, [tsc, '--build', project], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`The command cannot be built for its tests:\n${stdout}`);
}
