import { IsthmusError } from '@isthmus/core';
import {
  cellsRefusal,
  cutBetween,
  pointOf,
  reluLayerOf,
  solvedLandscape,
} from '@isthmus/core/internal';
import {
  define,
  type Path,
  type PathStrategy,
  type Problem,
  type Separator,
  type Status,
} from '@isthmus/core/contract';
import { z } from 'zod';
import { reluPath } from './relu-path.js';

/** Options of `dss/relu-layer`. */
const options = z.strictObject({});

/** A solved pair: plain data. */
export interface ReluLayerState {
  readonly path: Path;
  readonly status: Status;
  readonly separator: Separator | null;
  readonly details: Readonly<Record<string, unknown>>;
}

/**
 * Solves small networks of one hidden ReLU layer and one output under the squared error exactly: its path is a
 * lowest one, of straight segments between the least losses of cells on which every sample keeps its side of
 * every kink, and where the level is below the lowest there is, it names what the driver proves that by.
 *
 * Nothing is searched or drawn, and it takes no gradient; time and memory grow with the number of cells,
 * `(4 N)^units` for inputs of one number.
 */
function createReluLayer(): PathStrategy<ReluLayerState> {
  return {
    needs: 'value',
    keepsItsPath: true,
    refusal(_, form) {
      const layer = reluLayerOf(form);
      const why = typeof layer === 'string' ? layer : cellsRefusal(layer.problem);
      return why && `it solves small networks of one hidden ReLU layer and one output; ${why}`;
    },
    init: solved,
    step: (_, state) => state,
    status: ({ status }) => status,
    path: ({ path }) => path,
    separator: ({ separator }) => separator,
    details: ({ details }) => details,
  };
}

function solved(problem: Problem): ReluLayerState {
  const { a, b, level, value } = problem;
  const layer = reluLayerOf(problem.form?.() ?? null);
  if (typeof layer === 'string')
    throw new IsthmusError('dss/no-relu-layer', `This network cannot be solved: ${layer}.`);
  const ends = { a: pointOf(layer, a), b: pointOf(layer, b) };
  const landscape = solvedLandscape(layer.problem);
  const connection = landscape.between(ends.a, ends.b);
  const path = reluPath(layer, a, b, connection);
  const larger = Math.max(value(a), value(b));
  const cut = cutBetween(landscape, ends.a, ends.b, larger);
  const holds = path.vertices.every((vertex) => value(vertex) <= level);
  return {
    path,
    status: holds ? { tag: 'connected' } : { tag: 'not-found', reason: 'above-level' },
    separator: cut && { kind: 'relu-cut', duals: cut.duals.map((dual) => dual.map(String)) },
    details: {
      exactLevel: connection.level,
      cells: landscape.graph.count,
      components: landscape.components(level),
    },
  };
}

/** The plugin `dss/relu-layer`. */
export const reluLayerPath = define({
  kind: 'pathStrategy',
  name: 'dss/relu-layer',
  summary:
    'Solves small networks of one hidden ReLU layer exactly: a lowest path, or a proof that there is none at the level.',
  sources: [],
  options,
  create: createReluLayer,
});
