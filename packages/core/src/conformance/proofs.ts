import type { ChosenCertifier } from '../run/certify-path.js';
import type { CertifierOutcome, Params, Problem } from '@isthmus/contract';
import { affine } from '../builtin/certifiers/affine.js';
import type { AnalyticLoss } from '../landscapes/analytic.js';
import { normalPoint } from '../landscapes/analytic.js';
import { Registry } from '../registry/registry.js';
import type { GivenOptions } from './check-definition.js';
import { polyline } from '../path/polyline.js';
import { segmentAnswer } from '../run/segment-proofs.js';

/**
 * `core/affine` for the paths of a loss that brings its bounds, as `certifierOfPaths` takes it.
 *
 * @param given options of it; its defaults where left out
 * @example
 * affineProofs(ring()).ref.use; // 'core/affine'
 */
export function affineProofs(loss: AnalyticLoss, given: GivenOptions = {}): ChosenCertifier {
  const objective = {
    ...loss,
    unit: 'loss',
    init: (rng: Parameters<Problem['init']>[0]) => normalPoint(loss.spec, rng),
  };
  const ref = { use: affine.name, options: { ...given } };
  return {
    ...Registry.of([affine]).resolve('certifier', ref, '/certify'),
    subject: { kind: 'objective', objective, spec: loss.spec },
  };
}

/**
 * A problem whose `certify` answers at once, for searches that no driver runs.
 *
 * @example
 * const ends = { a: [1, 0], b: [0.8, 0.6], level: 0.5 };
 * const problem = answeringAtOnce(analyticProblem(ring(), ends), affineProofs(ring()));
 * problem.certify(problem.a, problem.b, 0.5); // { tag: 'certified' }
 */
export function answeringAtOnce(
  problem: Problem,
  { plugin, subject }: ChosenCertifier,
): Problem & Required<Pick<Problem, 'certify'>> {
  const { level } = problem;
  return {
    ...problem,
    certify(from: Params, to: Params, highest: number) {
      const place = { element: 0, t: highest };
      const search = plugin.prove({ subject, path: polyline([from, to]), level, highest: place });
      let outcome: CertifierOutcome | null = null;
      while (outcome === null) outcome = search.step();
      const { tag, lower, upper, at } = outcome;
      return segmentAnswer({ outcome: tag, lower, upper, where: at, rows: null }, highest);
    },
  };
}
