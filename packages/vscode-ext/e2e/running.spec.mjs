// @ts-check
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from './setup.mjs';

const COMMAND = path.join(ROOT, 'packages/cli/bin/isthmus.mjs');

/** @param {string} folder */
const resultIn = (folder) => JSON.parse(readFileSync(path.join(folder, 'result.json'), 'utf8'));

/**
 * A result without what tells where and how long.
 * @param {{ environment: unknown }} result
 */
const repeatable = ({ environment: _, ...result }) =>
  JSON.stringify(result, (key, value) => (key === 'seconds' ? undefined : value));

export const name = 'Running an experiment';
export const timeout = 180_000;

/** @param {import('./specs.mjs').SpecContext} context */
export async function run({ workspace, helpers: h }) {
  await h.check('the CodeLens starts a run, and its page opens beside the file', async () => {
    await h.openFile('quadratic.isthmus.json');
    await h.clickCodeLens('Run');
    const view = await h.webviewFrame('#run h1');
    await view.locator('h1', { hasText: 'quadratic' }).waitFor();
  });

  await h.check('it ends with the curves of both strategies, verdicts and tables', async () => {
    const view = await h.webviewFrame('#run h1');
    await view.locator('.status strong', { hasText: 'finished' }).waitFor({ timeout: 90_000 });
    const curves = view
      .locator('#pair-1 .isthmus-drawing:visible')
      .first()
      .locator('.isthmus-curve');
    assert.equal(await curves.count(), 2);
    await view.locator('#pair-1 .isthmus-table-cards', { hasText: 'dss/greedy' }).first().waitFor();
    await view.locator('#endpoints svg.isthmus-plot:visible').waitFor();
    await view.locator('#pair-1-curves summary').click();
    assert.ok((await view.locator('#pair-1-curves tbody tr').count()) > 33);
    await view.locator('#pair-1-curves summary').click();
    await view.locator('#lead .headline-connected').waitFor();
    await h.screenshot('finished-dark');
  });

  await h.check('what is proved is drawn and told', async () => {
    const view = await h.webviewFrame('#run h1');
    const drawing = view.locator('#pair-1 .isthmus-drawing:visible').first();
    for (const mark of ['.isthmus-band path', '.isthmus-bounds path', '.isthmus-rug path'])
      assert.equal(await drawing.locator(mark).count(), 1, mark);
    await view.locator('#pair-1 h3', { hasText: 'What is proved' }).waitFor();
    await view.locator('#lead', { hasText: 'Certified means that it is proved' }).waitFor();
    await view.locator('#pair-1-leaves summary').click();
    assert.ok((await view.locator('#pair-1-leaves tbody tr').count()) > 1);
    await h.screenshot('proved-dark');
    await view.locator('#pair-1-leaves summary').click();
  });

  await h.check('the run folder stands in the workspace, whole', () => {
    const runs = readdirSync(path.join(workspace, 'runs'));
    assert.equal(runs.length, 1);
    const folder = path.join(workspace, 'runs', String(runs[0]));
    const result = resultIn(folder);
    assert.equal(result.status, 'finished');
    const [, { verdict, grade, certificate }] = result.pairs[0].paths;
    assert.deepEqual([verdict, grade], ['connected', 'certified']);
    readFileSync(path.join(folder, certificate));
    assert.match(readFileSync(path.join(folder, 'report.html'), 'utf8'), /dss\/greedy/);
  });

  await h.check('the command gives the same result, also on another version of Node', () => {
    const runs = path.join(workspace, 'runs');
    const own = resultIn(path.join(runs, String(readdirSync(runs)[0])));
    const out = path.join(workspace, 'by-command');
    const file = path.join(workspace, 'quadratic.isthmus.json');
    const done = spawnSync(process.execPath, [COMMAND, 'run', file, '--out', out, '--quiet'], {
      encoding: 'utf8',
    });
    assert.equal(done.status, 0, done.stderr);
    const other = resultIn(out);
    // Else the check would not show what it says.
    assert.notEqual(own.environment.node, other.environment.node);
    assert.equal(repeatable(own), repeatable(other));
  });

  await h.check('it is legible in the light theme and in high contrast', async () => {
    const view = await h.webviewFrame('#run h1');
    h.settings({ 'workbench.colorTheme': 'Light Modern' });
    await h.eventually(
      'the light theme',
      async () => (await view.locator('body.vscode-light').count()) > 0,
    );
    await h.screenshot('finished-light');
    h.settings({ 'workbench.colorTheme': 'Default High Contrast' });
    await h.eventually(
      'high contrast',
      async () => (await view.locator('body.vscode-high-contrast').count()) > 0,
    );
    await h.screenshot('finished-high-contrast');
  });

  await h.check('nothing was refused by the page’s content security policy', () => {
    assert.deepEqual(h.consoleErrors(), []);
  });
}
