// Runs the packages' main entries in headless Chromium, as a user's bundler makes them for a browser:
// every entry loads, the examples of README pages give what they state, a search finds a path, and a
// whole experiment runs. Needs a build, and Debian's chromium (or one named in CHROMIUM).
//
// Usage: node tools/browser/main.mjs        the last line is "N passed, N failed"
import { rmSync, writeFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { findChromium } from '../../packages/vscode-ext/e2e/setup.mjs';
import { openBrowser } from './page.mjs';
import { EXPERIMENT, mainEntries, readmeExample, SEARCH } from './programs.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const ENTRIES = ['contract', 'engine', 'tfjs', 'files', 'core', 'dss', 'symmetry', 'charts'];
const PAGES = ['core', 'dss', 'files'];

// The same to the last bit as in Node, on the same machine.
const experiment = { ...(await inNode(EXPERIMENT)), status: 'finished', verdict: 'connected' };

const cases = [
  ...mainEntries(root, ENTRIES).map((entry) => ({
    title: `${entry} loads`,
    code: `import * as entry from '${entry}';\nexport default Object.keys(entry).length >= 0;`,
    expected: true,
  })),
  ...PAGES.map((name) => {
    const { code, stated } = readmeExample(root, name);
    return {
      title: `the first example of packages/${name}/README.md`,
      code,
      expected: valueOf(stated),
    };
  }),
  {
    title: 'dss/greedy finds a path',
    code: SEARCH,
    expected: { verdict: 'connected', below: true },
  },
  {
    title: 'an experiment on the digits runs to its record',
    code: EXPERIMENT,
    expected: experiment,
  },
  {
    title: "an experiment runs beside a bundler's process and Buffer",
    code: EXPERIMENT,
    before: 'globalThis.process = { env: {}, versions: {} }; globalThis.Buffer = { isBuffer: () => false };', // prettier-ignore
    expected: experiment,
  },
];

const browser = await openBrowser(root, findChromium());
let failed = 0;
for (const { title, code, before, expected } of cases) {
  const came = await browser.evaluate(code, before).catch((error) => error);
  const ok = isDeepStrictEqual(came, expected);
  if (!ok) failed++;
  const why = came instanceof Error ? came.message : `expected ${JSON.stringify(expected)}, came ${JSON.stringify(came)}`; // prettier-ignore
  console.log(ok ? `ok      ${title}` : `FAILED  ${title}: ${why}`);
}
await browser.close();
console.log(`${cases.length - failed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

/** What a program gives in this process. */
async function inNode(code) {
  // Beside this file, from which the packages are found.
  const file = new URL(`./program-${process.pid}.mjs`, import.meta.url);
  writeFileSync(file, code);
  try {
    return (await import(file.href)).default;
  } finally {
    rmSync(file);
  }
}

/** What a page states is an expression. */
function valueOf(text) {
  return new Function(`return (${text})`)();
}
