import { IsthmusError, messageOf } from '@isthmus/core';
import type { GroupElement, GroupFactor } from '@isthmus/core/contract';
import { z } from 'zod';

/** What the text of an element begins with. */
const FORMAT = 'isthmus-element';
const VERSION = 1;

/**
 * An element as JSON text, from which the same element is read, bit for bit.
 *
 * @throws `symmetry/not-finite` where a number of it is not finite: JSON has none
 * @example
 * const swap: GroupElement = { dense1: [{ kind: 'permutation', map: Int32Array.of(1, 0) }] };
 * elementText(swap);
 * // '{"format":"isthmus-element","version":1,"spaces":{"dense1":[{"kind":"permutation","map":[1,0]}]}}'
 */
export function elementText(element: GroupElement): string {
  const spaces = Object.entries(element).map(
    ([name, factors]) =>
      `${JSON.stringify(name)}:[${factors.map((factor) => factorText(name, factor)).join()}]`,
  );
  return `{"format":"${FORMAT}","version":${VERSION},"spaces":{${spaces.join()}}}`;
}

function factorText(name: string, factor: GroupFactor): string {
  const parts = Object.entries(factor).map(([key, value]: [string, unknown]) => {
    if (typeof value === 'string') return `"${key}":${JSON.stringify(value)}`;
    const numbers = typeof value === 'number' ? numberText(name, value) : arrayText(name, value);
    return `"${key}":${numbers}`;
  });
  return `{${parts.join()}}`;
}

function arrayText(name: string, values: unknown): string {
  return `[${Array.from(values as ArrayLike<number>, (value) => numberText(name, value)).join()}]`;
}

/** The shortest text that reads as the same number; `JSON.stringify` would make 0 of -0. */
function numberText(name: string, value: number): string {
  if (Number.isFinite(value)) return Object.is(value, -0) ? '-0' : String(value);
  throw new IsthmusError(
    'symmetry/not-finite',
    `Space "${name}": a factor holds ${value}; elements are stored with finite numbers alone.`,
    { space: name },
  );
}

const numbers = z.array(z.number());
const floats = numbers.transform((list) => Float64Array.from(list));
const factor = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('permutation'),
    map: z.array(z.int32()).transform((list) => Int32Array.from(list)),
  }),
  z.strictObject({
    kind: z.literal('sign'),
    by: z.array(z.literal([1, -1])).transform((list) => Int8Array.from(list)),
  }),
  z.strictObject({ kind: z.literal('scaling'), by: floats }),
  z.strictObject({ kind: z.literal('linear'), matrix: floats, inverse: floats }),
  z.strictObject({ kind: z.literal('shift'), weights: floats, bias: z.number() }),
]);
const stored = z.strictObject({
  format: z.literal(FORMAT),
  version: z.literal(VERSION),
  spaces: z.record(z.string(), z.array(factor)),
});

/**
 * The element that a text says. Whether it is one of a network's symmetries, `checkElement` tells.
 *
 * @throws `symmetry/bad-element` for a text that `elementText` would not have written, saying where
 * @example
 * const swap: GroupElement = { dense1: [{ kind: 'permutation', map: Int32Array.of(1, 0) }] };
 * elementOfText(elementText(swap)).dense1[0]; // { kind: 'permutation', map: Int32Array.of(1, 0) }
 * elementOfText('{"dense1":[]}'); // throws symmetry/bad-element
 */
export function elementOfText(text: string): GroupElement {
  const parsed = stored.safeParse(jsonOf(text));
  if (parsed.success) return parsed.data.spaces satisfies GroupElement;
  const [issue] = parsed.error.issues;
  throw badElement(`${issue?.path.join('/') || 'at its top'}: ${issue?.message}`);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (thrown) {
    throw badElement(messageOf(thrown));
  }
}

function badElement(why: string): IsthmusError {
  return new IsthmusError(
    'symmetry/bad-element',
    `This is no element as Isthmus stores it: {"format":"${FORMAT}","version":${VERSION},"spaces":{...}} with a list of factors for each space. ${why}`,
  );
}
