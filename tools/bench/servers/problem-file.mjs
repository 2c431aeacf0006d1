import {
  closeSync,
  fstatSync,
  openSync,
  readFileSync,
  readSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';

/** Reads and writes at most so many bytes at once; one call takes no more than 2 GiB. */
const CHUNK = 1 << 28;

/**
 * Writes a problem: what is said of it as `problem.json`, its arrays one after the other in
 * `numbers.bin`.
 *
 * @param arrays by name: `shape` and `data`, a Float32Array or an Int32Array
 */
export function writeProblem(folder, about, arrays) {
  const file = openSync(join(folder, 'numbers.bin'), 'w');
  const entries = {};
  let offset = 0;
  for (const [name, { shape, data }] of Object.entries(arrays)) {
    entries[name] = { shape, offset };
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    for (let at = 0; at < bytes.length; at += CHUNK)
      writeSync(file, bytes, at, Math.min(CHUNK, bytes.length - at));
    offset += bytes.length;
  }
  closeSync(file);
  writeFileSync(join(folder, 'problem.json'), JSON.stringify({ ...about, arrays: entries }));
}

/** A problem as it was written; `array(name)` reads one of its arrays into memory of its own. */
export function readProblem(folder) {
  const about = JSON.parse(readFileSync(join(folder, 'problem.json'), 'utf8'));
  const array = (name, Kind = Float32Array) => {
    const { shape, offset } = about.arrays[name];
    const data = new Kind(shape.reduce((a, b) => a * b, 1));
    readInto(join(folder, 'numbers.bin'), new Uint8Array(data.buffer), offset);
    return data;
  };
  return { about, array, shapeOf: (name) => about.arrays[name].shape };
}

function readInto(path, bytes, offset) {
  const file = openSync(path, 'r');
  if (fstatSync(file).size < offset + bytes.length) throw new Error(`${path} is too short`);
  for (let at = 0; at < bytes.length;) {
    const count = Math.min(CHUNK, bytes.length - at);
    at += readSync(file, bytes, at, count, offset + at);
  }
  closeSync(file);
}

/** The batch of a step: `batch` rows of the order, from where the step before left off; null: all. */
export function rowsOf(problem) {
  const { batch } = problem.about;
  if (batch === null) return () => null;
  const order = problem.array('order', Int32Array);
  return (step) => {
    const at = (step * batch) % order.length;
    return order.subarray(at, at + batch);
  };
}
