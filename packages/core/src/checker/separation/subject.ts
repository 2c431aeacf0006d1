import { ask } from '../faults.js';
import { choiceOf, fieldsOf, listOf, numberOf, recordOf, textOf, wholeOf } from '../json.js';

/** A loss that is told as data; the only thing that a check of a separation knows of the network. */
export type SeparationSubject = ChainSubject | PolynomialSubject;

/** The mean over samples of the sum over outputs of `(f(x) - y)²`, f a chain of dense layers. */
export interface ChainSubject {
  readonly kind: 'chain';
  readonly layers: readonly ChainLayer[];
  readonly inputs: readonly (readonly number[])[];
  readonly targets: readonly (readonly number[])[];
}

/** `h -> activation(h · kernel + bias)`, the kernel `[inputs, units]` line by line. */
export interface ChainLayer {
  readonly kernel: string;
  readonly bias: string | null;
  readonly inputs: number;
  readonly units: number;
  readonly activation: 'none' | 'relu' | 'tanh';
}

/** A polynomial of all parameters as one vector. */
export interface PolynomialSubject {
  readonly kind: 'polynomial';
  readonly terms: readonly { readonly factor: number; readonly powers: readonly number[] }[];
}

/** Powers at most. */
const MOST_POWER = 64;

/** @throws `Malformed` */
export function readSubject(value: unknown): SeparationSubject {
  const kind = choiceOf(fieldsOf(value, 'form').get('kind'), 'form.kind', ['chain', 'polynomial']);
  return kind === 'chain' ? readChain(value) : readPolynomial(value);
}

function readChain(value: unknown): ChainSubject {
  const fields = recordOf(value, 'form', ['kind', 'layers', 'inputs', 'targets']);
  const layers = listOf(fields.get('layers'), 'form.layers').map(readLayer);
  ask(layers.length > 0, () => 'form.layers: there are none');
  layers.forEach(({ inputs }, k) => {
    ask(k === 0 || inputs === layers[k - 1]!.units, () => `form.layers[${k}]: it does not read what the one before it gives`); // prettier-ignore
  });
  const inputs = readRows(fields.get('inputs'), 'form.inputs', layers[0]!.inputs);
  const targets = readRows(fields.get('targets'), 'form.targets', layers.at(-1)!.units);
  ask(inputs.length > 0 && inputs.length === targets.length, () => 'form: expected as many targets as inputs, at least one'); // prettier-ignore
  return { kind: 'chain', layers, inputs, targets };
}

function readLayer(value: unknown, k: number): ChainLayer {
  const what = `form.layers[${k}]`;
  const fields = recordOf(value, what, ['kernel', 'bias', 'inputs', 'units', 'activation']);
  const bias = fields.get('bias');
  return {
    kernel: textOf(fields.get('kernel'), `${what}.kernel`),
    bias: bias === null ? null : textOf(bias, `${what}.bias`),
    inputs: wholeOf(fields.get('inputs'), `${what}.inputs`, 1, 1e5),
    units: wholeOf(fields.get('units'), `${what}.units`, 1, 1e5),
    activation: choiceOf(fields.get('activation'), `${what}.activation`, ['none', 'relu', 'tanh']),
  };
}

function readRows(value: unknown, what: string, width: number): readonly (readonly number[])[] {
  return listOf(value, what).map((row, i) => {
    const numbers = listOf(row, `${what}[${i}]`).map((entry) => numberOf(entry, `${what}[${i}]`));
    ask(numbers.length === width, () => `${what}[${i}]: expected ${width} numbers, came ${numbers.length}`); // prettier-ignore
    return numbers;
  });
}

function readPolynomial(value: unknown): PolynomialSubject {
  const fields = recordOf(value, 'form', ['kind', 'terms']);
  const terms = listOf(fields.get('terms'), 'form.terms').map((term, i) => {
    const parts = recordOf(term, `form.terms[${i}]`, ['factor', 'powers']);
    const powers = listOf(parts.get('powers'), `form.terms[${i}].powers`);
    return {
      factor: numberOf(parts.get('factor'), `form.terms[${i}].factor`),
      powers: powers.map((power) => wholeOf(power, `form.terms[${i}].powers`, 0, MOST_POWER)),
    };
  });
  ask(terms.length > 0 && terms.every(({ powers }) => powers.length === terms[0]!.powers.length), () => 'form.terms: expected terms of as many powers each'); // prettier-ignore
  return { kind: 'polynomial', terms };
}
