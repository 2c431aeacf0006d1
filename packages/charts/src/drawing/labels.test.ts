import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { placeLabels, type PlacedLabel } from './labels.js';

const ROOM = { left: 50, top: 0, right: 650, bottom: 300 };
const SIZE = 12;

/** The box that a label may fill at most. */
function box({ x, y, text, anchor }: PlacedLabel) {
  const width = text.length * SIZE * 0.6;
  const left = { start: x, middle: x - width / 2, end: x - width }[anchor];
  return { left, right: left + width, top: y - SIZE * 0.65, bottom: y + SIZE * 0.65 };
}

describe('placeLabels', () => {
  it('puts a single label above its point', () => {
    const [label] = placeLabels([{ x: 300, y: 100, text: 'peak' }], ROOM, SIZE);
    expect(label).toMatchObject({ x: 300, anchor: 'middle' });
    expect(label?.y).toBeLessThan(100);
  });

  it('goes to the inner side at the edge', () => {
    const [label] = placeLabels([{ x: 650, y: 100, text: 'core/linear: 0.83' }], ROOM, SIZE);
    expect(label?.anchor).toBe('end');
  });

  it('prefers the side where no curve runs', () => {
    const above = Array.from({ length: 20 }, (_, i) => ({ x: 290 + i, y: 84 }));
    const [label] = placeLabels([{ x: 300, y: 100, text: 'peak' }], ROOM, SIZE, above);
    expect(label?.y).toBeGreaterThan(100);
  });

  it('finds room above and below a line for labels of points on it, nearly as high', () => {
    const line = Array.from({ length: 200 }, (_, i) => ({ x: 4 * i, y: 100 }));
    const wishes = [0, 0.4, -0.4, 0.2].map((y) => ({ x: 300, y: 100 + y, text: 'core/linear' }));
    const placed = placeLabels(wishes, ROOM, SIZE, line);
    expect(placed).toHaveLength(4);
    for (const label of placed) {
      const { top, bottom } = box(label);
      expect(top > 100 || bottom < 100).toBe(true);
    }
  });

  it('never lets labels meet each other or leave the room', () => {
    const wish = fc.record({
      x: fc.integer({ min: 50, max: 650 }),
      y: fc.integer({ min: 0, max: 300 }),
      text: fc.string({ minLength: 1, maxLength: 30 }),
    });
    fc.assert(
      fc.property(fc.array(wish, { maxLength: 12 }), (wishes) => {
        const boxes = placeLabels(wishes, ROOM, SIZE).map(box);
        for (const [i, a] of boxes.entries()) {
          expect(a.left >= ROOM.left && a.right <= ROOM.right).toBe(true);
          for (const b of boxes.slice(i + 1)) {
            const apart =
              a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top;
            expect(apart).toBe(true);
          }
        }
      }),
    );
  });
});
