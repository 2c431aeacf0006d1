import type { Certifier } from '@isthmus/contract';
import type { Guard } from './guard.js';
import { present } from './members.js';
import { plainCopy } from './plain.js';

/** A certifier from outside; what it answers is held against the path by who asks. */
export function guardedCertifier(plugin: Certifier, guard: Guard): Certifier {
  const { rows } = plugin;
  return present<Certifier>({
    refusal: (subject) =>
      guard.run('refusal', () => {
        const why: unknown = plugin.refusal(subject);
        if (why === null || typeof why === 'string') return why;
        throw new TypeError('a refusal is a text, or null.');
      }),
    rows:
      rows &&
      ((size) =>
        guard.run(
          'rows',
          () => plainCopy(rows.call(plugin, size), 'rows') as readonly number[] | null,
        )),
    prove(claim) {
      const search = guard.run('prove', () => plugin.prove(claim));
      return {
        step: () =>
          guard.run('prove.step', () => {
            const outcome = search.step();
            return outcome === null ? null : (plainCopy(outcome, 'outcome') as typeof outcome);
          }),
      };
    },
  });
}
