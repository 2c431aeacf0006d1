// Writes docs/reference.md: every plugin that comes with Isthmus, with its options, from the registry,
// and every kernel that a plugin may name, from the table of operations.
// `npm run docs -- --write` calls it; `npm run docs` checks that the page is current.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import prettier from 'prettier';
import { root } from './docs/places.mjs';
import { optionRows } from './docs/option-rows.mjs';

const PAGE = 'docs/reference.md';

/** Each kind with its heading, and where an experiment names its plugins. */
const KIND_WORDS = {
  architecture: ['Architectures', 'Named by `architecture`.'],
  layer: ['Layers', 'Named by the nodes of an architecture’s layer graph.'],
  task: ['Tasks', 'Named by `task`.'],
  loss: ['Losses and regularizers', 'Losses are named by `loss`, regularizers by `regularizers`.'],
  objective: ['Objectives', 'Named by `objective`, in place of task, architecture and loss.'],
  optimizer: ['Optimizers', 'Named by `train.optimizer`.'],
  pathStrategy: ['Path strategies', 'Named by `paths`.'],
  symmetry: ['Symmetries', 'Named by `align`.'],
  analysis: ['Analyses', 'Named by `analyses`.'],
  certifier: ['Certifiers', 'Named by `certify`.'],
  analysis: ['Analyses', 'Named by `analyses`.'],
  reporter: ['Reports', 'Named by `report`.'],
};

/**
 * The page that the registry stands for.
 *
 * @param {import('@isthmus/core').Registry} registry
 * @param {readonly import('@isthmus/core/contract').Kind[]} kinds in their order on the page
 * @param {(definition: import('@isthmus/core/contract').Definition) => object | null} schemaOf the
 *   JSON Schema of a plugin's options
 * @param {readonly string[]} kernels the blocks of text about kernels
 */
export async function renderReference(registry, kinds, schemaOf, kernels) {
  const sections = kinds.flatMap((kind) => {
    const plugins = registry.list(kind);
    if (plugins.length === 0) return [];
    const [heading, use] = KIND_WORDS[kind];
    return [
      `## ${heading}`,
      use,
      ...plugins.flatMap((plugin) => pluginSection(plugin, schemaOf(plugin))),
    ];
  });
  const text = [...HEAD, ...sections, ...kernels].join('\n\n');
  const options = await prettier.resolveConfig(join(root, PAGE));
  return prettier.format(text, { ...options, parser: 'markdown' });
}

const HEAD = [
  '<!-- Made by tools/gen-reference.mjs: change the plugins, then `npm run docs -- --write`. -->',
  '# Plugins',
  [
    'Everything that comes with Isthmus, by kind. An experiment names a plugin as `"core/adam"`, or with',
    'options as `{ "use": "core/adam", "options": { "learningRate": 0.01 } }`.',
    '`isthmus list optimizer --json` prints the same for a program, with `--plugin` your own plugins too',
    '([how to write them](plugins.md)). The [kernels](#kernels) that your plugins may name stand at the end.',
  ].join('\n'),
  [
    'In the tables, `splits.train` is the key `train` of the object `splits`, and `blocks[].filters` the',
    'key `filters` of each entry of the list `blocks`. An option without a default may be left out,',
    'unless it is required.',
  ].join('\n'),
];

function pluginSection({ name, summary, sources }, schema) {
  const rows = schema === null ? [] : optionRows(schema);
  const table = [
    '| option | type | default | meaning |',
    '| --- | --- | --- | --- |',
    ...rows.map((row) => `| \`${row.name}\` | ${row.type} | ${row.fallback} | ${row.meaning} |`),
  ];
  return [
    `### ${name}`,
    escaped(summary),
    rows.length === 0 ? 'No options.' : table.join('\n'),
    ...(sources.length === 0 ? [] : [`Sources: ${sources.map(escaped).join('; ')}.`]),
  ];
}

const escaped = (text) => text.replaceAll(/[*_<[\]]/g, '\\$&');

/** Writes the page, or says where it is not current. */
export async function referenceFaults(text, write) {
  const file = join(root, PAGE);
  if (write) writeFileSync(file, text);
  const present = readOr(file, '');
  return present === text ? [] : [`${PAGE} is not current: npm run docs -- --write`];
}

function readOr(file, otherwise) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return otherwise;
  }
}
