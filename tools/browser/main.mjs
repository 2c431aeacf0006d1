// Runs the packages' main entries in headless Chromium, as a user's bundler makes them for a browser:
// every entry loads, the examples of README pages give what they state, a search finds a path, and a
// whole experiment runs, and a certificate is checked. Needs a build, and Debian's chromium (or one named
// in CHROMIUM).
//
// Usage: node tools/browser/main.mjs        the last line is "N passed, N failed"
import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { findChromium } from '../../packages/vscode-ext/e2e/setup.mjs';
import { openBrowser } from './page.mjs';
import { certificateCheck, EXPERIMENT, mainEntries, readmeExample, SEARCH } from './programs.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const ENTRIES = ['contract', 'engine', 'tfjs', 'files', 'core', 'dss', 'symmetry', 'charts'];
const PAGES = ['core', 'dss', 'files'];

// The same to the last bit as in Node, on the same machine.
const experiment = { ...(await inNode(EXPERIMENT)), status: 'finished', verdict: 'connected' };
const proof = provenRun('quadratic');

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
  {
    title: 'a certificate is checked as in Node, and a changed file refused',
    code: proof,
    expected: { ...(await inNode(proof)), holds: true, broken: false },
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
  // A name of its own: what was imported once is not read again.
  const file = new URL(`./program-${randomUUID()}.mjs`, import.meta.url);
  writeFileSync(file, code);
  try {
    return (await import(file.href)).default;
  } finally {
    rmSync(file);
  }
}

/** The program that checks what a run of an example has proved. */
function provenRun(example) {
  const folder = join(mkdtempSync(join(tmpdir(), 'isthmus-proof-')), 'run');
  const command = [join(root, 'packages/cli/bin/isthmus.mjs'), 'run', `examples/${example}.isthmus.json`, '--out', folder, '--quiet']; // prettier-ignore
  const { status, stderr } = spawnSync(process.execPath, command, { cwd: root, encoding: 'utf8' });
  if (status !== 0) throw new Error(`the run of ${example} ended with ${status}: ${stderr}`);
  const path = 'models/path-a-b-1-dss-greedy.safetensors';
  const certificate = 'certificates/path-a-b-1-dss-greedy.json';
  const names = [certificate, path, 'certificates/evaluation.safetensors'];
  const files = Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name))]));
  rmSync(join(folder, '..'), { recursive: true });
  return certificateCheck(files, certificate, path);
}

/** What a page states is an expression. */
function valueOf(text) {
  return new Function(`return (${text})`)();
}
