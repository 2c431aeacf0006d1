import { type FormOfArrays, readForm } from './apart.js';
import { boundsOn, type Subject } from './bounds.js';
import { type Certificate, leavesOf, type NamedFile, readEvidence, readFile, readPeak, type StatedLeaf } from './certificate.js'; // prettier-ignore
import { ask, shown } from './faults.js';
import { pathOf, type StoredPath } from './files.js';
import type { Leaf } from './form.js';
import { fieldsOf, listOf, numberOf, recordOf, textOf } from './json.js';
import { readLoss } from './losses.js';
import { readNetwork, sizeOf } from './network.js';
import { type CheckMeans, hashed, hold, type Tell } from './outcome.js';
import { polynomialOn } from './polynomial.js';
import type { Point } from './segment.js';
import type { ChainSubject } from './separation/subject.js';
import { parseJson } from './tensor-file.js';
import { checkBounds, checkTiling } from './tiling.js';

/** A certificate of a path of which the loss is a formula, as it was read, before anything of it is believed. */
export interface FormulaCertificate extends Pick<Certificate, 'level' | 'peak' | 'assumptions'> {
  readonly of: FormOfArrays;
  readonly vertices: NamedFile;
  /** By element. */
  readonly leaves: readonly (readonly StatedLeaf[])[];
}

/** Whether a certificate tells its loss as data. */
export function isOfFormula(bytes: Uint8Array): boolean {
  try {
    return fieldsOf(parseJson(bytes), 'the certificate').has('form');
  } catch {
    return false;
  }
}

/**
 * Checks a certificate of a path of an objective.
 *
 * @returns what it says; null where it could not be read
 */
export function checkFormula(bytes: Uint8Array, means: CheckMeans, told: Tell): FormulaCertificate | null {
  let read = null as FormulaCertificate | null;
  told('it is a certificate that this checker can read', () => {
    read = readFormula(bytes);
  });
  if (read === null) return null;
  const certificate: FormulaCertificate = read;
  const { of, vertices, leaves, level } = certificate;
  let path = null as StoredPath | null;
  told(`${vertices.file} is the path of the claim`, () => {
    path = pathOf(of, hashed(vertices, means));
    hold(path.elements.length === leaves.length, () => `it has ${path!.elements.length} elements; the certificate tells of ${leaves.length}`);
    hold(path.elements.every(({ kind }) => kind === 'segment'), () => 'it has an arc, and no symmetry of a formula is known');
  });
  if (path === null || (path as StoredPath).elements.length !== leaves.length) return certificate;
  const bounds = boundsAlong(of, path);
  for (const [i, own] of leaves.entries())
    told(`element ${i}: the loss is at most ${level}, by leaves`, () => {
      checkTiling(own, level);
      checkBounds(own, bounds(i, own).upper);
      means.tick?.(i, 1);
    });
  checkPeak(certificate, bounds, told);
  return certificate;
} // prettier-ignore

/** @throws `Malformed` */
function readFormula(bytes: Uint8Array): FormulaCertificate {
  const fields = recordOf(parseJson(bytes), 'the certificate', [
    ...['format', 'claim', 'certifier', 'level', 'form', 'arrays'],
    ...['vertices', 'elements', 'peak', 'assumptions'],
  ]);
  const [format, claim] = [fields.get('format'), fields.get('claim')];
  ask(format === 'isthmus/certificate@1', () => `its format is ${shown(format)}, not "isthmus/certificate@1"`); // prettier-ignore
  ask(claim === 'connected', () => `its claim is ${shown(claim)}: of a path it is "connected"`);
  const certifier = recordOf(fields.get('certifier'), 'certifier', ['use', 'options']);
  textOf(certifier.get('use'), 'certifier.use');
  fieldsOf(certifier.get('options'), 'certifier.options');
  const evidence = listOf(fields.get('elements'), 'elements').map(readEvidence);
  ask(evidence.every(({ kind }) => kind === 'leaves'), () => 'an element of it is not told by leaves, which of a formula is the only way'); // prettier-ignore
  return {
    level: numberOf(fields.get('level'), 'level'),
    of: readForm(fields),
    vertices: readFile(fields.get('vertices'), 'vertices', []),
    leaves: evidence.map(leavesOf),
    peak: readPeak(fields.get('peak')),
    assumptions: listOf(fields.get('assumptions'), 'assumptions').map((each) => textOf(each, 'an assumption')), // prettier-ignore
  };
}

/** Our own bounds on parts of an element. */
type Bounds = (
  element: number,
  leaves: readonly Leaf[],
) => { readonly upper: ArrayLike<number>; readonly lower: ArrayLike<number> };

/** @throws `Malformed` where the form does not fit the arrays */
function boundsAlong({ form, parameters }: FormOfArrays, { vertices }: StoredPath): Bounds {
  if (form.kind === 'chain') {
    const subject = chainSubject(form);
    return (i, leaves) => {
      const [from, to] = [chainPoint(form, vertices[i]!), chainPoint(form, vertices[i + 1]!)];
      return boundsOn(subject, { from, to, slack: null }, leaves);
    };
  }
  const points = vertices.map((vertex) => [...parameters.keys()].flatMap((name) => [...vertex.get(name)!])); // prettier-ignore
  return (i, leaves) => {
    ask(form.terms[0]!.powers.length === points[0]!.length, () => `form.terms: expected ${points[0]!.length} powers each, as many as there are parameters`); // prettier-ignore
    const all = leaves.map((leaf) => polynomialOn(form, points[i]!, points[i + 1]!, leaf));
    return { upper: all.map(({ upper }) => upper), lower: all.map(({ lower }) => lower) };
  };
}

/** The chain as the network that it is, and its samples as its data. */
function chainSubject({ layers, inputs, targets }: ChainSubject): Subject {
  const nodes: object[] = [];
  let before = 'input';
  const add = (id: string, use: string, options: object) => {
    nodes.push({ id, use: `core/${use}`, options, inputs: [before] });
    before = id;
  };
  layers.forEach(({ units, bias, activation }, k) => {
    add(`layer${k}`, 'dense', { units, bias: bias !== null });
    if (activation !== 'none') add(`after${k}`, activation, {});
  });
  const shapes = { input: [inputs[0]!.length], output: [targets[0]!.length] };
  return {
    network: readNetwork({ ...shapes, nodes, outputNode: before }),
    loss: readLoss({ use: 'core/mse', options: {} }),
    size: inputs.length,
    x: Float64Array.from(inputs.flat()),
    y: Float64Array.from(targets.flat()),
  };
}

/** @throws `Malformed` where an array is missing or of another size */
function chainPoint({ layers }: ChainSubject, vertex: Point): Point {
  const arrayOf = (name: string, shape: readonly number[]) => {
    const found = vertex.get(name);
    ask(found !== undefined && found.length === sizeOf(shape), () => `form.layers: no array ${shown(name)} of ${sizeOf(shape)} numbers`); // prettier-ignore
    return found;
  };
  return new Map(
    layers.flatMap(({ kernel, bias, inputs, units }, k) => [
      [`layer${k}.kernel`, arrayOf(kernel, [inputs, units])] as const,
      ...(bias === null ? [] : [[`layer${k}.bias`, arrayOf(bias, [units])] as const]),
    ]),
  );
}

function checkPeak({ peak, level, leaves }: FormulaCertificate, bounds: Bounds, told: Tell): void {
  told(`the peak is at most ${peak.upper}`, () => {
    hold(peak.upper <= level, () => `it is above the level ${level}`);
    for (const { bound } of leaves.flat()) hold(bound <= peak.upper, () => `a leaf states ${bound}`);
  });
  if (peak.lower === null) return;
  told(`the peak is at least ${peak.lower}`, () => {
    const { element, t } = peak.at;
    ask(element < leaves.length, () => `there is no element ${element}`);
    const lower = bounds(element, [{ mid: t, half: 0 }]).lower[0]!;
    hold(peak.lower <= lower, () => `at t = ${t} of element ${element} it is at least ${lower} by our bound`); // prettier-ignore
  });
} // prettier-ignore
