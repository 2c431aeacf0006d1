// Makes what follows from the descriptions of operations in packages/engine (see tools/kernels), then
// compiles the WebAssembly modules of packages/engine/kernels and writes each one's bytes, as base64,
// to packages/engine/src/kernels/bytes/<module>.ts.
//
//   node tools/make-kernels.mjs [--check] [--engine FOLDER] [module ...]
//
// Without names it takes all modules. With --check nothing is written, and it fails where a file
// differs from what its source gives, or belongs to no source. FOLDER is another copy of the package.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import asc from 'assemblyscript/asc';
import { generatedFiles, strayFiles } from './kernels/generate.mjs';

const { values: options, positionals: named } = parseArgs({
  options: { check: { type: 'boolean', default: false }, engine: { type: 'string' } },
  allowPositionals: true,
});
const { check } = options;
const engine =
  options.engine ??
  fileURLToPath(new URL('../packages/engine', import.meta.url)).replace(/\/$/, '');
const kernels = join(engine, 'kernels');
const bytes = join(engine, 'src/kernels/bytes');

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
  (existsSync(bytes) ? readdirSync(bytes) : [])
    .filter((file) => !modules.includes(file.slice(0, -3)))
    .map((file) => join(bytes, file));

const faults = [];

/** Writes a file unless it holds that text already; with --check notes that it does not. */
function put(file, text) {
  if (existsSync(file) && readFileSync(file, 'utf8') === text) return;
  const name = relative(engine, file);
  if (check) faults.push(`${name} differs from what its source gives`);
  else {
    mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(file, text);
    console.log(`${name}: ${text.length} characters written`);
  }
}

function drop(file) {
  if (check) faults.push(`${relative(engine, file)} belongs to no source`);
  else rmSync(file);
}

const generated = await generatedFiles(engine);
for (const [file, text] of generated) put(file, text);
const all = allModules();
for (const module of named.length > 0 ? named : all)
  put(join(bytes, `${module}.ts`), textOf(module, await compile(module)));
for (const file of [...strayFiles(generated), ...strays(all)]) drop(file);
for (const fault of faults) console.error(`packages/engine: ${fault}.`);
if (faults.length > 0) {
  console.error('Run `node tools/make-kernels.mjs` and commit what it writes.');
  process.exitCode = 1;
}
