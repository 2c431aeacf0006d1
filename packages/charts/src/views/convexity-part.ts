import type { ConvexityMeasured, PairRecord } from '@isthmus/contract';
import { curvatureChart, curvatureTable } from '../charts/curvature.js';
import { endName } from '../data/series.js';
import { type DomChild, element } from '../drawing/dom.js';
import { convexitySentences, convexityTitle } from '../format/curvature-words.js';
import { formatCount, formatSeconds } from '../format/format.js';
import { code, facts, folded } from './parts.js';

type MeasuredPair = Pick<PairRecord, 'a' | 'b' | 'alignment' | 'paths' | 'convexity'>;

/** How nonconvex the loss is around a pair, what each piece of evidence shows, and the curvature along its path. */
export function convexityPart(document: Document, pair: MeasuredPair, id: string): DomChild {
  const { convexity } = pair;
  if (convexity === null) return null;
  const title = element(document, 'h3', {}, ['Convexity']);
  const statement = element(document, 'p', {}, [convexityTitle(convexity)]);
  if (convexity.outcome === 'refused')
    return element(document, 'div', { class: 'part' }, [title, statement]);
  return element(document, 'div', { class: 'part' }, [
    title,
    statement,
    sentences(document, convexity, pair),
    ...curvature(document, convexity, pair, id),
    facts(document, [
      ['points of the proofs', code(document, convexity.file)],
      ['losses', formatCount(convexity.cost.lossEvaluations)],
      ['products with the Hessian', formatCount(convexity.cost.hessianProducts)],
      ['time', formatSeconds(convexity.cost.seconds)],
    ]),
  ]);
}

function sentences(document: Document, convexity: ConvexityMeasured, pair: MeasuredPair) {
  const items = convexitySentences(convexity, pair.paths);
  return element(
    document,
    'ul',
    { class: 'note' },
    items.map((sentence) => element(document, 'li', {}, [sentence])),
  );
}

function curvature(
  document: Document,
  { hessian }: ConvexityMeasured,
  pair: MeasuredPair,
  id: string,
): readonly DomChild[] {
  const data = { a: pair.a, b: endName(pair), points: hessian.points };
  return [
    curvatureChart(data, { document, width: 'page', height: 320 }),
    folded(document, `${id}-curvature`, 'Table of the curvature', [
      curvatureTable(data, { document }),
    ]),
  ];
}
