// @ts-check
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

export const name = 'Watching and cancelling a run';
export const timeout = 180_000;

/** The runner's process, whichever bundle it comes from. */
const RUNNER = /runner\/entry\.js/;

/** @param {import('./specs.mjs').SpecContext} context */
export async function run({ workspace, helpers: h }) {
  await h.check(
    'the interpolation curve is drawn while the search goes on, and changes',
    async () => {
      await h.openFile('searching.isthmus.json');
      await h.runCommand('Isthmus: Run Experiment');
      const view = await h.webviewFrame('#run h1');
      const curve = view.locator('#pair-1 svg:visible .isthmus-curve path').nth(1);
      await curve.waitFor({ timeout: 90_000 });
      assert.equal(await view.locator('.status strong').innerText(), 'running');
      const before = await view.locator('#pair-1').innerText();
      await h.eventually(
        'the search to go on',
        async () => (await view.locator('#pair-1').innerText()) !== before,
      );
      await h.screenshot('searching');
    },
  );

  await h.check('cancel ends the search and its process, and the page says so', async () => {
    const view = await h.webviewFrame('#run h1');
    assert.equal(h.processes(RUNNER).length, 1);
    await view.locator('#cancel').click();
    await view.locator('.status strong', { hasText: 'cancelled' }).waitFor();
    await h.eventually('the runner to end', () => h.processes(RUNNER).length === 0);
    await h.screenshot('cancelled');
  });

  await h.check('what was finished before stands in the run folder, marked cancelled', () => {
    const [folder] = readdirSync(path.join(workspace, 'runs'));
    const read = (/** @type {string} */ file) =>
      JSON.parse(readFileSync(path.join(workspace, 'runs', String(folder), file), 'utf8'));
    assert.equal(read('run.json').status, 'cancelled');
    assert.equal(read('result.json').status, 'cancelled');
    assert.equal(read('result.json').endpoints.length, 2);
    assert.equal(read('result.json').pairs[0].paths.length, 1);
  });

  await h.check('training can be watched and cancelled too', async () => {
    await h.openFile('endless.isthmus.json');
    await h.runCommand('Isthmus: Run Experiment');
    await h.eventually('a second page', async () => h.processes(RUNNER).length === 1);
    await h.runCommand('Isthmus: Cancel Runs');
    await h.eventually('the runner to end', () => h.processes(RUNNER).length === 0);
  });
}
