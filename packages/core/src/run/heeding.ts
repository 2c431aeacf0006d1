import type { Checkpoint, Evaluator } from '@isthmus/engine';

/** An evaluator that calls the checkpoint before it computes a loss. */
export function heeding(checkpoint: Checkpoint, evaluator: Evaluator): Evaluator {
  return {
    ...evaluator,
    value: (params) => {
      checkpoint();
      return evaluator.value(params);
    },
    valueBetween: (from, to, t) => {
      checkpoint();
      return evaluator.valueBetween(from, to, t);
    },
    along: (from, to) => {
      checkpoint();
      const lossAt = evaluator.along(from, to);
      return (t) => {
        checkpoint();
        return lossAt(t);
      };
    },
    predict: (params) => {
      checkpoint();
      return evaluator.predict(params);
    },
    valueAt: (point) => {
      checkpoint();
      return evaluator.valueAt(point);
    },
  };
}
