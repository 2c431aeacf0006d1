/// <reference lib="dom" preserve="true" />

/** What every chart is given beside its data. */
export interface ChartOptions {
  /** The document that elements are made with: the page's own, or that of a headless DOM. */
  readonly document: Document;
  /** Width in pixels; 720 by default. */
  readonly width?: number;
  /** Height of the drawing in pixels, legend left out; 360 by default. */
  readonly height?: number;
}

/** What a chart with its title and legend is given: as a drawing, or to be drawn for a page of any width. */
export type FigureOptions<O extends ChartOptions = ChartOptions> = Omit<O, 'width'> & {
  /**
   * Width of the drawing in pixels; 720 by default. `page`: it is drawn at several widths, of which the
   * page shows the one that it has room for, so that it needs no script and text stays legible.
   */
  readonly width?: number | 'page';
};

/** How a loss axis is scaled; `auto` takes the logarithm when the values span more than 50-fold. */
export type ScaleChoice = 'auto' | 'linear' | 'log';
