/** Rounds of one comparison. */
const ROUNDS = 9;
/** Each side works about this long in a round. */
const ROUND_MS = 80;

/**
 * How many times longer `a` takes than `b`, once a round. The sides take turns, and which of them
 * begins alternates, so that a drift of the machine's speed favours neither.
 */
export function ratiosOf(a, b) {
  const [countA, countB] = [callsPerRound(a), callsPerRound(b)];
  return Array.from({ length: ROUNDS }, (_, round) => {
    const first = round % 2 === 0;
    const before = first ? secondsOf(a, countA) : secondsOf(b, countB);
    const after = first ? secondsOf(b, countB) : secondsOf(a, countA);
    return first ? before / after : after / before;
  });
}

/** The middle of the numbers. */
export function median(numbers) {
  const sorted = [...numbers].sort((x, y) => x - y);
  return sorted[Math.floor(sorted.length / 2)];
}

/** Seconds of one call, as the mean of several. */
function secondsOf(call, count) {
  const begun = performance.now();
  for (let i = 0; i < count; i++) call();
  return (performance.now() - begun) / 1000 / count;
}

/** Enough calls to fill a round, found after the compiler has seen some. */
function callsPerRound(call) {
  const warm = secondsOf(call, 3);
  secondsOf(call, Math.min(2000, Math.ceil(ROUND_MS / 1000 / warm)));
  return Math.max(1, Math.min(20_000, Math.round(ROUND_MS / 1000 / secondsOf(call, 3))));
}
