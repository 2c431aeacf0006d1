import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { define, type ExperimentResult, type Layer } from '@isthmus/contract';
import { readSafetensors } from '@isthmus/files';
import { sha256 } from '@isthmus/files/internal';
import { rejectionOf } from '@isthmus/contract/testing';
import { core } from '../builtin/index.js';
import { checkCertificate } from '../checker/check.js';
import { parseExperiment } from '../registry/parse.js';
import { Registry } from '../registry/registry.js';
import { resolveExperiment } from '../registry/resolve.js';
import { openSession } from './session.js';
import { comparable, runTiny, TINY, tinySession } from './testing/tiny-run.js';

const sessionOf = (raw: object) => {
  const registry = Registry.of(core);
  const files = { read: (path: string) => Promise.reject(new Error(path)) };
  return openSession(resolveExperiment(parseExperiment(raw), registry), registry, files);
};

const PROVED = {
  certify: true,
  paths: [{ use: 'core/linear', level: 5 }, 'core/linear', { use: 'core/linear', level: 'lowest' }],
};
const root = mkdtempSync(join(tmpdir(), 'isthmus-certificate-'));
const folder = join(root, 'run');
const text = (name: string) => readFileSync(join(folder, name), 'utf8');
const bytes = (name: string) => readFileSync(join(folder, name));

interface Written {
  readonly level: number;
  readonly vertices: { readonly file: string; readonly sha256: string };
  readonly evaluation: { readonly file: string; readonly sha256: string; readonly size: number };
  readonly elements: readonly { readonly leaves: readonly (readonly [number, number, number])[] }[];
  readonly peak: { readonly lower: number; readonly upper: number };
}

beforeAll(async () => {
  await runTiny(await tinySession(PROVED), folder);
});
afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

describe('a run that proves its paths', () => {
  it('grades the paths that are proved, and asks nothing about the one that does not hold', async () => {
    const { result } = await runTiny(await tinySession(PROVED), join(root, 'again'));
    const [given, own, lowest] = result.pairs[0]!.paths;
    expect(given).toMatchObject({ verdict: 'connected', grade: 'certified', level: 5 });
    expect(given!.certification).toMatchObject({
      outcome: 'certified',
      level: 5,
      use: 'core/affine',
    });
    expect(own).toMatchObject({ verdict: 'not-found', certification: null, certificate: null });
    expect(lowest).toMatchObject({ verdict: 'connected', grade: 'certified' });
    expect(lowest!.level).toBeGreaterThan(lowest!.peak.loss);
    expect(comparable(text('result.json'))).toBe(
      comparable(readFileSync(join(root, 'again', 'result.json'), 'utf8')),
    );
  });

  it('writes certificates that name what they are about, by its hash', () => {
    const certificate = JSON.parse(text('certificates/path-a-b-0-core-linear.json')) as Written;
    expect(certificate).toMatchObject({
      ...{ format: 'isthmus/certificate@1', claim: 'connected', level: 5 },
      certifier: { use: 'core/affine', options: { tightness: null } },
      loss: { use: 'core/mse', options: {} },
      network: {
        ...{ input: [1], output: [1], outputNode: 'dense2' },
        nodes: [
          { id: 'dense1', use: 'core/dense', options: { units: 4, bias: true }, inputs: ['input'] },
          { use: 'core/tanh' },
          { id: 'dense2' },
        ],
      },
      evaluation: { split: 'probe', size: 6, rows: null },
      elements: [{ kind: 'leaves' }],
    });
    const { vertices, evaluation, elements, peak } = certificate;
    expect(sha256(bytes(vertices.file))).toBe(vertices.sha256);
    expect(sha256(bytes(evaluation.file))).toBe(evaluation.sha256);
    const { tensors } = readSafetensors(bytes(evaluation.file), evaluation.file);
    expect([tensors.get('x')?.shape, tensors.get('y')?.shape]).toEqual([
      [6, 1],
      [6, 1],
    ]);
    expect(peak.upper).toBe(Math.max(...elements[0]!.leaves.map(([, , most]) => most)));
    expect(peak.lower).toBeLessThan(peak.upper);
  });

  it('tells the record the leaves of the certificate', () => {
    const { elements } = JSON.parse(text('certificates/path-a-b-0-core-linear.json')) as Written;
    const record = JSON.parse(text('result.json')) as ExperimentResult;
    const { leaves } = elements[0]!;
    expect(record.pairs[0]!.paths[0]!.certification).toMatchObject({
      leaves: leaves.length,
      leafBounds: {
        t: [0, ...leaves.map(([k, depth]) => (k + 1) * 2 ** -depth)],
        upper: leaves.map(([, , most]) => most),
      },
    });
  });

  it('has them again after a resume, byte for byte, and proves nothing twice', async () => {
    const name = 'certificates/path-a-b-0-core-linear.json';
    const before = text(name);
    writeFileSync(join(folder, name), 'gone');
    const { done } = await runTiny(await tinySession(PROVED), folder, { resume: true });
    expect(done).toEqual([]);
    expect(text(name)).toBe(before);
  });
});

describe('what nothing can be proved of', () => {
  const plain = define({
    kind: 'layer',
    name: 'mine/norm',
    summary: 'Passes on what it gets, and says nothing of bounds.',
    sources: [],
    options: z.strictObject({}),
    create: (): Layer => ({
      outputShape: ([shape]) => shape!,
      parameters: () => [],
      init: () => ({}),
      interpreters: {
        tfjs: (_, [x]) => x!,
        reference: () => ({
          kind: 'linear',
          apply: ([x]) => x!.slice(),
          transpose: (dy) => [dy.slice()],
        }),
      },
    }),
  });
  const architecture = define({
    kind: 'architecture',
    name: 'mine/net',
    summary: 'A layer of its own between two dense ones.',
    sources: [],
    options: z.strictObject({}),
    create: () => ({
      build: () => ({
        graph: {
          nodes: [
            { id: 'dense1', use: 'core/dense', options: { units: 3 }, inputs: ['input'] },
            { id: 'norm', use: 'mine/norm', options: {}, inputs: ['dense1'] },
            { id: 'dense2', use: 'core/dense', options: { units: 1 }, inputs: ['norm'] },
          ],
          output: 'dense2',
        },
      }),
    }),
  });
  const mine = { architecture: { use: 'mine/net' }, align: [], certify: true };

  it('is refused by name, before anything is trained', async () => {
    const error = await rejectionOf(() => tinySession(mine, undefined, [plain, architecture]));
    expect(error.message).toBe(
      '/certify: "core/affine" can prove nothing of this network: layer mine/norm: no bounds. Leave "certify" out, or use another certifier.',
    );
  });
});

describe('a path of an objective', () => {
  const { task: _, architecture: __, align: ___, engine: ____, ...rest } = TINY;
  const runOf = async (name: string, objective: string, threshold: number) => {
    const points = [[-1, 0], [0.5, 0.5]]; // prettier-ignore
    const raw = { ...rest, objective, endpoints: { points }, train: { threshold }, certify: true };
    const { result } = await runTiny(await sessionOf(raw), join(root, name));
    const [path] = result.pairs[0]!.paths;
    expect(path).toMatchObject({ verdict: 'connected', grade: 'certified' });
    expect(path!.certification!.upper!).toBeLessThanOrEqual(threshold);
    return path!;
  };

  it('has a certificate that tells its form, which the checker reads', async () => {
    const { certificate } = await runOf('form', 'core/double-well', 1.2);
    const { claims, formula } = checkCertificate(readFileSync(join(root, 'form', certificate!)), {
      read: (name) => readFileSync(join(root, 'form', name)),
      sha256,
    });
    expect(claims.filter(({ outcome }) => outcome !== 'true')).toEqual([]);
    expect(formula).toMatchObject({ level: 1.2, of: { form: { kind: 'polynomial' } } });
    expect(formula!.assumptions.join()).toMatch(/form is the function of the objective/);
  });

  it('has none where it tells no form, as nobody could read it', async () => {
    expect((await runOf('formless', 'core/rastrigin', 60)).certificate).toBeNull();
  });
});

it('a claim about some rows leaves the grade as it is, and says so', async () => {
  const certify = { options: { rows: 3 } };
  const paths = [{ use: 'core/linear', level: 5 }];
  const { result } = await runTiny(await tinySession({ certify, paths }), join(root, 'rows'));
  const [path] = result.pairs[0]!.paths;
  expect(path).toMatchObject({ verdict: 'connected', grade: 'sampled' });
  expect(path!.certification).toMatchObject({ outcome: 'certified', rows: 3 });
  const certificate = JSON.parse(
    readFileSync(join(root, 'rows', path!.certificate!), 'utf8'),
  ) as object;
  expect(certificate).toMatchObject({ evaluation: { size: 6, rows: [0, 2, 4] } });
});
