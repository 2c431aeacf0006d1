/** A function of a plugin: who it belongs to, and which of its functions. */
export interface PluginCall {
  /** The plugin as a person calls it, such as `optimizer "mine/descent"`. */
  readonly who: string;
  /** Its function, such as `update`. */
  readonly phase: string;
  /** Whether it is code from outside of the product. */
  readonly foreign: boolean;
}

/** Hears, in the thread in which plugins run, which of their functions is running. */
export interface CallWatch {
  /**
   * A function begins, or goes on after another that it called; null: none is running.
   *
   * @param isSign whether that is a sign of life: what a plugin left for later may call itself for ever
   */
  moved(call: PluginCall | null, isSign: boolean): void;
  /** How long a function that gives a promise may stay without a sign of life, in ms. */
  readonly patienceMs: number;
}

// What runs in a thread is a fact of that thread: a timer or a rejected promise has no caller that
// could be asked for it.
let running: PluginCall | null = null;
let latest: PluginCall | null = null;
let watch: CallWatch | null = null;
let signs = 0;

/**
 * Sets who hears of calls in this thread; without one nothing is told.
 *
 * @example
 * watchCalls({ moved: (call) => console.error(call?.phase), patienceMs: 30_000 });
 * watchCalls(null);
 */
export function watchCalls(by: CallWatch | null): void {
  watch = by;
}

/**
 * The function of a plugin that is running in this thread; null outside of plugins.
 *
 * @example
 * runningCall(); // null
 */
export function runningCall(): PluginCall | null {
  return running;
}

/**
 * The function of a plugin from outside that began last in this thread; null before the first.
 *
 * @example
 * latestCall()?.foreign ?? true; // true
 */
export function latestCall(): PluginCall | null {
  return latest;
}

/** Runs a plugin's function, known to whoever watches. */
export function inCall<T>(call: PluginCall, action: () => T): T {
  const before = running;
  enter(call);
  try {
    return action();
  } finally {
    enter(before);
  }
}

/** Runs what a plugin left for later, in a timer or a microtask: known to whoever watches, and no sign of life. */
export function inLateCall<T>(call: PluginCall, action: () => T): T {
  const before = running;
  enter(call, false);
  try {
    return action();
  } finally {
    enter(before, false);
  }
}

/**
 * Runs what a plugin asks of the product: what happens meanwhile is not the plugin's. That it was answered
 * is a sign of life; to be refused is none, for a loop may ask again for ever what its budget does not allow.
 */
export function outOfCall<T>(action: () => T): T {
  const before = running;
  if (before === null) return action();
  enter(null, false);
  let answered = false;
  try {
    const answer = action();
    answered = true;
    signs++;
    return answer;
  } finally {
    enter(before, answered);
  }
}

/**
 * Runs a plugin's function that gives a promise, until that has settled.
 *
 * @param late makes the error for one that gives no sign of life for as long as the watch waits
 */
export async function inAsyncCall<T>(
  call: PluginCall,
  action: () => Promise<T> | T,
  late: (seconds: number) => Error,
): Promise<T> {
  const before = running;
  enter(call);
  const patience = startPatience(late);
  try {
    return await Promise.race([action(), patience.over]);
  } finally {
    patience.end();
    enter(before);
  }
}

function enter(call: PluginCall | null, isSign = true): void {
  running = call;
  if (call?.foreign === true) latest = call;
  watch?.moved(call, isSign);
}

const LOOK_EVERY_MS = 100;

/** Rejects once nothing was asked of the product for as long as the watch waits. */
function startPatience(late: (seconds: number) => Error): {
  readonly over: Promise<never>;
  end(): void;
} {
  const limit = watch?.patienceMs ?? Infinity;
  let timer: ReturnType<typeof setInterval> | undefined;
  let seen = signs;
  let since = performance.now();
  const over = new Promise<never>((_, reject) => {
    if (!Number.isFinite(limit)) return;
    timer = setInterval(() => {
      if (signs !== seen) [seen, since] = [signs, performance.now()];
      if (performance.now() - since >= limit) reject(late(limit / 1000));
    }, LOOK_EVERY_MS);
  });
  return {
    over,
    end: () => {
      clearInterval(timer);
    },
  };
}
