// Draws charts that the analyses of a run found, as one SVG file of panels side by side.
//
// Usage: node tools/findings/main.mjs RUN FILE.svg TEXT ...     TEXT: part of a chart's title, one panel each;
//        "a: TEXT" takes the first chart of endpoint (or pair) a alone
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { drawnPanels } from './panels.mjs';

const { positionals } = parseArgs({ allowPositionals: true });
const [run, file, ...texts] = positionals;
if (run === undefined || file === undefined || texts.length === 0) {
  console.error('usage: node tools/findings/main.mjs RUN FILE.svg TEXT ...');
  process.exitCode = 2;
} else {
  const { analyses } = JSON.parse(readFileSync(join(run, 'result.json'), 'utf8'));
  writeFileSync(file, drawnPanels(texts.map((text) => chartOf(analyses, text))));
  console.log(`${join(dirname(file), '')}: ${texts.length} panels in ${file}`);
}

/** The chart whose title has the text. */
function chartOf(analyses, given) {
  const [, points, text] = /^(?:([^:]{1,20}): )?(.*)$/.exec(given);
  const charts = analyses
    .filter((record) => points === undefined || record.points.join('-') === points)
    .flatMap(({ findings }) => findings.charts);
  const found = charts.find(({ title }) => title.includes(text));
  if (found !== undefined) return found;
  const titles = charts.map(({ title }) => `  ${title}`).join('\n');
  throw new Error(`no chart of ${run} has "${text}" in its title. There are:\n${titles}`);
}
