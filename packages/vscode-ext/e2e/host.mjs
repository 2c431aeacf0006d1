// @ts-check
/**
 * Starts and stops the server and the browser of an end-to-end run.
 *
 * Everything they write goes below one temporary folder, nothing listens but on 127.0.0.1, nothing
 * asks the network, and nothing outlives this process: not after a failure, a time-out or Ctrl-C.
 */
import { spawn, spawnSync } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { chromium } from 'playwright-core';
import { MARK, endGroup, killAll, processesOf, whenExiting } from './processes.mjs';

/** The user's settings of a run: no network, no greetings, nothing that moves or blinks. */
const SETTINGS = {
  'security.workspace.trust.enabled': false,
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.enableExperiments': false,
  'workbench.settings.enableNaturalLanguageSearch': false,
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.reduceMotion': 'on',
  'workbench.colorTheme': 'Dark 2026',
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'update.showReleaseNotes': false,
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'chat.disableAIFeatures': true,
  'chat.commandCenter.enabled': false,
  'git.enabled': false,
  'typescript.tsserver.enabled': false,
  'json.schemaDownload.enable': false,
  'files.autoSave': 'off',
  'window.menuBarVisibility': 'classic',
  'editor.minimap.enabled': false,
  'editor.cursorBlinking': 'solid',
  // What a test types must arrive as typed.
  'editor.autoIndent': 'none',
  'editor.autoClosingBrackets': 'never',
  'editor.autoClosingQuotes': 'never',
  'editor.autoSurround': 'never',
  'editor.acceptSuggestionOnCommitCharacter': false,
};

const START_PATIENCE = 60_000;

/**
 * @typedef {object} Server
 * @property {string} dir the run's temporary folder
 * @property {string} url where the workbench is served
 * @property {(match?: RegExp) => import('./processes.mjs').Process[]} processes the run's living processes
 * @property {(since: number) => string} logTail the ends of the logs of the server, the extension hosts
 *   and the extensions that were written to since that time
 * @property {() => Promise<import('./processes.mjs').Process[]>} stop ends all processes, removes the
 *   folder; returns the processes that did not go by themselves
 */

/**
 * Starts VS Code's server with one extension installed from its package.
 * Throws, with the server's log, where the extension does not install or the server does not come up in a minute.
 * @param {{ programs: import('./setup.mjs').Programs, vsix: string }} options
 * @returns {Promise<Server>}
 */
export async function startServer({ programs, vsix }) {
  // A short name: the paths of sockets below it must stay under 108 characters.
  const dir = mkdtempSync(path.join(os.tmpdir(), 'isthmus-e2e-'));
  const cancelRemoval = whenExiting(() => remove(dir));
  writeSettings(dir);
  const args = commonArguments(dir, programs.codeServer);
  const env = isolatedEnvironment(dir);
  installExtension(programs.node, args, env, vsix);
  const { group, cancelKill, port } = await launch(dir, programs.node, args, env);
  return {
    dir,
    url: `http://127.0.0.1:${port}`,
    processes: (match) => processesOf(dir, match),
    logTail: (since) => logTail(dir, since),
    stop: async () => {
      const killed = await endGroup(group, dir);
      cancelKill();
      remove(dir);
      cancelRemoval();
      return killed;
    },
  };
}

/**
 * Removes `dir`, without waiting asynchronously, so that an exit handler can.
 * It starts anew where it fails, as what has just been killed may still be writing; rmSync's own
 * retries don't help there: they never look again what the folder holds.
 * @param {string} dir
 */
function remove(dir) {
  const clock = new Int32Array(new SharedArrayBuffer(4));
  for (let left = 50; ; left -= 1) {
    try {
      return rmSync(dir, { recursive: true, force: true });
    } catch (error) {
      if (left === 0) throw error;
      Atomics.wait(clock, 0, 0, 50);
    }
  }
}

/** @param {string} dir */
function writeSettings(dir) {
  const file = path.join(dir, 'data/User/settings.json');
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(SETTINGS, null, 1));
}

/**
 * @param {string} dir
 * @param {string} entry
 */
function commonArguments(dir, entry) {
  // Without a file of its own code-server writes one into the user's home.
  const config = path.join(dir, 'config.yaml');
  writeFileSync(config, 'auth: none\ncert: false\n');
  const at = (/** @type {string} */ name) => path.join(dir, name);
  return [entry, '--config', config, '--user-data-dir', at('data'), '--extensions-dir', at('exts')];
}

/**
 * An environment that knows nothing of the user's settings, nor of an outer VS Code or npm run.
 * @param {string} dir
 * @returns {NodeJS.ProcessEnv}
 */
export function isolatedEnvironment(dir) {
  const kept = /^(PATH|LANG|LC_.*|TZ|TERM|SHELL|USER|LOGNAME|CI|ISTHMUS_.*)$/;
  const home = path.join(dir, 'home');
  const temporary = path.join(dir, 't');
  for (const folder of [home, temporary]) mkdirSync(folder, { recursive: true });
  return {
    ...Object.fromEntries(Object.entries(process.env).filter(([name]) => kept.test(name))),
    HOME: home,
    XDG_CONFIG_HOME: path.join(home, '.config'),
    XDG_DATA_HOME: path.join(home, '.local/share'),
    XDG_CACHE_HOME: path.join(home, '.cache'),
    XDG_RUNTIME_DIR: temporary,
    TMPDIR: temporary,
    // No marketplace, so nothing to ask it.
    EXTENSIONS_GALLERY: '{}',
    [MARK]: dir,
  };
}

/**
 * @param {string} node
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} env
 * @param {string} vsix
 */
function installExtension(node, args, env, vsix) {
  if (!existsSync(vsix)) throw new Error(`There is no packaged extension at ${vsix}.`);
  const command = [...args, '--install-extension', vsix, '--force'];
  const done = spawnSync(node, command, { env, encoding: 'utf8', timeout: START_PATIENCE });
  if (done.status !== 0)
    throw new Error(`${vsix} could not be installed:\n${done.stdout}${done.stderr}`);
}

/**
 * @param {string} dir
 * @param {string} node
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} env
 */
async function launch(dir, node, args, env) {
  const log = openSync(path.join(dir, 'server.log'), 'w');
  // Port 0: the system picks a free one and no other process can take it meanwhile.
  const flags = ['--auth', 'none', '--bind-addr', '127.0.0.1:0', '--ignore-last-opened'];
  flags.push('--disable-telemetry', '--disable-update-check', '--disable-getting-started-override');
  flags.push('--disable-workspace-trust');
  // A net for the one end no handler sees (SIGKILL): the server goes when no window is left.
  flags.push('--idle-timeout-seconds', '120', '--reconnection-grace-time', '30');
  const stdio = /** @type {const} */ (['ignore', log, log]);
  const server = spawn(node, [...args, ...flags], { env, stdio: [...stdio], detached: true });
  closeSync(log);
  const group = server.pid ?? 0;
  const cancelKill = whenExiting(() => void killAll(group, dir));
  try {
    return { group, cancelKill, port: await readyPort(dir, server) };
  } catch (error) {
    killAll(group, dir);
    throw error;
  }
}

/**
 * Waits until the server answers; resolves to its port.
 * @param {string} dir
 * @param {import('node:child_process').ChildProcess} server
 */
async function readyPort(dir, server) {
  let failure = '';
  server.once('error', (error) => (failure = String(error)));
  server.once('exit', (code, signal) => (failure = `it ended with ${code ?? signal}`));
  const end = Date.now() + START_PATIENCE;
  while (failure === '' && Date.now() < end) {
    const port = /listening on http:\/\/127\.0\.0\.1:(\d+)/.exec(serverLog(dir))?.[1];
    if (port && (await isHealthy(port))) return Number(port);
    await sleep(50);
  }
  throw new Error(`The server did not start (${failure || 'no answer'}):\n${logTail(dir, 0)}`);
}

/** @param {string} port */
async function isHealthy(port) {
  try {
    return (await fetch(`http://127.0.0.1:${port}/healthz`)).ok;
  } catch {
    return false;
  }
}

/** @param {string} dir */
function serverLog(dir) {
  return readFileSync(path.join(dir, 'server.log'), 'utf8');
}

/**
 * @param {string} dir
 * @param {number} since
 */
function logTail(dir, since) {
  const data = path.join(dir, 'data/logs');
  const names = existsSync(data) ? readdirSync(data, { recursive: true, encoding: 'utf8' }) : [];
  // Of the many logs: the extension hosts' own, and the output channels of what is not built in.
  const wanted = names.filter((name) =>
    /remoteexthost\.log$|exthost\d*\/(?!vscode\.).*\/.*\.log$/.test(name),
  );
  return [path.join(dir, 'server.log'), ...wanted.sort().map((name) => path.join(data, name))]
    .filter((file) => statSync(file).mtimeMs >= since)
    .map((file) => `--- ${path.relative(dir, file)}\n${lastLines(file, 30)}`)
    .join('\n');
}

/**
 * @param {string} file
 * @param {number} count
 */
function lastLines(file, count) {
  return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-count).join('\n');
}

/**
 * Starts the browser, its profile below `dir` and its window 1280 × 800.
 * @param {{ programs: import('./setup.mjs').Programs, dir: string }} options
 * @returns {Promise<import('playwright-core').BrowserContext>}
 */
export async function startBrowser({ programs, dir }) {
  return chromium.launchPersistentContext(path.join(dir, 'browser'), {
    executablePath: programs.chromium,
    headless: true,
    viewport: { width: 1280, height: 800 },
    env: /** @type {Record<string, string>} */ (isolatedEnvironment(dir)),
    // Our own handlers end this process, and playwright kills the browser as it exits.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
    // prettier-ignore
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync',
      '--disable-background-networking', '--disable-component-update'],
  });
}
