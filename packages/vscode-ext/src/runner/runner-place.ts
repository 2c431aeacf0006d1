import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { RunnerPlace } from '@isthmus/cli/runner';

/** A runner, and how it is called to a person. */
export interface ChosenRunner extends RunnerPlace {
  readonly label: string;
}

/** Where a workspace that has the command installed keeps its runner. */
const IN_WORKSPACE = ['node_modules', '@isthmus', 'cli', 'dist', 'runner', 'entry.js'];

/**
 * The runner for an experiment: the one that is installed in the workspace, so that its plugins and
 * the product share one core, else the one that comes with the extension.
 *
 * @param folder the workspace folder; runs are written under it
 * @param extension the folder of this extension
 * @param isTrusted whether code of the workspace may run: elsewhere the bundled one it is
 */
export function chooseRunner(folder: string, extension: string, isTrusted = true): ChosenRunner {
  const own = join(folder, ...IN_WORKSPACE);
  const installed = isTrusted && existsSync(own);
  return {
    entry: installed ? own : join(extension, 'dist', 'runner', 'entry.js'),
    label: installed ? 'the isthmus of this workspace' : 'the bundled isthmus',
    cwd: folder,
    // On a desktop the extension host is Electron's, which runs files as Node only when told so.
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
  };
}
