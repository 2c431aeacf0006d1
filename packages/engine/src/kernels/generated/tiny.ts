// Made by tools/make-kernels.mjs; not for editing.
import type { RawKernels } from '../raw-kernels.js';

/**
 * Training, losses and gradients of dense networks of few and narrow layers, many steps a call.
 *
 * Rows of a batch fall into 8 classes (row mod 8). The numbers of a class are added up in rising order
 * of the rows, the classes as ((0+4)+(2+6))+((1+5)+(3+7)): with lanes = rows a class is a lane, with
 * lanes = models classes come one after another in the order of that tree. Both make the same sums in
 * the same order, so a model's numbers are the same bits in either.
 *
 * Inputs and targets lie transposed: entry k of all rows side by side, `stride` bytes (a multiple of
 * 32, padded with zeros) from entry to entry. tiny-records.json says where things lie.
 */
export interface TinyKernels {
  /**
   * Units `out` (float64, `outStride` bytes from unit to unit) of inputs `x` (likewise `stride` bytes).
   *
   * @param kernel `[inputs, units]` in float64
   * @param bias 0: none
   * @param single whether the inputs are float32
   * @param rows a multiple of 8; blocks have room for them
   * @param f an activation that has `value64`, with its parameter, or NONE
   */
  layer64(operands: {
    readonly kernel: number;
    readonly bias: number;
    readonly inputs: number;
    readonly units: number;
    readonly x: number;
    readonly stride: number;
    readonly single: boolean;
    readonly rows: number;
    readonly out: number;
    readonly outStride: number;
    readonly f: number;
    readonly parameter: number;
  }): void;
  /** From unit by unit to row by row: `to[row][unit]`. */
  rowByRow64(operands: {
    readonly from: number;
    readonly stride: number;
    readonly units: number;
    readonly rows: number;
    readonly to: number;
  }): void;
  /** The mean gradient of the sums; up to a multiple of 8 numbers. */
  meanGradient(net: number, scratch: number, rows: number, gradient: number): void;
  /** The mean loss of the sums. */
  meanLoss(net: number, scratch: number, rows: number): number;
  /**
   * Adds the losses of the rows `from` to `to` of one model to the sums (begun anew at row 0); with
   * `slopes` the gradients too. Parts of a pass begin at multiples of 128.
   */
  sumRows(operands: {
    readonly net: number;
    readonly scratch: number;
    readonly theta: number;
    readonly x: number;
    readonly y: number;
    readonly stride: number;
    readonly from: number;
    readonly to: number;
    readonly slopes: boolean;
  }): void;
  /** The mean losses of 8 models, and their gradients in the sums' first level (8 floats a parameter). */
  gradientModels(operands: {
    readonly net: number;
    readonly scratch: number;
    readonly theta: number;
    readonly x: number;
    readonly y: number;
    readonly stride: number;
    readonly rows: number;
    readonly means: number;
  }): void;
  /** The mean losses of 8 models, as 8 float64. */
  valueModels(operands: {
    readonly net: number;
    readonly scratch: number;
    readonly theta: number;
    readonly x: number;
    readonly y: number;
    readonly stride: number;
    readonly rows: number;
    readonly means: number;
  }): void;
  /**
   * Up to `steps` steps of 8 models, each of which rests by itself; a lane at rest keeps its numbers.
   *
   * @param group the records `training` of its lanes; lanes without a model are not active
   * @param corrections 16 float64 a step: correction1 of each lane, correction2 of each lane
   * @returns whether a model still moves
   */
  trainModels(operands: {
    readonly net: number;
    readonly scratch: number;
    readonly theta: number;
    readonly slot0: number;
    readonly slot1: number;
    readonly rule: number;
    readonly settings: number;
    readonly corrections: number;
    readonly x: number;
    readonly y: number;
    readonly stride: number;
    readonly stepX: number;
    readonly stepY: number;
    readonly rows: number;
    readonly steps: number;
    readonly group: number;
    readonly means: number;
  }): boolean;
  /**
   * Steps of one model. It rests before an update where its loss is not finite, or at or below `restAt`.
   *
   * @param stepX bytes from one step's inputs to the next one's; targets likewise by `stepY`
   * @param corrections two float64 a step
   * @param out four float64: steps made, why it rests, the last loss, gradients taken
   */
  trainRows(operands: {
    readonly net: number;
    readonly scratch: number;
    readonly theta: number;
    readonly slot0: number;
    readonly slot1: number;
    readonly gradient: number;
    readonly rule: number;
    readonly settings: number;
    readonly corrections: number;
    readonly x: number;
    readonly y: number;
    readonly stride: number;
    readonly stepX: number;
    readonly stepY: number;
    readonly rows: number;
    readonly steps: number;
    readonly restAt: number;
    readonly out: number;
  }): void;
  /**
   * One step of a rule on `n` consecutive floats (a multiple of 8), in place.
   *
   * @param slot0 the first array of the rule's state, where it has one
   * @param slot1 the second, likewise
   * @param settings float64, in the order of the rule's own file
   * @param correction1 of a rule that counts its steps: `1 - beta1^count`, with the count of this step
   * @param correction2 likewise of beta2
   */
  update(operands: {
    readonly rule: number;
    readonly n: number;
    readonly theta: number;
    readonly gradient: number;
    readonly slot0: number;
    readonly slot1: number;
    readonly settings: number;
    readonly correction1: number;
    readonly correction2: number;
  }): void;
  /**
   * The mean losses of `points` points of segments, a multiple of 8 (the last may be repeated), segment
   * by segment in rising order.
   *
   * @param theta room for 8 models
   * @param out a float64 for each point
   */
  scan(operands: {
    readonly net: number;
    readonly scratch: number;
    readonly theta: number;
    readonly ends: number;
    readonly span: number;
    readonly which: number;
    readonly t: number;
    readonly points: number;
    readonly x: number;
    readonly y: number;
    readonly stride: number;
    readonly rows: number;
    readonly out: number;
  }): void;
  /** The other way, for the first `used` lanes. */
  fromLanes(from: number, models: number, used: number, count: number): void;
  /**
   * Takes rows of transposed numbers, side by side and padded with zeros to the new stride.
   *
   * @param rows `count` i32
   */
  takeRows(operands: {
    readonly from: number;
    readonly stride: number;
    readonly width: number;
    readonly rows: number;
    readonly count: number;
    readonly to: number;
    readonly newStride: number;
  }): void;
  /** Numbers of 8 models, each at one of the 8 addresses, to lanes: 8 floats a parameter. */
  toLanes(models: number, to: number, count: number): void;
  /**
   * A function of `n` floats (a multiple of 4): -2 exp, -1 log, else that activation. By it a host can
   * check the numbers that its processor makes.
   */
  mapF32(operands: {
    readonly which: number;
    readonly parameter: number;
    readonly from: number;
    readonly to: number;
    readonly n: number;
  }): void;
}

/** Calls the functions of `tiny` with operands by name. */
export function tinyKernels(raw: RawKernels): TinyKernels {
  const {
    layer64,
    rowByRow64,
    meanGradient,
    meanLoss,
    sumRows,
    gradientModels,
    valueModels,
    trainModels,
    trainRows,
    update,
    scan,
    fromLanes,
    takeRows,
    toLanes,
    mapF32,
  } = raw;
  return {
    layer64: ({
      kernel,
      bias,
      inputs,
      units,
      x,
      stride,
      single,
      rows,
      out,
      outStride,
      f,
      parameter,
    }) =>
      void layer64!(
        kernel,
        bias,
        inputs,
        units,
        x,
        stride,
        Number(single),
        rows,
        out,
        outStride,
        f,
        parameter,
      ),
    rowByRow64: ({ from, stride, units, rows, to }) =>
      void rowByRow64!(from, stride, units, rows, to),
    meanGradient: (net, scratch, rows, gradient) =>
      void meanGradient!(net, scratch, rows, gradient),
    meanLoss: (net, scratch, rows) => meanLoss!(net, scratch, rows),
    sumRows: ({ net, scratch, theta, x, y, stride, from, to, slopes }) =>
      void sumRows!(net, scratch, theta, x, y, stride, from, to, Number(slopes)),
    gradientModels: ({ net, scratch, theta, x, y, stride, rows, means }) =>
      void gradientModels!(net, scratch, theta, x, y, stride, rows, means),
    valueModels: ({ net, scratch, theta, x, y, stride, rows, means }) =>
      void valueModels!(net, scratch, theta, x, y, stride, rows, means),
    trainModels: ({
      net,
      scratch,
      theta,
      slot0,
      slot1,
      rule,
      settings,
      corrections,
      x,
      y,
      stride,
      stepX,
      stepY,
      rows,
      steps,
      group,
      means,
    }) =>
      trainModels!(
        net,
        scratch,
        theta,
        slot0,
        slot1,
        rule,
        settings,
        corrections,
        x,
        y,
        stride,
        stepX,
        stepY,
        rows,
        steps,
        group,
        means,
      ) !== 0,
    trainRows: ({
      net,
      scratch,
      theta,
      slot0,
      slot1,
      gradient,
      rule,
      settings,
      corrections,
      x,
      y,
      stride,
      stepX,
      stepY,
      rows,
      steps,
      restAt,
      out,
    }) =>
      void trainRows!(
        net,
        scratch,
        theta,
        slot0,
        slot1,
        gradient,
        rule,
        settings,
        corrections,
        x,
        y,
        stride,
        stepX,
        stepY,
        rows,
        steps,
        restAt,
        out,
      ),
    update: ({ rule, n, theta, gradient, slot0, slot1, settings, correction1, correction2 }) =>
      void update!(rule, n, theta, gradient, slot0, slot1, settings, correction1, correction2),
    scan: ({ net, scratch, theta, ends, span, which, t, points, x, y, stride, rows, out }) =>
      void scan!(net, scratch, theta, ends, span, which, t, points, x, y, stride, rows, out),
    fromLanes: (from, models, used, count) => void fromLanes!(from, models, used, count),
    takeRows: ({ from, stride, width, rows, count, to, newStride }) =>
      void takeRows!(from, stride, width, rows, count, to, newStride),
    toLanes: (models, to, count) => void toLanes!(models, to, count),
    mapF32: ({ which, parameter, from, to, n }) => void mapF32!(which, parameter, from, to, n),
  };
}
