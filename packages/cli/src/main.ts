import process from 'node:process';
import { Argument, Command, InvalidArgumentError, Option } from '@commander-js/extra-typings';
import { messageOf } from '@isthmus/core';
import { KINDS } from '@isthmus/core/contract';
import { listCommand } from './commands/list.js';
import { runCommand } from './commands/run.js';
import { schemaCommand } from './commands/schema.js';
import { validateCommand } from './commands/validate.js';
import { EXIT } from './exit-codes.js';
import { VERSION } from './version.js';

const program = new Command('isthmus')
  .description(
    'Finds paths between trained networks along which the loss never exceeds a level, and says how it knows.',
  )
  .version(VERSION)
  .exitOverride()
  .showHelpAfterError('(isthmus --help lists the commands)');

program
  .command('run')
  .description('Run experiments and write their run folders.')
  .argument('<file...>', 'experiments, NAME.isthmus.json')
  .option('--out <dir>', 'run folder; with several files a folder in it for each')
  .option(
    '--set <pointer=value>',
    'set a value by JSON pointer, as in /train/threshold=0.01 (repeatable)',
    collectSetting,
    [],
  )
  .option('--seed <number>', 'the seed, in place of the one in the file', wholeNumber)
  .option(
    '--workers <number>',
    'threads that steps run on (default: as many as there are cores)',
    positive,
  )
  .option('--resume', 'continue the run in a folder; finished steps are not run again')
  .option('--json', 'print events on stdout, one a line')
  .option('--quiet', 'print errors only')
  .addOption(
    new Option('--require <verdict>', 'exit with 1 unless every path has this verdict').choices([
      'connected',
    ] as const),
  )
  .action(async (files, options) => {
    process.exitCode = await runCommand(files, options);
  });

program
  .command('validate')
  .description('Check experiments without running them.')
  .argument('<file...>', 'experiments, NAME.isthmus.json')
  .action(async (files) => {
    process.exitCode = await validateCommand(files);
  });

program
  .command('list')
  .description('List the plugins.')
  .addArgument(new Argument('[kind]', 'only of this kind').choices(KINDS))
  .option('--json', 'with the schemas of their options')
  .option('--plugin <name>', 'list this plugin package or file too (repeatable)', collect, [])
  .action(async (kind, options) => {
    process.exitCode = await listCommand(kind, options);
  });

program
  .command('schema')
  .description('Print the JSON Schema of experiments.')
  .option('--plugin <name>', 'include this plugin package or file (repeatable)', collect, [])
  .action(async (options) => {
    process.exitCode = await schemaCommand(options);
  });

function collect(value: string, before: readonly string[]): string[] {
  return [...before, value];
}

type Setting = readonly [pointer: string, value: unknown];

function collectSetting(text: string, before: readonly Setting[]): Setting[] {
  const at = text.indexOf('=');
  if (at < 0)
    throw new InvalidArgumentError(
      'Expected a JSON pointer, "=" and a JSON value, as in /train/threshold=0.01.',
    );
  return [...before, [text.slice(0, at), jsonOrText(text.slice(at + 1))]];
}

/** A value that is not JSON is taken as text, so that `--set /name=trial` needs no quotes in quotes. */
function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(Number(text)))
    throw new InvalidArgumentError('Expected a whole number from 0.');
  return Number(text);
}

function positive(text: string): number {
  const value = wholeNumber(text);
  if (value === 0) throw new InvalidArgumentError('Expected a whole number from 1.');
  return value;
}

try {
  await program.parseAsync();
} catch (thrown) {
  const code = (thrown as { code?: unknown; exitCode?: unknown }).code;
  const asked =
    code === 'commander.helpDisplayed' || code === 'commander.version' || code === 'commander.help';
  const ofCommander = typeof code === 'string' && code.startsWith('commander.');
  if (!ofCommander) process.stderr.write(`${messageOf(thrown)}\n`);
  process.exitCode = asked ? EXIT.finished : EXIT.usage;
}
