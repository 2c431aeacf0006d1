/**
 * The numbers of a figure as a table of Markdown: of each mode all pairs, and of the published mode the
 * connected ones, of which its means are.
 *
 * @param {readonly import('./groups.mjs').Group[]} groups
 * @param {string} label of x
 */
export function tableOf(groups, label) {
  const head = [
    label,
    'series',
    'pairs',
    'ends reached',
    'connected',
    'fraction (95 %)',
    'length, all',
    'length, connected',
    'models, all',
    'models, connected',
  ];
  const rows = groups.map((group) => [
    shown(group.x, 3),
    group.series,
    group.pairs,
    group.reached,
    group.connected,
    group.reached === 0 ? '–' : fraction(group),
    interval(group.overAll.length, 3),
    mean(group.overConnected.length, 3),
    interval(group.overAll.models, 1),
    mean(group.overConnected.models, 1),
  ]);
  return [head, head.map(() => '---'), ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}

function fraction({ connected, reached, fraction: { low, high } }) {
  return `${(connected / reached).toFixed(2)} [${low.toFixed(2)}, ${high.toFixed(2)}]`;
}

function interval(each, digits) {
  if (each.mean === null) return '–';
  if (each.low === null) return each.mean.toFixed(digits);
  return `${each.mean.toFixed(digits)} [${each.low.toFixed(digits)}, ${each.high.toFixed(digits)}]`;
}

function mean(each, digits) {
  return each.mean === null ? '–' : each.mean.toFixed(digits);
}

function shown(number, digits) {
  return Number.isFinite(number) ? String(Number(number.toPrecision(digits))) : '–';
}

/**
 * A page with what stands between `<!-- figure: NAME -->` and `<!-- end -->` replaced by the picture and
 * its table.
 *
 * @throws an `Error` where the page has no such place
 */
export function withFigure(page, { name, title }, table) {
  const start = `<!-- figure: ${name} -->`;
  const from = page.indexOf(start);
  const to = page.indexOf('<!-- end -->', from);
  if (from < 0 || to < 0) throw new Error(`the page has no place "${start}" … "<!-- end -->"`);
  return `${page.slice(0, from)}${start}\n\n![${title}](reproduction/${name}.svg)\n\n${table}\n\n${page.slice(to)}`;
}
