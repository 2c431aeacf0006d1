import type { PathRecord } from '@isthmus/contract';
import { accuracyChart } from '../charts/accuracy.js';
import { costChart, isComparable } from '../charts/cost.js';
import { interpolationChart } from '../charts/interpolation.js';
import { accuracyData, costData, pairCurves } from '../data/pair-data.js';
import { pathLabels } from '../data/path-labels.js';
import { endName, type InterpolationData } from '../data/series.js';
import { pathsInOrder, type ShownPair, type ShownRun } from '../data/shown-run.js';
import { type DomChild, element } from '../drawing/dom.js';
import { formatCount } from '../format/format.js';
import { costTable } from '../tables/cost-table.js';
import { isSought, lowestTable } from '../tables/lowest-table.js';
import { splitsTable } from '../tables/splits-table.js';
import { summaryTable, type SummarizedPair } from '../tables/summary.js';
import { accuracyTable, interpolationTable } from '../tables/tables.js';
import { pairStatement } from '../words/lead.js';
import { alignmentPart } from './alignment-part.js';
import { convexityPart } from './convexity-part.js';
import { folded, section } from './parts.js';
import { proofPart } from './proof-part.js';

/** The curves of a pair, what its paths have shown, and its alignment. */
export function pairSection(
  document: Document,
  run: ShownRun,
  pair: ShownPair,
  id: string,
): HTMLElement {
  const several = Object.keys(run.pairs).length > 1;
  const [a] = pair.pair;
  const judged = judgedPair(pair);
  const curves = pairCurves(pair, run.unit);
  const heading = several ? `From ${a} to ${endName(judged)}` : 'Paths';
  return section(
    document,
    heading,
    [
      several ? statementPart(document, run, judged) : null,
      ...curveParts(document, curves, id),
      judged.paths.length + (judged.failed ?? []).length === 0
        ? null
        : summaryTable(judged, { document }),
      ...lowestParts(document, judged.paths),
      // What is long or compares the paths waits until all are there: drawn ten times a second it would tell little.
      ...(run.result === null
        ? []
        : [
            proofPart(document, curves, judged, id),
            ...costParts(document, run, pair, id),
            ...accuracyParts(document, pair, id),
          ]),
      splitsPart(document, judged, id),
      pair.alignment === null ? null : alignmentPart(document, judged, pair.alignment, id),
      convexityPart(document, { ...pair, ...judged }, id),
    ],
    { id },
  );
}

/** A pair with the paths that are judged by now. */
function judgedPair(pair: ShownPair): SummarizedPair {
  const { distance, alignment, failed } = pair;
  const [a, b] = pair.pair;
  const paths = pathsInOrder(pair).flatMap((path) =>
    path.tag === 'finished' ? [path.record] : [],
  );
  return { a, b, distance, alignment, paths, failed };
}

function curveParts(document: Document, data: InterpolationData, id: string): readonly DomChild[] {
  const points = data.series.reduce((sum, { profile }) => sum + profile.t.length, 0);
  return [
    interpolationChart(data, { document, width: 'page', height: 440 }),
    folded(document, `${id}-curves`, `Table of the curves (${formatCount(points)} losses)`, [
      interpolationTable(data, { document }),
    ]),
  ];
}

/** What the pair has shown; while paths are sought it has shown nothing yet. */
function statementPart(document: Document, { result }: ShownRun, judged: SummarizedPair): DomChild {
  if (result === null) return null;
  return element(document, 'p', { class: 'note' }, [pairStatement(judged, result).title]);
}

/** How each lowest level was sought, where one was. */
function lowestParts(document: Document, paths: readonly PathRecord[]): readonly DomChild[] {
  const labels = pathLabels(paths);
  return paths.flatMap((path, i) =>
    isSought(path) ? [lowestTable(path, labels[i] ?? path.strategy, { document })] : [],
  );
}

/** What each strategy spent for how low a path, where there are several to compare. */
function costParts(
  document: Document,
  { unit }: ShownRun,
  pair: ShownPair,
  id: string,
): readonly DomChild[] {
  const data = costData(pair, unit);
  if (!isComparable(data)) return [];
  return [
    costChart(data, { document, width: 'page', height: 320 }),
    folded(document, `${id}-costs`, 'Table of cost and quality', [costTable(data, { document })]),
  ];
}

/** How much is classified rightly along the paths, where there are classes. */
function accuracyParts(document: Document, pair: ShownPair, id: string): readonly DomChild[] {
  const data = accuracyData(pair);
  if (data === null) return [];
  return [
    accuracyChart(data, { document, width: 'page', height: 280 }),
    folded(document, `${id}-accuracies`, 'Table of the accuracies', [
      accuracyTable(data, { document }),
    ]),
  ];
}

function splitsPart(document: Document, judged: SummarizedPair, id: string): DomChild {
  const splits = splitsTable(judged, { document });
  return splits === null
    ? null
    : folded(document, `${id}-splits`, 'Losses on the train and test rows', [splits]);
}
