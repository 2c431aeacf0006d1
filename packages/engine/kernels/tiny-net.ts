/**
 * Where things lie; see tiny-records.json for the entries. Scratch holds what the net's offsets point to.
 * A block of units lies unit by unit, `UNIT` bytes each: its slots, 32 bytes each.
 */
import { COUNT, LAYER_BYTES, LAYERS, LOSS_SUMS, NET_BYTES, SUMS } from './generated/tiny-records';

/** How many parameters a net has. */
@inline
export function countOf(net: usize): i32 {
  return load<i32>(net, COUNT);
}

/** Where the sums of gradients lie: 32 bytes a parameter. */
@inline
export function sumsOf(net: usize, scratch: usize): usize {
  return scratch + load<i32>(net, SUMS);
}

/** Where the sums of losses lie: 8 float64 a level. */
@inline
export function lossSumsOf(net: usize, scratch: usize): usize {
  return scratch + load<i32>(net, LOSS_SUMS);
}

@inline
export function lastLayer(net: usize): usize {
  return net + NET_BYTES + <usize>(load<i32>(net, LAYERS) - 1) * LAYER_BYTES;
}
