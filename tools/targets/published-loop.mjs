// The loop of the programs published with arXiv:1611.01540, put together from parts of this project. It
// is close to theirs, not theirs: batches, optimizer and data are ours.
import { lerp, polyline } from '@isthmus/core';
import { define } from '@isthmus/core/contract';
import { z } from 'zod';

/**
 * A bead at once; edges one after the other, depth first. An edge passes where the engine's losses at k/n,
 * k < n, are below the level; else it gets a bead, which descends until its loss is below `factor` times
 * the level, looked at after every step.
 */
function createPublishedLoop({ factor, at, grid, maxVertices, maxSteps }) {
  const places = Array.from({ length: grid }, (_, k) => k / grid);
  const begin = (problem, edge, from, to, t) => {
    const point = lerp(from, to, t);
    return { edge, point, memory: problem.optimizer.init(point), steps: 0 };
  };
  const looked = (problem, state) => {
    const [from, to] = state.vertices.slice(state.passed, state.passed + 2);
    if (to === undefined) return { ...state, status: { tag: 'connected' } };
    const losses = problem.scan(from, to, places);
    const most = Math.max(...losses);
    if (most < problem.level) return { ...state, passed: state.passed + 1 };
    if (state.vertices.length >= maxVertices) return ended(state, 'vertices');
    const t = at === 'middle' ? 0.5 : places[losses.indexOf(most)];
    return { ...state, bead: begin(problem, state.passed, from, to, t) };
  };
  const descended = (problem, state, rng) => {
    const { edge, point, memory, steps } = state.bead;
    const [moved] = problem.descend([{ params: point, state: memory, steps: 1 }], rng);
    const bead = { edge, point: moved.params, memory: moved.state, steps: steps + 1 };
    if (problem.value(bead.point) < factor * problem.level)
      return { ...state, vertices: state.vertices.toSpliced(edge + 1, 0, bead.point), bead: null };
    return bead.steps < maxSteps ? { ...state, bead } : ended({ ...state, bead }, 'stalled');
  };
  return {
    needs: 'gradient',
    init: (problem) => ({
      status: { tag: 'running' },
      vertices: [problem.a, problem.b],
      /** Edges before this one have passed. */
      passed: 0,
      bead: begin(problem, 0, problem.a, problem.b, 0.5),
    }),
    step: (problem, state, rng) =>
      state.bead === null ? looked(problem, state) : descended(problem, state, rng.fork('batch')),
    status: ({ status }) => status,
    path: ({ vertices }) => polyline(vertices),
  };
}

function ended(state, reason) {
  return { ...state, status: { tag: 'not-found', reason } };
}

export const publishedLoop = define({
  kind: 'pathStrategy',
  name: 'targets/published-loop',
  summary:
    'The loop of the published programs of Dynamic String Sampling, as near as our parts come.',
  sources: ['arXiv:1611.01540 (Freeman & Bruna 2017), launch scripts of the published repository'],
  options: z.strictObject({
    factor: z.number().gt(0).max(1).default(0.98),
    at: z.enum(['peak', 'middle']).default('peak'),
    grid: z.int().min(2).default(20),
    maxVertices: z.int().min(3).default(257),
    maxSteps: z.int().min(1).default(20_000),
  }),
  create: createPublishedLoop,
});
