// Made by tools/make-kernels.mjs; not for editing.
/** Models, or rows, side by side. */
export const LANES: i32 = 8;
/** Slots of a chunk. */
export const SLOTS: i32 = 16;
/** Rows of a chunk with lanes = rows; what a class has of it is a chunk with lanes = models. */
export const CHUNK: i32 = 128;
/** Bytes of a unit's slots; not a multiple of 4096, where stores would hinder later loads. */
export const UNIT: usize = 576;
/** Partial sums that the tree over the row classes holds at once. */
export const LEVELS: i32 = 4;

// Why a model rests: it made all steps, its loss fell to `restAt`, or its loss was not finite.
export const RESTS_STEPS: i32 = 0;
export const RESTS_LOSS: i32 = 1;
export const RESTS_NONFINITE: i32 = 2;

// A net, whose layers follow it. Offsets are bytes from the start of its scratch.
/** How many layers follow. (i32) */
export const LAYERS: usize = 0;
/** How many parameters it has. (i32) */
export const COUNT: usize = 4;
/** The number of the loss's kernel. (i32) */
export const LOSS: usize = 8;
/** Entries of a prediction. (i32) */
export const OUTPUTS: usize = 12;
/** A block of derivatives; those in the predictions are left here. (i32) */
export const SLOPES_A: usize = 16;
/** Another, with which it takes turns. (i32) */
export const SLOPES_B: usize = 20;
/** The losses of a chunk's rows. (i32) */
export const ROW_LOSSES: usize = 24;
/** Their sums: 8 float64 a level. (i32) */
export const LOSS_SUMS: usize = 28;
/** The sums of gradients: 32 bytes a parameter and level. (i32) */
export const SUMS: usize = 32;
/** 64 bytes of zeros. (i32) */
export const ZEROS: usize = 36;
export const NET_BYTES: usize = 64;

// A layer of a net.
/** Entries of an input. (i32) */
export const INPUTS: usize = 0;
/** Entries of an output. (i32) */
export const UNITS: usize = 4;
/** Which parameter is the first of the weights. (i32) */
export const KERNEL: usize = 8;
/** Likewise of the bias; -1: none. (i32) */
export const BIAS: usize = 12;
/** The number of the activation's kernel; 0: none. (i32) */
export const ACTIVATION: usize = 16;
/** What the activation takes. (f32) */
export const PARAMETER: usize = 20;
/** Where its values go, in the scratch. (i32) */
export const VALUES: usize = 24;
/** Where the derivatives of its activation go. (i32) */
export const DERIVATIVES: usize = 28;
export const LAYER_BYTES: usize = 32;

// A model in training, in a lane of 8: each entry lies beside those of the others.
/** All ones while it moves, 0 when it rests. (i32) */
export const ACTIVE: usize = 0;
/** Steps still to make. (i32) */
export const LEFT: usize = 32;
/** Steps made. (i32) */
export const MADE: usize = 64;
/** Why it rests, by its place among `RESTS`. (i32) */
export const REST: usize = 96;
/** Gradients taken. (i32) */
export const TAKEN: usize = 128;
/** It rests where its loss is at or below. (f64) */
export const REST_AT: usize = 160;
/** The loss of the last gradient. (f64) */
export const LAST_LOSS: usize = 224;
export const TRAINING_BYTES: usize = 288;
