// Bundles the extension: the host (CommonJS, as VS Code loads it), the page, and the runner with its
// thread. The packages are built before. Usage: node build.mjs
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PAGE_STYLES } from '@isthmus/charts';
import { SCHEMA, startRunner } from '@isthmus/cli/runner';
import { build } from 'esbuild';
import { noticesOf } from './notices.mjs';
import { buildRunner, common } from './runner-bundle.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const dist = join(here, 'dist');

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
  buildRunner(join(dist, 'runner')),
]);
writeNotices();
writeStyles();
await writeSchema();

/** What others wrote is passed on under their terms. */
function writeNotices() {
  const metafiles = bundles.map(({ metafile }) => metafile);
  writeFileSync(join(dist, 'THIRD-PARTY-NOTICES.txt'), `${noticesOf(here, metafiles)}\n`);
}

/** One style sheet: that of the page of a run, which the report has too, and the editor's own. */
function writeStyles() {
  const page = readFileSync(join(here, 'src/webview/page.css'), 'utf8');
  writeFileSync(join(dist, 'webview.css'), `${PAGE_STYLES}\n${page}`);
}

/** The schema that the editor completes experiments by, without plugins: the bundled runner's own answer. */
async function writeSchema() {
  const runner = await startRunner({ entry: join(dist, 'runner', 'entry.js') });
  const none = { plugins: [], runPlugins: false };
  const schema = await runner.ask(SCHEMA, none, AbortSignal.timeout(60_000));
  runner.end();
  writeFileSync(join(dist, 'experiment.schema.json'), `${JSON.stringify(schema)}\n`);
}
