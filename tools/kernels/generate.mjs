// What tools/make-kernels.mjs makes of the descriptions of operations, beside the modules themselves.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { format } from 'prettier';
import { activationSource, activationTable, readActivations } from './activations.mjs';
import { callSources, flagSource } from './calls.mjs';
import { lossSource, lossTable, readLosses } from './losses.mjs';
import { optimizerSource, optimizerTable, readOptimizers } from './optimizers.mjs';
import { readRecords, recordModule, recordSource } from './records.mjs';
import { tileSource } from './tiles.mjs';
import { camel, MADE } from './sources.mjs';

/**
 * The texts that are made, by their files.
 *
 * @param {string} engine the folder of the package
 */
export async function generatedFiles(engine) {
  const kernels = join(engine, 'kernels');
  const activations = readActivations(join(kernels, 'activations'));
  const losses = readLosses(join(kernels, 'losses'));
  const optimizers = readOptimizers(join(kernels, 'optimizers'));
  const table = [activationTable(activations), lossTable(losses), optimizerTable(optimizers)];
  const made = join(kernels, 'generated');
  const typed = join(engine, 'src/kernels/generated');
  const calls = [...callSources(kernels), ['gemm-flags', flagSource(kernels)]].map(
    async ([name, text]) => [join(typed, `${name}.ts`), await pretty(text)],
  );
  const records = readRecords(kernels);
  const layouts = records.map(async (one) => [
    join(typed, `${one.name}.ts`),
    await pretty(recordModule(one)),
  ]);
  return new Map([
    ...records.map((one) => [join(made, `${one.name}.ts`), recordSource(one)]),
    ...(await Promise.all(layouts)),
    ...(await Promise.all(calls)),
    [join(made, 'activations.ts'), activationSource(activations)],
    [join(made, 'tiles.ts'), tileSource(kernels)],
    [join(made, 'losses.ts'), lossSource(losses)],
    [join(made, 'optimizers.ts'), optimizerSource(optimizers)],
    [join(typed, 'operations.ts'), await pretty(`${MADE}${table.join('')}`)],
    [
      join(engine, 'src/operations/activations/index.ts'),
      await pretty(activationIndex(join(engine, 'src/operations/activations'))),
    ],
    [
      join(engine, 'src/operations/losses/index.ts'),
      await pretty(lossIndex(join(engine, 'src/operations/losses'))),
    ],
  ]);
}

/** Files in the folders of what is made that belong to no text. */
export function strayFiles(files) {
  const folders = new Set([...files.keys()].map((file) => join(file, '..')));
  return [...folders]
    .filter((folder) => folder.endsWith('generated') && existsSync(folder))
    .flatMap((folder) => readdirSync(folder).map((file) => join(folder, file)))
    .filter((file) => !files.has(file));
}

/**
 * Every file of the folder is a definition, and exports it by its own name. Those that the index has
 * keep their order, in which people see them; others come behind.
 */
function definitionsIn(folder) {
  const names = readdirSync(folder)
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && file !== 'index.ts')
    .sort()
    .map((file) => file.slice(0, -3));
  const index = join(folder, 'index.ts');
  const text = existsSync(index) ? readFileSync(index, 'utf8') : '';
  const held = [...text.matchAll(/from '\.\/(.+)\.js'/g)].map(([, name]) => name);
  const kept = held.filter((name) => names.includes(name));
  return [...kept, ...names.filter((name) => !kept.includes(name))];
}

const importsOf = (names) =>
  `import type { Definition } from '@isthmus/contract';
${names.map((name) => `import { ${camel(name)} } from './${name}.js';\n`).join('')}`;

function activationIndex(folder) {
  const names = definitionsIn(folder);
  return `${MADE}${importsOf(names)}
/** The names of the built-in activations, without their scope. */
export const activationNames = [${names.map((name) => `'${name}'`).join(', ')}] as const;

/** The built-in activations, each a layer. */
export const activations: readonly Definition<'layer'>[] = [${names.map(camel).join(', ')}];
`;
}

function lossIndex(folder) {
  const names = definitionsIn(folder);
  return `${MADE}${importsOf(names)}
/** The built-in losses of predictions, and the regularizers. */
export const losses: readonly Definition<'loss'>[] = [${names.map(camel).join(', ')}];
`;
}

const pretty = (text) => format(text, { parser: 'typescript', singleQuote: true, printWidth: 100 });
