import { shortPoint } from '@isthmus/contract/internal';
import type { PredictionLoss } from '@isthmus/contract';
import { ask } from './check.js';
import type { LossTrial } from './loss-reference.js';
import { samplesFor, type Sample } from './loss-samples.js';
import { copyPlain, samePlain } from './plain-data.js';

/** Sizes at which a prediction is decided: as logits, chances of 98 % and of almost 1. */
const SURE = [4, 20] as const;

/** Sizes of the same predictions, near where a decision turns and far from it. */
const TIMES = [1, 1e-3, 100] as const;

type IsRight = NonNullable<PredictionLoss['isRight']>;

/** Where it is given: true or false, never true of NaN, of its own sample; for classes and binary targets the sure ones are told apart. */
export function tellsRight({ loss, outputs }: LossTrial): void {
  const isRight = loss.isRight?.bind(loss);
  if (isRight === undefined) return;
  const samples = samplesFor(loss, outputs);
  for (const { y } of samples) {
    ask(
      !isRight(new Float64Array(outputs).fill(NaN), y, 0, outputs),
      'conformance/loss-is-right',
      'A prediction of NaN counts as right: accuracy would hide that a network diverged. Ask for it first.',
    );
    if (loss.targets === 'classes' || loss.targets === 'binary') tellsSureApart(loss, isRight, y);
  }
  for (const times of TIMES)
    asksOfEach(
      isRight,
      samples.map(({ z, y }) => ({ z: z.map((entry) => times * entry), y })),
    );
}

function tellsSureApart({ targets }: PredictionLoss, isRight: IsRight, y: Float32Array): void {
  const outputs = y.length;
  // One class is right whatever is predicted.
  const isAlone = outputs === 1 && targets === 'classes';
  for (const size of SURE) {
    const [sure, opposite] = [1, -1].map((sign) => Float64Array.from(y, (target) => sign * size * (2 * target - 1))) as [Float64Array, Float64Array]; // prettier-ignore
    ask(
      isRight(sure, y, 0, outputs) && (isAlone || !isRight(opposite, y, 0, outputs)),
      'conformance/loss-is-right',
      `Of the target ${shortPoint(y)} the prediction ${shortPoint(sure)} is right and ${shortPoint(opposite)} is wrong; isRight says otherwise.`,
    );
  }
}

/** All in one array, as a run asks, and each by itself: the answers are the same, and nothing is written. */
function asksOfEach(isRight: IsRight, samples: readonly Sample[]): void {
  const outputs = samples[0]!.z.length;
  const z = Float64Array.from(samples.flatMap((sample) => [...sample.z]));
  const y = Float32Array.from(samples.flatMap((sample) => [...sample.y]));
  const before = copyPlain({ z, y });
  for (const [i, sample] of samples.entries()) {
    const alone: unknown = isRight(sample.z.slice(), sample.y.slice(), 0, outputs);
    const amid: unknown = isRight(z, y, i * outputs, outputs);
    ask(
      typeof alone === 'boolean' && alone === amid,
      'conformance/loss-is-right',
      `isRight says true or false of the ${outputs} entries that begin at \`at\`; of the prediction ${shortPoint(sample.z)} and the target ${shortPoint(sample.y)} it says ${String(alone)} alone and ${String(amid)} among other samples. Add \`at\` to every index.`,
    );
    ask(
      samePlain({ z, y }, before),
      'conformance/loss-is-right',
      `isRight changed the predictions or the targets that it was given, at the prediction ${shortPoint(sample.z)}. They are borrowed: read only.`,
    );
  }
}
