import process from 'node:process';
import { inspect } from 'node:util';
import { Argument, Command, CommanderError, Option } from '@commander-js/extra-typings';
import type { Limits } from '@isthmus/core/internal';
import { bounded, KINDS } from '@isthmus/core/contract';
import { collect, positive, wholeNumber } from './process/argument-values.js';
import type { ExitCode } from './process/exit-codes.js';
import { RUN_HELP, VERIFY_HELP } from './process/help-texts.js';
import { EXIT } from './process/exit-codes.js';
import { collectSetting } from './experiment/setting.js';
import { isDiskFault, mindStandardStreams } from './process/standard-streams.js';
import { printableText } from './terminal/clean.js';
import { VERSION } from './process/version.js';

// Each command loads its modules when it is asked for: the heavy ones would make --help slow.

const program = new Command('isthmus')
  .description(
    'Finds paths between trained networks along which the loss never exceeds a level, and says how it knows.',
  )
  .version(VERSION)
  .exitOverride()
  // It quotes what it was given, which may steer a terminal or be very long.
  .configureOutput({ writeErr: (text) => process.stderr.write(printableText(bounded(text))) })
  .configureHelp({ showGlobalOptions: false })
  .showHelpAfterError('(--help tells more)');

program
  .command('run')
  .description('Run experiments and write their run folders.')
  .argument('<file...>', 'experiments, NAME.isthmus.json')
  .option('--out <dir>', 'run folder; with several files, a folder in it for each')
  .option(
    '--set <pointer=value>',
    'set a value by JSON pointer, as in /train/threshold=0.01 (repeatable)',
    collectSetting,
  )
  .option('--seed <number>', 'the seed, in place of the one in the file', wholeNumber)
  .option(
    '--workers <number>',
    'threads that steps run on, or of a sweep the trials at once (default: as many as cores)',
    positive,
  )
  .option('--resume', 'continue the run in --out; finished steps are not run again')
  .option('--json', 'print events on stdout, one a line')
  .option('--quiet', 'print errors only')
  .addOption(
    new Option('--require <verdict>', 'exit with 1 unless every path has this verdict').choices([
      'connected',
    ] as const),
  )
  .addHelpText('after', RUN_HELP)
  .action(async (files, options, command) => {
    if (options.resume && options.out === undefined)
      command.error('error: --resume continues the run in a folder: name it with --out', {
        code: 'commander.missingArgument',
      });
    const { runCommand } = await import('./commands/run.js');
    process.exitCode = await runCommand(files, options);
  });

program
  .command('validate')
  .description('Check experiments without running them.')
  .argument('<file...>', 'experiments, NAME.isthmus.json')
  .option(
    '--set <pointer=value>',
    'set a value by JSON pointer, as in /train/threshold=0.01 (repeatable)',
    collectSetting,
  )
  .option('--seed <number>', 'the seed, in place of the one in the file', wholeNumber)
  .option('--data', 'load the data, build the network, read imported models, and say what they are')
  .option('--no-plugins', 'do not run the code of plugins; what only they know is not checked')
  .action(async (files, options) => {
    const { mayRunPlugins, validateCommand } = await import('./commands/validate.js');
    const validate = (heed?: Heed) => validateCommand(files, options, heed);
    const runsPlugins = options.plugins && (await mayRunPlugins(files));
    process.exitCode = await (runsPlugins ? watched(validate) : validate());
  });

program
  .command('report')
  .description('Draw a finished run or sweep anew from its folder.')
  .argument('<run>', 'a run folder, the folder of a sweep, or a result.json')
  .addOption(
    new Option(
      '--format <format>',
      'the page, the interpolation chart, the profiles, or the record',
    )
      .choices(['html', 'svg', 'csv', 'json'] as const)
      .default('html' as const),
  )
  .option(
    '--out <file>',
    'where to write (default: html into the folder, the others to stdout); of several documents a folder',
  )
  .option('--pair <a,b>', 'of a run with several pairs, the one that --format svg draws')
  .option('--analyses', 'with --format svg, the charts of its analyses in place of its paths')
  .action(async (run, options) => {
    const { reportCommand } = await import('./commands/report.js');
    process.exitCode = await reportCommand(run, options);
  });

program
  .command('verify')
  .description('Check what a run claims, and its certificates, without searching.')
  .argument('<run|certificate>', 'a run folder, the folder of a sweep, or a certificate')
  .option(
    '--files <dir>',
    'where files and plugins that the experiment names are looked for (default: here)',
  )
  .option('--json', 'print every claim as JSON')
  .option('--quiet', 'say nothing of the progress')
  .addHelpText('after', VERIFY_HELP)
  .action(async (target, options) => {
    const { verifyCommand } = await import('./commands/verify.js');
    process.exitCode = await verifyCommand(target, options);
  });

program
  .command('list')
  .description('List the plugins.')
  .addArgument(new Argument('[kind]', 'only of this kind').choices(KINDS))
  .option('--json', 'with the schemas of their options')
  .option('--plugin <name>', 'list this plugin package or file too (repeatable)', collect)
  .action(async (kind, options) => {
    const { listCommand } = await import('./commands/list.js');
    const list = () => listCommand(kind, options);
    process.exitCode = await (options.plugin === undefined ? list() : watched(list));
  });

program
  .command('schema')
  .description('Print the JSON Schema of experiments.')
  .option('--plugin <name>', 'include this plugin package or file (repeatable)', collect)
  .action(async (options) => {
    const { schemaCommand } = await import('./commands/schema.js');
    const schema = () => schemaCommand(options);
    process.exitCode = await (options.plugin === undefined ? schema() : watched(schema));
  });

/** A command whose findings are those of analyses; both of them take the same of an experiment or a run. */
function analysing(name: string, description: string, target: string, help: string) {
  return program
    .command(name)
    .description(description)
    .argument('<target>', target)
    .option('--out <dir>', 'run folder (default: a new one under runs/)')
    .option(
      '--set <pointer=value>',
      'set a value by JSON pointer, as in /train/threshold=0.01 (repeatable)',
      collectSetting,
    )
    .option('--seed <number>', 'the seed, in place of the one in the file', wholeNumber)
    .option('--workers <number>', 'threads that steps run on (default: as many as cores)', positive)
    .option('--json', 'print the findings as JSON')
    .option('--quiet', 'print findings and errors only')
    .addHelpText('after', `\n${help}`);
}

/** What is said of experiments and runs, with the analyses of a command. */
function endpointsHelp(analyses: string): string {
  return `Of an experiment the endpoints are trained, or read from its files; of a run they are read from its folder,
and files that its experiment names are looked for in the working folder. An experiment can ask for the same
by "analyses": [${analyses}].`;
}

analysing(
  'symmetry',
  'Say what part of the barrier between two networks is symmetry, and how many copies of each there are.',
  'an experiment, NAME.isthmus.json, or a run folder',
  endpointsHelp('"symmetry/accounting", "symmetry/orbit"'),
).action(async (target, options) => {
  const { analyseCommand, SYMMETRY_ANALYSES } = await import('./commands/analyse.js');
  process.exitCode = await analyseCommand(target, SYMMETRY_ANALYSES, options);
});

analysing(
  'lint',
  'Look for dead, always active and duplicate units, free weights and needless copies in trained networks.',
  'an experiment, NAME.isthmus.json, a run folder, or a model file (safetensors)',
  `${endpointsHelp('"symmetry/units", "symmetry/orbit"')}

Of a model file alone the weights are looked at, as one chain of dense layers and convolutions by names and
shapes; what takes data is named and left out. Nothing is written.`,
)
  .option(
    '--activation <name>',
    'of a model file: what every hidden layer goes through, as relu, tanh or none (default: not known)',
  )
  .option(
    '--layers <names>',
    'of a model file: the layers of the chain by their names in it, first to last, with commas',
    (text) => text.split(','),
  )
  .addOption(
    new Option(
      '--layout <order>',
      'of a model file: whose axis order it has (default: by names and shapes)',
    ).choices(['isthmus', 'pytorch'] as const),
  )
  .action(async (target, options) => {
    const { lintCommand } = await import('./commands/lint.js');
    process.exitCode = await lintCommand(target, options);
  });

program
  .command('doctor')
  .description('Check this machine and installation: what computes here, and whether it is right.')
  .option('--json', 'as JSON')
  .addHelpText('after', '\nExit codes: 0 fit to run experiments; 1 something is broken.')
  .action(async (options) => {
    const { doctorCommand } = await import('./commands/doctor.js');
    process.exitCode = await doctorCommand(options);
  });

program
  .command('mcp')
  .description('Serve tools for agents by the Model Context Protocol, on stdin and stdout.')
  .option('--folder <dir>', 'what agents may read, and run experiments of (default: here)')
  .option('--allow-runs', 'do not ask a person before an experiment is run; the client must')
  .addHelpText(
    'after',
    `
Tools: list_runs, explain_run, validate_experiment, propose_experiment, verify_run, run_experiment.
The last two run code; a person is asked before, by clients that can ask. Nothing outside of the folder is
read or run, and no port is opened.`,
  )
  .action(async (options) => {
    const { mcpCommand } = await import('./commands/mcp.js');
    await mcpCommand(VERSION, options);
  });

/** Takes the limits of an experiment whose plugins are about to run. */
type Heed = (limits: Limits) => void;

/** For commands that run the code of plugins, which may not end. */
async function watched(command: (heed: Heed) => Promise<ExitCode>): Promise<ExitCode> {
  const { watchedCommand } = await import('./runner/watched-command.js');
  return watchedCommand(command);
}

type Named = Error & { readonly data?: { readonly errno?: unknown } };

/** An error that says what to do; told by its name, as the core is loaded only by commands that need it. */
function isNamed(thrown: unknown): thrown is Named {
  return thrown instanceof Error && thrown.name === 'IsthmusError';
}

/** What a thrown value means for the exit code; the text of usage errors stands on stderr already. */
function exitCodeOf(thrown: unknown): number {
  if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? EXIT.finished : EXIT.usage;
  const expected = isNamed(thrown);
  const text = expected
    ? thrown.message
    : `This is a fault of isthmus; please report it.\n${inspect(thrown)}`;
  process.stderr.write(`${printableText(bounded(text))}\n`);
  return expected && !isDiskFault(thrown.data?.errno) ? EXIT.usage : EXIT.failed;
}

mindStandardStreams();
// Node's own code for these would be 1, which says that an experiment's claim is not met.
process.on('uncaughtException', (thrown) => {
  exitCodeOf(thrown);
  process.exit(EXIT.failed);
});

try {
  await program.parseAsync();
} catch (thrown) {
  process.exitCode = exitCodeOf(thrown);
}
