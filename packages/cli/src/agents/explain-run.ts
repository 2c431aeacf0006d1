import { headline } from '@isthmus/charts';
import type { ExperimentResult, PairRecord, PathRecord, SweepRecord } from '@isthmus/core/contract';
import { counted, loss, lossBeside } from '../words/numbers.js';
import { evidenceInWords, verdictInWords } from '../words/verdict.js';

/** What verdicts and grades say, in one place: an agent has not read the guide. */
const MEANINGS = [
  'connected, sampled: the loss was at most the level at the points that were looked at; between them nothing is known.',
  'connected, certified: proved for every point of the path, of the stored weights and the rows of the evaluation set.',
  'not found: this search found no path; that is no claim that there is none.',
  'disconnected: proved that no path stays at or below the level.',
];

/**
 * A run in text: what was shown, on what evidence, about what, and what is not claimed. Every number is the record's.
 */
export function explainedRun(result: ExperimentResult): string {
  const { title, detail } = headline(result);
  return [
    `${result.name}: ${result.status}. ${title} ${detail}`.trim(),
    ...(result.error === null ? [] : [`Error: ${result.error.message}`]),
    '',
    `About: ${aboutOf(result)}`,
    ...result.endpoints.map(endpointLine),
    ...result.pairs.flatMap(pairLines),
    ...(result.warnings.length === 0 ? [] : ['', 'Warnings:']),
    ...result.warnings.map(({ message }) => `- ${message}`),
    '',
    'What the words mean:',
    ...MEANINGS.map((line) => `- ${line}`),
  ].join('\n');
}

/** What the losses are of. */
function aboutOf({ loss: { use, unit }, data, objective, arithmetic }: ExperimentResult): string {
  const arithmetics = {
    'float64-reference': 'by the float64 reference',
    'float32-tfjs': 'in float32, as the architecture is given as code',
    'float64-objective': 'by the objective’s own float64 formula',
  } as const;
  const measured = unit === '' ? use : `${use} (${unit})`;
  if (data === null)
    return `${objective?.objective.use ?? use}, a formula of ${objective?.parameters ?? 'its'} numbers, ${arithmetics[arithmetic]}.`;
  const { split, size, trainRows } = data.evaluation;
  const shared = trainRows > 0 ? `, of which ${trainRows} are rows of the train split too` : '';
  return `${measured} over ${counted(size, 'row')} of the ${split} split of ${data.task.use}${shared}, ${arithmetics[arithmetic]}.`;
}

function endpointLine({
  id,
  loss: value,
  outcome,
  testLoss,
  accuracy,
}: ExperimentResult['endpoints'][number]): string {
  const test = testLoss === null ? '' : `, test loss ${loss(testLoss)}`;
  const right = accuracy === null ? '' : `, ${(100 * accuracy).toFixed(1)} % classified rightly`;
  return `Endpoint ${id}: loss ${loss(value)}${test}${right} (${outcome}).`;
}

function pairLines({
  a,
  b,
  distance,
  alignment,
  paths,
  failed = [],
}: PairRecord): readonly string[] {
  const aligned =
    alignment === null
      ? ''
      : `, after alignment by ${alignment.strategies.map(({ use }) => use).join(' and ')} (peak of the straight line ${loss(alignment.peakBefore)} before, ${loss(alignment.peakAfter)} after)`;
  return [
    '',
    `${a} – ${b}, ${loss(distance)} apart${aligned}:`,
    ...paths.map(pathLine),
    ...failed.map(({ strategy, error }) => `- ${strategy} failed: ${error.message}`),
  ];
}

function pathLine(path: PathRecord): string {
  const { peak, barrier, normalizedLength, beads, cost, level, certificate } = path;
  const evidence = evidenceInWords(path);
  const parts = [
    `${path.strategy}: ${verdictInWords(path)}`,
    ...(evidence === '' ? [] : [`evidence: ${evidence}`]),
    `peak ${lossBeside(peak.loss, level)} at t = ${peak.t.toPrecision(4)}, ${loss(barrier.aboveEnds)} above the larger end`,
    ...(normalizedLength === null
      ? []
      : [`length ${normalizedLength.toPrecision(4)} of the straight line`]),
    counted(beads, 'bead'),
    `${counted(cost.gradientEvaluations, 'gradient')} and ${counted(cost.lossEvaluations, 'loss', 'es')} evaluated`,
    ...(certificate === null ? [] : [`certificate ${certificate}`]),
    ...path.warnings.map(({ message }) => message),
  ];
  return `- ${parts.join('; ')}`;
}

/** A sweep in text: of each group how many pairs were connected, with the interval. */
export function explainedSweep({ name, status, count, trials, groups }: SweepRecord): string {
  const lines = groups.map(({ label, values, fraction, connected, pairs, level }) => {
    const { low, high } = fraction;
    const swept = Object.entries(values).map(([pointer, value]) => `${pointer} = ${JSON.stringify(value)}`).join(', '); // prettier-ignore
    const sure = pairs === 0 ? '' : `, Wilson 95 % [${low}, ${high}]`;
    return `- ${[swept, label, `level ${JSON.stringify(level)}`].filter(Boolean).join('; ')}: ${connected} of ${counted(pairs, 'pair')} connected${sure}`;
  });
  return [
    `${name}: a sweep of ${counted(count, 'trial')}, ${status}; ${trials.length} are recorded.`,
    ...lines,
    '',
    'What the words mean:',
    ...MEANINGS.map((line) => `- ${line}`),
  ].join('\n');
}
