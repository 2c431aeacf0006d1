import type { PathRecord, WarningRecord } from '@isthmus/contract';
import { CROSSING } from '../path/step-scale.js';
import type { OptimizerSteps } from './watched-problem.js';

/** All steps together went less than this part of the distance of the endpoints. */
const LITTLE = 0.2;

/** And so many of the longest, or more, would have been needed to go it. */
const MANY = 2.5 * CROSSING.most;

/**
 * What is to be said of a search that found nothing because its steps do not fit the distance of the
 * endpoints: it hardly moved, or every step went further than that. Steps whose size is the learning
 * rate's fit, as they are scaled; where these went nowhere, there was no gradient to go by. Others
 * follow the gradient, and nobody knows the right scale before.
 *
 * Of a search that came to rest nothing is said: its steps were longer before they died away, and a
 * larger rate would have brought it to rest there too.
 *
 * @param apart distance of the endpoints
 * @param isScaled whether the steps are of the learning rate's size; asked only where it matters
 */
export function stepWarnings(
  { strategy, verdict, reason }: Pick<PathRecord, 'strategy' | 'verdict' | 'reason'>,
  { count, length, longest }: OptimizerSteps,
  apart: number,
  isScaled: () => boolean = () => false,
): readonly WarningRecord[] {
  if (verdict === 'connected' || count === 0 || !(apart > 0)) return [];
  const needed = apart / longest;
  if (reason !== 'budget' && length < LITTLE * apart && needed > MANY) {
    const told = `${strategy}: its ${count} optimizer steps were at most ${part(1 / needed)} of the distance of the endpoints long`;
    const still = longest === 0 || isScaled();
    return [still ? noGradient(told, reason) : tooSmall(told, reason, needed)];
  }
  const mean = length / (count * apart);
  // Also where a step went to infinity, or from there to nowhere; one that is scaled did so by a gradient
  // that was no number.
  if (mean <= 1 || isScaled()) return [];
  const size = Number.isFinite(mean)
    ? `${part(mean)} times as long as the endpoints are apart, on average,`
    : 'not finite,';
  return [
    {
      code: 'path/steps-too-large',
      message: `${strategy}: its ${count} optimizer steps were ${size} so that they jump over whatever lies between. Set a smaller learningRate of train.optimizer, or take core/adam, whose steps are scaled to the distance.`,
    },
  ];
}

function noGradient(told: string, reason: PathRecord['reason']): WarningRecord {
  return {
    code: 'path/no-gradient',
    message: `${told}, and no learning rate is too small for that: the gradients that it followed were 0 or nearly so, as where outputs are saturated or the endpoints mirror each other. "${reason}" says little about the landscape. Take another strategy, another seed, or more "noise" among its options.`,
  };
}

function tooSmall(told: string, reason: PathRecord['reason'], needed: number): WarningRecord {
  return {
    code: 'path/steps-too-small',
    message: `${told}, too short to get anywhere: "${reason}" says nothing about the landscape. Set a larger learningRate of train.optimizer, about ${part(needed / CROSSING.most)} times as large, or take core/adam, whose steps are scaled to the distance.`,
  };
}

/** Two digits, without rows of zeros. */
function part(number: number): string {
  const short = Number(number.toPrecision(2));
  return short >= 1e6 || short < 1e-3 ? short.toExponential() : String(short);
}
