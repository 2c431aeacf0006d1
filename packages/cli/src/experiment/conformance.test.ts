import { checkReporter } from '@isthmus/core/conformance';
import { KINDS } from '@isthmus/core/contract';
import { describe, expect, it } from 'vitest';
import { builtInRegistry } from './plugins.js';

const reporters = builtInRegistry().list('reporter');

describe.each(reporters.map((reporter) => [reporter.name, reporter] as const))(
  'the reporter %s',
  (_, reporter) => {
    for (const { name, run } of checkReporter(reporter)) it(name, () => run());
  },
);

it('leaves out no kind: core, dss and symmetry check theirs by their bundles', () => {
  const others = KINDS.filter((kind) => kind !== 'reporter');
  const names = others.flatMap((kind) =>
    builtInRegistry()
      .list(kind)
      .map(({ name }) => name),
  );
  const packages = new Set(names.map((name) => name.split('/')[0]));
  expect(packages).toEqual(new Set(['core', 'dss', 'symmetry']));
});
