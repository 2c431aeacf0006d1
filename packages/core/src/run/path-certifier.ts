import type { ElementPlace, Path } from '@isthmus/contract';
import type { CertifiedPath } from './certify-path.js';
import type { CancelTick } from './path-judge.js';

/** Asks a certifier about paths. */
export interface PathCertifier {
  /** What is to be proved; null: the level of the path. */
  readonly level: number | null;
  /** Null when it was cancelled. */
  prove(claim: PathToProve, tick: CancelTick): Promise<CertifiedPath | null>;
}

/** That a path is nowhere above a level. */
export interface PathToProve {
  readonly path: Path;
  readonly level: number;
  /** Where samples of it were highest. */
  readonly highest: ElementPlace;
}
