import type { ConvexityCost } from '@isthmus/contract';
import type { LossLandscape } from '../curvature/landscape.js';
import type { Checkpoint } from '@isthmus/engine';

/** A landscape that heeds a checkpoint before every pass, and what was asked of it. */
export interface WatchedLandscape {
  readonly landscape: LossLandscape;
  cost(): Omit<ConvexityCost, 'seconds'>;
}

/** Counts what is asked of a landscape; bounds of rounding count for nothing, they are no losses. */
export function watchLandscape(watched: LossLandscape, checkpoint: Checkpoint): WatchedLandscape {
  let lossEvaluations = 0;
  let hessianProducts = 0;
  const landscape: LossLandscape = {
    spec: watched.spec,
    productRounding: watched.productRounding,
    value(w) {
      checkpoint();
      lossEvaluations++;
      return watched.value(w);
    },
    hessianVector(w, direction) {
      checkpoint();
      hessianProducts++;
      return watched.hessianVector(w, direction);
    },
    rounding(w, slack) {
      checkpoint();
      return watched.rounding(w, slack);
    },
  };
  return { landscape, cost: () => ({ lossEvaluations, hessianProducts }) };
}
