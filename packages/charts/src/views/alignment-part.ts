import type { AlignmentRecord, PairRecord, TogetherRecord } from '@isthmus/contract';
import { element } from '../drawing/dom.js';
import { formatCount, formatNumber } from '../format/format.js';
import { dataTable } from '../tables/data-table.js';
import { code, facts, folded } from './parts.js';
import { refWords } from './ref-words.js';

/** How b was replaced by another point of the same function: what was compared, and what was gained. */
export function alignmentPart(
  document: Document,
  pair: Pick<PairRecord, 'a' | 'b'>,
  alignment: AlignmentRecord,
  id: string,
): HTMLElement {
  const { distanceBefore, distanceAfter, functionError, lossAfter, spaces, together } = alignment;
  // Records of earlier versions say nothing of these.
  const { peakBefore, peakAfter, chosen, candidates } = alignment as Partial<AlignmentRecord>;
  const table = dataTable(document, {
    caption: 'Units of each group of tied axes that moved to another place.',
    columns: [
      { heading: 'space' },
      { heading: 'units', numeric: true },
      { heading: 'moved', numeric: true },
    ],
    rows: spaces.map(({ space, size, moved, also }) => [
      space,
      formatCount(size),
      also === undefined ? formatCount(moved) : `${formatCount(moved)}, ${also}`,
    ]),
    long: spaces.length > 12,
  });
  return element(document, 'div', {}, [
    element(document, 'h3', {}, [`Alignment of ${pair.b} to ${pair.a}`]),
    facts(document, [
      ['by', alignment.strategies.map(refWords).join(', then ')],
      ['taken', chosen?.map(({ label, by }) => `${label} (lowest ${by})`).join(', then ') ?? ''],
      ...(together === undefined ? [] : [['together', togetherWords(together)] as const]),
      ['distance before', formatNumber(distanceBefore, 6)],
      ['distance after', formatNumber(distanceAfter, 6)],
      ['peak of the straight line before', formatNumber(peakBefore ?? null, 6)],
      ['peak of the straight line after', formatNumber(peakAfter ?? null, 6)],
      [`loss of ${pair.b} after`, formatNumber(lossAfter, 6)],
      ['largest change of an output', formatNumber(functionError, 3)],
      ['file', code(document, alignment.file)],
    ]),
    candidates === undefined
      ? null
      : folded(document, `${id}-candidates`, 'What was compared', [
          candidatesTable(document, candidates),
        ]),
    together === undefined
      ? null
      : folded(document, `${id}-frames`, 'Frames for all endpoints', [
          framesTable(document, together.frames),
        ]),
    spaces.length > 0 ? folded(document, `${id}-units`, 'Units that moved', [table]) : null,
  ]);
}

function togetherWords({ endpoints, frames }: TogetherRecord): string {
  const taken = frames.find(({ outcome }) => outcome === 'chosen')?.label ?? '';
  return taken === 'identity'
    ? `of frames for all ${endpoints.length} endpoints none is better without making a pair worse`
    : `all ${endpoints.length} endpoints in one frame: ${taken}`;
}

/** Every frame that all endpoints could have been brought into, with what became of it. */
function framesTable(document: Document, frames: TogetherRecord['frames']): HTMLElement {
  return dataTable(document, {
    caption:
      'Frames for all endpoints. None is taken by which some pair is farther apart, or has a higher line, than as it was.',
    columns: ['frame', 'mean distance', 'highest peak', 'outcome'].map((heading, i) => ({
      heading,
      numeric: i === 1 || i === 2,
    })),
    rows: frames.map(({ label, meanDistance, highestPeak, outcome }) => [
      label,
      formatNumber(Number(meanDistance)),
      formatNumber(highestPeak === null ? null : Number(highestPeak)),
      outcome,
    ]),
    long: false,
  });
}

/** Every candidate of an alignment, with what became of it. */
function candidatesTable(
  document: Document,
  candidates: AlignmentRecord['candidates'],
): HTMLElement {
  return dataTable(document, {
    caption:
      'Candidates for the alignment. None is taken that is farther, or has a higher line, than the identity.',
    columns: ['candidate', 'distance', 'peak of the line', 'change of an output', 'outcome'].map(
      (heading, i) => ({ heading, numeric: i > 0 && i < 4 }),
    ),
    rows: candidates.map(({ label, distance, peak, functionError, outcome }) => [
      label,
      formatNumber(distance),
      formatNumber(peak),
      formatNumber(functionError, 3),
      outcome,
    ]),
    long: candidates.length > 12,
  });
}
