import { type Certificate, type NamedFile, readEvaluation, readFile } from './certificate.js';
import { ask, shown } from './faults.js';
import { pathOf, subjectOf } from './files.js';
import { fieldsOf, listOf, numberOf, recordOf, textOf, wholeOf } from './json.js';
import { readLoss } from './losses.js';
import { type Network, readNetwork, sizeOf } from './network.js';
import { type CheckMeans, hashed, hold, type Tell } from './outcome.js';
import type { Point } from './segment.js';
import { separationFault } from './separation/check.js';
import {
  type ChainLayer,
  type ChainSubject,
  readSubject,
  type SeparationSubject,
} from './separation/subject.js';
import { parseJson } from './tensor-file.js';

/** A certificate that two points are apart, as it was read, before anything of it is believed. */
export interface ApartCertificate {
  readonly level: number;
  /** What the loss is of: a network on an evaluation set, or, of an objective, a formula that is told as data. */
  readonly of: NetworkOnData | FormOfArrays;
  /** A path between the two: its first vertex is a, its last b. */
  readonly vertices: NamedFile;
  readonly separation: unknown;
}

type NetworkOnData = Pick<Certificate, 'network' | 'loss' | 'evaluation'>;

/** A loss that is told as data, and the arrays that it is of. */
export interface FormOfArrays {
  readonly form: SeparationSubject;
  /** The shapes of all arrays of a point, in the order in which they are one vector. */
  readonly parameters: ReadonlyMap<string, readonly number[]>;
}

/** Whether a certificate says that two networks are apart. */
export function isApart(bytes: Uint8Array): boolean {
  try {
    return fieldsOf(parseJson(bytes), 'the certificate').get('claim') === 'disconnected';
  } catch {
    return false;
  }
}

/**
 * Checks a certificate that no path joins two points at or below a level.
 *
 * @returns what it says; null where it could not be read
 */
export function checkApart(bytes: Uint8Array, means: CheckMeans, told: Tell): ApartCertificate | null {
  let read = null as ApartCertificate | null;
  told('it is a certificate that this checker can read', () => {
    read = readApart(bytes);
  });
  if (read === null) return null;
  const certificate: ApartCertificate = read;
  const { of, vertices, level, separation } = certificate;
  let [subject, ends] = [null as SeparationSubject | null, null as readonly [Point, Point] | null];
  const data = 'form' in of ? 'the formula' : of.evaluation.file;
  told(`${data} is what the claim is about`, () => {
    subject = 'form' in of ? of.form : chainOf(of, hashed(of.evaluation, means));
  });
  const { parameters } = 'form' in of ? of : of.network;
  told(`${vertices.file} begins and ends at the two points of the claim`, () => {
    const path = pathOf({ parameters }, hashed(vertices, means));
    ends = [path.vertices[0]!, path.vertices.at(-1)!];
  });
  if (subject === null || ends === null) return certificate;
  const [a, b] = ends as readonly [Point, Point];
  const order = [...parameters].map(([name, shape]) => ({ name, size: sizeOf(shape) }));
  told(`no path joins the two at or below ${level}`, () => {
    const fault = separationFault({ subject: subject!, order, a, b, level, separation });
    hold(fault === null, () => fault ?? '');
  });
  return certificate;
} // prettier-ignore

/** @throws `Malformed` */
function readApart(bytes: Uint8Array): ApartCertificate {
  const value = parseJson(bytes);
  const isForm = fieldsOf(value, 'the certificate').has('form');
  const fields = recordOf(value, 'the certificate', [
    ...['format', 'claim', 'level', 'vertices', 'separation', 'assumptions'],
    ...(isForm ? ['form', 'arrays'] : ['loss', 'network', 'evaluation']),
  ]);
  const format = fields.get('format');
  ask(format === 'isthmus/certificate@1', () => `its format is ${shown(format)}, not "isthmus/certificate@1"`); // prettier-ignore
  for (const each of listOf(fields.get('assumptions'), 'assumptions')) textOf(each, 'an assumption'); // prettier-ignore
  return {
    level: numberOf(fields.get('level'), 'level'),
    of: isForm ? readForm(fields) : readNetworkOnData(fields),
    vertices: readFile(fields.get('vertices'), 'vertices', []),
    separation: fields.get('separation'),
  };
}

function readNetworkOnData(fields: ReadonlyMap<string, unknown>): NetworkOnData {
  return {
    network: readNetwork(fields.get('network')),
    loss: readLoss(fields.get('loss')),
    evaluation: readEvaluation(fields.get('evaluation')),
  };
}

/** @throws `Malformed` */
export function readForm(fields: ReadonlyMap<string, unknown>): FormOfArrays {
  const arrays = listOf(fields.get('arrays'), 'arrays').map((entry, i) => {
    const own = recordOf(entry, `arrays[${i}]`, ['name', 'shape']);
    const shape = listOf(own.get('shape'), `arrays[${i}].shape`).map((axis) => wholeOf(axis, `arrays[${i}].shape`, 1)); // prettier-ignore
    return [textOf(own.get('name'), `arrays[${i}].name`), shape] as const;
  });
  const parameters = new Map(arrays);
  ask(parameters.size === arrays.length && arrays.length > 0, () => 'arrays: expected names, each once'); // prettier-ignore
  return { form: readSubject(fields.get('form')), parameters };
}

/** The network and its data as a chain of dense layers. @throws `Malformed` where it is none */
function chainOf({ network, loss, evaluation }: NetworkOnData, bytes: Uint8Array): ChainSubject {
  ask(evaluation.rows === null, () => 'it is about some rows alone, and says nothing of the loss');
  ask(loss.name === 'core/mse', () => 'the loss is not the squared error');
  const { x, y, size } = subjectOf({ network, loss, evaluation }, bytes);
  const rowsOf = (flat: Float64Array) => {
    const width = flat.length / size;
    return Array.from({ length: size }, (_, n) => [...flat.subarray(n * width, (n + 1) * width)]);
  };
  return { kind: 'chain', layers: layersOf(network), inputs: rowsOf(x), targets: rowsOf(y) };
}

/** @throws `Malformed` */
function layersOf({ nodes, last, parameters }: Network): readonly ChainLayer[] {
  const layers: ChainLayer[] = [];
  let before = 0;
  for (const [place, { id, inputs, step }] of nodes.entries()) {
    if (place === 0) continue;
    ask(inputs.length === 1 && inputs[0] === before, () => `node "${id}": the network is no chain`);
    before = place;
    if (step.kind === 'same') continue;
    const above = layers.at(-1);
    if (step.kind === 'linear') {
      const [width, units, more] = parameters.get(step.kernel)!;
      ask(more === undefined, () => `node "${id}" is no dense layer`);
      layers.push({ kernel: step.kernel, bias: step.bias, inputs: width!, units: units!, activation: 'none' }); // prettier-ignore
      continue;
    }
    const isRelu = step.kind === 'rectify' && step.slope === 0;
    const isTanh = step.kind === 'smooth' && step.name === 'tanh';
    ask((isRelu || isTanh) && above?.activation === 'none', () => `node "${id}": no separation is checked with it`); // prettier-ignore
    layers[layers.length - 1] = { ...above!, activation: isRelu ? 'relu' : 'tanh' };
  }
  ask(layers.length > 0 && before === last, () => 'the network is no chain of dense layers');
  return layers;
}
