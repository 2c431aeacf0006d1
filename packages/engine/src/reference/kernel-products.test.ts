import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRng } from '@isthmus/contract/base';
import type { MatrixProducts } from './rules.js';
import { createReference } from './create-reference.js';
import { PLAIN_PRODUCTS } from './products.js';
import { chain, lossOf, randomData, randomParams } from '../testing/networks.js';
import { createKernels } from '../kernels/load.js';
import { createKernelProducts } from './kernel-products.js';
import { firstDifference } from '../kernels/testing/plain.js';

const BUILDS = (['narrow', 'wide'] as const).map((name) =>
  createKernelProducts(createKernels({ name, reason: 'a test' })),
);
type Form = Exclude<keyof MatrixProducts, 'operations'>;
const FORMS = Object.keys(PLAIN_PRODUCTS) as Form[];

const rng = createRng(6);
const normals = (length: number) => Float64Array.from({ length }, () => rng.normal());
/** Infinities, NaN, both zeros, denormals, and numbers whose products overflow or vanish. */
const ODD = [NaN, Infinity, -Infinity, 0, -0, 5e-324, -1e-310, 2.3e-308, 1.7e308, -1e200, 1e-200];
const odd = (length: number) =>
  Float64Array.from({ length }, () =>
    rng.integer(4) === 0 ? ODD[rng.integer(ODD.length)]! : rng.normal(),
  );

/** Lengths of a, b and out in each form, of sizes (m, k, n). */
const LENGTHS = {
  addProduct: (m: number, k: number, n: number) => [m * k, k * n, m * n],
  addProductTransposedRight: (m: number, k: number, n: number) => [m * n, k * n, m * k],
  addProductTransposedLeft: (m: number, k: number, n: number) => [m * k, m * n, k * n],
} satisfies Record<Form, unknown>;

type Sizes = readonly [m: number, k: number, n: number];

function expectPlain(form: Form, sizes: Sizes, draw: typeof normals): void {
  // Longer than needed: matrices are often the beginnings of larger arrays.
  const [a, b, out] = LENGTHS[form](...sizes).map((length) => draw(length + 3));
  const expected = out!.slice();
  PLAIN_PRODUCTS[form](a!, b!, expected, ...sizes);
  for (const products of BUILDS) {
    const came = out!.slice();
    products[form](a!, b!, came, ...sizes);
    expect(firstDifference(came, expected)).toBeNull();
  }
}

const size = fc.oneof(
  fc.integer({ min: 0, max: 5 }),
  fc.integer({ min: 6, max: 45 }),
  fc.integer({ min: 46, max: 70 }),
);

describe.each(FORMS)('%s', (form) => {
  it('has the bits of the plain one at all sizes', () => {
    fc.assert(
      fc.property(fc.tuple(size, size, size), (sizes) => {
        expectPlain(form, sizes, normals);
      }),
      { numRuns: 150, seed: 3 },
    );
  });

  it('has its NaN, infinities, zeros and denormals', () => {
    fc.assert(
      fc.property(fc.tuple(size, size, size), (sizes) => {
        expectPlain(form, sizes, odd);
      }),
      { numRuns: 100, seed: 4 },
    );
  });

  /** More rows than a block holds (2^22 bytes / 8 per number of a row), more steps than 256. */
  it.each([
    [3000, 150, 40],
    [40, 600, 530],
    [33, 530, 257],
  ] as const)('goes on from block to block: %i, %i, %i', (...sizes) => {
    expectPlain(form, sizes, normals);
  });
});

it('gives the reference all its bits: loss, gradient and Hessian-vector product', () => {
  const network = chain({ input: [9, 9, 2], output: [10] }, [
    ['conv2d', { filters: 8, kernelSize: 3 }],
    ['relu'],
    ['flatten'],
    ['dense', { units: 40 }],
    ['tanh'],
    ['dense', { units: 10 }],
  ]);
  const data = randomData(network, 70, true);
  const [params, direction] = [randomParams(network), randomParams(network, 2)];
  const of = (products: MatrixProducts) => {
    const reference = createReference(network, lossOf('cross-entropy'), products);
    const { value, gradient } = reference.gradient(params, data);
    return { value, gradient, product: reference.hessianVector(params, direction, data) };
  };
  const plain = of(PLAIN_PRODUCTS);
  for (const products of BUILDS) expect(of(products)).toEqual(plain);
});
