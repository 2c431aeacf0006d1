import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { casesNamed } from './cases/index.mjs';
import { imageMlp } from './cases/problems.mjs';
import { startServer } from './process.mjs';

/** A data set of the size of MNIST's, 60,000 × 784: trained on for an epoch of 469 batches, then
 * evaluated in float64, as everything that decides is. */
const LARGE = {
  name: 'large',
  problem: imageMlp([256, 256], { models: 1, rows: 60_000, batch: 128 }),
  work: { do: 'train', stepsPerCall: 10, episode: 1000, checkSteps: 469, judged: true },
};

/**
 * The peak resident size of a process that does the work of each case once, beside the least that
 * it must hold (parameters of all models and the data, in float32) and what the process takes idle.
 */
export async function measureMemory(settings, starts, tell) {
  const found = [];
  for (const one of wanted(settings.cases)) {
    try {
      found.push(await peakOf(one, starts, settings));
    } catch (error) {
      tell(`${one.name}: ${error.message}`);
    }
  }
  return found;
}

/** All cases and the large one, or those that are named. */
function wanted(names) {
  const others = names.filter((name) => name !== LARGE.name);
  const cases = names.length > 0 && others.length === 0 ? [] : casesNamed(others);
  return names.length === 0 || others.length < names.length ? [...cases, LARGE] : cases;
}

async function peakOf({ name, problem, work }, starts, { engine }) {
  const folder = mkdtempSync(join(tmpdir(), 'isthmus-bench-'));
  try {
    const made = await inProcess(starts.isthmus, (ask) =>
      ask({ ask: 'make', folder, problem, engine }),
    );
    return await inProcess(starts.isthmus, async (ask) => {
      const idle = await ask({ ask: 'memory' });
      await ask({ ask: 'load', folder, work });
      await ask({ ask: 'check' });
      const { peakBytes } = await ask({ ask: 'memory' });
      const least = 4 * (made.parameters + made.dataNumbers);
      return { case: name, peakBytes, idleBytes: idle.peakBytes, leastBytes: least };
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function inProcess(how, action) {
  const server = startServer({ name: 'isthmus', ...how });
  try {
    return await action(server.ask);
  } finally {
    server.close();
  }
}

/** The sizes as a table of Markdown. */
export function memoryMarkdown(found) {
  const size = (bytes) => (bytes / 2 ** 20).toFixed(bytes < 2 ** 20 ? 3 : 0);
  return [
    '| case | peak | of it idle | least |',
    '| --- | --- | --- | --- |',
    ...found.map(
      (each) =>
        `| ${each.case} | ${size(each.peakBytes)} | ${size(each.idleBytes)} | ${size(each.leastBytes)} |`,
    ),
  ].join('\n');
}

/** The sizes as aligned text. */
export function memoryText(found) {
  const mebibytes = (bytes) => (bytes / 2 ** 20).toFixed(bytes < 2 ** 20 ? 3 : 0).padStart(8);
  return [
    `${'case'.padEnd(16)} ${'peak'.padStart(8)} ${'idle'.padStart(8)} ${'least'.padStart(8)}   (MiB)`,
    ...found.map(
      ({ case: name, peakBytes, idleBytes, leastBytes }) =>
        `${name.padEnd(16)} ${[peakBytes, idleBytes, leastBytes].map(mebibytes).join(' ')}`,
    ),
  ].join('\n');
}
