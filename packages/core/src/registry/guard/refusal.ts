/**
 * What a plugin says of what it refuses.
 *
 * @throws TypeError where that is neither a text nor null
 */
export function refusalOf(answer: unknown): string | null {
  if (answer === null || typeof answer === 'string') return answer;
  throw new TypeError(`a refusal is a text, or null for none; got ${typeof answer}.`);
}
