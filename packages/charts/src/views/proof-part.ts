import type { InterpolationData } from '../data/series.js';
import type { SummarizedPair } from '../tables/summary.js';
import { type DomChild, element } from '../drawing/dom.js';
import { formatCount } from '../format/format.js';
import { proofSentence } from '../format/proof-words.js';
import { leavesTable } from '../tables/leaves-table.js';
import { facts, folded } from './parts.js';

/** What a certifier has shown of each path that it was asked about, and its leaves; null where of none. */
export function proofPart(
  document: Document,
  { series }: InterpolationData,
  { paths }: SummarizedPair,
  id: string,
): DomChild {
  const asked = series.filter(({ proof }) => proof !== undefined);
  if (asked.length === 0) return null;
  const tables = asked.flatMap((one) => leavesTable(one, { document }) ?? []);
  const leaves = asked.reduce((sum, { proof }) => sum + (proof?.leaves ?? 0), 0);
  const files = paths.flatMap(({ certification, certificate }) =>
    certification && certificate !== null ? [certificate] : [],
  );
  return element(document, 'div', { class: 'part' }, [
    element(document, 'h3', {}, ['What is proved']),
    facts(
      document,
      asked.map(({ label, proof }) => [label, proofSentence(proof!)] as const),
    ),
    element(document, 'p', { class: 'note' }, [files.length > 0 ? checkWords(files) : UNCHECKED]),
    tables.length === 0
      ? null
      : folded(document, `${id}-leaves`, `Table of the leaves (${formatCount(leaves)})`, tables),
  ]);
}

function checkWords(files: readonly string[]): string {
  return `Samples do not enter into it. Whoever does not believe it checks it: isthmus verify reads ${files.join(' and ')} with code of its own, and searches for nothing.`;
}

const UNCHECKED =
  'Samples do not enter into it. No certificate was written: nothing is proved, or the loss is a formula, of which certificates of paths do not tell.';
