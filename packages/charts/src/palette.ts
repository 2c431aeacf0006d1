/** A colour of the charts: a CSS variable that follows VS Code's theme, else light or dark. */
export interface ColourToken {
  /** The CSS variable. */
  readonly name: string;
  /** The theme's variable that goes before our own colours, if there is a fitting one. */
  readonly vscode: string | null;
  readonly light: string;
  readonly dark: string;
  /** The system colour in forced-colours mode. */
  readonly forced: string;
}

const FAINT = 'color-mix(in srgb, CanvasText 30%, Canvas)';

/**
 * Every colour that a chart uses. The series colours have a contrast of at least 4.5 to 1 against
 * the background, and are told apart by dash and symbol as well, never by colour alone. They do not
 * follow VS Code's own chart colours: some light themes give those hardly any contrast.
 */
export const COLOURS = [
  token('foreground', '--vscode-foreground', '#1f2430', '#e3e6eb', 'CanvasText'),
  token('muted', '--vscode-descriptionForeground', '#5b6472', '#a3acba', 'CanvasText'),
  token('background', '--vscode-editor-background', '#ffffff', '#16191f', 'Canvas'),
  token('grid', '--vscode-panel-border', '#e4e7ec', '#2c323c', FAINT),
  token('level', '--vscode-foreground', '#1f2430', '#e3e6eb', 'Highlight'),
  token('series-1', null, '#0b63b5', '#62aef5', 'CanvasText'),
  token('series-2', null, '#b04a00', '#f3a05a', 'CanvasText'),
  token('series-3', null, '#84399e', '#cb9bec', 'CanvasText'),
  token('series-4', null, '#0a7350', '#54c99c', 'CanvasText'),
  token('series-5', null, '#b3213a', '#ff8c93', 'CanvasText'),
  token('series-6', null, '#7d6000', '#e0c04c', 'CanvasText'),
] as const;

/** How one series is drawn: three marks of identity that hold without each other. */
export interface SeriesStyle {
  readonly colour: string;
  /** An SVG dash pattern; null for a solid line. */
  readonly dash: string | null;
  readonly symbol: SeriesSymbol;
}

/** The symbols that mark peaks and beads. */
export type SeriesSymbol = (typeof SYMBOLS)[number];

const SERIES_COLOURS = 6;
const DASHES = [null, '7 4', '2 3.5', '11 4 2 4', '4 2.5'] as const;
const SYMBOLS = ['circle', 'square', 'triangle', 'diamond', 'star', 'hexagon'] as const;

/** The CSS value of a colour token: `colour('level')`. */
export function colour(name: string): string {
  return `var(--isthmus-${name})`;
}

/** The style of series `index`: the first 30 differ in colour and dash together. */
export function seriesStyle(index: number): SeriesStyle {
  return {
    colour: colour(`series-${(index % SERIES_COLOURS) + 1}`),
    dash: DASHES[index % DASHES.length] ?? null,
    symbol: SYMBOLS[index % SYMBOLS.length] ?? 'circle',
  };
}

function token(
  name: string,
  vscode: string | null,
  light: string,
  dark: string,
  forced: string,
): ColourToken {
  return { name: `--isthmus-${name}`, vscode, light, dark, forced };
}
