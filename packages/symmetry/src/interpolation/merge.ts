import { narrowed, tiedAxes, type UnitSpace } from '@isthmus/core';
import { define } from '@isthmus/core/contract';
import type { AnalysisFindings, AnalysisQuestion, NetworkView } from '@isthmus/core/contract';
import { z } from 'zod';
import { inBalance } from '../gauge/in-balance.js';
import { actWide } from '../group/act-wide.js';
import { type WideParams, widenParams } from '../group/float64.js';
import { meanOf, mergeMany } from '../matching/merge-many.js';

/** A network, or a mean of networks. */
interface Merged {
  readonly label: string;
  readonly params: WideParams;
}

function analyze({ network, points, measures, rng }: AnalysisQuestion): AnalysisFindings {
  const { spaces } = tiedAxes(network!);
  const models = points.map(({ params }) => widenParams(params));
  const balanced = spaces.some(({ scaling }) => scaling);
  const merged = (from: readonly WideParams[], stream: string) => {
    const forms = mergeMany(spaces, from, rng.fork(stream));
    return meanOf(from.map((model, i) => actWide(spaces, forms[i]!, model)));
  };
  const means: readonly Merged[] = [
    { label: PLAIN, params: meanOf(models) },
    { label: MERGED, params: merged(models, 'as they stand') },
    ...(balanced
      ? [{ label: MERGED_BALANCED, params: merged(inFrame(spaces, models), 'balanced') }]
      : []),
  ];
  const own = points.map(({ id }, i): Merged => ({ label: id, params: models[i]! }));
  const rows = [...own, ...means].map(({ label, params }) => {
    const stored = narrowed(params);
    return [label, finite(measures.value(stored)), finite(measures.accuracy(stored))] as const;
  });
  return findingsOf(rows, points.length, measures.rows.evaluation);
}

const PLAIN = 'plain mean';
const MERGED = 'merged mean';
const MERGED_BALANCED = 'merged mean, balanced';

const MEANINGS: Readonly<Record<string, string>> = {
  [PLAIN]: 'The mean of the networks as they were trained, entry by entry.',
  [MERGED]:
    'The mean of the networks after permutations and signs have brought all of them into one frame.',
  [MERGED_BALANCED]: 'The same of the networks in the balanced gauge.',
};

type Row = readonly [label: string, loss: number | null, accuracy: number | null];

function findingsOf(rows: readonly Row[], count: number, size: number): AnalysisFindings {
  const how = `On the ${size} rows of the evaluation set, in float64; weights as rounded to float32.`;
  const lossOf = (label: string) => rows.find((row) => row[0] === label)?.[1] ?? null;
  const ends = rows.slice(0, count).map(([, loss]) => loss ?? NaN);
  const worst = Math.max(...ends);
  const means = rows.slice(count);
  return {
    summary: `${count === 1 ? 'One network loses' : `${count} networks lose`} at most ${short(finite(worst))}${count === 1 ? '' : ' each'}; their plain mean loses ${short(lossOf(PLAIN))}, and the mean after all were brought into one frame ${short(lossOf(MERGED))}${lossOf(MERGED_BALANCED) === null ? '' : ` (balanced: ${short(lossOf(MERGED_BALANCED))})`}.`,
    facts: means.flatMap(([label, loss, accuracy]) => [
      { label: `loss, ${label}`, value: loss, meaning: `${MEANINGS[label]!} ${how}` },
      {
        label: `accuracy, ${label}`,
        value: accuracy,
        meaning: `${MEANINGS[label]!} The fraction classified rightly; none where there are no classes. ${how}`,
      },
    ]),
    tables: [
      {
        title: 'Networks and their means',
        caption: how,
        columns: [
          { label: 'network', meaning: 'An endpoint, or a mean of all of them.' },
          { label: 'loss', meaning: 'The data loss.' },
          {
            label: 'accuracy',
            meaning: 'The fraction classified rightly; empty where there are no classes.',
          },
        ],
        rows,
      },
    ],
    charts: [
      {
        kind: 'bars',
        title: 'Losses of networks and their means',
        caption: how,
        x: { label: 'loss' },
        bars: rows.flatMap(([label, loss]) => (loss === null ? [] : [{ label, value: loss }])),
      },
    ],
  };
}

function inFrame(spaces: readonly UnitSpace[], models: readonly WideParams[]) {
  return models.map((model) => inBalance(spaces, model).params);
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

function short(loss: number | null): string {
  return loss === null ? 'no finite number' : loss.toPrecision(4);
}

function refusal(network: NetworkView | null): string | null {
  if (network === null) return 'it merges networks';
  return tiedAxes(network).spaces.length > 0
    ? null
    : 'it permutes hidden units, and none are known of this network';
}

/** Merging of all endpoints as an analysis. */
export const merge = define({
  kind: 'analysis',
  name: 'symmetry/merge',
  summary:
    'Brings all endpoints into one frame by permutations and signs, and measures their mean beside the plain mean and each of them.',
  sources: ['arXiv:2209.04836', 'arXiv:2405.17897'],
  options: z.strictObject({}),
  create: () => ({ of: 'all', refusal, analyze }),
});
