// What is run in the browser: each is a program as a user would write it, bundled by esbuild as users
// bundle, and each answers with a value that JSON can hold.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Entries that must run in a browser, as packages of the house name them. */
export function mainEntries(root, packages) {
  return packages.flatMap((name) => {
    const { exports } = JSON.parse(
      readFileSync(join(root, 'packages', name, 'package.json'), 'utf8'),
    );
    return Object.keys(exports)
      .filter((entry) => !/\.json$|\/node$|\/testing$/.test(entry))
      .map((entry) => `@isthmus/${name}${entry.slice(1)}`);
  });
}

/** The first example of a package's page, which states what its last line gives. */
export function readmeExample(root, name) {
  const page = readFileSync(join(root, 'packages', name, 'README.md'), 'utf8');
  const [, code] = /```ts\n([\s\S]*?)```/.exec(page) ?? [];
  const [, last, stated] = /([^\n]*); \/\/ (.*)\n$/.exec(code ?? '') ?? [];
  if (last === undefined) throw new Error(`${name}/README.md: its first example states no value`);
  return { code: code.replace(`${last}; // ${stated}`, `export default ${last};`), stated };
}

/** A path through a saddle, found by a search, and judged. */
export const SEARCH = `
import { connect, createRng, Registry } from '@isthmus/core';
import { core } from '@isthmus/core/builtin';
import { analyticProblem, ring } from '@isthmus/core/conformance';
import { dss } from '@isthmus/dss';

const problem = analyticProblem(ring(), { a: [-1, 0], b: [1, 0], level: 0.25 });
const greedy = Registry.of(core, dss).resolve('pathStrategy', 'dss/greedy', '/paths/0');
const outcome = await connect(greedy, problem, {
  rng: createRng(1),
  budget: { gradientEvaluations: 10_000, lossEvaluations: 100_000 },
});
const { verdict, peak } = outcome.record;
export default { verdict, below: peak.loss <= 0.25 };
`;

/** A whole experiment on the data that come with core, its record kept in memory. */
export const EXPERIMENT = `
import { createExecutor, openSession, parseExperiment, Registry, resolveExperiment, runExperiment } from '@isthmus/core';
import { core } from '@isthmus/core/builtin';
import { dss } from '@isthmus/dss';

const registry = Registry.of(core, dss);
const parsed = parseExperiment({
  name: 'digits',
  seed: 1,
  task: 'core/digits',
  architecture: { use: 'core/mlp', options: { hidden: [16] } },
  loss: 'core/cross-entropy',
  train: { optimizer: 'core/adam', threshold: 0.5, maxSteps: 2000 },
  endpoints: { count: 2 },
  paths: ['dss/greedy'],
});
const noFiles = { read: () => Promise.reject(new Error('no files here')) };
const session = await openSession(resolveExperiment(parsed, registry), registry, noFiles);
const files = new Map();
const write = async (name, content) => {
  files.set(name, content);
  return name;
};
const folder = {
  path: 'memory',
  stored: null,
  write,
  writeJson: (name, value) => write(name, JSON.stringify(value)),
  openLines: () => ({ append: () => undefined, close: () => undefined }),
  read: async (name) => files.get(name) ?? null,
  checkWhole: async () => undefined,
  close: async () => undefined,
};
const { result } = await runExperiment(session, {
  folder,
  executor: createExecutor(session),
  signal: new AbortController().signal,
  emit: () => undefined,
  version: '0',
  versions: {},
});
const { status, data, environment, pairs } = result;
export default {
  status,
  error: result.error ?? null,
  samples: data?.evaluation.size,
  engine: environment.engine.split(' ')[0],
  verdict: pairs[0]?.paths[0]?.verdict,
  peak: pairs[0]?.paths[0]?.peak,
};
`;

/**
 * The check of a certificate, with the files of its run folder in the program, and with one bit of its path's
 * file changed.
 *
 * @param {Readonly<Record<string, Buffer>>} files by their names in the run folder
 * @param {string} certificate the name of the certificate
 * @param {string} path the name of the path's file
 */
export function certificateCheck(files, certificate, path) {
  const texts = Object.entries(files).map(([name, bytes]) => [name, bytes.toString('base64')]);
  return `
import { checkCertificate } from '@isthmus/core/checker';

const bytesOf = (text) => Uint8Array.from(atob(text), (one) => one.charCodeAt(0));
const files = new Map(${JSON.stringify(texts)}.map(([name, text]) => [name, bytesOf(text)]));
const hex = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
const hashOf = async (bytes) => hex(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)));
const check = async () => {
  const hashes = new Map();
  for (const bytes of files.values()) hashes.set(bytes, await hashOf(bytes));
  const { holds, claims } = checkCertificate(files.get(${JSON.stringify(certificate)}), {
    read: (name) => files.get(name) ?? null,
    sha256: (bytes) => hashes.get(bytes),
  });
  return { holds, claims: claims.map(({ claim, outcome }) => [claim, outcome]) };
};
const whole = await check();
const changed = files.get(${JSON.stringify(path)}).slice();
changed[changed.length - 1] ^= 1;
files.set(${JSON.stringify(path)}, changed);
const broken = await check();
export default { ...whole, broken: broken.holds };
`;
}
