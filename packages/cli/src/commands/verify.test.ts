import { createHash } from 'node:crypto';
import {
  cpSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { toJson } from '@isthmus/contract/internal';
import { openSession, parseExperiment, resolveExperiment, writeSafetensors } from '@isthmus/core';
import { fileSourceIn } from '@isthmus/core/node';
import { builtInRegistry } from '../experiment/plugins.js';
import { boundsOn, pathOf, readLoss, readNetwork } from '@isthmus/core/internal';
import type { ExperimentResult } from '@isthmus/core/contract';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { EXIT } from '../process/exit-codes.js';
import { verifiedText, verifyTarget } from '../verify/index.js';
import {
  isthmus,
  PATIENCE_MS,
  readJson,
  SMALL,
  temporaryFolder,
  writeExperiment,
} from '../testing/command.js';

vi.setConfig({ testTimeout: PATIENCE_MS, hookTimeout: PATIENCE_MS });

/** A run of the straight line between two linear models, on 64 rows. */
let original = '';
beforeAll(async () => {
  const folder = temporaryFolder();
  original = join(folder, 'run');
  const options = { coefficients: [0, 0.5], sizes: { train: 64, probe: 64, test: 64 } };
  const experiment = { ...SMALL, task: { use: 'core/polynomial', options } };
  const { code } = await isthmus([
    'run',
    writeExperiment(folder, experiment),
    '--out',
    original,
    '--quiet',
  ]);
  expect(code).toBe(EXIT.finished);
});

function copied(): string {
  const folder = join(temporaryFolder(), 'copy');
  cpSync(original, folder, { recursive: true });
  return folder;
}

type Json = Record<string, unknown>;

/** A copy of the run with other values in its record, by their places: `pairs/0/distance`. */
function changed(values: Readonly<Record<string, unknown>>): string {
  const folder = copied();
  const record = readJson<Json>(folder, 'result.json');
  for (const [place, value] of Object.entries(values)) {
    const keys = place.split('/');
    const holder = keys.slice(0, -1).reduce((at, key) => at[key] as Json, record);
    holder[keys.at(-1)!] = value;
  }
  writeFileSync(join(folder, 'result.json'), toJson(record, 2));
  return folder;
}

/** What the command says and how it ends, without a process for each. */
async function verify(target: string) {
  const verified = await verifyTarget(target, temporaryFolder(), () => undefined);
  const holds = verified.claims.every(({ outcome }) => outcome === 'true');
  return {
    code: holds ? EXIT.finished : EXIT.unmet,
    stdout: `${verifiedText(verified, Infinity)}\n`,
  };
}

describe('isthmus verify', () => {
  it('finds every claim of a run true, and says by what', async () => {
    const { code, stdout, stderr } = await isthmus(['verify', original]);
    expect([code, stderr]).toEqual([EXIT.finished, '']);
    expect(stdout).toMatch(/^run small\n/);
    expect(stdout).toMatch(/\d+ claims, all true\.\n$/);
    expect(stdout).toMatch(/χ was made anew by the task core\/polynomial/);
    expect(stdout).toMatch(/in code of its own/);
    expect(stdout).toMatch(/Not checked: training curves/);
  });

  it('prints every claim as JSON', async () => {
    const { code, stdout } = await isthmus(['verify', original, '--json']);
    const said = JSON.parse(stdout) as Json & { claims: Json[] };
    expect([code, said['format'], said['holds'], said['kind']]).toEqual([
      0,
      'isthmus/verify@1',
      true,
      'run',
    ]);
    expect(said.claims.every(({ outcome, why }) => outcome === 'true' && why === null)).toBe(true);
  });

  const first = 'pairs/0/paths/0';
  it.each<[string, Readonly<Record<string, unknown>>, RegExp]>([
    [
      'the loss of an endpoint',
      { 'endpoints/0/loss': 0.001 },
      /^false {6}endpoint a: its loss is/m,
    ],
    [
      'that the threshold was reached',
      { 'endpoints/0/reached': false },
      /^false.*endpoint a: it did not reach/m,
    ],
    ['the distance', { 'pairs/0/distance': 1 }, /^false.*they are 1 apart/m],
    ['a length', { [`${first}/length`]: 2 }, /^false.*it is 2 long/m],
    ['a normalized length', { [`${first}/normalizedLength`]: 2 }, /^false.*that is 2 times/m],
    ['beads', { [`${first}/beads`]: 1 }, /^false.*it has 1 beads: it is 0, recorded is 1/m],
    ['the peak', { [`${first}/peak/loss`]: 0.5 }, /^false.*its peak is 0\.5/m],
    ['a barrier', { [`${first}/barrier/aboveMean`]: 0.5 }, /^false.*aboveMean is 0\.5/m],
    [
      'a sample',
      { [`${first}/profile/loss/7`]: 1e-9 },
      /^false.*each sample has the loss.*at t = /m,
    ],
    ['the level', { [`${first}/level`]: 0.5 }, /^false.*its level 0\.5 is the threshold/m],
    [
      'the verdict',
      { [`${first}/level`]: 1e-9, threshold: 1e-9 },
      /^false.*no sample is above the level/m,
    ],
    ['the samples', { [`${first}/resolution/samples`]: 3 }, /^false.*looked at in 3 places/m],
    [
      'the gap between them',
      { [`${first}/resolution/largestGap`]: 1e-3 },
      /^false.*two samples are/m,
    ],
    ['a sample that is no number', { [`${first}/profile/loss/7`]: 'NaN' }, /^false.*each sample/m],
    [
      'the hash of the data',
      { 'data/evaluation/sha256': 'f'.repeat(64) },
      /^false.*data: its SHA-256 is ffff/m,
    ],
    [
      'the grade',
      { [`${first}/grade`]: 'certified' },
      /^missing.*it is certified: the record names no certificate/m,
    ],
    [
      'a certificate that is not there',
      { [`${first}/certificate`]: 'certificates/x.json' },
      /^missing.*its certificate is/m,
    ],
    [
      'a way out of the folder',
      { [`${first}/vertices`]: '../../secret' },
      /^missing.*its vertices are \.\.\/\.\./m,
    ],
  ])('finds a false claim: %s', async (_, values, line) => {
    const { code, stdout } = await verify(changed(values));
    expect(code).toBe(EXIT.unmet);
    expect(stdout).toMatch(line);
    expect(stdout).toMatch(/ claims, \d+ (false|missing)/);
  });

  it('finds other weights, and links in their place', async () => {
    const other = copied();
    cpSync(join(other, 'models/a.safetensors'), join(other, 'models/b.safetensors'));
    expect((await verify(other)).stdout).toMatch(/^false.*endpoint b: its loss is/m);
    const linked = copied();
    renameSync(join(linked, 'models/a.safetensors'), join(linked, '..', 'elsewhere'));
    symlinkSync(join(linked, '..', 'elsewhere'), join(linked, 'models/a.safetensors'));
    expect((await verify(linked)).stdout).toMatch(/^missing.*endpoint a/m);
    const cut = copied();
    writeFileSync(
      join(cut, 'models/a.safetensors'),
      readFileSync(join(cut, 'models/a.safetensors')).subarray(0, 40),
    );
    const { code, stdout } = await verify(cut);
    expect([code, stdout]).toEqual([
      EXIT.unmet,
      expect.stringMatching(/^malformed.*endpoint a: its weights/m),
    ]);
  });

  it('refuses what is no run and no certificate', async () => {
    for (const target of [temporaryFolder(), join(temporaryFolder(), 'absent')]) {
      const { code, stdout } = await isthmus(['verify', target]);
      expect([code, stdout]).toEqual([EXIT.usage, '']);
    }
  });
});

const hashOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** A copy of the run with a certificate of its one path, of as many leaves as its level asks for. */
async function certified(): Promise<{ readonly folder: string; readonly file: string }> {
  const folder = copied();
  const record = readJson<ExperimentResult>(folder, 'result.json');
  const [path] = record.pairs[0]!.paths;
  const network = {
    ...{ input: [1], output: [1], outputNode: 'dense1' },
    nodes: [
      {
        id: 'dense1',
        use: 'core/dense',
        options: { units: 1, bias: true, initializer: 'glorot-uniform' },
        inputs: ['input'],
      },
    ],
  };
  const experiment = resolveExperiment(parseExperiment(record.config), builtInRegistry());
  const session = await openSession(experiment, builtInRegistry(), fileSourceIn(folder));
  const { size, x, y } = session.evaluation;
  session.dispose();
  const evaluation = writeSafetensors({
    x: { shape: [size, 1], data: x },
    y: { shape: [size, 1], data: y },
  });
  const vertices = readFileSync(join(folder, path!.vertices));
  const read = readNetwork(network);
  const [from, to] = pathOf(read, vertices).vertices;
  const loss = { use: 'core/mse', options: {} };
  const subject = {
    network: read,
    loss: readLoss(loss),
    size,
    x: Float64Array.from(x),
    y: Float64Array.from(y),
  };
  const leaves = Array.from({ length: 8 }, (_, k) => {
    const { upper } = boundsOn(subject, { from: from!, to: to!, slack: null }, [
      { mid: (2 * k + 1) / 16, half: 1 / 16 },
    ]);
    return [k, 3, upper[0]! * (1 + 1e-6)];
  });
  const certificate = {
    ...{ format: 'isthmus/certificate@1', claim: 'connected', level: path!.level, loss, network },
    certifier: { use: 'test/eighths', options: {} },
    evaluation: {
      split: 'probe',
      size,
      rows: null,
      file: 'certificates/evaluation.safetensors',
      sha256: hashOf(evaluation),
    },
    vertices: { file: path!.vertices, sha256: hashOf(vertices) },
    elements: [{ kind: 'leaves', leaves }],
    peak: {
      lower: 0,
      at: { element: 0, t: 0.5 },
      upper: Math.max(...leaves.map(([, , bound]) => bound!)),
    },
    assumptions: [],
  };
  mkdirSync(join(folder, 'certificates'));
  writeFileSync(join(folder, 'certificates/evaluation.safetensors'), evaluation);
  const file = join(folder, 'certificates/a-b-0.json');
  writeFileSync(file, JSON.stringify(certificate));
  const certification = {
    ...{ use: 'test/eighths', options: {}, outcome: 'certified', level: path!.level },
    ...{ lower: 0, where: { element: 0, t: 0.5 }, upper: certificate.peak.upper, errorRate: null },
    ...{ rows: null, leaves: 8, evaluations: 8, refutations: 0, witness: null },
    ...{ reason: null, seconds: 0 },
  };
  const named = { ...path!, grade: 'certified', certification, certificate: 'certificates/a-b-0.json' }; // prettier-ignore
  writeFileSync(
    join(folder, 'result.json'),
    toJson({ ...record, pairs: [{ ...record.pairs[0]!, paths: [named] }] }),
  );
  return { folder, file };
}

describe('a run with a certificate', () => {
  it('is verified by its folder alone, and so is the certificate', async () => {
    const { folder, file } = await certified();
    const run = await verify(folder);
    expect(run.stdout).toMatch(/all true\.\n$/);
    expect(run.code).toBe(EXIT.finished);
    expect(run.stdout).toMatch(
      /χ is read from certificates\/evaluation\.safetensors in the folder/,
    );
    expect(run.stdout).toMatch(/Taken for granted: .*IEEE 754/);
    const alone = await verify(file);
    expect(alone.code).toBe(EXIT.finished);
    expect(alone.stdout).toMatch(
      /Proved: core\/mse is at most 0\.01 at every point of models\/path/,
    );
  });

  it('is refused with a leaf that was lowered, another χ, or another network', async () => {
    const lowered = await certified();
    const text = readFileSync(lowered.file, 'utf8');
    const certificate = JSON.parse(text) as Json & {
      elements: [{ leaves: [number, number, number][] }];
    };
    certificate.elements[0].leaves[3]![2] /= 2;
    writeFileSync(lowered.file, JSON.stringify(certificate));
    const { code, stdout } = await verify(lowered.folder);
    expect([code, stdout]).toEqual([
      EXIT.unmet,
      expect.stringMatching(/^false.*element 0.*our bound is/m),
    ]);
    // The hashes are made anew, but the record's is of other data.
    const other = await certified();
    const evaluation = readFileSync(join(other.folder, 'certificates/evaluation.safetensors'));
    evaluation.writeFloatLE(0.25, evaluation.length - 4);
    writeFileSync(join(other.folder, 'certificates/evaluation.safetensors'), evaluation);
    const before = JSON.parse(text) as Json & { evaluation: Json };
    writeFileSync(
      other.file,
      JSON.stringify({
        ...before,
        evaluation: { ...before.evaluation, sha256: hashOf(evaluation) },
      }),
    );
    expect((await verify(other.folder)).stdout).toMatch(/^false.*data: its SHA-256 is/m);
    const renamed = await certified();
    writeFileSync(renamed.file, text.replaceAll('dense1', 'dense9'));
    expect((await verify(renamed.folder)).code).toBe(EXIT.unmet);
  });

  it('is refused with rows of its own in another file, though all its claims are true', async () => {
    const { folder, file } = await certified();
    const evaluation = readFileSync(join(folder, 'certificates/evaluation.safetensors'));
    evaluation.writeFloatLE(
      0.99 * evaluation.readFloatLE(evaluation.length - 4),
      evaluation.length - 4,
    );
    writeFileSync(join(folder, 'certificates/other.safetensors'), evaluation);
    const own = JSON.parse(readFileSync(file, 'utf8')) as Json & { evaluation: Json; elements: [{ leaves: number[][] }] }; // prettier-ignore
    const named = { file: 'certificates/other.safetensors', sha256: hashOf(evaluation) };
    // Bounds as large as the level: true of these rows too.
    const leaves = own.elements[0].leaves.map(([k, depth]) => [k, depth, own['level']]);
    const peak = { lower: null, at: null, upper: own['level'] };
    const elements = [{ kind: 'leaves', leaves }];
    writeFileSync(file, JSON.stringify({ ...own, evaluation: { ...own.evaluation, ...named }, elements, peak })); // prettier-ignore
    expect((await verify(file)).code).toBe(EXIT.finished);
    const { code, stdout } = await verify(folder);
    expect(code).toBe(EXIT.unmet);
    expect(stdout).toMatch(/^false.*the rows in certificates\/other\.safetensors are others/m);
  });

  const path = 'pairs/0/paths/0';
  it.each<[string, Readonly<Record<string, unknown>>, RegExp]>([
    ['a verdict of the opposite', { [`${path}/verdict`]: 'disconnected' }, /^false.*says that they are connected, and the record disconnected/m],
    ['nothing said of the proof', { [`${path}/certification`]: null }, /^false.*does not say what was proved/m],
    ['a proof of some rows', { [`${path}/certification/rows`]: 3 }, /^false.*about 3 rows alone/m],
    ['a proof that did not come out', { [`${path}/certification/outcome`]: 'undecided' }, /^false.*its proof came out undecided/m],
  ])('is refused with %s', async (_, values, words) => {
    const { folder } = await certified();
    const record = readJson<Json>(folder, 'result.json');
    for (const [place, value] of Object.entries(values)) {
      const keys = place.split('/');
      const holder = keys.slice(0, -1).reduce((at, key) => at[key] as Json, record);
      holder[keys.at(-1)!] = value;
    }
    writeFileSync(join(folder, 'result.json'), toJson(record, 2));
    const { code, stdout } = await verify(folder);
    expect(code).toBe(EXIT.unmet);
    expect(stdout).toMatch(words);
  }); // prettier-ignore

  it('is refused without its evaluation set, and with a certificate that is none', async () => {
    const { folder, file } = await certified();
    rmSync(join(folder, 'certificates/evaluation.safetensors'));
    expect((await verify(file)).stdout).toMatch(
      /^missing.*evaluation\.safetensors is the data set/m,
    );
    writeFileSync(file, '{');
    const { code, stdout } = await verify(file);
    expect([code, stdout]).toEqual([
      EXIT.unmet,
      expect.stringMatching(/^malformed.*it is no JSON/m),
    ]);
  });
});

describe('a run of an objective that tells its form', () => {
  it('is verified with its certificate, and refused with that of another formula', async () => {
    const folder = temporaryFolder();
    const run = join(folder, 'run');
    const experiment = {
      name: 'formula',
      objective: 'core/double-well',
      endpoints: { points: [[-1, 0], [0.5, 0.5]] }, // prettier-ignore
      train: { threshold: 1.2 },
      paths: ['core/linear'],
      certify: true,
    };
    const { code } = await isthmus(['run', writeExperiment(folder, experiment), '--out', run, '--quiet']); // prettier-ignore
    expect(code).toBe(EXIT.finished);
    expect((await verify(run)).stdout).toMatch(/all true\.\n$/);
    const name = 'certificates/path-a-b-0-core-linear.json';
    const certificate = readJson<Json>(run, name);
    const alone = await verify(join(run, name));
    expect(alone.stdout).toMatch(/Proved: the formula that it tells is at most 1\.2/);
    // A formula that is 0 everywhere: true of itself, and nothing about the objective.
    const nothing = { kind: 'polynomial', terms: [{ factor: 0, powers: [0, 0] }] };
    const peak = { ...(certificate['peak'] as Json), lower: -1 };
    writeFileSync(join(run, name), JSON.stringify({ ...certificate, form: nothing, peak }));
    expect((await verify(join(run, name))).code).toBe(EXIT.finished);
    const forged = await verify(run);
    expect(forged.code).toBe(EXIT.unmet);
    expect(forged.stdout).toMatch(/^false.*it is another formula/m);
  });
});
