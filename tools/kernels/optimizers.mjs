// Makes the constants of optimizers and the choice between them. A file of kernels/optimizers exports
// the places of its settings as constants, and `update`, whose parameters between `gradient` and
// `settings` are the arrays of its state; one that counts its steps takes corrections behind them.
import { branches, camel, camelOfCapital, capital, MADE, operationsIn } from './sources.mjs';

const CORRECTIONS = ['c1a', 'c1b', 'c1c', 'c1d', 'c2a', 'c2b', 'c2c', 'c2d'];

/** Arrays of state that kernels have room for. */
const MOST_SLOTS = 2;

/** @param {string} folder kernels/optimizers */
export function readOptimizers(folder) {
  return operationsIn(folder).map(({ name, functions, constants }, code) => {
    const parameters = functions.get('update')?.parameters.map((one) => one.name);
    if (parameters === undefined)
      throw new Error(`kernels/optimizers/${name}.ts should export \`update\`.`);
    const slots = parameters.slice(
      parameters.indexOf('gradient') + 1,
      parameters.indexOf('settings'),
    );
    if (slots.length > MOST_SLOTS)
      throw new Error(`kernels/optimizers/${name}.ts has more than ${MOST_SLOTS} arrays of state.`);
    const settings = constants.map((one) => camelOfCapital(one.name));
    const counts = CORRECTIONS.every((each) => parameters.includes(each));
    if (counts && !(settings.includes('beta1') && settings.includes('beta2')))
      throw new Error(`kernels/optimizers/${name}.ts counts its steps, but has no two betas.`);
    return { name, code, constant: capital(name), module: camel(name), slots, settings, counts };
  });
}

/** The AssemblyScript of all optimizers. */
export function optimizerSource(all) {
  const call = ({ module, slots, counts }) => {
    const state = slots.map((_, i) => `slot${i}`);
    const corrections = counts ? CORRECTIONS : [];
    const given = ['bytes', 'theta', 'gradient', ...state, 'settings', ...corrections];
    return `${module}.update(${[...given, 'mask0', 'mask1', 'masked'].join(', ')});`;
  };
  return `${MADE}${all
    .map(({ module, name }) => `import * as ${module} from '../optimizers/${name}';\n`)
    .join('')}
/** The numbers by which kernels know the optimizers. */
${all.map(({ constant, code }) => `export const ${constant}: i32 = ${code};\n`).join('')}
/** One step of a rule on \`n\` floats; lanes that a mask leaves out keep their numbers. */
@inline
export function updateGroups(
  rule: i32, n: i32, theta: usize, gradient: usize, slot0: usize, slot1: usize, settings: usize,
  c1a: v128, c1b: v128, c1c: v128, c1d: v128, c2a: v128, c2b: v128, c2c: v128, c2d: v128,
  mask0: v128, mask1: v128, masked: bool,
): void {
  const bytes = <usize>n * 4;
${branches(all.map((each) => [`rule == ${each.constant}`, call(each)]))}
}
`;
}

/** The table for TypeScript. */
export function optimizerTable(all) {
  const list = (names) => `[${names.map((name) => `'${name}'`).join(', ')}]`;
  const most = Math.max(...all.map(({ settings }) => settings.length));
  return `
/** What kernels know of an optimizer's rule. */
export interface OptimizerKernel {
  /** Its number. */
  readonly code: number;
  /** Its settings in their order. */
  readonly settings: readonly string[];
  /** The arrays of its state in their order. */
  readonly slots: readonly string[];
  /** Whether it counts its steps, and takes corrections made of \`beta1\` and \`beta2\`. */
  readonly counts: boolean;
}

/** The rules that have kernels, by name. */
export const OPTIMIZER_KERNELS: Readonly<Record<string, OptimizerKernel>> = {
  ${all
    .map(
      ({ name, code, settings, slots, counts }) =>
        `'${name}': { code: ${code}, settings: ${list(settings)}, slots: ${list(slots)}, counts: ${counts} },`,
    )
    .join('\n  ')}
};

/** How many float64 the settings of any rule are at most. */
export const MOST_SETTINGS = ${most};
`;
}
