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
 * Every colour that a chart uses. The ten series colours have a contrast of at least 4.5 to 1 against
 * the background and stay apart from each other and from the text for eyes that lack one kind of cone
 * (`palette.test.ts` has the figures); still they are told apart by dash and symbol as well, never by
 * colour alone. They do not follow VS Code's own chart colours: some light themes give those hardly
 * any contrast.
 */
export const COLOURS = [
  token('foreground', '--vscode-foreground', '#1f2430', '#e3e6eb', 'CanvasText'),
  token('muted', '--vscode-descriptionForeground', '#5b6472', '#a3acba', 'CanvasText'),
  token('background', '--vscode-editor-background', '#ffffff', '#16191f', 'Canvas'),
  token('grid', '--vscode-panel-border', '#e4e7ec', '#2c323c', FAINT),
  token('level', '--vscode-foreground', '#1f2430', '#e3e6eb', 'Highlight'),
  token('connected', null, '#0a7350', '#54c99c', 'CanvasText'),
  token('not-found', null, '#b04a00', '#f3a05a', 'CanvasText'),
  token('disconnected', null, '#b3213a', '#ff8c93', 'CanvasText'),
  token('series-1', null, '#0b63b5', '#62aef5', 'CanvasText'),
  token('series-2', null, '#d92c1c', '#f3a05a', 'CanvasText'),
  token('series-3', null, '#215243', '#51fb87', 'CanvasText'),
  token('series-4', null, '#9632fc', '#f82d89', 'CanvasText'),
  token('series-5', null, '#6d774f', '#f2d710', 'CanvasText'),
  token('series-6', null, '#861309', '#c882c2', 'CanvasText'),
  token('series-7', null, '#a90e88', '#2e918c', 'CanvasText'),
  token('series-8', null, '#150f85', '#d23af2', 'CanvasText'),
  token('series-9', null, '#5a0057', '#8cc697', 'CanvasText'),
  token('series-10', null, '#2910de', '#a4831b', 'CanvasText'),
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

const SERIES_COLOURS = COLOURS.filter(({ name }) => name.includes('series')).length;
/** One less than the colours, so that 90 series differ in colour and dash together. */
const DASHES = [
  null,
  ...['7 4', '2 3.5', '11 4 2 4', '4 2.5', '14 5', '9 3 2 3 2 3', '1 6', '5 7'],
] as const;
const SYMBOLS = [
  ...(['circle', 'square', 'triangle', 'diamond', 'star', 'hexagon', 'cross', 'wye'] as const),
  ...(['triangle-down', 'bar'] as const),
] as const;

/** The CSS value of a colour token: `colour('level')`. */
export function colour(name: string): string {
  return `var(--isthmus-${name})`;
}

/** The style of series `index`: the first ten differ in colour and symbol, the first 90 in colour and dash together. */
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
