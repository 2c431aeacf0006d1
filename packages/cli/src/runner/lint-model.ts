import { readFile, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import {
  createRng,
  isIsthmusError,
  IsthmusError,
  modelAlone,
  noMeasures,
  type ModelAlone,
  type Registry,
} from '@isthmus/core';
import type { AnalysisQuestion, AnalysisRecord, PluginName } from '@isthmus/core/contract';
import { builtInRegistry } from '../experiment/plugins.js';
import type { LintReply, LintRequest } from '../protocol/protocol.js';

type ErrorCode = ConstructorParameters<typeof IsthmusError>[0];

/** What `isthmus lint` asks of each endpoint, and of a model file what of it takes no data. */
export const LINT_ANALYSES: readonly PluginName[] = ['symmetry/units', 'symmetry/orbit'];

/** Larger files are refused: what is looked at is in memory several times over, in float64 too. */
export const MOST_MODEL_BYTES = 128 * 2 ** 20;

/**
 * Looks at the weights of a model file by themselves. Nothing is trained, written or taken from a plugin.
 *
 * @example
 * import { resolve } from 'node:path';
 *
 * const file = resolve('examples/models/relu-12.safetensors');
 * const reply = await lintedModel({ file, activation: 'core/relu', layers: null, layout: null });
 * reply.kind; // 'linted'
 */
export async function lintedModel(request: LintRequest): Promise<LintReply> {
  try {
    const bytes = await modelBytes(request.file);
    const registry = builtInRegistry();
    const { activation, layers, layout } = request;
    const model = modelAlone(bytes, basename(request.file), registry, {
      ...(activation === null ? {} : { activation }),
      ...(layers === null ? {} : { layers }),
      ...(layout === null ? {} : { layout }),
    });
    const analyses = await analysesOf(model, request, registry);
    const { warnings } = model;
    return { kind: 'linted', analyses, warnings, notes: await notesOf(model, request) };
  } catch (thrown) {
    if (!isIsthmusError(thrown)) throw thrown;
    return { kind: 'refused', error: { code: thrown.code, message: thrown.message } };
  }
}

async function modelBytes(file: string): Promise<Uint8Array> {
  const found = await stat(file).catch(() => null);
  const fault = (code: ErrorCode, message: string) =>
    new IsthmusError(code, `${file}: ${message}`, { file });
  if (found === null)
    throw fault(
      'data/missing',
      'there is no such file. Name a model file, an experiment or a run folder.',
    );
  if (!found.isFile())
    throw fault('data/missing', 'it is no regular file. Name a model file (safetensors).');
  if (found.size > MOST_MODEL_BYTES)
    throw fault(
      'model/too-large',
      `it has ${found.size} bytes, and a model file alone may have ${MOST_MODEL_BYTES}. Save the layers that you want to look at by themselves, or in F16 or BF16.`,
    );
  return readFile(file).catch((cause: unknown) => {
    const { code } = cause as { readonly code?: unknown };
    throw fault('data/missing', `it cannot be read (${String(code)}).`);
  });
}

async function analysesOf(
  { network, params }: ModelAlone,
  { file }: LintRequest,
  registry: Registry,
): Promise<readonly AnalysisRecord[]> {
  const point = basename(file);
  const question: AnalysisQuestion = {
    ...{ spec: network.spec, network: network.view, points: [{ id: point, params }] },
    ...{ loss: null, threshold: null, measures: noMeasures(), rng: createRng(0) },
  };
  const records: AnalysisRecord[] = [];
  for (const [index, use] of LINT_ANALYSES.entries()) {
    const { plugin, ref } = registry.resolve('analysis', use, 'lint');
    const refused = plugin.refusal?.(network.view) ?? null;
    if (refused !== null)
      throw new IsthmusError('model/no-units', `${file}: there is nothing to look at: ${refused}. It has ${network.spec.leaves.length} arrays of weights; hidden units are those between two layers.`, { file }); // prettier-ignore
    const begun = performance.now();
    const findings = await plugin.analyze(question);
    const cost = { lossEvaluations: 0, gradientEvaluations: 0, hessianProducts: 0, seconds: (performance.now() - begun) / 1000 }; // prettier-ignore
    records.push({ analysis: ref, index, points: [point], findings, cost });
  }
  return records;
}

async function notesOf(model: ModelAlone, request: LintRequest): Promise<readonly string[]> {
  return [chainNote(model, request), await dataNote(model, request)];
}

function chainNote({ chain }: ModelAlone, { activation }: LintRequest): string {
  const layers = chain.layers.map(({ prefix, kind, inputs, outputs, kernelSize }) => {
    const what = kind === 'dense' ? '' : ` ${kernelSize}×${kernelSize}`;
    return `${prefix === '' ? '(no name)' : prefix}${what} ${inputs} → ${outputs}`;
  });
  const shown = layers.length <= 12 ? layers : [...layers.slice(0, 11), `… ${layers.at(-1)!}`];
  const between =
    {
      null: 'some function of each number between them, of which nothing is taken as known (--activation core/relu, core/tanh … says more)',
      none: 'nothing between them',
    }[String(activation)] ?? `${activation} between them`;
  const pooled = chain.layers.some(({ kind }) => kind === 'conv2d') ? ', and pooling at most' : '';
  const left =
    chain.leftOut.length === 0
      ? ''
      : ` Left out, as --layers says: ${namesOf(chain.leftOut)}; where one of these stands between layers of the chain, what is said does not hold.`;
  return `Read as one chain, in ${chain.layout === 'isthmus' ? 'our' : "PyTorch's"} axis order: ${shown.join(', ')}; with ${between}${pooled}.${left} The file says nothing of this: where the network has sums, branches or other layers besides, what is said of it does not hold.`;
}

function namesOf(names: readonly string[]): string {
  const more = names.length - 8;
  return names.slice(0, 8).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

/** How to look at what takes data. */
async function dataNote({ chain }: ModelAlone, { file, activation }: LintRequest): Promise<string> {
  const folder = dirname(dirname(file));
  const run = await stat(join(folder, 'run.json')).catch(() => null);
  if (run?.isFile() === true && basename(dirname(file)) === 'models')
    return `What takes data was not looked at. The file belongs to a run, which has them: isthmus lint ${folder}`;
  const hidden = chain.layers.slice(0, -1).map(({ outputs }) => outputs);
  const isDense = chain.layers.every(({ kind }) => kind === 'dense');
  const named = activation === null ? '…' : activation.replace('core/', '');
  const architecture = isDense
    ? `{"use": "core/mlp", "options": {"hidden": [${hidden.join(', ')}], "activation": "${named}"}}`
    : '…';
  return `What takes data was not looked at: units that are dead, always active or constant on them, free weights, bias shifts, the Jensen gap. For these write an experiment with the data and two or more models of this architecture, {"task": …, "architecture": ${architecture}, "endpoints": {"files": ["${basename(file)}", …]}, "paths": ["core/linear"]}, and lint that.`;
}
