import type { CertifierOutcome, PathElement, PredictionLoss } from '@isthmus/contract';
import { mapLeaves, type Params } from '@isthmus/contract/parameters';
import { buildNetwork, type GraphNetwork } from '@isthmus/engine';
import { layers } from '@isthmus/engine/operations';
import { lossOf, made } from '@isthmus/engine/testing';
import type { Subject } from '../../checker/bounds.js';
import { check } from '../../checker/testing/example.js';
import {
  EVALUATION,
  evaluationFile,
  hashOf,
  pathFile,
  VERTICES,
  type Bundle,
} from '../../checker/testing/make-certificate.js';
import { pointFor, subjectFor, type NetworkJson } from '../../checker/testing/networks.js';
import type { Point } from '../../checker/segment.js';
import { createRng } from '@isthmus/contract/base';
import { affineCertifier } from '../affine.js';

/** A path of a network that is to be proved and read again. */
export interface ToProve {
  readonly network: NetworkJson;
  readonly loss?: string;
  readonly vertices: readonly Params[];
  /** Segments unless it is given. */
  readonly elements?: readonly PathElement[];
  /** This times the largest loss of the vertices. */
  readonly times?: number;
  readonly changed?: Partial<PredictionLoss>;
}

/** The network of a certificate as the product builds it. */
export function builtFrom({ nodes, input, output, outputNode }: NetworkJson): GraphNetwork {
  const graph = { nodes, output: outputNode };
  const network = buildNetwork({ graph } as never, { input, output }, ({ use, options }) =>
    made(layers, use, options),
  );
  if (network.kind !== 'graph') throw new Error('a graph gives a graph network');
  return network;
}

/** Random parameters by the names of a network. */
export function randomVertex(network: NetworkJson, seed: number, scale = 0.7): Params {
  const built = builtFrom(network);
  const point = pointFor(subjectOf(network, 'core/mse').network, scale, createRng(seed).fork('at'));
  return mapLeaves(built.init(createRng(1)), (_, name) => Float32Array.from(point.get(name)!));
}

const SAMPLES = 6;

/** The random data that proofs are about. */
export function subjectOf(network: NetworkJson, loss: string): Subject {
  return subjectFor(network, loss, SAMPLES, 4);
}

/** Asks core/affine about a path. */
export function proofOf(wanted: ToProve, level: number): CertifierOutcome {
  const { network, loss = 'core/mse', vertices, elements, changed = {} } = wanted;
  const { x, y, size } = subjectOf(network, loss);
  const plugin = { ...lossOf(loss.slice('core/'.length)), ...changed };
  const data = { size, x: Float32Array.from(x), y: Float32Array.from(y) };
  const search = affineCertifier({
    leaves: 5000,
    evaluations: 20_000,
    tightness: null,
    rows: null,
  }).prove({
    subject: {
      kind: 'network',
      network: builtFrom(network).view,
      loss: plugin,
      data,
      classes: loss === 'core/cross-entropy',
    },
    path: { vertices, elements: elements ?? segments(vertices) },
    level,
    highest: { element: 0, t: 0.3 },
  });
  for (;;) {
    const outcome = search.step();
    if (outcome !== null) return outcome;
  }
}

/** The largest loss of the vertices. */
export function largestAtVertices(wanted: ToProve): number {
  const { vertices } = wanted;
  const still = vertices.map((at) =>
    proofOf({ ...wanted, vertices: [at, at], elements: [{ kind: 'segment' }] }, 1e9),
  );
  return Math.max(...still.map(({ lower }) => lower!));
}

/** A proof at so many times the largest loss of the vertices, and its certificate where there is one. */
export function written(wanted: ToProve): {
  readonly outcome: CertifierOutcome;
  readonly bundle: Bundle | null;
} {
  const level = (wanted.times ?? 1.01) * largestAtVertices(wanted);
  const outcome = proofOf(wanted, level);
  return { outcome, bundle: outcome.tag === 'certified' ? bundleOf(wanted, level, outcome) : null };
}

function bundleOf(
  { network, loss = 'core/mse', vertices, elements }: ToProve,
  level: number,
  outcome: Extract<CertifierOutcome, { readonly tag: 'certified' }>,
): Bundle {
  const points = vertices.map(pointOf);
  const evaluation = evaluationFile(subjectOf(network, loss), network);
  const path = pathFile(network, points, elements ?? segments(vertices));
  const certificate = {
    format: 'isthmus/certificate@1',
    claim: 'connected',
    certifier: { use: 'core/affine', options: {} },
    level,
    loss: { use: loss, options: {} },
    network,
    evaluation: {
      ...{ split: 'probe', size: SAMPLES, rows: null },
      ...{ file: EVALUATION, sha256: hashOf(evaluation) },
    },
    vertices: { file: VERTICES, sha256: hashOf(path) },
    elements: outcome.elements,
    peak: { lower: outcome.lower! - 1e-6 * level, at: outcome.at, upper: outcome.upper },
    assumptions: outcome.assumptions,
  };
  return { certificate, files: new Map([[EVALUATION, evaluation], [VERTICES, path]]) }; // prettier-ignore
}

/** Parameters as the checker reads them. */
export function pointOf(params: Params): Point {
  return new Map(Object.entries(params).map(([name, { data }]) => [name, Float64Array.from(data)]));
}

/** Whether the checker accepts a certificate in which one element is told in another way. */
export function acceptsAs({ certificate, files }: Bundle, element: number, proof: object): boolean {
  const elements = (certificate['elements'] as object[]).with(element, proof);
  return check({ certificate: { ...certificate, elements }, files }).holds;
}

function segments(vertices: readonly Params[]): readonly PathElement[] {
  return vertices.slice(1).map(() => ({ kind: 'segment' }));
}
