// Makes the constants of losses and the choice between them. A file of kernels/losses exports `row`,
// the loss of one row in float64 with its gradient, and `lanes`, those of eight rows side by side.
import { branches, camel, capital, MADE, operationsIn } from './sources.mjs';

/** @param {string} folder kernels/losses */
export function readLosses(folder) {
  return operationsIn(folder).map(({ name, functions }, code) => {
    for (const needed of ['row', 'lanes'])
      if (!functions.has(needed))
        throw new Error(`kernels/losses/${name}.ts should export \`${needed}\`.`);
    return { name, code, constant: capital(name), module: camel(name) };
  });
}

/** The AssemblyScript of all losses. */
export function lossSource(all) {
  const cases = (body) => branches(all.map((each) => [`loss == ${each.constant}`, body(each)]));
  return `${MADE}${all
    .map(({ module, name }) => `import * as ${module} from '../losses/${name}';\n`)
    .join('')}
/** The numbers by which kernels know the losses. */
${all.map(({ constant, code }) => `export const ${constant}: i32 = ${code};\n`).join('')}
/** The loss of one row of predictions z against y; its gradient, divided by count, where dz is not 0. */
@inline
export function rowLoss(loss: i32, size: i32, z: usize, y: usize, count: f64, dz: usize): f64 {
${cases(({ module }) => `return ${module}.row(size, z, y, count, dz);`)}
}

/** The losses of a chunk's slots, and their derivatives in the predictions. */
@inline
export function laneLosses<Y>(
  loss: i32, z: usize, y: usize, stride: usize, outputs: i32, dz: usize, out: usize, slots: i32,
): void {
  const end = <usize>slots * 32;
${cases(
  ({ module }) => `{
    for (let at: usize = 0; at < end; at += 32)
      ${module}.lanes<Y>(z + at, y + at, stride, outputs, dz + at, out + at);
  }`,
)}
}
`;
}

/** The table for TypeScript. */
export function lossTable(all) {
  return `
/** The numbers by which kernels know the losses that they have, by name. */
export const LOSS_KERNELS: Readonly<Record<string, number>> = {
  ${all.map(({ name, code }) => `'${name}': ${code},`).join('\n  ')}
};
`;
}
