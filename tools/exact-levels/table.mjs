// What was measured, as numbers and as markdown.

/** Rounding of losses in float64, relative to losses of the size of one: no path is lower than that. */
const ROUNDING = 1e-12;

/** @throws where a path lies below the exact level: then one of the two is wrong */
export function checkNotBelow(toy, { seed, gamma, strategies }) {
  for (const [name, { exact }] of Object.entries(strategies))
    if (exact !== undefined && !(exact >= gamma - ROUNDING * Math.max(1, gamma)))
      throw new Error(`${toy}, seed ${seed}: ${name} found a path at ${exact}, below the exact level ${gamma}.`); // prettier-ignore
}

/** One row for each strategy of a toy. */
export function rowsOf({ pairs }) {
  const names = Object.keys(pairs[0].strategies);
  return names.map((name) => {
    const found = pairs.flatMap(({ gamma, strategies: { [name]: one } }) =>
      one.refused === undefined ? [{ ...one, ratio: one.exact / gamma }] : [],
    );
    return {
      strategy: name,
      pairs: found.length,
      refused: pairs.length - found.length,
      median: median(found.map(({ ratio }) => ratio)),
      worst: Math.max(...found.map(({ ratio }) => ratio)),
      within: found.filter(({ ratio }) => ratio <= 1.01).length,
      gradients: median(found.map(({ gradientEvaluations }) => gradientEvaluations)),
      losses: median(found.map(({ lossEvaluations }) => lossEvaluations)),
    };
  });
}

export function median(numbers) {
  if (numbers.length === 0) return NaN;
  const sorted = [...numbers].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

/** The section of a toy. */
export function toyMarkdown(toy) {
  const { name, why, pairs } = toy;
  const gammas = pairs.map(({ gamma }) => gamma);
  const above = pairs.filter(({ gamma, floor }) => gamma > floor * (1 + 1e-9)).length;
  return [
    `### ${name}`,
    '',
    `Γ: ${why}. ${counted(pairs.length, 'pair')}, Γ from ${short(Math.min(...gammas))} to ${short(Math.max(...gammas))}, above the larger loss of the ends in ${above} of them.`,
    '',
    ...columns(
      ['strategy', 'median Γ̃/Γ', 'worst', 'within 1 %', 'gradients', 'losses'],
      rowsOf(toy).map((row) => cellsOf(row)),
    ),
    '',
  ].join('\n');
}

function cellsOf({ strategy, pairs, median: middle, worst, within, gradients, losses }) {
  if (pairs === 0) return [`\`${strategy}\``, 'refused', '', '', '', ''];
  return [
    `\`${strategy}\``,
    ratio(middle),
    ratio(worst),
    `${within} of ${pairs}`,
    whole(gradients),
    whole(losses),
  ];
}

/** All toys at a glance: the median ratio of each strategy. */
export function overview(toys) {
  const names = Object.keys(toys[0].pairs[0].strategies);
  const all = toys.map((toy) => new Map(rowsOf(toy).map((row) => [row.strategy, row])));
  const cell = (row) => (row.pairs === 0 ? '–' : ratio(row.median));
  return columns(
    ['toy', ...names.map((name) => `\`${name.replace(/^.*\//, '')}\``)],
    toys.map((toy, i) => [toy.name, ...names.map((name) => cell(all[i].get(name)))]),
  ).join('\n');
}

/** A markdown table whose columns line up, all but the first to the right. */
function columns(head, rows) {
  const widths = head.map((_, c) => Math.max(3, ...[head, ...rows].map((row) => widthOf(row[c]))));
  const line = (row) => `| ${row.map((cell, c) => padded(cell, widths[c], c > 0)).join(' | ')} |`;
  const rule = widths.map((width, c) =>
    c === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`,
  );
  return [line(head), `| ${rule.join(' | ')} |`, ...rows.map(line)];
}

function padded(cell, width, right) {
  const space = ' '.repeat(width - widthOf(cell));
  return right ? space + cell : cell + space;
}

/** Marks above letters take no room of their own. */
function widthOf(text) {
  return text.replaceAll(/\p{M}/gu, '').length;
}

function ratio(value) {
  return value >= 100 ? value.toFixed(0) : value.toFixed(value >= 10 ? 1 : 3);
}

function short(value) {
  return String(Number(value.toPrecision(3)));
}

function whole(value) {
  return Math.round(value).toLocaleString('en').replaceAll(',', ' ');
}

function counted(count, noun) {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
