import { z } from 'zod';
import { core } from '../../builtin/index.js';
import type { Definition, FileSource, PathStrategy, RunEvent } from '@isthmus/contract';
import { define } from '@isthmus/contract';
import { openRunFolder } from '@isthmus/files/node';
import { mapLeaves, type Params } from '@isthmus/contract/parameters';
import { polyline } from '../../path/polyline.js';
import { parseExperiment } from '../../registry/parse.js';
import { Registry } from '../../registry/registry.js';
import { resolveExperiment } from '../../registry/resolve.js';
import { createExecutor } from '../executor.js';
import { runExperiment, type RunOutcome } from '../run.js';
import { openSession, type Session, type SessionOptions } from '../session.js';
import type { Executor, Step, StepHooks } from '../steps.js';

/** Turns the hidden units of b round: a symmetry that any test can check by hand. */
const turned = define({
  kind: 'symmetry',
  name: 'test/turned',
  summary: 'Turns the order of the hidden units round.',
  sources: [],
  options: z.strictObject({}),
  create: () => ({
    align: (_, a) => ({
      hidden: [
        {
          kind: 'permutation',
          map: a['dense1.bias']!.data.map(
            (_, i, all) => all.length - 1 - i,
          ) as unknown as Int32Array,
        },
      ],
    }),
    act: (_, _element, params) =>
      mapLeaves(params, ({ data }, name) => (name === 'dense2.bias' ? data : data.toReversed())),
  }),
});

/** Fails in the phase that its options name. */
const faulty = define({
  kind: 'pathStrategy',
  name: 'test/faulty',
  summary: 'Fails where it is told to.',
  sources: [],
  options: z.strictObject({ phase: z.enum(['init', 'step', 'status', 'path']) }),
  create: ({ phase }) => {
    const fail = <T>(here: string, value: T): T => {
      if (here === phase) throw new Error('no way');
      return value;
    };
    return {
      needs: 'value',
      init: ({ a, b }) => fail('init', { ends: [a, b], steps: 0 }),
      step: (problem, { ends, steps }) =>
        fail('step', { ends, steps: steps + Number(problem.value(ends[0]!) > 0) }),
      status: ({ steps }) =>
        fail('status', { tag: steps === 0 ? 'running' : 'connected' } as const),
      path: ({ ends }) => fail('path', polyline(ends)),
    } satisfies PathStrategy<{ ends: readonly Params[]; steps: number }> as PathStrategy<unknown>;
  },
});

/** Everything a tiny experiment may name. */
export const registry = Registry.of(core, [turned, faulty]);

/** A 1-4-1 network on a parabola: trained, aligned and judged in a fraction of a second. */
export const TINY = {
  name: 'tiny',
  seed: 1,
  engine: 'reference',
  task: {
    use: 'core/polynomial',
    options: { coefficients: [0.1, 0.25, 0.5], sizes: { train: 8, probe: 6, test: 4 } },
  },
  architecture: { use: 'core/mlp', options: { hidden: [4], activation: 'tanh' } },
  train: {
    optimizer: { use: 'core/adam', options: { learningRate: 0.05 } },
    threshold: 0.002,
    maxSteps: 400,
  },
  align: ['test/turned'],
  paths: ['core/linear'],
};

const noFiles: FileSource = {
  read: (path) => Promise.reject(new Error(`no test gave the file ${path}`)),
};

/** Opens a tiny experiment, with parts of it replaced, and plugins besides. */
export async function tinySession(
  change: object = {},
  files: FileSource = noFiles,
  plugins: readonly Definition[] = [],
  options: SessionOptions = {},
): Promise<Session> {
  const all = Registry.of(core, [turned, faulty], plugins);
  const experiment = resolveExperiment(parseExperiment({ ...TINY, ...change }), all);
  return openSession(experiment, all, files, options);
}

/** What a test sees of a run. */
export interface TinyRun extends RunOutcome {
  readonly events: readonly RunEvent[];
  /** The steps that ran to their end, by kind and place, in the order in which they ended. */
  readonly done: readonly string[];
}

/** How a tiny run is to go. */
export interface TinyOptions {
  readonly resume?: boolean;
  readonly signal?: AbortSignal;
  readonly version?: string;
  /** One step after the other, as the executor is asked for them; else side by side. */
  readonly serial?: boolean;
  onEvent?(event: RunEvent): void;
  /** Called when a step has run to its end, before it is stored. */
  onDone?(step: string): void;
}

/** Runs a session in a folder. */
export async function runTiny(
  session: Session,
  path: string,
  { resume = false, signal, version = '1.0.0', serial = false, onEvent, onDone }: TinyOptions = {},
): Promise<TinyRun> {
  const events: RunEvent[] = [];
  const done: string[] = [];
  const outcome = await runExperiment(session, {
    folder: await openRunFolder(path, resume),
    executor: counted(createExecutor(session), serial, (step) => {
      done.push(step);
      onDone?.(step);
    }),
    signal: signal ?? new AbortController().signal,
    emit: (event) => {
      events.push(event);
      onEvent?.(event);
    },
    version,
    versions: { test: '1' },
  });
  return { ...outcome, events, done };
}

function counted(executor: Executor, serial: boolean, onDone: (step: string) => void): Executor {
  let last: Promise<unknown> = Promise.resolve();
  const run = async <T>(step: Step, hooks: StepHooks, action: () => Promise<T>): Promise<T> => {
    const before = last;
    const output = (serial ? before.catch(() => undefined) : Promise.resolve()).then(() => {
      hooks.signal.throwIfAborted();
      return action();
    });
    last = output;
    const value = await output;
    onDone(placeOf(step));
    return value;
  };
  return {
    endpoint: (step, hooks) => run(step, hooks, () => executor.endpoint(step, hooks)),
    together: (step, hooks) => run(step, hooks, () => executor.together(step, hooks)),
    align: (step, hooks) => run(step, hooks, () => executor.align(step, hooks)),
    path: (step, hooks) => run(step, hooks, () => executor.path(step, hooks)),
    convexity: (step, hooks) => run(step, hooks, () => executor.convexity(step, hooks)),
    analysis: (step, hooks) => run(step, hooks, () => executor.analysis(step, hooks)),
    report: (step, hooks) => executor.report(step, hooks),
  };
}

function placeOf(step: Step): string {
  if (step.kind === 'endpoint') return `endpoint ${step.id}`;
  if (step.kind === 'analysis')
    return `analysis ${step.points.map(({ id }) => id).join('-')} ${step.index}`;
  if (step.kind === 'together') return 'together';
  return `${step.kind} ${step.pair.join('-')}${step.kind === 'path' ? ` ${step.index}` : ''}`;
}

/** The text of `result.json` without what is outside the promise of equal results. */
export function comparable(text: string): string {
  const { environment: _, ...result } = JSON.parse(text) as Record<string, unknown>;
  return JSON.stringify(result, (key, value: unknown) => (key === 'seconds' ? 0 : value), 1);
}
