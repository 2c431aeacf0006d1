/**
 * How the lengths of one figure stand to the published ones at the same levels.
 *
 * @typedef {object} Comparison
 * @property {string} what the figure, or a part of its levels
 * @property {number} levels at which both have a mean length
 * @property {number} above those at which ours is above the published one
 * @property {readonly number[]} outside levels at which the published length lies outside our 95 % interval
 * @property {number} without levels at which there is no interval, for too few pairs
 */

/**
 * Sets the mean lengths over connected pairs in the published mode, which are what the published means are,
 * beside these, level by level. A figure with a peak is split there.
 *
 * @param {import('./figures.mjs').Figure} figure
 * @param {readonly import('./groups.mjs').Group[]} groups
 * @param {readonly (readonly number[])[]} points threshold, normalized length, models
 * @returns {readonly Comparison[]}
 */
export function comparisonsOf(figure, groups, points) {
  const pairs = groups
    .filter((group) => group.mode === 'as published' && group.overConnected.length.mean !== null)
    .flatMap((group) => {
      const point = points.find(([level]) => level === group.x);
      return point === undefined ? [] : [{ level: group.x, published: point[1], ours: group.overConnected.length }]; // prettier-ignore
    });
  const { peakFrom } = figure.published;
  if (peakFrom === undefined) return [comparison(figure.title, pairs)];
  return [
    comparison(
      `${figure.title}: below ${peakFrom}`,
      pairs.filter(({ level }) => level < peakFrom),
    ),
    comparison(`${figure.title}: the peak, from ${peakFrom}`, pairs.filter(({ level }) => level >= peakFrom)), // prettier-ignore
  ];
}

/** @returns {Comparison} */
function comparison(what, pairs) {
  const known = pairs.filter(({ ours }) => ours.low !== null);
  return {
    what,
    levels: pairs.length,
    above: pairs.filter(({ ours, published }) => ours.mean > published).length,
    outside: known
      .filter(({ ours, published }) => published < ours.low || published > ours.high)
      .map(({ level }) => level),
    without: pairs.length - known.length,
  };
}

/**
 * How many of the published levels lie between the errors that ours came to.
 *
 * @param {readonly import('./groups.mjs').Group[]} groups
 * @param {readonly (readonly number[])[]} points
 */
export function covered(groups, points) {
  const errors = groups.filter(({ mode }) => mode === 'as published').map(({ x }) => x);
  const [low, high] = [Math.min(...errors), Math.max(...errors)];
  const levels = points.map(([x]) => x);
  return {
    of: points.length,
    levels: levels.filter((x) => x >= low && x <= high),
    lower: levels.filter((x) => x < low).length,
    higher: levels.filter((x) => x > high).length,
  };
}

/** The comparisons as a table of Markdown. */
export function comparisonTable(comparisons) {
  const head = ['figure', 'levels', 'ours above the published', 'published outside our 95 %'];
  const rows = comparisons.map(({ what, levels, above, outside, without }) => [
    what,
    levels,
    `${above} of ${levels}`,
    outsideWords(outside, levels - without) + (without > 0 ? `; ${without} without interval` : ''),
  ]);
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n'); // prettier-ignore
}

function outsideWords(outside, of) {
  const at = outside.length === 0 ? '' : `: ${outside.join(', ')}`;
  return `${outside.length} of ${of}${at}`;
}

/** A page with what stands between `<!-- comparison -->` and `<!-- end -->` replaced. */
export function withComparison(page, text) {
  const start = '<!-- comparison -->';
  const from = page.indexOf(start);
  const to = page.indexOf('<!-- end -->', from);
  if (from < 0 || to < 0) throw new Error(`the page has no place "${start}" … "<!-- end -->"`);
  return `${page.slice(0, from)}${start}\n\n${text}\n\n${page.slice(to)}`;
}
