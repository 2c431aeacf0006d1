// Adds operations and a strategy to a copy of their package, as CONTRIBUTING.md says, and computes with them.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PLANTED, PLANTED_STRATEGY } from './testing/planted.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** As in the tests of the plans: some dozens of roundings of float32, of 6e-8 each. */
const RELATIVE = 2e-5;

const ENTRY = `
export { chain, lossOf, randomData, randomParams } from './src/testing/networks.js';
export { createReference } from './src/reference/create-reference.js';
export { loadKernels } from './src/kernels/load.js';
export { createTinyEngine } from './src/fast/tiny/create-tiny-engine.js';
export { createTinyHost } from './src/fast/tiny/host.js';
export { tinyPlanOf } from './src/fast/tiny/plan.js';
export { createGraphEngine } from './src/fast/graph/create-graph-engine.js';
export { graphHostOf } from './src/fast/graph/host.js';
export { graphPlanOf } from './src/fast/graph/plan.js';
`;

const STRATEGY_ENTRY = `
export { dss } from './src/index.js';
export { Registry } from '@isthmus/core';
export { checkPathStrategy, runChecks } from '@isthmus/core/conformance';
`;

/** A copy of the package with all of these, what is made made anew, and its modules. */
async function engineWith(folder, additions) {
  const engine = copied(folder, 'engine', ['kernels', 'src', 'package.json'], additions);
  const make = join(root, 'tools/make-kernels.mjs');
  execFileSync(process.execPath, [make, '--engine', engine, 'graph', 'tiny']);
  return modulesOf(engine, ENTRY);
}

function copied(folder, name, parts, additions) {
  const to = join(folder, name);
  for (const part of parts)
    cpSync(join(root, 'packages', name, part), join(to, part), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction');
  for (const { files, edits } of additions) {
    for (const [file, text] of Object.entries(files)) writeFileSync(join(to, file), text);
    for (const [file, pairs] of Object.entries(edits)) edit(join(to, file), pairs);
  }
  return to;
}

async function modulesOf(folder, entry) {
  const outfile = join(folder, 'made.mjs');
  await build({
    stdin: { contents: entry, resolveDir: folder, loader: 'ts' },
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    conditions: ['@isthmus/source'],
    logLevel: 'silent',
  });
  return import(pathToFileURL(outfile).href);
}

function edit(file, pairs) {
  const text = readFileSync(file, 'utf8');
  for (const [from] of pairs) expect(text).toContain(from);
  writeFileSync(
    file,
    pairs.reduce((sum, [from, to]) => sum.replace(from, to), text),
  );
}

/** What CONTRIBUTING.md says: how many files an addition touches, by its words. */
function promised() {
  const text = readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8');
  const rows = [...text.matchAll(/^\| ([^|]+?) +\| (\d+) +\| /gm)];
  return new Map(rows.map(([, words, count]) => [words, Number(count)]));
}

describe('the files that an addition touches', () => {
  it.each(Object.entries({ ...PLANTED, ...PLANTED_STRATEGY }))('%s', (words, { files, edits }) => {
    expect(promised().get(words)).toBe(Object.keys(files).length + Object.keys(edits).length);
  });
});

describe('additions that touch those files alone', () => {
  const folder = mkdtempSync(join(tmpdir(), 'isthmus-planted-'));
  let m;
  beforeAll(async () => {
    m = await engineWith(folder, Object.values(PLANTED));
  }, 120_000);
  afterAll(() => rmSync(folder, { recursive: true }));

  const links = [['dense', { units: 5 }], ['swish'], ['dense', { units: 2 }], ['swish']];
  const setUp = (chained = links) => {
    const network = m.chain({ input: [3], output: [2] }, chained);
    const loss = m.lossOf('half-square');
    const params = m.randomParams(network, 1);
    const data = m.randomData({ input: [3], output: [2] }, 13);
    return { network, loss, params, data, reference: m.createReference(network, loss) };
  };

  it.each(['tiny', 'graph'])('compute in the %s plan what the reference does', async (plan) => {
    const { network, loss, params, data, reference } = setUp();
    const engine =
      plan === 'tiny'
        ? m.createTinyEngine(m.createTinyHost(), m.tinyPlanOf(network, loss), () => undefined)
        : m.createGraphEngine(
            m.graphHostOf(await m.loadKernels()),
            m.graphPlanOf(network, loss),
            () => undefined,
          );
    const [came] = engine.valueAndGradient([params], data, null);
    const expected = reference.gradient(params, data);
    expect(Math.abs(came.value - expected.value)).toBeLessThan(RELATIVE * expected.value);
    for (const [name, { data: entries }] of Object.entries(came.gradient)) {
      const exact = expected.gradient[name];
      const largest = Math.max(...Array.from(exact, Math.abs));
      entries.forEach((each, i) =>
        expect(Math.abs(each - exact[i])).toBeLessThan(RELATIVE * largest),
      );
    }
  });

  it('compute in the reference, a layer without kernels', () => {
    const { params, data, reference, loss, network } = setUp([...links, ['twice']]);
    const plain = m.createReference(setUp().network, loss).predict(params, data);
    expect(reference.predict(params, data)).toEqual(plain.map((each) => 2 * each));
    expect(m.graphPlanOf(network, loss)).toBeNull();
  });
});

it('a strategy that touches those files alone is found by its name, and passes its check', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'isthmus-planted-'));
  try {
    const dss = copied(folder, 'dss', ['src', 'package.json'], Object.values(PLANTED_STRATEGY));
    const m = await modulesOf(dss, STRATEGY_ENTRY);
    const grid = m.Registry.of(m.dss)
      .list('pathStrategy')
      .find(({ name }) => name === 'dss/grid');
    const results = await m.runChecks(m.checkPathStrategy(grid));
    expect(results.filter(({ passed }) => !passed)).toEqual([]);
    expect(results.length).toBeGreaterThan(10);
  } finally {
    rmSync(folder, { recursive: true });
  }
}, 120_000);
