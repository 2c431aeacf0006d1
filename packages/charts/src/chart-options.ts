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

/** How a loss axis is scaled; `auto` takes the logarithm when the values span more than 50-fold. */
export type ScaleChoice = 'auto' | 'linear' | 'log';
