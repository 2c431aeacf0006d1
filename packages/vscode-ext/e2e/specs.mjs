// @ts-check
/**
 * Runs specs, each in a window and a copy of the sample workspace of its own, and counts their checks.
 *
 * @example
 *   // cancel.spec.mjs
 *   export const name = 'Cancelling a run';
 *   /** @param {import('./specs.mjs').SpecContext} context *\/
 *   export async function run({ helpers: { check, openFile, clickCodeLens, processes } }) {
 *     await check('the CodeLens starts a run', async () => {
 *       await openFile('endless.isthmus.json');
 *       await clickCodeLens('Run');
 *     });
 *   }
 */
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as workbench from './workbench.mjs';

/**
 * What a spec gets. `helpers` are the functions of workbench.mjs for this window (without their
 * first argument) and those of {@link Own}.
 * @typedef {object} SpecContext
 * @property {import('playwright-core').Page} page the window, its workbench up
 * @property {string} workspace the folder open in it: a fresh copy of `e2e/workspace/`
 * @property {string} shots the folder of this spec's screenshots
 * @property {Helpers} helpers
 *
 * @typedef {object} Spec
 * @property {string} name
 * @property {number} [timeout] for the whole spec, in ms; {@link SPEC_TIMEOUT} if not given
 * @property {(context: SpecContext) => Promise<void>} run
 *
 * @typedef {object} Own
 * @property {(title: string, body: () => Promise<void> | void) => Promise<void>} check one line of
 *   the report; where `body` throws, the rest of the spec is left out
 * @property {(name: string) => Promise<string>} screenshot writes `shots/<spec>/<name>.png`; returns its path
 * @property {(extra: Record<string, unknown>) => void} settings replaces the settings
 *   of the workspace; the window follows in half a second, in some seconds where it was just loaded
 * @property {(match?: RegExp) => import('./processes.mjs').Process[]} processes the living processes
 *   of the server, the extension and its runs whose command line matches
 * @property {() => string[]} consoleErrors what the window and its webviews have logged as errors
 *   so far (content security violations among them), VS Code's own usual ones left out
 *
 * @typedef {typeof workbench} Workbench
 * @typedef {'openWorkbench' | 'waitWorkbench' | 'eventually' | 'SELECTORS'} Unbound
 * @typedef {{ [K in Exclude<keyof Workbench, Unbound>]: WithoutPage<Workbench[K]> }} Bound
 * @typedef {Bound & Own & Pick<Workbench, 'eventually'>} Helpers
 */

/**
 * @template F
 * @typedef {F extends (page: import('playwright-core').Page, ...rest: infer A) => infer R ? (...rest: A) => R : never} WithoutPage
 */

/** How long a spec may take, in ms, unless it says otherwise. */
export const SPEC_TIMEOUT = 120_000;

// A step of a test that takes longer than this has gone wrong.
const STEP_TIMEOUT = 30_000;

// What VS Code itself always logs in a browser without its proprietary parts and without accounts.
const USUAL = /\/vsda\/|authentication provider 'github'/;

// What of workbench.mjs is nothing for a spec to call on its window.
const UNBOUND = new Set(['openWorkbench', 'waitWorkbench', 'eventually', 'SELECTORS']);

/**
 * @typedef {object} Run
 * @property {import('./host.mjs').Server} server
 * @property {import('playwright-core').BrowserContext} browser
 * @property {string} sample the sample workspace
 * @property {string} shots the folder of the spec's screenshots
 * @property {(line: string) => void} say
 */

/**
 * Runs one spec; returns how many of its checks passed and failed. Never throws: a failure outside
 * of a check, a time-out and a spec without any check count as one failed check.
 * @param {Run} run
 * @param {string} id the spec's file name without its ending; names its workspace
 * @param {Spec} spec
 * @returns {Promise<Tally>}
 */
export async function runSpec(run, id, spec) {
  const page = await run.browser.newPage();
  page.setDefaultTimeout(STEP_TIMEOUT);
  /** @type {Live} */
  const live = { run, id, spec, page, passed: 0, failed: 0, over: false, since: Date.now() };
  try {
    await withTimeout(spec, async () => spec.run(await openSpec(live)));
    if (live.passed + live.failed === 0) throw new Error('The spec has no check.');
  } catch (error) {
    live.over = true;
    if (!(error instanceof CheckFailed)) await fail(live, live.at ?? spec.name, error);
  }
  live.over = true;
  await close(page);
  return { passed: live.passed, failed: live.failed };
}

/** Thrown by `check` after it has reported, to leave out the rest of the spec. */
class CheckFailed extends Error {}

/**
 * @typedef {{ passed: number, failed: number }} Tally
 * @typedef {Tally & { run: Run, id: string, spec: Spec, page: import('playwright-core').Page }
 *   & { since: number, at?: string, over: boolean }} Live a spec at work: since when, in which check;
 *   once it is `over`, what it still does is not counted
 */

/**
 * @param {Live} live
 * @returns {Promise<SpecContext>}
 */
async function openSpec(live) {
  const { run, id, page } = live;
  // Its own folder, so that VS Code restores no editors or views of another spec.
  const workspace = path.join(run.server.dir, 'workspaces', id);
  mkdirSync(workspace, { recursive: true });
  cpSync(run.sample, workspace, { recursive: true });
  const errors = collectErrors(page);
  const helpers = {
    ...bind(page),
    check: checker(live),
    screenshot: (/** @type {string} */ name) => screenshot(live, name),
    settings: (/** @type {Record<string, unknown>} */ extra) => writeSettings(workspace, extra),
    processes: run.server.processes,
    consoleErrors: () => [...errors],
  };
  await workbench.openWorkbench(page, run.server.url, workspace);
  return { page, workspace, shots: run.shots, helpers };
}

/**
 * Not the user's settings: VS Code notices a change of those late, and sometimes never.
 * @param {string} workspace
 * @param {Record<string, unknown>} settings
 */
function writeSettings(workspace, settings) {
  mkdirSync(path.join(workspace, '.vscode'), { recursive: true });
  writeFileSync(path.join(workspace, '.vscode/settings.json'), JSON.stringify(settings, null, 2));
}

/**
 * @param {import('playwright-core').Page} page
 * @returns {Bound & Pick<Workbench, 'eventually'>}
 */
function bind(page) {
  const helpers = Object.entries(workbench).filter(([name]) => !UNBOUND.has(name));
  const bound = helpers.map(([name, helper]) => {
    const call = /** @type {(...args: unknown[]) => unknown} */ (helper);
    return [name, (/** @type {unknown[]} */ ...args) => call(page, ...args)];
  });
  const { eventually } = workbench;
  return { .../** @type {Bound} */ (Object.fromEntries(bound)), eventually };
}

/** @param {import('playwright-core').Page} page */
function collectErrors(page) {
  /** @type {string[]} */
  const errors = [];
  page.on('console', (message) => {
    const text = `${message.text()} (${message.location().url})`;
    if (message.type() === 'error' && !USUAL.test(text)) errors.push(text);
  });
  page.on('pageerror', (error) => errors.push(String(error)));
  return errors;
}

/**
 * @param {Live} live
 * @returns {Own['check']}
 */
function checker(live) {
  return async (title, body) => {
    const label = `${live.spec.name} › ${title}`;
    const start = Date.now();
    // A spec that goes on after its time-out gets no further.
    if (live.over) throw new CheckFailed(label);
    live.at = label;
    try {
      await body();
    } catch (error) {
      if (!live.over) await fail(live, label, error);
      throw new CheckFailed(label);
    }
    if (live.over) throw new CheckFailed(label);
    delete live.at;
    live.passed += 1;
    live.run.say(`ok    ${label} (${((Date.now() - start) / 1000).toFixed(1)} s)`);
  };
}

/**
 * @param {Live} live
 * @param {string} label
 * @param {unknown} error
 */
async function fail(live, label, error) {
  live.failed += 1;
  const shot = await screenshot(live, 'FAILED').catch((cause) => `none (${cause})`);
  const logs = live.run.server.logTail(live.since);
  const details = [describe(error), `screenshot: ${shot}`, logs].join('\n');
  live.run.say(`FAIL  ${label}\n${details.replace(/^/gm, '      ')}`);
}

/**
 * @param {unknown} error
 * @returns {string}
 */
function describe(error) {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? '' : `\ncaused by ${describe(error.cause)}`;
  return `${error.stack ?? error.message}${cause}`;
}

/**
 * @param {Live} live
 * @param {string} name
 */
async function screenshot({ run, page }, name) {
  const file = path.join(run.shots, `${name}.png`);
  await page.screenshot({ path: file });
  return file;
}

/**
 * @param {Spec} spec
 * @param {() => Promise<void>} body
 */
async function withTimeout({ timeout = SPEC_TIMEOUT }, body) {
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  const late = new Promise((_, reject) => {
    const error = new Error(`The spec took longer than ${timeout / 1000} s.`);
    timer = setTimeout(() => reject(error), timeout);
  });
  try {
    await Promise.race([body(), late]);
  } finally {
    clearTimeout(timer);
  }
}

/** @param {import('playwright-core').Page} page */
async function close(page) {
  // Leaving the page first tells the server that the window is gone for good; else it would keep
  // the window's extension host waiting for it.
  await page.goto('about:blank').catch(() => {});
  await page.close().catch(() => {});
}
