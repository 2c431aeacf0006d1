import { z } from 'zod';
import { define } from '@isthmus/contract';
import type { ExperimentResult, Reporter } from '@isthmus/contract';
import { checkReporter } from '../check-reporter.js';
import type { Planted } from './planted.js';

export const verdicts: Reporter = {
  file: 'verdicts.txt',
  mime: 'text/plain',
  render: ({ status, pairs }) =>
    [status, ...pairs.flatMap(({ paths }) => paths.map(({ verdict }) => verdict))].join('\n'),
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

/** What the author has not thought of. */
function assertNever(): never {
  throw new Error('this cannot be');
}

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
  ['an empty text', () => rendering(() => ''), 'empty'],
  ['an empty text where there is no path', () => rendering(({ pairs }) => pairs.flatMap(({ paths }) => paths.map(({ verdict }) => verdict)).join('\n')), 'empty'],
  ['nothing of a run that was stopped', () => rendering(({ status }) => ({ finished: 'done', failed: 'not done' })[status as 'finished'].toString()), 'failed'],
  ['no aligned pair', () => rendering(({ pairs }) => pairs.map(({ alignment }) => `${alignment === null ? 0 : assertNever()}`).join() + '.'), 'failed'],
  ['no analysis', () => rendering(({ analyses = [], status }) => analyses.length > 0 ? assertNever() : status), 'failed'],
  ['lines only', () => rendering(({ status, pairs }) => status + pairs.map(({ paths }) => paths.map(({ strategy, verdict }) => verdict === 'connected' && strategy !== 'core/linear' ? assertNever() : verdict).join()).join()), 'failed'],
  ['a path that is taken for granted', () => rendering(({ pairs }) => pairs[0]!.paths[0]!.verdict), 'failed'],
  ['a network that is taken for granted', () => rendering(({ model }) => String(model!.parameters)), 'failed'],
]; // prettier-ignore

export const planted: readonly Planted[] = faults.map(([fault, reporter, code]) => ({
  fault,
  code: `conformance/reporter-${code}`,
  checks: () => checkReporter(plugin(reporter)),
}));
