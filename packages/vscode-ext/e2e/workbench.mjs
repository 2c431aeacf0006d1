// @ts-check
/**
 * What a test does in VS Code's workbench, in terms of what a user sees: commands, files,
 * CodeLenses, notifications, webviews, views. Selectors of VS Code stand here and nowhere else.
 */
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * @typedef {import('playwright-core').Page} Page
 * @typedef {import('playwright-core').Frame} Frame
 * @typedef {import('playwright-core').Locator} Locator
 */

/** Where VS Code 1.139 shows things. */
export const SELECTORS = {
  editor: '.editor-instance .monaco-editor',
  lens: '.monaco-editor .codelens-decoration a',
  toast: '.notifications-toasts .notification-list-item',
  quickInput: '.quick-input-widget',
  quickRow: '.quick-input-list .monaco-list-row',
  problem: '.markers-panel .monaco-list-row',
  treeRow: '.pane-body .monaco-list-row',
  status: '.statusbar-item',
  tab: '.tabs-container .tab',
};

// Every wait for what may be shown late or replaced by VS Code meanwhile.
const PATIENCE = 30_000;

/**
 * Tries `attempt` again until it returns something other than undefined, null or false.
 * Throws `what` with the last error where that takes longer than `timeout` ms.
 * @template T
 * @param {string} what what is awaited, for the message
 * @param {() => Promise<T> | T} attempt
 * @param {{ timeout?: number, every?: number }} [limits]
 * @returns {Promise<Exclude<T, undefined | null | false>>}
 *
 * @example
 *   await eventually('result.json', () => existsSync(file));
 */
export async function eventually(what, attempt, { timeout = PATIENCE, every = 100 } = {}) {
  const end = Date.now() + timeout;
  for (;;) {
    let cause;
    try {
      const value = await attempt();
      if (value !== undefined && value !== null && value !== false)
        return /** @type {Exclude<T, undefined | null | false>} */ (value);
    } catch (error) {
      cause = error;
    }
    if (Date.now() > end)
      throw new Error(`Waited ${timeout / 1000} s in vain for ${what}.`, { cause });
    await sleep(every);
  }
}

/**
 * Opens `folder` in a window and waits until the workbench is up.
 * @param {Page} page
 * @param {string} url
 * @param {string} folder
 */
export async function openWorkbench(page, url, folder) {
  await page.goto(`${url}/?folder=${encodeURIComponent(folder)}`);
  await waitWorkbench(page);
}

/**
 * Waits until the workbench is up. Contributions of extensions come up to 5 s later.
 * @param {Page} page
 */
export async function waitWorkbench(page) {
  await page.locator('.monaco-workbench').waitFor({ timeout: 60_000 });
  await page.locator(SELECTORS.status).first().waitFor({ timeout: PATIENCE });
}

/**
 * Fills the quick input, which `key` opens, and takes the first row that holds `row`.
 * It starts again from the key until that works: rows that are registered after the list was
 * opened (commands of an extension that is still loading, files just written) never enter it.
 * @param {Page} page
 * @param {string} key
 * @param {string} text
 * @param {string | RegExp} row
 */
async function quickPick(page, key, text, row) {
  const widget = page.locator(SELECTORS.quickInput);
  await eventually(`"${row}" in the quick input`, async () => {
    try {
      await page.keyboard.press(key);
      const input = widget.locator('input[type=text]').first();
      await input.fill(text, { timeout: 2000 });
      const rows = widget.locator(SELECTORS.quickRow).filter({ hasText: row });
      await rows.first().click({ timeout: 2000 });
      return true;
    } catch (error) {
      await page.keyboard.press('Escape');
      throw error;
    }
  });
}

/**
 * Runs a command by its title as the palette shows it, category included.
 * @param {Page} page
 * @param {string} title for example "Isthmus: Run Experiment"
 */
export async function runCommand(page, title) {
  await quickPick(page, 'F1', `>${title}`, title);
}

/**
 * Opens a file of the workspace by its name and waits for its editor.
 * @param {Page} page
 * @param {string} file its path in the workspace
 */
export async function openFile(page, file) {
  await openTab(page, file);
  await page.locator(SELECTORS.editor).first().waitFor();
}

/**
 * The same of a file that no text editor shows.
 * @param {Page} page
 * @param {string} file
 */
export async function openTab(page, file) {
  const name = path.basename(file);
  await quickPick(page, 'Control+p', file, name);
  await page.locator(`${SELECTORS.tab}.active`).filter({ hasText: name }).waitFor();
}

/**
 * Replaces the whole text of the active editor, as typing would, and leaves it unsaved.
 * @param {Page} page
 * @param {string} text
 */
export async function replaceText(page, text) {
  await page.locator(`${SELECTORS.editor} .view-lines`).first().click();
  await page.keyboard.press('Control+a');
  await page.keyboard.insertText(text);
}

/**
 * Saves the active editor and waits until it is no longer dirty.
 * @param {Page} page
 */
export async function save(page) {
  await page.keyboard.press('Control+s');
  await page.locator(`${SELECTORS.tab}.active.dirty`).waitFor({ state: 'detached' });
}

/**
 * The CodeLenses of the visible editors that hold `text`.
 * @param {Page} page
 * @param {string | RegExp} text
 * @returns {Locator}
 */
export function codeLens(page, text) {
  return page.locator(SELECTORS.lens).filter({ hasText: text });
}

/**
 * Clicks the first CodeLens that holds `text`, once it is there.
 * @param {Page} page
 * @param {string | RegExp} text
 */
export async function clickCodeLens(page, text) {
  // VS Code replaces all lenses whenever a provider answers; a click may fall between.
  await eventually(`the CodeLens "${text}"`, async () => {
    await codeLens(page, text).first().click({ timeout: 3000 });
    return true;
  });
}

/**
 * The first notification that holds `text`.
 * @param {Page} page
 * @param {string | RegExp} text
 * @returns {Locator}
 */
export function toast(page, text) {
  return page.locator(SELECTORS.toast).filter({ hasText: text }).first();
}

/**
 * Clicks a button of the notification that holds `text`; the buttons of a progress notification
 * ("Cancel") are shown only under the pointer.
 * @param {Page} page
 * @param {string | RegExp} text
 * @param {string} button
 */
export async function clickToast(page, text, button) {
  await toast(page, text).hover();
  await toast(page, text).getByRole('button', { name: button }).click();
}

/**
 * Removes all notifications, as before a screenshot.
 * @param {Page} page
 */
export async function clearToasts(page) {
  await runCommand(page, 'Notifications: Clear All Notifications');
  await page.locator(SELECTORS.toast).first().waitFor({ state: 'detached' });
}

/**
 * The innermost frame of the webview that holds `selector`, once there is one. Nothing in a
 * webview's frames tells which panel or view it belongs to, so its content must.
 * A webview that was hidden and shown again has a new frame: look it up again.
 * @param {Page} page
 * @param {string} selector
 * @param {{ timeout?: number }} [limits]
 * @returns {Promise<Frame>}
 */
export async function webviewFrame(page, selector, limits = {}) {
  return eventually(`a webview that holds "${selector}"`, () => findFrame(page, selector), limits);
}

/**
 * @param {Page} page
 * @param {string} selector
 * @returns {Promise<Frame | undefined>}
 */
async function findFrame(page, selector) {
  for (const frame of page.frames()) {
    // A frame may go away while it is asked.
    const count = isWebview(frame)
      ? await frame
          .locator(selector)
          .count()
          .catch(() => 0)
      : 0;
    if (count > 0) return frame;
  }
  return undefined;
}

/** @param {Frame} frame */
function isWebview(frame) {
  return frame.url().includes('/webview/browser/pre/fake.html');
}

/**
 * Shows the Problems view and returns its rows that hold `text`.
 * @param {Page} page
 * @param {string | RegExp} text
 * @returns {Promise<Locator>}
 */
export async function problems(page, text) {
  await runCommand(page, 'Problems: Focus on Problems View');
  return page.locator(SELECTORS.problem).filter({ hasText: text });
}

/**
 * The rows of the visible trees that hold `text`.
 * @param {Page} page
 * @param {string | RegExp} text
 * @returns {Locator}
 */
export function treeRow(page, text) {
  return page.locator(SELECTORS.treeRow).filter({ hasText: text });
}

/**
 * The status bar's items that hold `text`.
 * @param {Page} page
 * @param {string | RegExp} text
 * @returns {Locator}
 */
export function statusItem(page, text) {
  return page.locator(SELECTORS.status).filter({ hasText: text });
}

/**
 * Shows the view container of that title by its icon in the activity bar.
 * @param {Page} page
 * @param {string} title
 */
export async function openView(page, title) {
  const icon = page.locator(`.activitybar .action-item a[aria-label^="${title}"]`).first();
  await icon.waitFor({ timeout: PATIENCE });
  const shown = await icon.evaluate((a) => a.closest('.checked') !== null);
  // A second click on the icon would hide it.
  if (!shown) await icon.click();
}

/**
 * Reloads the window and waits until the workbench is up again.
 * @param {Page} page
 */
export async function reload(page) {
  await page.reload();
  await waitWorkbench(page);
}
