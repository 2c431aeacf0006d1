import { z } from 'zod';
import { define } from '@isthmus/contract';
import type { ExperimentResult, Reporter } from '@isthmus/contract';
import { checkReporter } from '../check-reporter.js';
import type { Planted } from './planted.js';

export const verdicts: Reporter = {
  file: 'verdicts.txt',
  mime: 'text/plain',
  render: ({ pairs }) =>
    pairs.flatMap(({ paths }) => paths.map(({ verdict }) => verdict)).join('\n'),
};

export const plugin = (reporter: () => Reporter) =>
  define({
    kind: 'reporter',
    name: 'test/reporter',
    summary: 'A reporter to find faults in.',
    sources: [],
    options: z.strictObject({}),
    create: reporter,
  });

export const rendering = (render: (result: ExperimentResult) => unknown): Reporter => ({
  ...verdicts,
  render: render as Reporter['render'],
});

let calls = 0;

const faults: readonly (readonly [fault: string, reporter: () => Reporter, code: string])[] = [
  ['a file in another folder', () => ({ ...verdicts, file: '../verdicts.txt' }), 'file'],
  ['a file that the run writes itself', () => ({ ...verdicts, file: 'result.json' }), 'file'],
  ['a type that is none', () => ({ ...verdicts, mime: 'page' }), 'mime'],
  ['nothing rendered', () => rendering(() => undefined), 'text'],
  ['bytes in place of a text', () => rendering(() => new Uint8Array(3)), 'text'],
  ['a promise of no text', () => rendering(() => Promise.resolve({ html: '' })), 'text'],
  ['a result that is sorted in place', () => rendering(({ endpoints }) => (endpoints as unknown[]).reverse().length.toString()), 'impure'],
  ['a result that is written into', () => rendering((result) => (Object.assign(result, { seen: true }), '')), 'impure'],
  ['a counter', () => rendering(() => `${calls++}`), 'not-repeatable'],
  ['a counter that is created anew', () => { const mine = calls++; return rendering(() => `${mine}`); }, 'not-repeatable'],
  ['a path that is taken for granted', () => rendering(({ pairs }) => pairs[0]!.paths[0]!.verdict), 'failed'],
  ['a network that is taken for granted', () => rendering(({ model }) => String(model!.parameters)), 'failed'],
]; // prettier-ignore

export const planted: readonly Planted[] = faults.map(([fault, reporter, code]) => ({
  fault,
  code: `conformance/reporter-${code}`,
  checks: () => checkReporter(plugin(reporter)),
}));
