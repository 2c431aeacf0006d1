import type { SymbolName } from '@observablehq/plot';
import type { SeriesSymbol } from './palette.js';

/** A symbol that Plot does not have; `size` is its area in square pixels. */
interface OwnSymbol {
  draw(context: Pen, size: number): void;
}

/** What Plot draws symbols with. */
interface Pen {
  moveTo(x: number, y: number): void;
  lineTo(x: number, y: number): void;
  rect(x: number, y: number, width: number, height: number): void;
  closePath(): void;
}

/** The symbol of a series as it is drawn: Plot's own, and two that it lacks. */
export function drawnSymbol(symbol: SeriesSymbol): SymbolName | OwnSymbol {
  if (symbol === 'triangle-down') return TRIANGLE_DOWN;
  return symbol === 'bar' ? BAR : symbol;
}

/** Of the same shape and area as Plot's triangle, head down. */
const TRIANGLE_DOWN: OwnSymbol = {
  draw(context, size) {
    const height = Math.sqrt(size / (3 * Math.sqrt(3)));
    context.moveTo(0, 2 * height);
    context.lineTo(-Math.sqrt(3) * height, -height);
    context.lineTo(Math.sqrt(3) * height, -height);
    context.closePath();
  },
};

/** An upright rectangle, three times as high as wide. */
const BAR: OwnSymbol = {
  draw(context, size) {
    const half = Math.sqrt(size / 3) / 2;
    context.rect(-half, -3 * half, 2 * half, 6 * half);
  },
};
