import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf } from '@isthmus/core';
import { toJson } from '@isthmus/contract/internal';
import type { RunEvent } from '@isthmus/core/contract';
import { z } from 'zod';
import { loadExperiment, readExperiment } from '../experiment/experiment-file.js';
import { builtInRegistry } from '../experiment/plugins.js';
import { unreadPlugins } from '../experiment/unread-plugins.js';
import { readStoredRecord } from '../report/stored-record.js';
import { OWN_RUNNER, runInChild, type RunReply } from '../runner/index.js';
import { verifiedText, verifyTarget } from '../verify/index.js';
import { explainedRun, explainedSweep } from './explain-run.js';
import { pathInside } from './inside.js';
import { listRuns } from './list-runs.js';
import { nextExperiments, proposedConfig } from './next-experiments.js';

/** What a call of a tool is given besides its arguments. */
export interface ToolCall {
  /** The folder that the tools are for, absolute: nothing outside of it is read or run. */
  readonly root: string;
  readonly signal: AbortSignal;
  /** Told how far a long call is. */
  progress(message: string): void;
}

/** Something that an agent may ask of Isthmus. */
export interface Tool<I extends z.ZodObject = z.ZodObject> {
  readonly name: string;
  readonly title: string;
  /** For a language model: what it does, and what its answer means. */
  readonly description: string;
  readonly input: I;
  /** Whether it writes files or runs the code of plugins, so that a person is asked before. */
  readonly acts: boolean;
  /** What a person is asked, for one that acts. */
  question(input: z.output<I>): string;
  call(input: z.output<I>, call: ToolCall): Promise<string>;
}

const runPath = z.string().min(1).describe('A run folder, such as runs/quadratic-20260131-235959.');
const experiment = z.string().min(1).describe('An experiment, NAME.isthmus.json.');

const nobodyIsAsked = () => '';

/** A tool with the types of its input, kept among others of theirs. */
function tool<I extends z.ZodObject>(given: Tool<I>): Tool {
  return given as unknown as Tool;
}

const list = tool({
  name: 'list_runs',
  title: 'List runs',
  description:
    'Lists runs and sweeps of Isthmus in the folder, the latest first, each with its state and, by pair and strategy, its verdict and grade.',
  input: z.object({ limit: z.int().min(1).max(200).default(20).describe('How many at most.') }),
  acts: false,
  question: nobodyIsAsked,
  call: async ({ limit }, { root }) => toJson({ runs: await listRuns(root, limit) }, 2),
});

const explain = tool({
  name: 'explain_run',
  title: 'Explain a run',
  description:
    'Explains what a run or a sweep has shown: each verdict with the evidence that it rests on (samples or a proof), what the losses are of, and what is not claimed.',
  input: z.object({ run: runPath }),
  acts: false,
  question: nobodyIsAsked,
  async call({ run }, { root }) {
    const stored = await readStoredRecord(await pathInside(root, run));
    return stored.kind === 'run' ? explainedRun(stored.record) : explainedSweep(stored.record);
  },
});

const validate = tool({
  name: 'validate_experiment',
  title: 'Validate an experiment',
  description:
    'Checks an experiment without running it or the code of its plugins, and names each fault with its place.',
  input: z.object({ file: experiment }),
  acts: false,
  question: nobodyIsAsked,
  async call({ file }, { root }) {
    const source = await readExperiment(await pathInside(root, file));
    try {
      await loadExperiment(source, { set: [], seed: null }, unreadPlugins().pluginsOf);
      return `${file} is valid.`;
    } catch (thrown) {
      return `${file} is not valid:\n${messageOf(thrown)}`;
    }
  },
});

const propose = tool({
  name: 'propose_experiment',
  title: 'Propose the next experiment',
  description:
    'Proposes what to run next after a run, most telling first, by what its record says, each with the reason, the changes as arguments of isthmus run, and of the first the whole experiment. Writes nothing.',
  input: z.object({ run: runPath }),
  acts: false,
  question: nobodyIsAsked,
  async call({ run }, { root }) {
    const stored = await readStoredRecord(await pathInside(root, run));
    if (stored.kind === 'sweep') return 'Proposals are made of single runs: name the folder of a trial.'; // prettier-ignore
    const proposals = nextExperiments(stored.record, builtInRegistry());
    if (proposals.length === 0) return 'Nothing is proposed: the record names nothing that an option answers.'; // prettier-ignore
    const [first] = proposals;
    return toJson(
      {
        proposals: proposals.map(({ why, set }) => ({
          why,
          arguments: set.flatMap(([pointer, value]) => ['--set', `${pointer}=${JSON.stringify(value)}`]), // prettier-ignore
        })),
        experiment: proposedConfig(stored.record, first!),
      },
      2,
    );
  },
});

const verify = tool({
  name: 'verify_run',
  title: 'Verify a run',
  description:
    'Computes anew in float64 what the record of a run claims and checks its certificates without searching; names each claim that is false. Runs the code of plugins that the experiment names.',
  input: z.object({ run: runPath }),
  acts: true,
  question: ({ run }) => `Verify ${run}? The code of plugins that its experiment names is run.`,
  async call({ run }, { root, progress }) {
    const verified = await verifyTarget(await pathInside(root, run), root, (about) => {
      progress(`checking ${about}`);
    });
    return verifiedText(verified, 120);
  },
});

const start = tool({
  name: 'run_experiment',
  title: 'Run an experiment',
  description:
    'Runs an experiment to its end in a process of its own and writes a run folder under runs/; a person is asked before. Answers with the verdicts and the folder. May take minutes; cancelling the call cancels the run.',
  input: z.object({
    file: experiment,
    set: z
      .record(z.string(), z.unknown())
      .default({})
      .describe(
        'Values to set before the run, by JSON pointer, such as {"/train/threshold": 0.01}.',
      ),
    seed: z.int().min(0).optional().describe('The seed, in place of the one in the file.'),
  }),
  acts: true,
  question: ({ file, set, seed }) => {
    const changes = [...Object.entries(set), ...(seed === undefined ? [] : [['/seed', seed] as const])]; // prettier-ignore
    const changed = changes.map(([pointer, value]) => `${pointer} = ${JSON.stringify(value)}`);
    return `Run ${file}${changed.length === 0 ? '' : ` with ${changed.join(', ')}`}? It writes a folder under runs/, and the code of plugins that it names is run.`;
  },
  async call({ file, set, seed = null }, { root, signal, progress }) {
    const path = await pathInside(root, file);
    const request = { file: path, out: null, set: Object.entries(set), seed, workers: 0, resume: false }; // prettier-ignore
    const emit = (event: RunEvent) => {
      progress(event.type);
    };
    return replied(await runInChild(request, { signal, emit }, { ...OWN_RUNNER, cwd: root }));
  },
});

async function replied(reply: RunReply): Promise<string> {
  if (reply.kind === 'refused') return `Refused; nothing was written.\n${reply.error.message}`;
  const about = `The run ended as ${reply.status}; its folder is ${reply.folder}.`;
  const unmet = reply.unmet.map((claim) => `Not as the experiment expects: ${claim}`);
  const record = await readFile(join(reply.folder, 'result.json'), 'utf8').then(() => readStoredRecord(reply.folder), () => null); // prettier-ignore
  const told = record?.kind === 'run' ? explainedRun(record.record) : record?.kind === 'sweep' ? explainedSweep(record.record) : (reply.error?.message ?? ''); // prettier-ignore
  return [about, ...unmet, '', told].join('\n');
}

/** All tools, those first that only look. */
export const TOOLS: readonly Tool[] = [list, explain, validate, propose, verify, start];
