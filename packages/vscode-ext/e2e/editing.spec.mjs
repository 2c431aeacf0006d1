// @ts-check
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { SELECTORS } from './workbench.mjs';

export const name = 'Editing an experiment';
export const timeout = 240_000;

const SOUND = {
  name: 'x',
  task: 'core/polynomial',
  architecture: { use: 'core/mlp', options: { hidden: [4] } },
  train: { threshold: 0.1 },
  paths: ['core/linear'],
};

/** @param {object} experiment */
const written = (experiment) => JSON.stringify(experiment, null, 2);

/** @param {import('./specs.mjs').SpecContext} context */
export async function run({ page, workspace, helpers: h }) {
  /** Every row of the Problems view that is a problem, not a file. */
  const problemTexts = async () =>
    (await page.locator(`${SELECTORS.problem} .marker-message-line`).allInnerTexts()).map((text) =>
      text.replaceAll('\u00a0', ' '),
    );
  /** Opens the quick fixes at the cursor, once there is one of that title. @param {string} title */
  const quickFix = (title) =>
    h.eventually(`the fix "${title}"`, async () => {
      await page.keyboard.press('Control+.');
      const row = page.locator('.action-widget .monaco-list-row', { hasText: title });
      await row.first().waitFor({ timeout: 2000 });
      return true;
    });
  const noProblem = () =>
    h.eventually('no problem', async () => (await problemTexts()).length === 0);
  /** @param {RegExp} shown */
  const problemsAre = async (shown, count = 1) =>
    h.eventually(`${count} problems, with ${shown}`, async () => {
      const texts = await problemTexts();
      return texts.length === count && texts.some((text) => shown.test(text));
    });

  await h.check('a misspelt key is a problem once, in the words of the command', async () => {
    await h.openFile('misspelt.isthmus.json');
    await (
      await h.problems(/unknown key "treshold"\. Did you mean "threshold"\?/)
    )
      .first()
      .waitFor();
    assert.equal((await problemTexts()).filter((text) => /treshold/.test(text)).length, 1);
    await h.screenshot('misspelt-key');
  });

  await h.check('a quick fix by keyboard mends it', async () => {
    await h.runCommand('View: Close All Editors');
    await h.openFile('quadratic.isthmus.json');
    await h.replaceText(written({ ...SOUND, sed: 3 }));
    await h.problems('');
    await problemsAre(/unknown key "sed"/);
    await page.locator(SELECTORS.problem, { hasText: 'unknown key' }).dblclick();
    await quickFix('Change to "seed"');
    await h.screenshot('quick-fix');
    await page.keyboard.press('Enter');
    await noProblem();
  });

  await h.check('wrong names come together with unknown keys, each once', async () => {
    const architecture = { use: 'core/mpl', options: { hidden: [4] } };
    await h.replaceText(written({ ...SOUND, bugdet: {}, architecture, paths: ['core/liner'] }));
    await h.problems('');
    await problemsAre(/no architecture is called "core\/mpl"\. Did you mean "core\/mlp"\?/, 3);
    await h.screenshot('wrong-names');
  });

  await h.check('what is missing can be added', async () => {
    const { train: _, ...rest } = SOUND;
    await h.replaceText(written(rest));
    await h.problems('');
    await problemsAre(/missing; expected a number greater than 0/);
    await page.locator(SELECTORS.problem, { hasText: 'missing' }).dblclick();
    await quickFix('Add "threshold"');
    await page.keyboard.press('Enter');
    await page.locator(`${SELECTORS.editor} .view-lines`, { hasText: '"threshold": 0.01' }).first().waitFor(); // prettier-ignore
    await noProblem();
  });

  await h.check('broken JSON has the words of VS Code alone', async () => {
    await h.replaceText('{ "name": "x", ');
    await h.problems('');
    await h.eventually('a problem', async () => (await problemTexts()).length > 0);
    assert.equal((await problemTexts()).filter((text) => /too early/.test(text)).length, 0);
  });

  await h.check('completion inserts the block of a plugin', async () => {
    await h.replaceText('{\n  "name": "x",\n  "architecture": \n}');
    await page.keyboard.press('Control+g');
    await page.keyboard.type('3:19');
    await page.keyboard.press('Enter');
    const row = page.locator('.suggest-widget.visible .monaco-list-row', { hasText: 'core/mlp {' });
    await h.eventually('a completion with a block', async () => {
      await page.keyboard.press('Escape');
      await page.keyboard.press('Control+Space');
      await row.first().waitFor({ timeout: 3000 });
      return true;
    });
    await h.screenshot('completion');
    await row.first().click();
    await page
      .locator(`${SELECTORS.editor} .view-lines`, { hasText: '"hidden"' })
      .first()
      .waitFor();
    await h.screenshot('completed');
  });

  await h.check('a hover explains a plugin with its source', async () => {
    await h.replaceText(written({ ...SOUND, paths: ['dss/greedy'] }));
    await page
      .locator(`${SELECTORS.editor} .view-line span`, { hasText: '"dss/greedy"' })
      .last()
      .hover();
    await page
      .locator('.monaco-hover:not(.hidden)', { hasText: /Sources?: / })
      .first()
      .waitFor();
    await h.screenshot('hover');
  });

  await h.check('a plugin of a package completes, is checked and is installed from a quick fix', async () => {
    const home = path.join(workspace, 'node_modules/isthmus-plugin-still');
    mkdirSync(home, { recursive: true });
    writeFileSync(path.join(home, 'package.json'), JSON.stringify(STILL));
    writeFileSync(path.join(home, 'index.mjs'), STILL_CODE);
    const train = { threshold: 0.1, optimizer: { use: 'foo/stil' } };
    const plugins = ['isthmus-plugin-still'];
    await h.replaceText(written({ ...SOUND, plugins, train }));
    await h.problems('');
    await problemsAre(/Did you mean "foo\/still"/);
    await h.screenshot('plugin');
    await h.replaceText(written({ ...SOUND, plugins: ['isthmus-plugin-absent'] }));
    await h.problems('');
    await problemsAre(/"isthmus-plugin-absent" is not installed/);
    await page.locator(SELECTORS.problem, { hasText: 'isthmus-plugin-absent' }).dblclick();
    await quickFix('Install isthmus-plugin-absent with npm');
    await h.screenshot('install');
    await page.keyboard.press('Escape');
  }); // prettier-ignore

  await h.check('validating a sound experiment says so', async () => {
    await h.replaceText(written(SOUND));
    await h.runCommand('Isthmus: Validate Experiment');
    await h.toast(/quadratic\.isthmus\.json is valid/).waitFor();
    await h.screenshot('valid');
    await h.clearToasts();
  });

  await h.check('the lenses offer what there is, until they are switched off', async () => {
    await page.locator(`${SELECTORS.editor} .view-lines`).first().click();
    await page.keyboard.press('Control+Home');
    await h.codeLens('Validate').first().waitFor();
    await h.codeLens('Run').first().waitFor();
    h.settings({ 'isthmus.codeLens.enabled': false });
    await h.codeLens('Validate').first().waitFor({ state: 'detached' });
  });

  await h.check('a new experiment is made from a few choices, by keyboard', async () => {
    await h.runCommand('Isthmus: New Experiment');
    for (const choice of ['Train two networks', 'core/xor', 'core/mlp']) {
      await page.locator(SELECTORS.quickRow, { hasText: choice }).first().waitFor();
      await page.locator(`${SELECTORS.quickInput} input[type=text]`).first().fill(choice);
      await page.locator(SELECTORS.quickRow, { hasText: choice }).first().waitFor();
      if (choice === 'core/xor') await h.screenshot('new-experiment');
      await page.keyboard.press('Enter');
    }
    await page.locator(SELECTORS.quickRow, { hasText: 'dss/greedy' }).first().waitFor();
    await page.keyboard.press('Enter');
    await page.locator(`${SELECTORS.quickInput} input[type=text]`).first().fill('made-here');
    await page.keyboard.press('Enter');
    await page.locator(`${SELECTORS.tab}.active`, { hasText: 'made-here.isthmus.json' }).waitFor();
    await h.screenshot('new-experiment-made');
    const text = readFileSync(path.join(workspace, 'made-here.isthmus.json'), 'utf8');
    assert.match(text, /"task": "core\/xor"/);
    await h.runCommand('Isthmus: Validate Experiment');
    await h.toast(/made-here\.isthmus\.json is valid/).waitFor();
  });

  await h.check('a task runs it in a terminal', async () => {
    await h.clearToasts();
    await h.runCommand('Isthmus: Run Experiment in a Terminal');
    await page.locator('.terminal-wrapper.active .xterm').waitFor();
    // A terminal draws its text; the record is what tells that the run has ended.
    const runs = path.join(workspace, 'runs');
    await h.eventually('the record of the run', () =>
      readdirSync(runs).some(
        (run) => run.startsWith('made-here-') && existsSync(path.join(runs, run, 'report.html')),
      ),
    );
    await h.screenshot('task');
  });

  await h.check('nothing of it has failed behind the scenes', () => {
    assert.deepEqual(
      h.consoleErrors().filter((text) => /isthmus/i.test(text)),
      [],
    );
  });
}

const STILL = {
  name: 'isthmus-plugin-still',
  version: '1.0.0',
  exports: './index.mjs',
  isthmus: {
    apiVersion: 1,
    plugins: [{ kind: 'optimizer', name: 'foo/still', summary: 'Never moves.', options: { type: 'object' } }],
  },
}; // prettier-ignore

const STILL_CODE = `
const options = { '~standard': { version: 1, vendor: 'foo', validate: (value) => ({ value }) } };
export const plugins = [{
  kind: 'optimizer', name: 'foo/still', summary: 'Never moves.', sources: [], options,
  create: () => ({ init: () => null, update: (gradients) => [gradients, null] }),
}];`;
