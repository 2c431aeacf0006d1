import process from 'node:process';
import { messageOf } from '@isthmus/core';
import { loadExperiment } from '../experiment-file.js';
import type { ExitCode } from '../exit-codes.js';
import { EXIT } from '../exit-codes.js';

/** Checks experiments without running them; their plugins are loaded, their data is not. */
export async function validateCommand(files: readonly string[]): Promise<ExitCode> {
  let faults = 0;
  for (const file of files) {
    try {
      const { experiment } = await loadExperiment(file, { set: [], seed: null });
      process.stdout.write(`${file}: valid (${experiment.config.name})\n`);
    } catch (thrown) {
      faults++;
      process.stderr.write(`${messageOf(thrown)}\n`);
    }
  }
  return faults === 0 ? EXIT.finished : EXIT.usage;
}
