import process from 'node:process';
import { messageOf } from '@isthmus/core';
import type { ExperimentText, Overrides } from '../experiment-file.js';
import { loadExperiment, readExperiment } from '../experiment-file.js';
import type { ExitCode } from '../exit-codes.js';
import { EXIT } from '../exit-codes.js';
import { planSweep } from '../sweep/plan.js';
import { clean } from '../terminal/clean.js';
import { counted } from '../terminal/numbers.js';

const AS_WRITTEN: Overrides = { set: [], seed: null };

/** Checks an experiment, and of a sweep each trial; says how many there are. */
async function extent(source: ExperimentText): Promise<string> {
  const plan = await planSweep(source, AS_WRITTEN);
  if (plan === null) {
    await loadExperiment(source, AS_WRITTEN);
    return '';
  }
  const { count } = plan.grid;
  const part = plan.checked < count ? `, of which ${plan.checked} were checked` : '';
  return `, a sweep of ${counted(count, 'trial')}${part}`;
}

/** Checks experiments without running them; their plugins are loaded, their data is not. */
export async function validateCommand(files: readonly string[]): Promise<ExitCode> {
  let faults = 0;
  for (const file of files) {
    try {
      process.stdout.write(`${clean(file)}: valid${await extent(await readExperiment(file))}\n`);
    } catch (thrown) {
      faults++;
      process.stderr.write(`${clean(messageOf(thrown))}\n`);
    }
  }
  return faults === 0 ? EXIT.finished : EXIT.usage;
}
