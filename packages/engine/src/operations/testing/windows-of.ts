import type { BoundNode } from '../../network/network.js';

/** The entries of every pooling window of a batch, by plain loops that share nothing with the layer. */
export function windowsOf(node: BoundNode, x: Float64Array): readonly (readonly number[])[] {
  const [height, width, channels] = node.inputShapes[0] as [number, number, number];
  const { size = 2, padding = 'valid' } = node.options as { size?: number; padding?: string };
  const { strides = size } = node.options as { strides?: number };
  const [outHeight, outWidth] = node.outputShape as [number, number];
  const before = (length: number, count: number) =>
    padding === 'same' ? Math.floor(Math.max((count - 1) * strides + size - length, 0) / 2) : 0;
  const windows: number[][] = [];
  for (let from = 0; from < x.length; from += height * width * channels)
    for (let oy = 0; oy < outHeight; oy++)
      for (let ox = 0; ox < outWidth; ox++)
        for (let c = 0; c < channels; c++) {
          const window: number[] = [];
          for (let ky = 0; ky < size; ky++)
            for (let kx = 0; kx < size; kx++) {
              const y = oy * strides - before(height, outHeight) + ky;
              const xx = ox * strides - before(width, outWidth) + kx;
              if (y >= 0 && y < height && xx >= 0 && xx < width)
                window.push(x[from + (y * width + xx) * channels + c]!);
            }
          windows.push(window);
        }
  return windows;
}
