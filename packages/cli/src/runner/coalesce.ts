import type { RunEvent } from '@isthmus/core/contract';

/** Progress reaches a reader at most this often; the latest snapshot wins. */
const INTERVAL_MS = 100;

/**
 * Thins progress: of the snapshots of one endpoint or path the latest is passed on, every 100 ms at
 * most. Anything else goes through at once, behind the snapshots that wait.
 */
export function coalesced(emit: (event: RunEvent) => void): {
  emit(event: RunEvent): void;
  flush(): void;
} {
  const waiting = new Map<string, RunEvent>();
  let timer: NodeJS.Timeout | null = null;
  const flush = () => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    const events = [...waiting.values()];
    waiting.clear();
    events.forEach(emit);
  };
  return {
    flush,
    emit(event) {
      const key = subject(event);
      if (key === null) {
        flush();
        emit(event);
        return;
      }
      waiting.set(key, event);
      timer ??= setTimeout(flush, INTERVAL_MS);
    },
  };
}

function subject(event: RunEvent): string | null {
  if (event.type === 'endpoint/progress') return `endpoint ${event.endpoint}`;
  if (event.type === 'path/progress') return `path ${event.pair.join('-')} ${event.index}`;
  return event.type === 'graph/progress' ? 'graph' : null;
}
