import {
  contoursSvg,
  findingLinesSvg,
  interpolationDetailSvg,
  interpolationSvg as drawInterpolation,
  pairData,
  standaloneSvg,
  type Theme,
} from '@isthmus/charts';
import {
  boundAt,
  proofOf,
  proofSigns,
  seriesSentence,
  visibleText,
} from '@isthmus/charts/internal';
import type { ExperimentResult, PairRecord } from '@isthmus/core/contract';
import { csvText } from './csv.js';
import { reportDocument } from './document.js';

/**
 * The interpolation chart of one pair as the text of an SVG file, with the part near the level where that
 * needs room of its own; of the first pair by default.
 */
export function interpolationSvg(
  result: ExperimentResult,
  pair: PairRecord | undefined = result.pairs[0],
  theme: Theme = 'light',
): string {
  const document = reportDocument();
  const data = pairData(pair ?? NO_PAIR, result.loss.unit);
  const size = { document, width: 960, height: 420 };
  const detail = interpolationDetailSvg(data, size);
  const drawings = [drawInterpolation(data, size), ...(detail === null ? [] : [detail])];
  const note = proofSigns(data);
  return standaloneSvg(drawings, data.series.map(seriesSentence), { document, theme, note });
}

/** The charts of curves and contours of all analyses of a run, each as the text of an SVG file with its name. */
export function analysisSvgs(
  { analyses = [] }: ExperimentResult,
  theme: Theme = 'light',
): readonly { readonly name: string; readonly text: string }[] {
  const document = reportDocument();
  return analyses.flatMap(({ analysis, index, points, findings }) =>
    findings.charts.flatMap((chart, i) => {
      if (chart.kind === 'bars') return [];
      const drawing =
        chart.kind === 'lines'
          ? findingLinesSvg(chart, { document, width: 960, height: 420 })
          : contoursSvg(chart, { document, width: 960, height: 720 });
      const series = chart.kind === 'lines' ? chart.series : chart.curves;
      const legend = series.map(({ label }) => visibleText(label));
      const words = [analysis.use, ...(points.length > 2 ? ['all'] : points), index, i + 1].join(
        '-',
      );
      const name = `${words.replaceAll(/[^A-Za-z0-9_-]+/g, '-').slice(0, 100)}.svg`;
      return [{ name, text: standaloneSvg(drawing, legend, { document, theme }) }];
    }),
  );
}

const NO_PAIR: PairRecord = {
  a: 'a',
  b: 'b',
  distance: 0,
  alignment: null,
  paths: [],
  convexity: null,
};

const CSV_COLUMNS =
  'a,b,path,strategy,verdict,grade,reason,level,t,loss,proof,provedLower,provedUpper,provedRows,bound';

/**
 * The profiles of all paths as CSV, one loss a line, every number in full. `path` counts the paths of
 * a pair from 0, since one strategy may stand there twice. Behind the loss stands what a certifier has shown:
 * its answer, between what the largest loss of the path lies, how many rows that is about where not about all, and
 * what the loss is at most at this very t.
 */
export function profileCsv(result: ExperimentResult): string {
  const rows = result.pairs.flatMap((pair) =>
    pair.paths.flatMap((_, index) => csvRows(pair, index)),
  );
  return `${[CSV_COLUMNS, ...rows].join('\r\n')}\r\n`;
}

function csvRows(pair: PairRecord, index: number): readonly string[] {
  const path = pair.paths[index];
  if (path === undefined) return [];
  const { strategy, verdict, grade, reason, level, profile } = path;
  const text = (value: string) => csvText(visibleText(value));
  const names = [pair.a, pair.b].map(text);
  const facts = [text(strategy), verdict, grade ?? '', text(reason ?? ''), level];
  const start = [...names, index, ...facts].join(',');
  const proof = proofOf(path);
  const shown = [proof?.outcome, proof?.lower, proof?.upper, proof?.rows].map(orEmpty).join(',');
  return profile.t.map((t, i) => {
    const bound = proof === null ? null : boundAt(proof, Number(t));
    return `${start},${t},${profile.loss[i] ?? ''},${shown},${orEmpty(bound)}`;
  });
}

function orEmpty(value: string | number | null | undefined): string | number {
  return value ?? '';
}
