import {
  componentsTable,
  element,
  graphChart,
  graphData,
  graphTable,
  graphWords,
  type Child,
} from '@isthmus/charts';
import type { ExperimentResult } from '@isthmus/core/contract';
import { folded, section } from './page.js';

/** The levels between many endpoints: what they show, the dendrogram and its tables. */
export function graphSection(document: Document, result: ExperimentResult): Child {
  const data = graphData(result);
  if (data === null) return null;
  return section(document, 'Levels between the endpoints', [
    ...graphWords(data).map((words) => element(document, 'p', { class: 'note' }, [words])),
    graphChart(data, { document, width: 'page', height: 380 }),
    graphTable(data, { document }),
    folded(document, 'Components by level', [componentsTable(data, { document })]),
  ]);
}
