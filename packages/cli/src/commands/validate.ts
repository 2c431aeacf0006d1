import process from 'node:process';
import { messageOf } from '@isthmus/core';
import { loadExperiment, readExperiment } from '../experiment-file.js';
import type { ExitCode } from '../exit-codes.js';
import { EXIT } from '../exit-codes.js';
import { clean } from '../terminal/clean.js';

/** Checks experiments without running them; their plugins are loaded, their data is not. */
export async function validateCommand(files: readonly string[]): Promise<ExitCode> {
  let faults = 0;
  for (const file of files) {
    try {
      await loadExperiment(await readExperiment(file), { set: [], seed: null });
      process.stdout.write(`${clean(file)}: valid\n`);
    } catch (thrown) {
      faults++;
      process.stderr.write(`${clean(messageOf(thrown))}\n`);
    }
  }
  return faults === 0 ? EXIT.finished : EXIT.usage;
}
