import { IsthmusError } from '@isthmus/contract/base';
import type { Params } from '@isthmus/contract/parameters';
import type { GraphHost } from './host.js';
import type { GraphPlan, PlanLeaf } from './plan.js';

/** A block for all parameters of the plan, zeroed, padding too. */
export function allocLeaves(host: GraphHost, { floats }: GraphPlan): number {
  const at = host.alloc(4 * floats);
  host.floats(at, floats).fill(0);
  return at;
}

/**
 * Copies parameters into a block.
 *
 * @throws `network/bad-values` naming a parameter that is missing or of another size
 */
export function writeLeaves(host: GraphHost, plan: GraphPlan, params: Params, at: number): void {
  const to = host.floats(at, plan.floats);
  for (const leaf of plan.leaves) to.set(dataOf(params, leaf), leaf.at);
}

function dataOf(params: Params, { name, size }: PlanLeaf): Float32Array {
  const data = Object.hasOwn(params, name) ? params[name]!.data : undefined;
  if (data?.length === size) return data;
  throw new IsthmusError(
    'network/bad-values',
    `Parameter "${name}" should hold ${size} numbers; ${data === undefined ? 'it is missing' : `it holds ${data.length}`}.`,
    { name, expected: size, came: data?.length ?? null },
  );
}

/** Copies parameters out of a block. */
export function readLeaves(host: GraphHost, plan: GraphPlan, at: number): Params {
  const from = host.floats(at, plan.floats);
  return Object.fromEntries(
    plan.leaves.map(({ name, shape, size, at: first }) => [
      name,
      { shape, data: from.slice(first, first + size) },
    ]),
  );
}
