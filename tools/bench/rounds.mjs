import { shuffled } from './statistics.mjs';

/**
 * Seconds of one piece of work by each contender, in each round. Within a round every contender
 * works for about the same time, one after the other, in an order drawn anew for the round.
 *
 * @param contenders each with `name`, `repeats`, and `run(repeats)`, which resolves with seconds
 * @param random numbers in [0, 1)
 * @returns by name: an array with an entry for each round
 */
export async function playRounds(contenders, rounds, random) {
  const seconds = Object.fromEntries(contenders.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round++)
    for (const { name, repeats, run } of shuffled(contenders, random))
      seconds[name].push((await run(repeats)) / repeats);
  return seconds;
}

/**
 * How many pieces of work fill the time, found by doing more and more of them; the last tries are
 * long enough for a compiler to have done its work.
 *
 * @param run resolves with the seconds that so many pieces took
 * @param target seconds
 * @returns `repeats`, and `each`, the seconds that one piece took
 */
export async function repeatsFor(run, target) {
  let repeats = 1;
  let taken = await run(repeats);
  for (let tries = 0; tries < 12 && taken < target / 2; tries++) {
    repeats = Math.ceil(Math.min(repeats * 8, (repeats * target) / Math.max(taken, 1e-6)));
    taken = await run(repeats);
  }
  const each = Math.max(taken, 1e-9) / repeats;
  return { repeats: Math.max(1, Math.round(target / each)), each };
}
