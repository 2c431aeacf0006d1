import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { blocks, pages, tableBelow } from './pages.mjs';
import { root } from './places.mjs';

const GUIDE = 'docs/guide.md';

/**
 * Command lines in the documentation that the product does not know, as lines: of `isthmus` its
 * commands and flags, of npm the scripts; and what the guide's table of commands leaves out.
 */
export function commandFaults() {
  const help = helpTexts();
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const lines = pages().flatMap(({ page, text }) => shellLines(page, text));
  return [
    ...lines.flatMap(({ place, text }) =>
      [...isthmusFaults(text, help), ...npmFaults(text, scripts), ...fileFaults(text)].map(
        (fault) => `${place}: ${fault}`,
      ),
    ),
    ...guideFaults(help),
  ];
}

/** Each command of `isthmus` with the flags that its help names. */
function helpTexts() {
  const commands = flagsOf([], /^ {2}(\w+) /gm).filter((name) => name !== 'help');
  return new Map(commands.map((name) => [name, new Set(flagsOf([name], /(?<![\w-])--[a-z-]+/g))]));
}

function flagsOf(args, pattern) {
  const bin = join(root, 'packages/cli/bin/isthmus.mjs');
  const { stdout } = spawnSync(process.execPath, [bin, ...args, '--help'], { encoding: 'utf8' });
  return [...stdout.matchAll(pattern)].map((match) => match[1] ?? match[0]);
}

/** Lines of shell: blocks of `sh`, and code in the text that begins as a command does. */
function shellLines(page, text) {
  const inBlocks = blocks(text)
    .filter(({ language }) => language === 'sh')
    .flatMap(({ line, code }) =>
      code.split('\n').map((one, i) => ({ place: `${page}:${line + i}`, text: one })),
    );
  const inText = text.split('\n').flatMap((line, i) =>
    [...line.matchAll(/`((?:npx isthmus|isthmus|npm) [^`]+)`/g)].map(([, code]) => ({
      place: `${page}:${i + 1}`,
      text: code,
    })),
  );
  return [...inBlocks, ...inText];
}

function isthmusFaults(text, help) {
  return [...text.matchAll(/(?:^|npx |&& )isthmus (\w+)([^&]*)/g)].flatMap(([, command, rest]) => {
    const flags = help.get(command);
    if (flags === undefined) return [`isthmus has no command "${command}"`];
    return [...rest.matchAll(/(?<![\w-])--[a-z-]+/g)]
      .filter(([flag]) => !flags.has(flag))
      .map(([flag]) => `isthmus ${command} has no ${flag}`);
  });
}

const NPM_ITSELF = new Set(['ci', 'install', 'start', 'test']);

function npmFaults(text, scripts) {
  return [...text.matchAll(/\bnpm (?:run )?([a-z](?:[\w:-]*\w)?)/g)]
    .filter(([, name]) => !(name in scripts) && !NPM_ITSELF.has(name))
    .map(([, name]) => `package.json has no script "${name}"`);
}

function fileFaults(text) {
  return [...text.matchAll(/\bexamples\/[\w./-]+/g)]
    .filter(([file]) => !existsSync(join(root, file)))
    .map(([file]) => `there is no ${file}`);
}

/** The guide's table names every command, and of each every flag but `--help`. */
function guideFaults(help) {
  const rows = tableBelow(readFileSync(join(root, GUIDE), 'utf8'), 'The command');
  const named = new Map(
    rows.flatMap(({ cells }) => {
      const [, command] = /`isthmus (\w+)/.exec(cells[0]) ?? [];
      return command === undefined ? [] : [[command, cells.join(' ')]];
    }),
  );
  return [...help].flatMap(([command, flags]) => {
    const cells = named.get(command);
    if (cells === undefined) return [`${GUIDE}: the table of commands lacks "${command}"`];
    return [...flags]
      .filter((flag) => flag !== '--help' && !cells.includes(flag))
      .map((flag) => `${GUIDE}: the table of commands lacks ${flag} of "${command}"`);
  });
}
