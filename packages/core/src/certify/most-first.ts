/** A queue that gives the item of the largest key, and of equal keys the one that came first. */
export interface MostFirst<T> {
  push(key: number, item: T): void;
  /** Null where nothing is left. */
  pop(): T | null;
  readonly size: number;
}

interface Entry<T> {
  readonly key: number;
  readonly order: number;
  readonly item: T;
}

/**
 * A binary heap. A key that is no number counts as the largest.
 *
 * @example
 * const queue = mostFirst();
 * queue.push(1, 'small');
 * queue.push(2, 'large');
 * queue.pop(); // 'large'
 */
export function mostFirst<T>(): MostFirst<T> {
  const heap: Entry<T>[] = [];
  let order = 0;
  const before = (a: Entry<T>, b: Entry<T>) => a.key > b.key || (a.key === b.key && a.order < b.order);
  const swap = (i: number, j: number) => ([heap[i], heap[j]] = [heap[j]!, heap[i]!]);
  return {
    get size() {
      return heap.length;
    },
    push(key, item) {
      heap.push({ key: Number.isNaN(key) ? Infinity : key, order: order++, item });
      for (let i = heap.length - 1; i > 0; ) {
        const parent = (i - 1) >> 1;
        if (!before(heap[i]!, heap[parent]!)) break;
        swap(i, parent);
        i = parent;
      }
    },
    pop() {
      const [top] = heap;
      if (top === undefined) return null;
      const last = heap.pop()!;
      if (heap.length > 0) heap[0] = last;
      for (let i = 0; ; ) {
        let best = i;
        for (const child of [2 * i + 1, 2 * i + 2])
          if (child < heap.length && before(heap[child]!, heap[best]!)) best = child;
        if (best === i) return top.item;
        swap(i, best);
        i = best;
      }
    },
  };
}
