import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { parseExperiment, resolveExperiment } from '@isthmus/core';
import type { ExperimentResult } from '@isthmus/core/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { builtInRegistry } from '../experiment/plugins.js';
import { BIN, isthmus, readJson, temporaryFolder } from '../testing/command.js';
import { explainedRun } from './explain-run.js';
import { listRuns } from './list-runs.js';
import { nextExperiments, proposedConfig } from './next-experiments.js';

const EXPERIMENT = {
  name: 'small',
  task: { use: 'core/polynomial', options: { sizes: { train: 16, probe: 16, test: 16 } } },
  architecture: { use: 'core/mlp', options: { hidden: [3] } },
  loss: 'core/mse',
  train: { optimizer: 'core/adam', threshold: 0.02 },
  paths: ['core/linear', 'dss/greedy'],
};

const root = temporaryFolder();
const folder = join(root, 'runs', 'small');
let record: ExperimentResult;

beforeAll(async () => {
  writeFileSync(join(root, 'small.isthmus.json'), JSON.stringify(EXPERIMENT));
  writeFileSync(
    join(root, 'bad.isthmus.json'),
    JSON.stringify({ ...EXPERIMENT, loss: 'core/mes' }),
  );
  const { code, stderr } = await isthmus(
    ['run', 'small.isthmus.json', '--out', folder, '--quiet'],
    root,
  );
  if (code !== 0) throw new Error(stderr);
  record = readJson<ExperimentResult>(folder, 'result.json');
});

describe('what is listed', () => {
  it('is every run below the folder, with its verdicts', async () => {
    const [run, ...others] = await listRuns(root, 20);
    expect(others).toEqual([]);
    expect(run).toMatchObject({ folder: join('runs', 'small'), kind: 'run', name: 'small', status: 'finished' }); // prettier-ignore
    expect(run!.outcome).toEqual([
      expect.stringMatching(/^a – b, core\/linear: /),
      expect.stringMatching(/^a – b, dss\/greedy: /),
    ]);
  });

  it('holds runs that have not ended, and nothing that is no run', async () => {
    const other = temporaryFolder();
    mkdirSync(join(other, 'deep', 'er'), { recursive: true });
    mkdirSync(join(other, 'broken'));
    writeFileSync(join(other, 'broken', 'run.json'), '{');
    writeFileSync(join(other, 'deep', 'er', 'run.json'), '{"name": "x", "status": "running"}');
    expect(await listRuns(other, 20)).toEqual([
      { folder: join('deep', 'er'), kind: 'run', name: 'x', status: 'running', startedAt: null, outcome: [] }, // prettier-ignore
    ]);
    expect(await listRuns(other, 0)).toEqual([]);
  });
});

it('an explanation says level, grade and evidence of every path, and what is not claimed', () => {
  const text = explainedRun(record);
  for (const { strategy, level, peak } of record.pairs[0]!.paths) {
    const line = text.split('\n').find((one) => one.startsWith(`- ${strategy}: `))!;
    expect(line).toContain(` at ${level}`);
    expect(line).toContain('t = ');
    expect(peak.loss).toBeGreaterThan(0);
  }
  expect(text).toContain('16 rows of the probe split of core/polynomial');
  expect(text).toContain('no claim that there is none');
  expect(text).not.toMatch(/certified \(|proved at/);
});

describe('what is proposed', () => {
  const registry = builtInRegistry();
  const changed = (paths: readonly object[], rest: Partial<ExperimentResult> = {}) => {
    const [pair] = record.pairs;
    const own = pair!.paths.map((path, i) => ({ ...path, ...paths[i] }));
    return { ...record, ...rest, pairs: [{ ...pair!, paths: own }] };
  };
  const pointers = (result: ExperimentResult) =>
    nextExperiments(result, registry).map(({ set }) => set.map(([pointer]) => pointer).join());
  const lost = { verdict: 'not-found', grade: null } as const;
  const found = { verdict: 'connected', grade: 'sampled', reason: null } as const;

  it('answers a reason by the option that it is about', () => {
    const deep = changed([
      { ...lost, reason: 'above-level' },
      { ...lost, reason: 'depth' },
    ]);
    expect(pointers(deep)).toEqual(['/paths/1/options/maxDepth', '/paths/1/level', '/paths', '/sweep']); // prettier-ignore
    const spent = changed([
      { ...lost, reason: 'above-level' },
      { ...lost, reason: 'budget' },
    ]);
    expect(pointers(spent)[0]).toBe('/budget/gradientEvaluations,/budget/lossEvaluations');
  });

  it('asks for a proof of what was sampled, and not of what is proved', () => {
    expect(pointers(changed([found, found]))[0]).toBe('/certify');
    expect(pointers(changed([{ ...found, grade: 'certified' }, { ...found, grade: 'certified' }]))).not.toContain('/certify'); // prettier-ignore
  });

  it('trains longer where endpoints missed their threshold, before all else', () => {
    const endpoints = record.endpoints.map((one) => ({
      ...one,
      outcome: 'budget' as const,
      loss: 1,
    }));
    const [first, second] = nextExperiments({ ...record, endpoints }, registry);
    expect(first!.set).toEqual([['/train/maxSteps', 80_000]]);
    expect(second!.set).toEqual([['/train/threshold', 1.05]]);
  });

  it('is an experiment that is valid', () => {
    const proposals = nextExperiments(changed([{ ...lost, reason: 'depth' }, { ...lost, reason: 'depth' }]), registry); // prettier-ignore
    expect(proposals.length).toBeGreaterThan(2);
    for (const proposal of proposals) {
      const { sweep: _, ...plain } = proposedConfig(record, proposal) as Record<string, unknown>;
      expect(() => resolveExperiment(parseExperiment(plain), registry)).not.toThrow();
    }
  });
});

describe('a client of the protocol', () => {
  const asked: string[] = [];
  let confirm = false;
  const open = async (capabilities: object, ...more: readonly string[]) => {
    const transport = new StdioClientTransport({ command: process.execPath, args: [BIN, 'mcp', ...more], cwd: root, stderr: 'ignore' }); // prettier-ignore
    const client = new Client({ name: 'test', version: '1.0.0' }, { capabilities });
    await client.connect(transport);
    return client;
  };
  let client: Client;
  beforeAll(async () => {
    client = await open({ elicitation: { form: {} } });
    client.setRequestHandler('elicitation/create', ({ params }) => {
      asked.push(params.message);
      return { action: confirm ? ('accept' as const) : ('decline' as const), content: confirm ? { confirm } : undefined }; // prettier-ignore
    });
  });
  afterAll(() => client.close());
  const call = async (name: string, input: Record<string, unknown>, of = client) => {
    const { content, isError } = await of.callTool({ name, arguments: input });
    const [text] = content as readonly { readonly text: string }[];
    return { text: text!.text, isError: isError === true };
  };

  it('finds the tools, and which of them act', async () => {
    const { tools } = await client.listTools();
    const acting = tools.filter(({ annotations }) => annotations?.readOnlyHint !== true);
    expect(tools).toHaveLength(6);
    expect(acting.map(({ name }) => name)).toEqual(['verify_run', 'run_experiment']);
  });

  it('lists, explains, validates and proposes', async () => {
    expect((await call('list_runs', {})).text).toContain('"name": "small"');
    expect((await call('explain_run', { run: 'runs/small' })).text).toContain('Endpoint a: loss ');
    expect((await call('validate_experiment', { file: 'small.isthmus.json' })).text).toBe('small.isthmus.json is valid.'); // prettier-ignore
    expect((await call('validate_experiment', { file: 'bad.isthmus.json' })).text).toContain(
      'core/mse',
    );
    expect((await call('propose_experiment', { run: 'runs/small' })).text).toContain('"why"');
  });

  it('is told what it named wrongly, and nothing of what lies outside', async () => {
    symlinkSync(process.execPath, join(root, 'link.isthmus.json'));
    for (const name of ['..', '/etc/passwd', 'link.isthmus.json'])
      expect(await call('validate_experiment', { file: name })).toMatchObject({ isError: true, text: expect.stringContaining('agents/outside') }); // prettier-ignore
    expect(await call('explain_run', { run: 'runs/none' })).toMatchObject({ isError: true });
  });

  it('runs nothing unless a person agrees', async () => {
    const refused = await call('run_experiment', { file: 'small.isthmus.json', seed: 2 });
    expect(refused.text).toContain('did not agree');
    expect(asked.at(-1)).toContain('Run small.isthmus.json with /seed = 2?');
    expect(await listRuns(root, 20)).toHaveLength(1);
    confirm = true;
    const ran = await call('run_experiment', {
      file: 'small.isthmus.json',
      set: { '/name': 'again' },
    });
    expect(ran.text).toContain('The run ended as finished');
    expect((await listRuns(root, 20)).map(({ name }) => name)).toEqual(['again', 'small']);
    expect((await call('verify_run', { run: 'runs/small' })).text).toContain('all true.');
  }, 120_000);

  it('that cannot ask runs nothing, unless the server was told to leave that to it', async () => {
    const mute = await open({});
    const refused = await call('run_experiment', { file: 'small.isthmus.json' }, mute).catch(
      String,
    );
    expect(JSON.stringify(refused)).toMatch(/elicitation/i);
    await mute.close();
    const trusted = await open({}, '--allow-runs');
    expect((await call('verify_run', { run: 'runs/small' }, trusted)).text).toContain('all true.');
    await trusted.close();
  }, 60_000);
});
