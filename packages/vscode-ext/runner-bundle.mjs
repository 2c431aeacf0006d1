// Bundles the runner and its thread; the rest of the extension is bundled by build.mjs.
import { cpSync, mkdirSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = fileURLToPath(new URL('.', import.meta.url));
const require = createRequire(import.meta.url);

/** What all bundles of the extension have in common. */
export const common = {
  absWorkingDir: here,
  bundle: true,
  sourcemap: true,
  minify: true,
  // Stack traces and error names stay readable.
  keepNames: true,
  conditions: ['@isthmus/source'],
  logLevel: 'warning',
  metafile: true,
};

/**
 * happy-dom, which gives the report a document, holds a self-signed certificate for requests that we
 * never make. A key has no place in a package that others install.
 */
const withoutCertificate = {
  name: 'without-certificate',
  setup(bundle) {
    bundle.onLoad({ filter: /FetchHTTPSCertificate\.js$/ }, () => ({
      contents: "export default { cert: '', key: '' };",
    }));
  },
};

/** What an ES module does not have; bundled CommonJS packages and tfjs's wasm backend ask for it. */
const COMMONJS_NAMES = [
  "import { createRequire as __createRequire } from 'node:module';",
  'const require = __createRequire(import.meta.url);',
  "const __filename = require('node:url').fileURLToPath(import.meta.url);",
  "const __dirname = require('node:path').dirname(__filename);",
].join(' ');

/**
 * Bundles the runner, in files that load tfjs and other heavy parts when they are asked for, and lays
 * what it reads beside it.
 *
 * @param {string} outdir
 */
export async function buildRunner(outdir) {
  const result = await build({
    ...common,
    entryPoints: {
      entry: 'src/worker/entry.ts',
      thread: 'src/worker/thread.ts',
      checker: 'src/worker/checker.ts',
      // What tasks run in a terminal, where the workspace has not installed it.
      command: '../cli/src/main.ts',
    },
    outdir,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    splitting: true,
    plugins: [withoutCertificate],
    // With Node's own order of main fields the tfjs packages come as builds that are marked free of
    // side effects, and the backends that they register are dropped.
    mainFields: ['module', 'main'],
    banner: { js: COMMONJS_NAMES },
  });
  copyRunnerFiles(outdir);
  return result;
}

/** The tfjs binaries and the embedded data lie beside the bundle. */
function copyRunnerFiles(runner) {
  const wasm = dirname(
    require.resolve('@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm'),
  );
  for (const file of readdirSync(wasm).filter(
    (name) => name.endsWith('.wasm') && !name.includes('threaded'),
  ))
    cpSync(join(wasm, file), join(runner, file));
  mkdirSync(join(runner, 'data'));
  cpSync(join(here, '../core/data'), join(runner, 'data'), { recursive: true });
  cpSync(join(here, '../core/DATA-LICENSES.md'), join(runner, 'data/DATA-LICENSES.md'));
}
