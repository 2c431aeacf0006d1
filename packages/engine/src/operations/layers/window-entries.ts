import type { SelectionBounds, WindowGrid } from '@isthmus/contract';

/** Which entries of a sample the window of each output entry holds. */
export function entriesOfWindows(at: WindowGrid): Pick<SelectionBounds, 'starts' | 'entries'> {
  const starts = [0];
  const entries: number[] = [];
  for (let oy = 0; oy < at.outHeight; oy++)
    for (let ox = 0; ox < at.outWidth; ox++)
      for (let c = 0; c < at.channels; c++) {
        const [top, left] = [oy * at.strides - at.top, ox * at.strides - at.left];
        for (let y = Math.max(top, 0); y < Math.min(top + at.size, at.height); y++)
          for (let x = Math.max(left, 0); x < Math.min(left + at.size, at.width); x++)
            entries.push((y * at.width + x) * at.channels + c);
        starts.push(entries.length);
      }
  return { starts: Int32Array.from(starts), entries: Int32Array.from(entries) };
}
