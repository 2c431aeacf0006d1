import process from 'node:process';
import type { Limits } from '@isthmus/core/internal';
import { checkSmallest } from '@isthmus/core/internal';
import { messageOf } from '@isthmus/core';
import type {
  ExperimentText,
  LoadedExperiment,
  PluginSource,
} from '../experiment/experiment-file.js';
import {
  inExperiment,
  loadedPlugins,
  loadExperiment,
  openExperiment,
  readExperiment,
} from '../experiment/experiment-file.js';
import { sessionOverview } from '../check/session-overview.js';
import type { ExitCode } from '../process/exit-codes.js';
import { EXIT } from '../process/exit-codes.js';
import type { Setting } from '../experiment/setting.js';
import { planSweep } from '../sweep/plan.js';
import { printableText, cleanLine } from '../terminal/clean.js';
import { counted } from '../words/numbers.js';
import { unreadPlugins } from '../experiment/unread-plugins.js';

/** The options of `isthmus validate`. */
export interface ValidateCommandOptions {
  readonly set?: readonly Setting[];
  readonly seed?: number;
  /** Load the data, build the network and read imported endpoints too. */
  readonly data?: boolean;
  /** False: without running the code of plugins. */
  readonly plugins?: boolean;
}

/**
 * Checks experiments without running them, and shows every fault of every file.
 *
 * @param heed told the limits of each before its plugins run
 */
export async function validateCommand(
  files: readonly string[],
  options: ValidateCommandOptions = {},
  heed: (limits: Limits) => void = () => undefined,
): Promise<ExitCode> {
  let faults = 0;
  for (const file of files) {
    try {
      const lines = await checked(await readExperiment(file), file, options, heed);
      process.stdout.write(`${printableText(`${file}: ${lines.join('\n')}`)}\n`);
    } catch (thrown) {
      faults++;
      process.stderr.write(`${printableText(messageOf(thrown))}\n`);
    }
  }
  return faults === 0 ? EXIT.finished : EXIT.usage;
}

/** Whether some of these experiments may name plugins, whose code then is run to check them. */
export async function mayRunPlugins(files: readonly string[]): Promise<boolean> {
  for (const file of files) {
    // What cannot be read is told when it is checked.
    const { text } = await readExperiment(file).catch(() => ({ text: '' }));
    if (/"plugins"|\\u/.test(text)) return true;
  }
  return false;
}

/** What is said of a valid experiment, of a sweep with each trial: a line, and more beneath it. */
async function checked(
  source: ExperimentText,
  file: string,
  { set = [], seed, data = false, plugins = true }: ValidateCommandOptions,
  heed: (limits: Limits) => void,
): Promise<readonly string[]> {
  const overrides = { set, seed: seed ?? null };
  const unread = unreadPlugins();
  const pluginsOf = plugins ? saying(file, heed) : unread.pluginsOf;
  const plan = await planSweep(source, overrides, pluginsOf);
  const one =
    plan === null ? await loadExperiment(source, overrides, pluginsOf) : plan.load(plan.cells[0]!);
  const count = plan?.grid.count ?? 0;
  const part =
    plan !== null && plan.checked < count ? `, of which ${plan.checked} were checked` : '';
  return [
    `valid${plan === null ? '' : `, a sweep of ${counted(count, 'trial')}${part}`}`,
    ...notChecked(unread.names(), data && unread.isUsed()),
    ...(plan !== null && data ? ['  of its first trial:'] : []),
    ...(await contents(source, one, data && !unread.isUsed())),
  ];
}

/** Says that code which is not the product's is about to run. */
function saying(file: string, heed: (limits: Limits) => void): PluginSource {
  return (parsed, folder) => {
    if (parsed.plugins.length > 0)
      process.stderr.write(
        cleanLine(
          `${file}: running the code of its plugins (${parsed.plugins.join(', ')}) to check it; --no-plugins leaves it alone.`,
        ) + '\n',
      );
    heed(parsed.limits);
    return loadedPlugins(parsed, folder);
  };
}

function notChecked(names: readonly string[], data: boolean): readonly string[] {
  if (names.length === 0)
    return data ? ['  its data and its network are not looked at: the code of its plugins is not run'] : []; // prettier-ignore
  const more = data ? '; so neither are its data and its network' : '';
  return [`  not checked, as the code of its plugins is not run: ${names.join(', ')}${more}`];
}

/** What its data and network are; without them whether any of that could fit. */
async function contents(
  source: ExperimentText,
  loaded: LoadedExperiment,
  data: boolean,
): Promise<readonly string[]> {
  if (!data) {
    await inExperiment(source, async () => {
      checkSmallest(loaded.experiment, loaded.registry);
    });
    return [];
  }
  const session = await openExperiment(source, loaded);
  try {
    return sessionOverview(session).map((line) => `  ${line}`);
  } finally {
    session.dispose();
  }
}
