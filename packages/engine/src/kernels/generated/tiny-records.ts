// Made by tools/make-kernels.mjs; not for editing.

/** The memory as numbers. */
export interface Views {
  readonly i32: Int32Array;
  readonly f32: Float32Array;
  readonly f64: Float64Array;
}

/** Models, or rows, side by side. */
export const LANES = 8;

/** Slots of a chunk. */
export const SLOTS = 16;

/** Rows of a chunk with lanes = rows; what a class has of it is a chunk with lanes = models. */
export const CHUNK = 128;

/** Bytes of a unit's slots; not a multiple of 4096, where stores would hinder later loads. */
export const UNIT = 576;

/** Partial sums that the tree over the row classes holds at once. */
export const LEVELS = 4;

/** Why a model rests: it made all steps, its loss fell to `restAt`, or its loss was not finite. */
export const RESTS = ['steps', 'loss', 'nonfinite'] as const;

/** A net, whose layers follow it. Offsets are bytes from the start of its scratch. */
interface NetRecord {
  /** How many layers follow. */
  readonly layers: number;
  /** How many parameters it has. */
  readonly count: number;
  /** The number of the loss's kernel. */
  readonly loss: number;
  /** Entries of a prediction. */
  readonly outputs: number;
  /** A block of derivatives; those in the predictions are left here. */
  readonly slopesA: number;
  /** Another, with which it takes turns. */
  readonly slopesB: number;
  /** The losses of a chunk's rows. */
  readonly rowLosses: number;
  /** Their sums: 8 float64 a level. */
  readonly lossSums: number;
  /** The sums of gradients: 32 bytes a parameter and level. */
  readonly sums: number;
  /** 64 bytes of zeros. */
  readonly zeros: number;
}

/** Bytes of a record. */
export const NET_BYTES = 64;

/** Writes a record at `at` bytes. */
export function writeNet({ i32 }: Views, at: number, record: NetRecord): void {
  i32[(at + 0) / 4] = record.layers;
  i32[(at + 4) / 4] = record.count;
  i32[(at + 8) / 4] = record.loss;
  i32[(at + 12) / 4] = record.outputs;
  i32[(at + 16) / 4] = record.slopesA;
  i32[(at + 20) / 4] = record.slopesB;
  i32[(at + 24) / 4] = record.rowLosses;
  i32[(at + 28) / 4] = record.lossSums;
  i32[(at + 32) / 4] = record.sums;
  i32[(at + 36) / 4] = record.zeros;
}

/** A layer of a net. */
interface LayerRecord {
  /** Entries of an input. */
  readonly inputs: number;
  /** Entries of an output. */
  readonly units: number;
  /** Which parameter is the first of the weights. */
  readonly kernel: number;
  /** Likewise of the bias; -1: none. */
  readonly bias: number;
  /** The number of the activation's kernel; 0: none. */
  readonly activation: number;
  /** What the activation takes. */
  readonly parameter: number;
  /** Where its values go, in the scratch. */
  readonly values: number;
  /** Where the derivatives of its activation go. */
  readonly derivatives: number;
}

/** Bytes of a record. */
export const LAYER_BYTES = 32;

/** Writes a record at `at` bytes. */
export function writeLayer({ i32, f32 }: Views, at: number, record: LayerRecord): void {
  i32[(at + 0) / 4] = record.inputs;
  i32[(at + 4) / 4] = record.units;
  i32[(at + 8) / 4] = record.kernel;
  i32[(at + 12) / 4] = record.bias;
  i32[(at + 16) / 4] = record.activation;
  f32[(at + 20) / 4] = record.parameter;
  i32[(at + 24) / 4] = record.values;
  i32[(at + 28) / 4] = record.derivatives;
}

/** A model in training, in a lane of 8: each entry lies beside those of the others. */
interface TrainingRecord {
  /** All ones while it moves, 0 when it rests. */
  readonly active: number;
  /** Steps still to make. */
  readonly left: number;
  /** Steps made. */
  readonly made: number;
  /** Why it rests, by its place among `RESTS`. */
  readonly rest: number;
  /** Gradients taken. */
  readonly taken: number;
  /** It rests where its loss is at or below. */
  readonly restAt: number;
  /** The loss of the last gradient. */
  readonly lastLoss: number;
}

/** Bytes of 8 records. */
export const TRAINING_BYTES = 288;

/** Writes a record at `at` bytes, in a lane. */
export function writeTraining(
  { i32, f64 }: Views,
  at: number,
  lane: number,
  record: TrainingRecord,
): void {
  i32[(at + 0) / 4 + lane] = record.active;
  i32[(at + 32) / 4 + lane] = record.left;
  i32[(at + 64) / 4 + lane] = record.made;
  i32[(at + 96) / 4 + lane] = record.rest;
  i32[(at + 128) / 4 + lane] = record.taken;
  f64[(at + 160) / 8 + lane] = record.restAt;
  f64[(at + 224) / 8 + lane] = record.lastLoss;
}

/** Reads it. */
export function readTraining({ i32, f64 }: Views, at: number, lane: number): TrainingRecord {
  return {
    active: i32[(at + 0) / 4 + lane]!,
    left: i32[(at + 32) / 4 + lane]!,
    made: i32[(at + 64) / 4 + lane]!,
    rest: i32[(at + 96) / 4 + lane]!,
    taken: i32[(at + 128) / 4 + lane]!,
    restAt: f64[(at + 160) / 8 + lane]!,
    lastLoss: f64[(at + 224) / 8 + lane]!,
  };
}
