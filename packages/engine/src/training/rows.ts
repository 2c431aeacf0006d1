import type { Dataset } from '@isthmus/contract';

/** The data itself where all rows are meant, else the rows at these places, copied. */
export function batchOf(data: Dataset, rows: Int32Array | null): Dataset {
  return rows === null ? data : takeRows(data, rows);
}

/** The rows of a data set at these places, copied. */
export function takeRows(data: Dataset, rows: Int32Array): Dataset {
  return {
    size: rows.length,
    x: gather(data.x, data.x.length / data.size, rows),
    y: gather(data.y, data.y.length / data.size, rows),
  };
}

function gather(source: Float32Array, width: number, rows: Int32Array): Float32Array {
  const taken = new Float32Array(rows.length * width);
  for (let i = 0; i < rows.length; i++) {
    const from = rows[i]! * width;
    taken.set(source.subarray(from, from + width), i * width);
  }
  return taken;
}
