import { standaloneSvg, sweepData, sweepSvg } from '@isthmus/charts';
import { SWEEP_CHARTS } from '@isthmus/charts/internal';
import type { SweepRecord } from '@isthmus/core/contract';
import { reportDocument } from './document.js';

/** The charts of a sweep as SVG files, those that have anything to show. */
export function sweepSvgs(
  record: SweepRecord,
): readonly { readonly name: string; readonly text: string }[] {
  const document = reportDocument();
  return SWEEP_CHARTS.flatMap((quantity) => {
    const data = sweepData(record, quantity);
    if (data === null || data.series.length === 0) return [];
    const drawing = sweepSvg(data, { document, width: 960, height: 420 });
    const names = data.series.map(({ label }) => label);
    return [{ name: `${quantity}.svg`, text: standaloneSvg(drawing, names, { document }) }];
  });
}
