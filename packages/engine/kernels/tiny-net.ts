/**
 * Where things lie. A net: 16 i32 (the entries below), then 8 i32 for each layer. Scratch holds what the
 * net's offsets point to. A block of units lies unit by unit, `UNIT` bytes each: its slots, 32 bytes each.
 */

/** Slots of a chunk. */
export const SLOTS: i32 = 16;
/** Rows of a chunk with lanes = rows; what a class has of it is a chunk with lanes = models. */
export const CHUNK: i32 = SLOTS * 8;
/** Bytes of a unit's slots; not a multiple of 4096, where stores would hinder later loads. */
export const UNIT: usize = 576;

// Entries of a net, in bytes from its start.
export const LAYERS: usize = 0;
const COUNT: usize = 4;
export const LOSS: usize = 8;
export const OUTPUTS: usize = 12;
export const SLOPES_A: usize = 16;
export const SLOPES_B: usize = 20;
export const ROW_LOSSES: usize = 24;
const LOSS_SUMS: usize = 28;
const SUMS: usize = 32;
export const ZEROS: usize = 36;
export const HEADER: usize = 64;

// Entries of a layer.
export const INPUTS: usize = 0;
export const UNITS: usize = 4;
export const KERNEL: usize = 8;
export const BIAS: usize = 12;
export const ACTIVATION: usize = 16;
export const PARAMETER: usize = 20;
export const VALUES: usize = 24;
export const DERIVATIVES: usize = 28;
export const LAYER: usize = 32;

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
  return net + HEADER + <usize>(load<i32>(net, LAYERS) - 1) * LAYER;
}
