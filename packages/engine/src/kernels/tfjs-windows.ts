/**
 * Where windows of any shape lie on images, as `WindowGrid` says it of square ones: sizes, strides and
 * dilations by axis.
 */
export interface TfjsWindows {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly outHeight: number;
  readonly outWidth: number;
  readonly sizeY: number;
  readonly sizeX: number;
  readonly strideY: number;
  readonly strideX: number;
  readonly dilationY: number;
  readonly dilationX: number;
  readonly top: number;
  readonly left: number;
}
