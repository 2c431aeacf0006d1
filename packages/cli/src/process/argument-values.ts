import { InvalidArgumentError } from '@commander-js/extra-typings';

/** A value of an option that may be repeated, behind those before it. */
export function collect(value: string, before: readonly string[] = []): string[] {
  return [...before, value];
}

/** @throws `InvalidArgumentError` unless it is a whole number from 0 */
export function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(Number(text)))
    throw new InvalidArgumentError('Expected a whole number from 0.');
  return Number(text);
}

/** @throws `InvalidArgumentError` unless it is a whole number from 1 */
export function positive(text: string): number {
  if (!/^\d+$/.test(text) || Number(text) < 1 || !Number.isSafeInteger(Number(text)))
    throw new InvalidArgumentError('Expected a whole number from 1.');
  return Number(text);
}
