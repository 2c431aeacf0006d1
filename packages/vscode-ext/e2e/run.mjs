// @ts-check
/**
 * Runs the end-to-end tests: packages the extension, starts real VS Code with it and runs every
 * `*.spec.mjs` beside this file. One line a check; the last line is `N passed, N failed`.
 *
 * @example
 *   npm run test:e2e                    # all specs
 *   npm run test:e2e -- cancel          # the specs whose file name holds "cancel"
 *   npm run test:e2e -- --vsix FILE     # with a package that is already built
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { startBrowser, startServer } from './host.mjs';
import { ROOT, VSIX, setup } from './setup.mjs';
import { runSpec } from './specs.mjs';

const HERE = path.dirname(fileURLToPath(import.meta.url));
const SHOTS = path.join(HERE, 'shots');

/** @typedef {import('./specs.mjs').Tally} Tally */

/** @param {string} line */
const say = (line) => console.log(line);

/**
 * Runs everything; returns the counts. Never throws: what cannot be set up is one failed check.
 * @param {{ vsix?: string | undefined, specs: string, workspace: string, filters: string[] }} options
 * @returns {Promise<Tally>}
 */
async function main(options) {
  try {
    const files = specFiles(options.specs, options.filters);
    const programs = await step('Setup', () => setup(say));
    const vsix = await step('Package', () => options.vsix ?? packageExtension());
    return await withVsCode(programs, vsix, (run) => runAll({ ...run, ...options, files }));
  } catch (error) {
    say(`FAIL  ${error instanceof Error ? error.message : error}`);
    return { passed: 0, failed: 1 };
  }
}

/**
 * @param {string} dir
 * @param {string[]} filters
 */
function specFiles(dir, filters) {
  const all = readdirSync(dir).filter((name) => name.endsWith('.spec.mjs'));
  const wanted = all.filter(
    (name) => filters.length === 0 || filters.some((part) => name.includes(part)),
  );
  if (wanted.length === 0)
    throw new Error(`No spec to run in ${dir}${filters.length ? ` for "${filters}"` : ''}.`);
  return wanted.sort().map((name) => path.join(dir, name));
}

/**
 * Says how long a part of the preparation took.
 * @template T
 * @param {string} name
 * @param {() => T | Promise<T>} body
 */
async function step(name, body) {
  const start = Date.now();
  const value = await body();
  say(`${name}: ${((Date.now() - start) / 1000).toFixed(1)} s`);
  return value;
}

function packageExtension() {
  // Else a build that writes nothing would go unnoticed and an old package be tested.
  rmSync(VSIX, { force: true });
  const args = ['run', 'package', '-w', 'isthmus-vscode'];
  const done = spawnSync('npm', args, { cwd: ROOT, encoding: 'utf8', timeout: 10 * 60_000 });
  if (done.status === 0) return VSIX;
  throw new Error(`npm ${args.join(' ')} failed:\n${done.stdout}${done.stderr}`);
}

/**
 * Starts server and browser for `body` and ends them whatever comes of it. What had to be killed
 * counts as a failed check: the product must leave nothing running behind.
 * @param {import('./setup.mjs').Programs} programs
 * @param {string} vsix
 * @param {(run: Pick<import('./specs.mjs').Run, 'server' | 'browser'>) => Promise<Tally>} body
 * @returns {Promise<Tally>}
 */
async function withVsCode(programs, vsix, body) {
  const server = await step('Server', () => startServer({ programs, vsix }));
  let tally = { passed: 0, failed: 0 };
  try {
    const browser = await step('Browser', () => startBrowser({ programs, dir: server.dir }));
    tally = await body({ server, browser }).finally(() => browser.close());
  } finally {
    const killed = await server.stop();
    const label = 'End › nothing is left running';
    tally = add(tally, { passed: killed.length ? 0 : 1, failed: killed.length ? 1 : 0 });
    say(killed.length ? `FAIL  ${label}\n${JSON.stringify(killed, null, 2)}` : `ok    ${label}`);
  }
  return tally;
}

/**
 * @param {Pick<import('./specs.mjs').Run, 'server' | 'browser'> & { workspace: string, files: string[] }} options
 * @returns {Promise<Tally>}
 */
async function runAll({ server, browser, workspace, files }) {
  let tally = { passed: 0, failed: 0 };
  for (const file of files) {
    const id = path.basename(file, '.spec.mjs');
    const shots = path.join(SHOTS, id);
    // A picture of an earlier run must not pass for one of this run.
    rmSync(shots, { recursive: true, force: true });
    mkdirSync(shots, { recursive: true });
    const run = { server, browser, sample: workspace, shots, say };
    tally = add(tally, await runFile(run, id, file));
  }
  return tally;
}

/**
 * @param {import('./specs.mjs').Run} run
 * @param {string} id
 * @param {string} file
 * @returns {Promise<Tally>}
 */
async function runFile(run, id, file) {
  /** @type {import('./specs.mjs').Spec} */
  let spec;
  try {
    spec = await import(pathToFileURL(file).href);
  } catch (error) {
    say(`FAIL  ${id} cannot be loaded: ${error instanceof Error ? error.stack : error}`);
    return { passed: 0, failed: 1 };
  }
  return runSpec(run, id, spec);
}

/**
 * @param {Tally} a
 * @param {Tally} b
 * @returns {Tally}
 */
function add(a, b) {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed };
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    vsix: { type: 'string' },
    specs: { type: 'string', default: HERE },
    workspace: { type: 'string', default: path.join(HERE, 'workspace') },
  },
});
const { passed, failed } = await main({
  vsix: values.vsix && path.resolve(values.vsix),
  specs: path.resolve(values.specs),
  workspace: path.resolve(values.workspace),
  filters: positionals,
});
say(`${passed} passed, ${failed} failed`);
// Not by the exit code alone: a spec that timed out may hold the event loop.
process.exit(failed > 0 ? 1 : 0);
