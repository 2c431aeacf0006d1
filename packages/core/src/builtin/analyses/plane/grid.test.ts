import { describe, expect, it } from 'vitest';
import { frameAround, refinedGrids, RESOLUTIONS, type PlaneFrame } from './grid.js';

const frame: PlaneFrame = { x: [-0.5, 1.5], y: [-0.2, 1] };

/** Losses whose places tell themselves: x + 10 y, with how often each place was asked for. */
function asking() {
  const asked = new Map<string, number>();
  const lossesAt = (y: number, t: readonly number[]) =>
    Float64Array.from(t, (share) => {
      const x = frame.x[0] + share * (frame.x[1] - frame.x[0]);
      const key = `${x.toFixed(9)} ${y.toFixed(9)}`;
      asked.set(key, (asked.get(key) ?? 0) + 1);
      return x + 10 * y;
    });
  return { asked, lossesAt };
}

describe('grids that follow each other', () => {
  it.each(RESOLUTIONS)('ask for each of %i² losses once', (resolution) => {
    const { asked, lossesAt } = asking();
    const counts: number[] = [];
    for (const { x, y, values } of refinedGrids(frame, resolution, lossesAt)) {
      counts.push(x.length);
      // Each holds all its losses, those of coarser grids among them, and no other.
      expect(asked.size).toBe(x.length ** 2);
      for (const [j, row] of values.entries())
        for (const [i, value] of row.entries()) expect(value).toBeCloseTo(x[i]! + 10 * y[j]!, 12);
    }
    expect(counts).toEqual(RESOLUTIONS.filter((each) => each <= resolution));
    expect([...asked.values()].every((count) => count === 1)).toBe(true);
  });

  it('reach from one end of the frame to the other, in even steps', () => {
    const [grid] = refinedGrids(frame, 9, asking().lossesAt);
    expect([grid!.x[0], grid!.x.at(-1), grid!.y[0], grid!.y.at(-1)]).toEqual([-0.5, 1.5, -0.2, 1]);
    for (let i = 1; i < 9; i++) expect(grid!.x[i]! - grid!.x[i - 1]!).toBeCloseTo(0.25, 12);
  });
});

describe('a frame', () => {
  it('holds all points with the margin, and is never a strip', () => {
    const { x, y } = frameAround([{ x: [-1, 0.5], y: [0, 0.1] }], 0.25);
    expect(x).toEqual([-1.5, 1.5]);
    // 0.6 of the longer side, around what is seen.
    expect(y[1] - y[0]).toBeCloseTo(1.8, 12);
    expect((y[0] + y[1]) / 2).toBeCloseTo(0.05, 12);
  });

  it('holds curves that go far across', () => {
    const { x, y } = frameAround([{ x: [0.5], y: [4] }], 0.1);
    expect(y).toEqual([-0.4, 4.4]);
    expect(x[1] - x[0]).toBeCloseTo(0.6 * 4.8, 12);
  });
});
