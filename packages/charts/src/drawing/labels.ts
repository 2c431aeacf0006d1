/** A text that wants to stand near a point, in pixels. */
export interface LabelWish {
  readonly x: number;
  readonly y: number;
  readonly text: string;
  readonly colour?: string;
}

/** Where a label has found room, in pixels; `y` is the middle of the line of text. */
export interface PlacedLabel extends LabelWish {
  readonly anchor: 'start' | 'middle' | 'end';
}

/** The rectangle in which labels may stand, in pixels. */
export interface LabelBounds {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Width of a character of an average sans-serif font, as a share of its size; rather too wide. */
const CHARACTER_WIDTH = 0.6;
const LINE_HEIGHT = 1.3;

/** From here on scripts have characters as wide as they are high: Hangul, Han, kana, emoji. */
const FIRST_WIDE = 0x1100;

/** The width of a text, in font sizes. */
function widthOf(text: string): number {
  return [...text].reduce(
    (sum, character) => sum + ((character.codePointAt(0) ?? 0) >= FIRST_WIDE ? 1 : CHARACTER_WIDTH),
    0,
  );
}

/**
 * Places labels one after the other, each at the first free place around its point; one that finds
 * none is left out (its text stands in the legend as well).
 *
 * @param obstacles points in pixels that should stay visible, such as samples of curves
 */
export function placeLabels(
  wishes: readonly LabelWish[],
  room: LabelBounds,
  fontSize: number,
  obstacles: readonly { readonly x: number; readonly y: number }[] = [],
): readonly PlacedLabel[] {
  const placed: { readonly label: PlacedLabel; readonly box: LabelBounds }[] = [];
  for (const wish of wishes) {
    const free = candidates(wish, fontSize)
      .map((label) => ({ label, box: labelBox(label, fontSize) }))
      .filter(({ box }) => within(box, room) && placed.every((other) => !meet(box, other.box)));
    const hidden = (box: LabelBounds) => obstacles.filter((point) => contains(box, point)).length;
    const best = free.reduce<(typeof free)[number] | undefined>(
      (a, b) => (a === undefined || hidden(b.box) < hidden(a.box) ? b : a),
      undefined,
    );
    if (best !== undefined) placed.push(best);
  }
  return placed.map(({ label }) => label);
}

/** In pixels, for two labels of points that are nearly as high. */
const APART = 2;

function candidates(wish: LabelWish, fontSize: number): readonly PlacedLabel[] {
  const gap = fontSize * 0.9;
  const line = fontSize * LINE_HEIGHT;
  const beside = [0, -line, line, -2 * line, 2 * line].flatMap((shift) => [
    { ...wish, x: wish.x + gap, y: wish.y + shift, anchor: 'start' as const },
    { ...wish, x: wish.x - gap, y: wish.y + shift, anchor: 'end' as const },
  ]);
  const stacked = [-1, 1, -2, 2].map((side) => ({
    ...wish,
    y:
      wish.y +
      Math.sign(side) * (gap + line * (Math.abs(side) - 0.5) + APART * (Math.abs(side) - 1)),
    anchor: 'middle' as const,
  }));
  return [...stacked, ...beside];
}

function labelBox(label: PlacedLabel, fontSize: number): LabelBounds {
  const width = widthOf(label.text) * fontSize;
  const before = { start: 0, middle: width / 2, end: width }[label.anchor];
  const half = (fontSize * LINE_HEIGHT) / 2;
  const left = label.x - before;
  return { left, right: left + width, top: label.y - half, bottom: label.y + half };
}

function within(box: LabelBounds, room: LabelBounds): boolean {
  return (
    box.left >= room.left &&
    box.right <= room.right &&
    box.top >= room.top &&
    box.bottom <= room.bottom
  );
}

function meet(a: LabelBounds, b: LabelBounds): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

function contains(box: LabelBounds, { x, y }: { readonly x: number; readonly y: number }): boolean {
  return x >= box.left && x <= box.right && y >= box.top && y <= box.bottom;
}
