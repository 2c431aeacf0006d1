// @ts-check
import { SELECTORS } from './workbench.mjs';

export const name = 'Linting a model';

/** @param {import('./specs.mjs').SpecContext} context */
export async function run({ page, helpers: h }) {
  await h.check('what its weights say stands among the problems as information', async () => {
    await h.openTab('relu-12.safetensors');
    await h.runCommand('Isthmus: Lint Model');
    await page.locator(SELECTORS.quickRow, { hasText: 'leaky-relu' }).waitFor();
    await page.locator(`${SELECTORS.quickInput} input`).fill('not known');
    await page.keyboard.press('Enter');
    const problem = await h.problems(/Of 12 hidden units, by their weights alone/);
    await problem.first().waitFor();
    await (await h.problems(/Read as one chain/)).first().waitFor();
    await h.screenshot('linted');
  });
}
