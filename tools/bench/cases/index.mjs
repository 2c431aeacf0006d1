import certify from './certify.mjs';
import deepTrain from './deep-train.mjs';
import dssFashion from './dss-fashion.mjs';
import dssQuadratic from './dss-quadratic.mjs';
import w1Single from './w1-single.mjs';
import w1Stacked from './w1-stacked.mjs';
import w2Scan from './w2-scan.mjs';
import w2Train from './w2-train.mjs';
import w3Eval from './w3-eval.mjs';
import w3Train from './w3-train.mjs';

/**
 * The cases that compare contenders, in the order in which they are told. Of each:
 * - `problem`: what is computed (see servers/make-problem.mjs), the same for all contenders
 * - `work`: what is done with it; `stepsPerCall`, `episode`, `checkSteps` of a training
 * - `contenders`: names where not all take part; `variants`: further ones by name, each with the
 *   work in which it differs from the contender that it is a variant of
 * - `threads`: [1, 2] where two processes side by side are measured too
 * - `tolerance`: of the check that all compute the same, relative to the largest value
 * - `judge`: 'ours' where the outcomes of whole searches are compared, else the float64 reference
 * - `targets`: the ratio to PyTorch that is aimed for, by the major version of Node
 */
export const CASES = [
  w1Single,
  w1Stacked,
  w2Train,
  ...w2Scan,
  deepTrain,
  w3Train,
  w3Eval,
  dssQuadratic,
  dssFashion,
  ...certify,
];

/**
 * The cases of these names; all for none. The name of a file that holds several means all of those.
 *
 * @throws TypeError for a name that is none
 */
export function casesNamed(names) {
  if (names.length === 0) return CASES;
  const found = names.flatMap((name) => {
    const matching = CASES.filter((each) => each.name === name || each.name.startsWith(`${name}-`));
    if (matching.length > 0) return matching;
    const known = CASES.map((each) => each.name).join(', ');
    throw new TypeError(
      `unknown case "${name}"; there are ${known}, engines, memory, scaling and proofs`,
    );
  });
  return [...new Set(found)];
}
