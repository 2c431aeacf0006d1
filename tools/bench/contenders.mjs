import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** What every contender is told, so that no library starts threads of its own. */
const ONE_THREAD = { OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1', MKL_NUM_THREADS: '1' };

/** What pins OpenBLAS to the kernels of one processor. */
const PINS = ['OPENBLAS_CORETYPE', 'OPENBLAS_L2_SIZE'];

/**
 * How each contender is started. The programs of ours, of tfjs and of the peak are the bundles.
 *
 * @returns by name: `isthmus`, our engines by their own names, `tfjsWasm`, `peak` and the PyTorch
 * ones (see `pytorchEnvironments`)
 */
export function contendersOf(settings, bundles) {
  const flags = revectorizeFlag(settings.node);
  const onNode = (file, args, ...words) => ({
    command: settings.node,
    args: [...args, file, ...words],
    env: { ...process.env, ...ONE_THREAD },
  });
  const peer = join(import.meta.dirname, 'peer', 'server.py');
  const pytorch = Object.entries(pytorchEnvironments(process.env, blasFolder(settings.blas))).map(
    ([name, env]) => [
      name,
      { command: settings.python, args: [peer], env: { ...env, ...ONE_THREAD } },
    ],
  );
  return {
    isthmus: onNode(bundles.isthmus, flags, settings.engine),
    fast: onNode(bundles.isthmus, flags, 'fast'),
    reference: onNode(bundles.isthmus, [], 'reference'),
    tfjs: onNode(bundles.isthmus, [], 'tfjs'),
    tfjsWasm: onNode(bundles.tfjs, []),
    peak: onNode(bundles.peak, flags),
    ...Object.fromEntries(pytorch),
  };
}

/**
 * PyTorch with the OpenBLAS kernels that it would choose, and with older ones. `pytorchAsFound` is the
 * environment as it is. Where that pins OpenBLAS to a processor, `pytorchUnpinned` is the one
 * without; where it does not, `pytorchAvx2` is the one with the 256-bit kernels of Haswell.
 *
 * @param folder of libblas.so.3; null: as the system finds it
 */
export function pytorchEnvironments(env, folder) {
  const path = [folder, folder && join(folder, '..'), env.LD_LIBRARY_PATH].filter(Boolean);
  const base = path.length === 0 ? env : { ...env, LD_LIBRARY_PATH: path.join(':') };
  if (!PINS.some((pin) => env[pin]))
    return { pytorchAsFound: base, pytorchAvx2: { ...base, OPENBLAS_CORETYPE: 'Haswell' } };
  const free = Object.entries(base).filter(([key]) => !PINS.includes(key));
  return { pytorchAsFound: base, pytorchUnpinned: Object.fromEntries(free) };
}

/** The folder of an OpenBLAS that Debian installed beside another BLAS; null where there is none. */
function blasFolder(given) {
  if (given !== null) return given;
  const root = `/usr/lib/${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}-linux-gnu`;
  if (!existsSync(root)) return null;
  const found = readdirSync(root).find((name) => name.startsWith('openblas-'));
  return found === undefined ? null : join(root, found);
}

/** The flag by which V8 joins pairs of 128-bit operations, where that Node knows it and it works. */
function revectorizeFlag(node) {
  const script =
    'console.log(process.config.variables.v8_enable_wasm_simd256_revec, process.versions.node)';
  const [enabled, version] = execFileSync(node, ['-e', script], { encoding: 'utf8' }).split(' ');
  return enabled === '1' && Number.parseInt(version) >= 24
    ? ['--experimental-wasm-revectorize']
    : [];
}

/** The version of a Node, such as `24.21.0`. */
export function nodeVersion(node) {
  return execFileSync(node, ['-p', 'process.versions.node'], { encoding: 'utf8' }).trim();
}

/** Why PyTorch cannot be asked, or null where it can. */
export function pytorchAbsence(python) {
  try {
    execFileSync(python, ['-c', 'import torch'], { stdio: ['ignore', 'ignore', 'pipe'] });
    return null;
  } catch (error) {
    return (
      String(error.stderr ?? '')
        .trim()
        .split('\n')
        .at(-1) || error.message
    );
  }
}
