import { tiedAxes } from '@isthmus/core';
import {
  define,
  type AnalysisFindings,
  type AnalysisQuestion,
  type NetworkView,
} from '@isthmus/core/contract';
import { z } from 'zod';
import { rangesCharts } from './units-charts.js';
import { factsOf, summaryOf } from './units-facts.js';
import { findUnits, weightsFound } from './units-found.js';
import { tablesOf, tablesOfWeights } from './units-tables.js';
import { factsOfWeights, weightsSummary } from './weight-facts.js';

const options = z.strictObject({
  trainRows: z
    .int()
    .nonnegative()
    .default(10_000)
    .describe(
      'The first so many train rows are looked at too; all rows of the evaluation set are.',
    ),
});

/** What the hidden units of one network do on the data. */
export const units = define({
  kind: 'analysis',
  name: 'symmetry/units',
  summary:
    'Finds hidden units that are dead, always active, constant or duplicates on the data, and counts the directions that are free because of them.',
  sources: [],
  options,
  create: ({ trainRows }) => ({
    of: 'endpoint',
    refusal,
    analyze: (question) => analyze(question, trainRows),
  }),
});

function refusal(network: NetworkView | null): string | null {
  if (network === null) return 'it looks at the hidden units of a network, and there is none';
  if (network.structure === undefined)
    return 'it looks at the units of a layer graph, and the network is given as code';
  return tiedAxes(network).spaces.length > 0
    ? null
    : 'no hidden units of it are known to be interchangeable';
}

function analyze(question: AnalysisQuestion, trainRows: number): AnalysisFindings {
  return question.measures.rows.evaluation === 0
    ? ofWeights(question)
    : ofRows(question, trainRows);
}

/** Of a model without data. */
function ofWeights(question: AnalysisQuestion): AnalysisFindings {
  const found = weightsFound(question);
  return {
    summary: weightsSummary(found),
    facts: factsOfWeights(found),
    tables: tablesOfWeights(found),
    charts: [],
  };
}

function ofRows(question: AnalysisQuestion, trainRows: number): AnalysisFindings {
  const found = findUnits(question, trainRows);
  return {
    summary: summaryOf(found),
    facts: factsOf(found),
    tables: tablesOf(found),
    charts: rangesCharts(found.evaluation),
  };
}
