import type { Limits } from '@isthmus/core/internal';
import { DEFAULT_LIMITS } from '@isthmus/core/internal';
import { watchCalls } from '@isthmus/contract/internal';
import {
  callWriter,
  givenDescriptor,
  MAIN_LATEST_SLOT,
  MAIN_SLOT,
  noteSign,
  noteSilence,
} from './call-file.js';
import { memoryBoundMB } from './watch-memory.js';
import { watchParent } from './watch-parent.js';

/** What a runner makes known of its main thread while a run is under way. */
export interface Announcing {
  begin(): { read(limits: Limits): void; end(): void };
  isIdle(): boolean;
  /** Ends this process with its parent, and when it takes too much memory. */
  watchParent(): void;
}

const SIGN_EVERY_MS = 200;

/** Makes known to the parent process what runs in this thread, and that it is alive. */
export function announcing(): Announcing {
  const fd = givenDescriptor();
  const file = fd === null ? null : callWriter(fd, MAIN_SLOT);
  const latest = fd === null ? null : callWriter(fd, MAIN_LATEST_SLOT);
  const bound = new Float64Array(new SharedArrayBuffer(Float64Array.BYTES_PER_ELEMENT));
  bound[0] = memoryBoundMB(DEFAULT_LIMITS);
  let signs = 0;
  let runs = 0;
  const sign = () => {
    if (fd !== null) noteSign(fd, ++signs);
  };
  const take = (limits: Limits) => {
    bound[0] = memoryBoundMB(limits);
    if (fd !== null) noteSilence(fd, limits.silenceSeconds);
    watchCalls({
      moved(call, isSign) {
        file?.note(call);
        if (call?.foreign === true) latest?.note(call);
        if (isSign) sign();
      },
      patienceMs: 1000 * limits.silenceSeconds,
    });
  };
  take(DEFAULT_LIMITS);
  return {
    begin() {
      runs++;
      sign();
      const timer = setInterval(sign, SIGN_EVERY_MS);
      return {
        read: take,
        end: () => {
          runs--;
          clearInterval(timer);
        },
      };
    },
    isIdle: () => runs === 0,
    watchParent: () => {
      watchParent(bound, fd);
    },
  };
}
