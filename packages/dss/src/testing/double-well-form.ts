import type { PolynomialForm } from '@isthmus/core/contract';

/** `(x² - 1)² + y²` as data. */
export const doubleWellForm: PolynomialForm = {
  kind: 'polynomial',
  terms: [
    { factor: 1, powers: [4, 0] },
    { factor: -2, powers: [2, 0] },
    { factor: 1, powers: [0, 0] },
    { factor: 1, powers: [0, 2] },
  ],
};
