import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { build, formatMessages } from 'esbuild';
import { chromium } from 'playwright-core';

const TYPES = { '.js': 'text/javascript', '.html': 'text/html' };

/**
 * Opens headless Chromium on a folder of bundles.
 *
 * @param {string} root the workspace, whose packages the bundles are made of
 * @param {string} executablePath the browser
 * @returns `evaluate`, which bundles a program, runs it in a page of its own, behind a script of the
 * page's where one is given, and gives its default export; and `close`
 */
export async function openBrowser(root, executablePath) {
  const cache = join(root, 'node_modules/.cache');
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, 'isthmus-browser-'));
  // Where the code of core looks for its data: two folders above itself.
  symlinkSync(join(root, 'packages/core/data'), join(folder, 'data'), 'dir');
  const server = await serve(folder);
  const address = `http://127.0.0.1:${server.address().port}`;
  const browser = await chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu'],
  });
  let count = 0;
  return {
    async evaluate(code, before = '') {
      const name = `program-${count++}.js`;
      await bundle(code, join(folder, 'a/b', name), root);
      const page = await browser.newPage();
      await page.addInitScript(before);
      try {
        await page.goto(`${address}/index.html`);
        return await page.evaluate(
          async (url) => (await import(url)).default,
          `${address}/a/b/${name}`,
        );
      } finally {
        await page.close();
      }
    },
    async close() {
      await browser.close();
      server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** As a user's own bundler would: for browsers, from what the packages publish, and without a warning. */
async function bundle(code, outfile, root) {
  const { warnings } = await build({
    stdin: { contents: code, resolveDir: join(root, 'tools/browser'), loader: 'js' },
    outfile,
    bundle: true,
    platform: 'browser',
    format: 'esm',
    target: 'es2022',
    logLevel: 'silent',
  });
  if (warnings.length > 0)
    throw new Error((await formatMessages(warnings, { kind: 'warning' })).join(''));
}

function serve(folder) {
  const server = createServer(({ url }, response) => {
    const path = normalize(new URL(url, 'http://127.0.0.1').pathname);
    const body = path === '/index.html' ? '<!doctype html><title>isthmus</title>' : fileAt(join(folder, path)); // prettier-ignore
    response.writeHead(body === null ? 404 : 200, { 'content-type': TYPES[extname(path)] ?? 'application/octet-stream' }); // prettier-ignore
    response.end(body);
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve(server));
  });
}

function fileAt(path) {
  try {
    return readFileSync(path);
  } catch {
    return null;
  }
}
