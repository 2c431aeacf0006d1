// @ts-check
export const name = 'Editing an experiment';

/** @param {import('./specs.mjs').SpecContext} context */
export async function run({ helpers: h }) {
  await h.check('a misspelt key is underlined and named among the problems', async () => {
    await h.openFile('misspelt.isthmus.json');
    const problem = await h.problems(/treshold/);
    await problem.first().waitFor();
    await h.screenshot('misspelt-key');
  });

  await h.check('an unknown plugin is among the problems, with the known ones', async () => {
    await h.openFile('quadratic.isthmus.json');
    await h.replaceText(
      JSON.stringify({
        name: 'x',
        task: 'core/nothing',
        architecture: 'core/mlp',
        paths: ['core/linear'],
      }),
    );
    const problem = await h.problems(/core\/digits|not accepted/);
    await problem.first().waitFor();
    await h.screenshot('unknown-plugin');
  });
}
