// Checks that the documentation is true: what the packages export is described and has examples, the
// examples compile and run, the pages show experiments, keys, commands and plugins that there are,
// links lead somewhere, and docs/reference.md is current.
//
// Usage: node tools/check-docs.mjs [--write]     --write: write docs/reference.md anew
import { existsSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import process from 'node:process';
import { columnFaults } from './docs/columns.mjs';
import { commandFaults } from './docs/commands.mjs';
import { entryNameFaults } from './docs/entry-names.mjs';
import { docExamples, pageExamples } from './docs/examples.mjs';
import { experimentFaults, shownExperiments } from './docs/experiments.mjs';
import { exportedNames } from './docs/exported.mjs';
import { makeFixture } from './docs/fixture.mjs';
import { kernelSection, kernelTables } from './docs/kernels.mjs';
import { keyFaults } from './docs/keys.mjs';
import { linkFaults } from './docs/links.mjs';
import { writeModules } from './docs/modules.mjs';
import { nameFaults } from './docs/names.mjs';
import { cache, entries, entryFaults, root } from './docs/places.mjs';
import { programs } from './docs/program.mjs';
import { runFaults } from './docs/run.mjs';
import { typeFaults } from './docs/type-check.mjs';
import { warningFaults } from './docs/warnings.mjs';
import { referenceFaults, renderReference } from './gen-reference.mjs';

const missing = entries().filter(({ built }) => !existsSync(built));
if (missing.length > 0) {
  const [{ built }] = missing;
  console.log(`docs: ${relative(root, built)} is not there. Run \`npm run build\` first.`);
  process.exitCode = 1;
} else process.exitCode = (await check(process.argv.includes('--write'))) === 0 ? 0 : 1;

/** Runs every check and says what it found; gives the number of faults. */
async function check(write) {
  let count = 0;
  const tell = (what, faults) => {
    count += faults.length;
    const words = faults.map((fault) => `  ${fault}`).join('\n');
    console.log(faults.length === 0 ? `docs: ${what}` : `docs: NOT ${what}\n${words}`);
  };
  // Goes on beside the rest.
  const experiments = shownExperiments();
  const fixture = makeFixture(experiments);
  await checkPages(tell, write, experiments);
  await checkExamples(tell, fixture);
  return count;
}

async function checkPages(tell, write, experiments) {
  const core = { ...(await import('@isthmus/core')), ...(await import('@isthmus/core/internal')) };
  const { KINDS } = await import('@isthmus/core/contract');
  const { REASON_WORDS } = await import('@isthmus/charts/internal');
  const { builtInRegistry } = await import('@isthmus/cli/plugins');
  const registry = builtInRegistry();
  const plugins = new Set(KINDS.flatMap((kind) => registry.list(kind)).map(({ name }) => name));
  const schema = core.experimentJsonSchema(core.Registry.of());

  const kernels = kernelSection(registry, core.optionsJsonSchema, await kernelTables());
  const reference = await renderReference(registry, KINDS, core.optionsJsonSchema, kernels);
  tell('docs/reference.md is current', await referenceFaults(reference, write));
  tell('every link leads somewhere', linkFaults());
  tell(
    `all ${experiments.length} experiments on pages are valid`,
    experimentFaults(experiments, core, registry),
  );
  tell('the guide names the keys of an experiment with their defaults', keyFaults(schema));
  tell('every kind, reason, warning and example is listed', [
    ...columnFaults('docs/guide.md', 'Examples', exampleNames()),
    ...columnFaults('docs/plugins.md', 'The kinds', KINDS),
    ...columnFaults('docs/glossary.md', 'Reasons', Object.keys(REASON_WORDS)),
    ...warningFaults(),
  ]);
  tell('every plugin and every name in code font exists', nameFaults(plugins));
  tell('every README lists the entries of its package', entryNameFaults());
  tell('every command and flag exists, and the guide names them all', commandFaults());
}

async function checkExamples(tell, fixture) {
  const programOf = programs();
  const sources = entries().map(({ source }) => source);
  const exported = exportedNames(programOf(sources));
  const callable = exported.filter(({ isCallable }) => isCallable);
  tell('every export leads to a source', entryFaults());
  tell(`all ${exported.length} exported names have a doc comment`, undescribed(exported));
  tell(`all ${callable.length} exported functions and classes have an example`, unshown(callable));

  tell('the experiments with claims that pages show meet them', await fixture);
  const examples = [...docExamples(exported), ...pageExamples()];
  const { modules, faults } = writeModules(examples, exported);
  const run = modules.filter((one) => one.run !== null);
  const values = run.reduce((sum, one) => sum + one.values, 0);
  // In a process of its own, beside the compiler in this one.
  const ran = runFaults(run);
  const checked = [join(cache, 'checked/prelude.ts'), ...modules.map((one) => one.checked)];
  const wrong = typeFaults(programOf([...sources, ...checked]), modules);
  tell(`all ${modules.length} examples compile`, [...faults, ...wrong]);
  tell(`${run.length} of them run, and ${values} values are as they state`, await ran);
}

function exampleNames() {
  return readdirSync(join(root, 'examples'))
    .filter((file) => file.endsWith('.isthmus.json'))
    .map((file) => file.replace('.isthmus.json', ''));
}

function undescribed(exported) {
  return exported
    .filter(({ isDescribed }) => !isDescribed)
    .map(({ file, name }) => `${file}: "${name}" is exported without a doc comment`);
}

function unshown(callable) {
  return callable
    .filter(({ comments }) => !comments.some(({ text }) => text.includes('@example')))
    .map(({ file, name }) => `${file}: "${name}" is exported without an example`);
}
