import {
  certifierOfPaths,
  connect,
  createRng,
  Registry,
  type ChosenCertifier,
} from '@isthmus/core';
import type { Definition, Path, PathStrategy, Problem } from '@isthmus/core/contract';

/** What the driver makes of a search: the judged path, and its record; proved where somebody is there to prove it. */
export async function judged(
  definition: Definition<'pathStrategy'>,
  options: object,
  problem: Problem,
  seed = 1,
  certifier?: ChosenCertifier,
) {
  const { name } = definition;
  const certify = certifier && { certify: certifierOfPaths(certifier) };
  const registry = Registry.of([definition]);
  const strategy = registry.resolve(
    'pathStrategy',
    { use: name, options: { ...options } },
    '/paths/0',
  );
  const budget = { gradientEvaluations: 1e5, lossEvaluations: 1e5 };
  const outcome = await connect(strategy, problem, { rng: createRng(seed), budget, ...certify });
  if (outcome.tag !== 'finished') throw new Error('cancelled');
  return outcome;
}

/** Every state of a search, from the first to the last. */
export function statesOf<S>(strategy: PathStrategy<S>, problem: Problem, seed = 1): readonly S[] {
  const rng = createRng(seed);
  let last = strategy.init(problem, rng.fork('init'));
  const states = [last];
  while (strategy.status(last).tag === 'running') {
    last = strategy.step(problem, last, rng.fork(`step ${states.length}`));
    states.push(last);
  }
  return states;
}

/** What the driver makes of a path that is given. */
export async function judgedPath(path: Path, problem: Problem) {
  const plugin: PathStrategy<unknown> = {
    needs: 'value',
    init: () => null,
    step: () => null,
    status: () => ({ tag: 'connected' }),
    path: () => path,
  };
  const budget = { gradientEvaluations: 1e5, lossEvaluations: 1e5 };
  const settings = { rng: createRng(1), budget };
  const outcome = await connect(
    { plugin, ref: { use: 'test/given', options: {} } },
    problem,
    settings,
  );
  if (outcome.tag !== 'finished') throw new Error('cancelled');
  return outcome;
}
