/** Heads of the table, and what stands below them for a result. */
const COLUMNS = [
  ['case', (each) => each.case],
  ['Node', (each) => each.node],
  ['threads', (each) => String(each.threads)],
  ['× PyTorch', (each) => times(each.ratio.pytorch, each.spread[each.headline])],
  ['target', (each) => (each.target === null ? '' : `≥ ${each.target}`)],
  ['PyTorch otherwise', others],
  ['× tfjs-wasm', (each) => times(each.ratio.tfjsWasm, each.spread.tfjsWasm)],
  [
    'of the peak',
    (each) => (each.peakShare === null ? '–' : `${Math.round(100 * each.peakShare)} %`),
  ],
  ['ours', (each) => `${duration(each.microseconds[oursOf(each)])} a ${each.unit}`],
];

const SHORT = {
  pytorchAsFound: 'as found',
  pytorchAvx2: 'AVX2',
  pytorchUnpinned: 'unpinned',
  pytorchShortcut: 'first layer once',
  pytorchTogether: 'all pairs at once',
};

/** The results as aligned text. */
export function textTable(results) {
  const rows = [COLUMNS.map(([head]) => head), ...cellsOf(results)];
  const widths = COLUMNS.map((_, k) => Math.max(...rows.map((row) => row[k].length)));
  return rows
    .map((row) =>
      row
        .map((cell, k) => cell.padEnd(widths[k]))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** The results as a table of Markdown. */
export function markdownTable(results) {
  const rows = [COLUMNS.map(([head]) => head), COLUMNS.map(() => '---'), ...cellsOf(results)];
  return rows.map((row) => `| ${row.join(' | ')} |`).join('\n');
}

function cellsOf(results) {
  return results.map((each) => COLUMNS.map(([, cell]) => cell(each)));
}

/** Our own name stands first among those that were timed. */
function oursOf(result) {
  return Object.keys(result.microseconds)[0];
}

/** A ratio with the least and the largest of its rounds. */
function times(ratio, spread) {
  if (ratio === null || ratio === undefined) return '–';
  const [least, most] = (spread ?? []).map(number);
  return spread === undefined ? number(ratio) : `${number(ratio)} (${least}–${most})`;
}

/** PyTorch in other environments and by other programs. */
function others({ ratio, headline, checked }) {
  return Object.entries(SHORT)
    .filter(([name]) => name !== headline && typeof ratio[name] === 'number')
    .map(
      ([name, said]) => `${number(ratio[name])} ${said}${checked[name] ? '' : ' (numbers wrong)'}`,
    )
    .join(', ');
}

function number(value) {
  if (value >= 100) return value.toFixed(0);
  return value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

/** Microseconds in the unit that suits them. */
export function duration(microseconds) {
  if (microseconds >= 1e6) return `${number(microseconds / 1e6)} s`;
  if (microseconds >= 1e3) return `${number(microseconds / 1e3)} ms`;
  return `${number(microseconds)} µs`;
}

/** The engines beside each other, by the time of one gradient. */
export function enginesTable(results) {
  const lines = results.map(({ case: name, microseconds, ratio }) => {
    const others = Object.keys(microseconds).slice(1);
    const said = others.map((other) => `${number(ratio[other])} × faster than ${other}`);
    const [ours, time] = Object.entries(microseconds)[0];
    return `${name}: ${ours} ${duration(time)} a gradient, ${said.join(', ')}`;
  });
  return lines.join('\n');
}
