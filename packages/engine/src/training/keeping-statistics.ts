import type { Optimizer, Regularizer } from '@isthmus/contract';
import type { LeafSpec, Params, ParamSpec, WidePoint } from '@isthmus/contract/parameters';
import { mapLeaves, statisticsOf } from '@isthmus/contract/parameters';
import type { SharedTraining } from '../port/engine.js';

/**
 * A training that leaves the statistics where they are: no update moves them, whatever the optimizer
 * does besides following a gradient, such as weight decay. Itself for networks without statistics.
 */
export function keepingStatistics(spec: Roles, training: SharedTraining): SharedTraining {
  const statistics = statisticsOf(spec);
  if (statistics.length === 0) return training;
  return { ...training, optimizer: still(training.optimizer, new Set(statistics)) };
}

/** Of every parameter array its name and its role. */
interface Roles {
  readonly leaves: readonly Pick<LeafSpec, 'name' | 'role'>[];
}

/** Not fused: a kernel would move all arrays alike. */
function still(optimizer: Optimizer<unknown>, names: ReadonlySet<string>): Optimizer<unknown> {
  return {
    init: (params) => optimizer.init(params),
    update: (gradients, state, params) => {
      const [updates, next] = optimizer.update(gradients, state, params);
      const kept = mapLeaves(updates, ({ data }, name) =>
        names.has(name) ? new Float32Array(data.length) : data,
      );
      return [kept, next];
    },
  };
}

/** A regularizer that does not see the statistics of a network; itself where it has none. */
export function besideStatistics(spec: ParamSpec, regularizer: Regularizer): Regularizer {
  const names = new Set(statisticsOf(spec));
  if (names.size === 0) return regularizer;
  const { hessianVector } = regularizer;
  const seen = <T>(of: Readonly<Record<string, T>>): Readonly<Record<string, T>> =>
    Object.fromEntries(Object.entries(of).filter(([name]) => !names.has(name)));
  return {
    on: 'parameters',
    value: (params) => regularizer.value(seen(params)),
    gradient: (params) => withZeros(params, regularizer.gradient(seen(params))),
    ...(hessianVector && {
      hessianVector: (point: WidePoint, direction: WidePoint) => {
        const product = hessianVector.call(regularizer, seen(point), seen(direction));
        const flat = ([name, { data }]: [string, { readonly data: Float64Array }]) =>
          [name, product[name] ?? new Float64Array(data.length)] as const;
        return Object.fromEntries(Object.entries(point).map(flat));
      },
    }),
  };
}

function withZeros(params: Params, gradient: Params): Params {
  return mapLeaves(
    params,
    ({ data }, name) => gradient[name]?.data ?? new Float32Array(data.length),
  );
}
