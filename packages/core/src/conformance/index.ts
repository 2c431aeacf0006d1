/** What plugin authors check their plugins with; it needs no test framework. */
export { runChecks } from './check.js';
export type { Check, CheckResult } from './check.js';
export { checkArchitecture } from './check-architecture.js';
export type { ArchitectureCheckSetup } from './check-architecture.js';
export { checkDefinition } from './check-definition.js';
export type { GivenOptions } from './check-definition.js';
export { checkOptimizer } from './check-optimizer.js';
export type { OptimizerCheckSetup } from './check-optimizer.js';
export { checkPathStrategy } from './check-path-strategy.js';
export type { PathStrategyCheckSetup } from './check-path-strategy.js';
export { checkSymmetry } from './check-symmetry.js';
export type { SymmetryCase, SymmetryCheckSetup } from './check-symmetry.js';
export { checkTask } from './check-task.js';
export { KNOWN_PROBLEMS } from './path-problems.js';
export type { KnownProblem } from './path-problems.js';
export { samePlain, throughJson } from './plain-data.js';
export { analyticProblem, gradientDescent, specOf } from '../path/problems/analytic.js';
export type { AnalyticLoss, AnalyticSetting } from '../path/problems/analytic.js';
export {
  doubleWell,
  quadraticBowl,
  reluToy,
  ring,
  signFlip,
  undefinedBetween,
} from '../path/problems/landscapes.js';
export { linearNetwork, linearRegression } from '../path/problems/regressions.js';
export type { Samples } from '../path/problems/regressions.js';
