import type { UnitState } from './unit-states.js';

/** `dense1, unit 3 (dead)`. */
export function nameOf({ layer, unit, kind }: UnitState): string {
  return `${layer.node}, unit ${unit} (${kind})`;
}

/** A number for a sentence. */
export function digits(value: number): string {
  return String(Number(value.toPrecision(3)));
}
