import { cell, optionRows } from './option-rows.mjs';

/** The kernels by name, as they follow from their sources. */
export async function kernelTables() {
  const { ACTIVATION_KERNELS, LOSS_KERNELS, OPTIMIZER_KERNELS } =
    await import('@isthmus/engine/internal');
  return { activations: ACTIVATION_KERNELS, losses: LOSS_KERNELS, optimizers: OPTIMIZER_KERNELS };
}

/**
 * What a plugin may name as its kernel, as blocks of Markdown. What each computes, and what its settings
 * mean, is what the plugin of Isthmus says that runs on it.
 *
 * @param {import('@isthmus/core').Registry} registry
 * @param {(definition: import('@isthmus/core/contract').Definition) => object | null} schemaOf
 */
export function kernelSection(registry, schemaOf, { activations, losses, optimizers }) {
  const made = (kind) => plugins(registry, kind, schemaOf);
  return [
    '## Kernels',
    INTRODUCTION,
    '### Kernels of activations',
    'Named as `function` by a layer’s `fast` of the kind `activation`: `{ name, parameter }`.',
    activationTable(activations, made('layer')),
    '### Kernels of losses',
    'Named by a loss’s `fast`.',
    lossTable(losses, made('loss')),
    '### Kernels of optimizers',
    'Named as `rule` by an optimizer’s `fused`, with all of the settings. The state is kept under these names.',
    optimizerTable(optimizers, made('optimizer')),
    settingTable(optimizers, made('optimizer')),
  ];
}

const INTRODUCTION = [
  'What a plugin of your own may name in `fast` and `fused` ([Speed](plugins.md#speed)): any other name,',
  'and any other settings, are refused. A kernel computes what the plugins beside it do, the first of them by all settings.',
].join('\n');

/** Those of a kind that need no options, each made with its defaults, and the rows of its options. */
function plugins(registry, kind, schemaOf) {
  return registry.list(kind).flatMap((definition) => {
    const schema = schemaOf(definition) ?? {};
    if ((schema.required ?? []).length > 0) return [];
    const { plugin } = registry.resolve(kind, definition.name, '');
    return [{ ...definition, plugin, options: optionRows(schema) }];
  });
}

/** The plugins that run on a kernel, first the one with the most options, which shows most of it. */
function runningOn(name, made, nameOf) {
  const found = made
    .filter(({ plugin }) => nameOf(plugin) === name)
    .sort((a, b) => b.options.length - a.options.length);
  if (found.length === 0) throw new Error(`No plugin of Isthmus runs on the kernel "${name}".`);
  return found;
}

const table = (head, rows) =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

const code = (name) => `\`${name}\``;
const listed = (names) => (names.length === 0 ? 'none' : names.map(code).join(', '));
const asPlugins = (found) => [cell(found[0].summary), listed(found.map(({ name }) => name))];

function activationTable(kernels, layers) {
  const activations = layers.filter(
    ({ plugin }) => activationOf(plugin) !== null && plugin.parameters([[1]]).length === 0,
  );
  const rows = Object.entries(kernels).map(([name, { takesParameter }]) => {
    const found = runningOn(name, activations, activationOf);
    return [code(name), ...asPlugins(found), takesParameter ? parameterWords(found[0]) : 'none'];
  });
  return table(['name', 'computes', 'as', 'parameter'], rows);
}

/** The function that a layer names; null where it is no activation. */
function activationOf(layer) {
  try {
    const rule = layer.interpreters.fast?.([[1]]);
    return rule?.kind === 'activation' ? rule.function.name : null;
  } catch {
    // It takes no such input.
    return null;
  }
}

function parameterWords({ options: [{ name, type, meaning }] }) {
  return `the ${code(name)}, ${type}: ${meaning}`;
}

function lossTable(kernels, losses) {
  const rows = Object.keys(kernels).map((name) => {
    const found = runningOn(name, losses, ({ fast }) => fast);
    return [code(name), ...asPlugins(found), code(found[0].plugin.targets)];
  });
  return table(['name', 'computes', 'as', 'targets'], rows);
}

const ruleOf = ({ fused }) => fused?.rule;

function optimizerTable(kernels, optimizers) {
  const rows = Object.entries(kernels).map(([name, { settings, slots, counts }]) => [
    code(name),
    ...asPlugins(runningOn(name, optimizers, ruleOf)),
    listed(settings),
    listed([...slots, ...(counts ? ['count'] : [])]),
  ]);
  return table(['name', 'computes', 'as', 'settings', 'state'], rows);
}

/** A setting that means the same in several kernels stands there once. */
function settingTable(kernels, optimizers) {
  const meanings = new Map();
  for (const [name, { settings }] of Object.entries(kernels)) {
    const [{ options }] = runningOn(name, optimizers, ruleOf);
    for (const setting of settings) {
      const { type, meaning } = options.find((option) => option.name === setting);
      const key = [code(setting), type, meaning].join(' | ');
      meanings.set(key, [...(meanings.get(key) ?? []), name]);
    }
  }
  const rows = [...meanings].map(([key, names]) => [key, listed(names)]);
  return table(['setting', 'type', 'meaning', 'of'], rows);
}
