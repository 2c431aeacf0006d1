// Takes the record of a run or a sweep as what pictures are drawn from: node record.mjs NAME RECORD.json, such as
// `isthmus run examples/rivals.isthmus.json --out /tmp/rivals && node record.mjs rivals /tmp/rivals/result.json`.
// Where and when the run happened is left out, so that the same run gives the same file.
import { readFileSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const [name, file] = process.argv.slice(2);
const record = JSON.parse(readFileSync(file, 'utf8'));
const time = '2026-01-01T00:00:00.000Z';
const anywhere = { node: 'v20', platform: 'any', cpu: 'any', versions: {}, startedAt: time, finishedAt: time }; // prettier-ignore
const environment = Object.fromEntries(
  Object.entries(record.environment).map(([key, value]) => [key, anywhere[key] ?? value]),
);
const text = JSON.stringify({ ...record, environment });
const out = new URL(`../src/testing/records/${name}.json.gz`, import.meta.url);
writeFileSync(out, gzipSync(text, { level: 9 }));
