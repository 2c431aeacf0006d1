import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { planted as analyses } from './testing/planted-analyses.js';
import { planted as architectures } from './testing/planted-architectures.js';
import { planted as certifiers } from './testing/planted-certifiers.js';
import { planted as definitions } from './testing/planted-definitions.js';
import { planted as layers } from './testing/planted-layers.js';
import { planted as losses } from './testing/planted-losses.js';
import { planted as objectives } from './testing/planted-objectives.js';
import { planted as optimizers } from './testing/planted-optimizers.js';
import { planted as reporters } from './testing/planted-reporters.js';
import { planted as strategies } from './testing/planted-strategies.js';
import { planted as symmetries } from './testing/planted-symmetries.js';
import { planted as tasks } from './testing/planted-tasks.js';
import type { Planted } from './testing/planted.js';

/** What is planted in a plugin of each kind, by the check that is to find it. */
const PLANTED: Readonly<Record<string, readonly Planted[]>> = {
  checkLayer: layers,
  checkLoss: losses,
  checkReporter: reporters,
  checkAnalysis: analyses,
  checkOptimizer: optimizers,
  checkObjective: objectives,
  checkArchitecture: architectures,
  checkTask: tasks,
  checkSymmetry: symmetries,
  checkPathStrategy: strategies,
  checkCertifier: certifiers,
  checkDefinition: definitions,
};

const HEAD = `# What the checks of plugins find

Every check of \`@isthmus/core/conformance\` is proved by false plugins: each has one fault on purpose, and a
test asks that the check finds it by its code. A test writes this page from those plugins, so it lists what
is really tried (\`npx vitest run --project core conformance/planted -u\`). Sound plugins, all that come with
Isthmus among them, pass.
`;

it('the page of planted faults lists them all', async () => {
  const parts = Object.entries(PLANTED).map(
    ([check, planted]) => `## ${check}\n\n${table(planted)}\n`,
  );
  const total = Object.values(PLANTED).flat().length;
  const page = [HEAD, `${total} faults are planted.\n`, ...parts].join('\n');
  await expect(page).toMatchFileSnapshot('../../../../docs/planted-faults.md');
});

/** What a check says of how it was called, and what the driver of paths answers for, whatever a strategy does. */
const NO_FAULTS_OF_PLUGINS = [
  'conformance/no-tensors',
  'conformance/symmetry-nothing-planted',
  'conformance/path-strategy-budget',
  'conformance/path-strategy-verdict',
  'conformance/path-strategy-worse',
];

it('every code of a check is proved by a planted fault', () => {
  const files = readdirSync(import.meta.dirname).filter((name) => /^[^.]+\.ts$/.test(name));
  const codes = files.flatMap((name) => {
    const text = readFileSync(join(import.meta.dirname, name), 'utf8');
    return Array.from(text.matchAll(/'(conformance\/[a-z]+(?:-[a-z]+)+)'/g), ([, code]) => code!);
  });
  const proved = Object.values(PLANTED).flatMap((planted) => planted.map(({ code }) => code));
  expect(codes.length).toBeGreaterThan(100);
  expect(new Set([...proved, ...NO_FAULTS_OF_PLUGINS])).toEqual(
    new Set([...proved, ...NO_FAULTS_OF_PLUGINS, ...codes]),
  );
});

it('no fault is planted twice', () => {
  for (const planted of Object.values(PLANTED)) {
    const faults = planted.map(({ fault }) => fault);
    expect(new Set(faults).size).toBe(faults.length);
  }
});

/** As prettier lays tables out. */
function table(planted: readonly Planted[]): string {
  const rows = [
    ['fault', 'found as'],
    ...planted.map(({ fault, code }) => [fault.replaceAll('|', '\\|'), `\`${code}\``]),
  ] as const;
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => row[column]!.length)));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column]!)).join(' | ')} |`;
  const [head, ...body] = rows;
  return [line(head!), line(widths.map((width) => '-'.repeat(width))), ...body.map(line)].join(
    '\n',
  );
}
