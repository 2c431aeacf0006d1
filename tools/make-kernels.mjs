// Compiles the WebAssembly modules of packages/engine/kernels and writes each one's bytes, as base64,
// to packages/engine/src/kernels/bytes/<module>.ts.
//
//   node tools/make-kernels.mjs [--check] [module ...]
//
// Without names it takes all modules. With --check nothing is written, and it fails where a file
// differs from what its source compiles to, or belongs to no source.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const root = fileURLToPath(new URL('..', import.meta.url));
const kernels = join(root, 'packages/engine/kernels');
const bytes = join(root, 'packages/engine/src/kernels/bytes');

/**
 * The memory is the caller's, so that modules share one. SIMD without the relaxed operations, which
 * may round differently on another processor.
 */
const FLAGS = [
  ['-O3', '--converge', '--noAssert', '--uncheckedBehavior', 'always'],
  ['--runtime', 'stub', '--importMemory', '--noExportMemory', '--initialMemory', '1'],
  ['--enable', 'simd'],
].flat();

/** A module is a file directly in the folder whose first line says so; the others are shared. */
const allModules = () =>
  readdirSync(kernels)
    .filter((file) => file.endsWith('.ts'))
    .filter((file) => /^\/\/ module\r?\n/.test(readFileSync(join(kernels, file), 'utf8')))
    .map((file) => file.slice(0, -3));

async function compile(module) {
  let binary = null;
  const { error, stderr } = await asc.main(
    [`${module}.ts`, '--baseDir', kernels, '--outFile', 'kernel.wasm', ...FLAGS],
    { writeFile: (name, contents) => void (name === 'kernel.wasm' && (binary = contents)) },
  );
  if (error !== null || binary === null) throw new Error(`${module}.ts: ${stderr.toString()}`);
  if (hasData(binary))
    throw new Error(`${module}.ts: static data would overwrite what others hold in the memory.`);
  return binary;
}

/** Whether a module has a data section (11), its sections being (id, length in LEB128, content). */
function hasData(binary) {
  for (let at = 8; at < binary.length;) {
    const id = binary[at++];
    if (id === 11) return true;
    let length = 0;
    for (let shift = 0, more = true; more; shift += 7) {
      length += (binary[at] & 127) * 2 ** shift;
      more = binary[at++] > 127;
    }
    at += length;
  }
  return false;
}

const textOf = (module, binary) =>
  `// Made from packages/engine/kernels/${module}.ts by tools/make-kernels.mjs; not for editing.\n` +
  `/** The WebAssembly module \`${module}\`, ${binary.length} bytes in base64. */\n` +
  `export const bytes =\n  '${Buffer.from(binary).toString('base64')}';\n`;

const strays = (modules) =>
  (existsSync(bytes) ? readdirSync(bytes) : []).filter((f) => !modules.includes(f.slice(0, -3)));

const words = process.argv.slice(2);
const check = words.includes('--check');
const named = words.filter((word) => !word.startsWith('--'));
const all = allModules();
const faults = [];
mkdirSync(bytes, { recursive: true });
for (const module of named.length > 0 ? named : all) {
  const file = join(bytes, `${module}.ts`);
  const [made, held] = [
    textOf(module, await compile(module)),
    existsSync(file) ? readFileSync(file, 'utf8') : null,
  ];
  if (made === held) continue;
  if (check) faults.push(`${module}.ts differs from what its source compiles to`);
  else writeFileSync(file, made);
  if (!check) console.log(`${module}: ${made.length} characters written`);
}
for (const file of strays(all)) {
  if (check) faults.push(`${file} belongs to no source`);
  else rmSync(join(bytes, file));
}
for (const fault of faults) console.error(`engine/kernels/bytes: ${fault}.`);
if (faults.length > 0) {
  console.error('Run `node tools/make-kernels.mjs` and commit what it writes.');
  process.exitCode = 1;
}
