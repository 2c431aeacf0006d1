import { copyEntry, type Form, raised } from './form.js';
import { gamma, UNIT } from './numbers.js';
import type { Taps } from './taps.js';

/** The mean of every window: of n terms off by gamma(n) times the mean of their sizes. */
export function meanForm(taps: Taps, channels: number, from: Form, to: Form): void {
  for (let p = 0; p < taps.positions; p++) {
    const count = taps.start[p + 1]! - taps.start[p]!;
    const rate = gamma(count + 4);
    for (let channel = 0; channel < channels; channel++) {
      let [c, s, r] = [0, 0, 0];
      for (let q = taps.start[p]!; q < taps.start[p + 1]!; q++) {
        const i = taps.entry[q]! * channels + channel;
        c += from.c[i]!;
        s += from.s[i]!;
        r += from.r[i]! + rate * (Math.abs(from.c[i]!) + Math.abs(from.s[i]!));
      }
      const at = p * channels + channel;
      to.c[at] = c / count;
      to.s[at] = s / count;
      to.r[at] = raised(r / count);
    }
  }
}

/** The largest entry of every window. */
export function largestForm(taps: Taps, channels: number, from: Form, to: Form): void {
  for (let p = 0; p < taps.positions; p++)
    for (let channel = 0; channel < channels; channel++) {
      const window: number[] = [];
      for (let q = taps.start[p]!; q < taps.start[p + 1]!; q++)
        window.push(taps.entry[q]! * channels + channel);
      largestOf(window, from, to, p * channels + channel);
    }
}

/**
 * The largest of some entries. Above: the largest of `c + s tau + r` is convex in tau, and so below the line
 * through its ends at tau = -1 and 1. Below: it is at least the entry k with the largest `c - r`. What
 * comes out is the middle of these two lines, with half of their larger distance at the ends. Where k is
 * never below another entry, it is k.
 */
function largestOf(window: readonly number[], { c, s, r }: Form, to: Form, at: number): void {
  let k = window[0]!;
  for (const i of window) if (c[i]! - r[i]! > c[k]! - r[k]!) k = i;
  let [atMinus, atPlus, size] = [-Infinity, -Infinity, 0];
  for (const i of window) size = Math.max(size, Math.abs(c[i]!) + Math.abs(s[i]!) + r[i]!);
  let others: readonly [minus: number, plus: number] = [-Infinity, -Infinity];
  for (const i of window) {
    const ends = [c[i]! - s[i]! + r[i]!, c[i]! + s[i]! + r[i]!] as const;
    atMinus = Math.max(atMinus, ends[0]);
    atPlus = Math.max(atPlus, ends[1]);
    if (i !== k) others = [Math.max(others[0], ends[0]), Math.max(others[1], ends[1])];
  }
  const room = 16 * UNIT * size;
  const below = [c[k]! - s[k]! - r[k]!, c[k]! + s[k]! - r[k]!] as const;
  if (below[0] >= others[0] + room && below[1] >= others[1] + room)
    return copyEntry({ c, s, r }, k, to, at);
  to.c[at] = ((atPlus + atMinus) / 2 + c[k]! - r[k]!) / 2;
  to.s[at] = ((atPlus - atMinus) / 2 + s[k]!) / 2;
  to.r[at] = raised(Math.max(atMinus - below[0], atPlus - below[1]) / 2 + room);
}

/** The sum of forms of one size. */
export function sumForm(inputs: readonly Form[], to: Form): void {
  const rate = gamma(inputs.length + 2);
  for (let i = 0; i < to.c.length; i++) {
    let [c, s, r] = [0, 0, 0];
    for (const from of inputs) {
      c += from.c[i]!;
      s += from.s[i]!;
      r += from.r[i]! + rate * (Math.abs(from.c[i]!) + Math.abs(from.s[i]!));
    }
    to.c[i] = c;
    to.s[i] = s;
    to.r[i] = raised(r);
  }
}
