// Bundles the extension: the host (CommonJS, as VS Code loads it), the page, and the runner with its
// thread. The packages are built before. Usage: node build.mjs
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CHART_STYLES } from '@isthmus/charts';
import { experimentJsonSchema } from '@isthmus/core';
import { builtInRegistry } from '@isthmus/cli/plugins';
import { build } from 'esbuild';
import { noticesOf } from './notices.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const dist = join(here, 'dist');
const require = createRequire(import.meta.url);

const common = {
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

rmSync(dist, { recursive: true, force: true });
const bundles = await Promise.all([
  build({
    ...common,
    entryPoints: { extension: 'src/host/extension.ts' },
    outdir: dist,
    platform: 'node',
    format: 'cjs',
    outExtension: { '.js': '.cjs' },
    target: 'node20',
    external: ['vscode'],
    // CommonJS has no import.meta.
    define: { 'import.meta.url': '__moduleUrl' },
    banner: { js: "const __moduleUrl = require('node:url').pathToFileURL(__filename).href;" },
  }),
  build({
    ...common,
    entryPoints: { webview: 'src/webview/main.ts' },
    outdir: dist,
    platform: 'browser',
    format: 'iife',
    target: 'es2022',
  }),
  build({
    ...common,
    entryPoints: { entry: 'src/worker/entry.ts', thread: 'src/worker/thread.ts' },
    outdir: join(dist, 'runner'),
    platform: 'node',
    format: 'esm',
    target: 'node20',
    splitting: true,
    plugins: [withoutCertificate],
    // With Node's own order of main fields the tfjs packages come as builds that are marked free of
    // side effects, and the backends that they register are dropped.
    mainFields: ['module', 'main'],
    // Bundled CommonJS packages ask for Node's modules by require.
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
    },
  }),
]);
copyRunnerFiles();
writeNotices();
writeStyles();
writeSchema();

/** The tfjs binaries and the embedded data lie beside its bundle. */
function copyRunnerFiles() {
  const runner = join(dist, 'runner');
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

/** What others wrote is passed on under their terms. */
function writeNotices() {
  const metafiles = bundles.map(({ metafile }) => metafile);
  writeFileSync(join(dist, 'THIRD-PARTY-NOTICES.txt'), `${noticesOf(here, metafiles)}\n`);
}

/** One style sheet: the page's own and that of the charts, which the report uses too. */
function writeStyles() {
  const page = readFileSync(join(here, 'src/webview/page.css'), 'utf8');
  writeFileSync(join(dist, 'webview.css'), `${CHART_STYLES}\n${page}`);
}

/** The schema that the editor checks experiments with. */
function writeSchema() {
  const schema = experimentJsonSchema(builtInRegistry());
  writeFileSync(join(dist, 'experiment.schema.json'), `${JSON.stringify(schema)}\n`);
}
