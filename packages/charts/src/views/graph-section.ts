import { graphChart } from '../charts/graph.js';
import { graphWords, type GraphData } from '../data/graph-data.js';
import { wasMoved } from '../data/series.js';
import type { ShownRun } from '../data/shown-run.js';
import { type DomChild, element } from '../drawing/dom.js';
import { componentsTable, graphTable } from '../tables/graph-table.js';
import { folded, section } from './parts.js';

/** The levels between many endpoints: what they show, the dendrogram and its tables. */
export function graphSection(document: Document, run: ShownRun): DomChild {
  const { graph, threshold, unit, pairs } = run;
  if (graph === null) return null;
  const data: GraphData = { graph, threshold, unit, aligned: Object.values(pairs).some(wasMoved) };
  return section(
    document,
    'Levels between the endpoints',
    [
      ...graphWords(data).map((words) => element(document, 'p', { class: 'note' }, [words])),
      graphChart(data, { document, width: 'page', height: 380 }),
      graphTable(data, { document }),
      folded(document, 'graph-components', 'Components by level', [
        componentsTable(data, { document }),
      ]),
    ],
    { id: 'graph' },
  );
}
