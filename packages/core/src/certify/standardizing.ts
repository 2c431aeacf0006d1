import type { FormBlock, Part } from './form.js';
import {
  addForms,
  formBetween,
  formOf,
  inverseRootForm,
  multiplyForms,
  positiveForm,
  scaleForm,
  type LineForm,
} from './line-form.js';
import { INFLATE, smallError, TINY } from './rounding.js';

/** The four numbers of a channel at both ends of a segment. */
export interface ChannelEnds {
  readonly scale: readonly [number, number];
  readonly shift: readonly [number, number];
  readonly mean: readonly [number, number];
  readonly variance: readonly [number, number];
}

/** What a channel is multiplied by, and by what it is moved before and after. */
export interface ChannelForms {
  readonly factor: LineForm;
  readonly mean: LineForm;
  readonly shift: LineForm;
}

/** The forms of a channel on a part of the segment: `scale / sqrt(max(variance, 0) + eps)`. */
export function channelForms(ends: ChannelEnds, eps: number, part: Part): ChannelForms {
  const variance = positiveForm(formBetween(...ends.variance, part));
  const root = inverseRootForm(addForms(variance, formOf(eps)), eps);
  return {
    factor: multiplyForms(formBetween(...ends.scale, part), root),
    mean: scaleForm(-1, formBetween(...ends.mean, part)),
    shift: formBetween(...ends.shift, part),
  };
}

/** `factor (x - mean) + shift`, entry by entry, channels fastest. */
export function boundStandardizing(channels: readonly ChannelForms[], x: FormBlock, out: FormBlock): void {
  for (let i = 0; i < out.c.length; i++) {
    const { factor, mean, shift } = channels[i % channels.length]!;
    const [zc, zs] = [x.c[i]! + mean.c, x.s[i]! + mean.s];
    const size = Math.abs(x.c[i]!) + Math.abs(mean.c) + Math.abs(x.s[i]!) + Math.abs(mean.s);
    const zr = x.r[i]! + mean.r + smallError(size);
    const bend = 0.5 * factor.s * zs;
    out.c[i] = factor.c * zc + bend + shift.c;
    out.s[i] = factor.c * zs + factor.s * zc + shift.s;
    const most = Math.abs(factor.c) + Math.abs(factor.s);
    const reach = Math.abs(zc) + Math.abs(zs);
    const radius = Math.abs(bend) + most * zr + reach * factor.r + factor.r * zr + shift.r;
    const rounding = smallError(most * reach + Math.abs(shift.c) + Math.abs(shift.s));
    out.r[i] = (radius + rounding) * INFLATE + TINY;
  }
}
