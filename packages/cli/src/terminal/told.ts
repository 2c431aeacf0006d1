import { counted } from '../words/numbers.js';
import type { ShownEvent } from './progress.js';

/** The warnings that were shown while a run went on, so that its end says none of them in full again. */
export interface ShownWarnings {
  hear(event: ShownEvent): void;
  /** A note of the end: of one that was shown its first sentence. */
  note(note: string): string;
  /**
   * Why the run failed: what was shown is named, not repeated.
   *
   * @param searches how many searches failed; the message is that of one
   */
  failure(message: string, searches?: number): string;
}

/** Remembers what was shown. */
export function createTold(): ShownWarnings {
  const messages: string[] = [];
  return {
    hear(event) {
      if (event.type === 'log' && event.level === 'warning') messages.push(event.message);
    },
    note(note) {
      const message = messages.find((told) => note.startsWith(`${told} (`));
      const [first = ''] = message?.split(/(?<=\.) (?=\p{Lu})/u) ?? [];
      if (message === undefined || first === message) return note;
      const code = note.slice(message.length + 2, -1);
      return `${first} … (${code}, in full above)`;
    },
    failure(message, searches = 1) {
      const told = messages.find((one) => one.endsWith(`: ${message}`));
      if (told === undefined) return `The run failed: ${message}`;
      const more = searches > 1 ? ` and ${counted(searches - 1, 'more search', 'es')}` : '';
      return `The run failed in ${told.slice(0, -message.length - 2)}${more}, as said above.`;
    },
  };
}

/** Of a run that shows nothing. */
export const NOTHING_TOLD: ShownWarnings = {
  hear: () => undefined,
  note: (note) => note,
  failure: (message) => `The run failed: ${message}`,
};
