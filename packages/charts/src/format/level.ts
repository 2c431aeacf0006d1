/** A level given by a person has at most so many digits. */
const GIVEN_DIGITS = 10;

/** What arithmetic of float64 leaves in place: 0.1 * 3 has one digit, not seventeen. */
const SOUND_DIGITS = 15;

const MOST_DIGITS = 17;

/**
 * A level as it is shown. One that a person gave keeps all its digits. One that was found or computed has
 * seventeen, and is rounded up to a few: a path below it stays below what is shown, so that whoever takes the
 * shown level into an experiment asks for no less than was found.
 *
 * @param below a number above the level that is shown beside it: rounding never reaches that
 * @example
 * shownLevel(0.00123456); // 0.00123456
 * shownLevel(0.0138805294026); // 0.01389
 * shownLevel(0.0138805294026, 0.0138812); // 0.013881
 */
export function shownLevel(level: number, below = Infinity, digits = 4): number {
  for (let more = digits; more < MOST_DIGITS; more++) {
    const shown = levelTo(level, more);
    if (!(level < below) || shown < below) return shown;
  }
  return level;
}

/**
 * Levels that are shown beside each other, each with as few digits as tell it from the others.
 *
 * @example
 * shownLevels([0.0138805294026, 0.0138815200077, 0.5]); // [0.013881, 0.013882, 0.5]
 */
export function shownLevels(levels: readonly number[], digits = 4): readonly number[] {
  return digitsApart(levels, levelTo, digits);
}

/**
 * Numbers written beside each other, each with as few digits as tell it from all others. Rounding keeps the
 * order, so only the neighbours must be looked at.
 *
 * @param write the number to so many digits, in the order of the numbers
 * @example
 * digitsApart([0.1234, 0.12341, 0.5], (value, digits) => value.toPrecision(digits), 2);
 * // ['0.12340', '0.12341', '0.50']
 */
export function digitsApart<T>(
  values: readonly number[],
  write: (value: number, digits: number) => T,
  digits: number,
): readonly T[] {
  const sorted = [...new Set(values)].sort((a, b) => a - b);
  const written = sorted.map((value, i) => {
    const neighbours = [sorted[i - 1], sorted[i + 1]].filter((other) => other !== undefined);
    for (let more = digits; more < MOST_DIGITS; more++) {
      const text = write(value, more);
      if (neighbours.every((other) => write(other, more) !== text)) return [value, text] as const;
    }
    return [value, write(value, MOST_DIGITS)] as const;
  });
  const texts = new Map(written);
  return values.map((value) => texts.get(value) ?? write(value, digits));
}

/**
 * A number to so many digits, and never below itself.
 *
 * @example
 * roundedUp(0.30021, 3); // 0.301
 */
export function roundedUp(value: number, digits: number): number {
  const near = Number(value.toPrecision(digits));
  if (near >= value || !Number.isFinite(value)) return near;
  const step = 10 ** (Math.floor(Math.log10(Math.abs(value))) - digits + 1);
  return Number((near + step).toPrecision(digits));
}

/**
 * A proved upper bound as it is shown: a little above itself rather than below, since what is proved is no more
 * than it says; one that is at or below the level is not rounded past it.
 *
 * @example
 * shownAtMost(0.00099934, 0.001); // 0.0009994
 */
export function shownAtMost(bound: number, level: number, digits = 4): number {
  for (let more = digits; more < MOST_DIGITS; more++) {
    const shown = roundedUp(bound, more);
    if (!(bound <= level) || shown <= level) return shown;
  }
  return bound;
}

/**
 * A proved lower bound as it is shown: a little below itself; one that is above the level is not rounded down to it.
 *
 * @example
 * shownAtLeast(0.00100006, 0.001); // 0.00100006
 */
export function shownAtLeast(bound: number, level: number, digits = 4): number {
  for (let more = digits; more < MOST_DIGITS; more++) {
    const shown = -roundedUp(-bound, more);
    if (!(bound > level) || shown > level) return shown;
  }
  return bound;
}

/** All digits of a level that was given; of another so many, rounded up. */
function levelTo(level: number, digits: number): number {
  const sound = Number(level.toPrecision(SOUND_DIGITS));
  if (isGiven(level)) return sound;
  return digits < SOUND_DIGITS ? roundedUp(sound, digits) : level;
}

/**
 * Whether a level has no more digits than a person gives it.
 *
 * @example
 * isGiven(3 * 0.1); // true
 * isGiven(0.0138805294026); // false
 */
export function isGiven(level: number): boolean {
  return Number(level.toPrecision(SOUND_DIGITS)) === Number(level.toPrecision(GIVEN_DIGITS));
}
