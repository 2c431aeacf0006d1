import type { Analysis } from '@isthmus/contract';
import type { Guard } from './guard.js';
import { soundFindings } from './findings.js';
import { lend } from './lent.js';
import { present } from './members.js';
import { lentMeasures } from './measures.js';
import { refusalOf } from './refusal.js';

const SCOPES = ['endpoint', 'pair', 'all'] as const;

/** An analysis from outside; it borrows copies of points, and its findings are checked. */
export function guardedAnalysis(plugin: Analysis, guard: Guard): Analysis {
  const { of, refusal } = plugin;
  if (!SCOPES.includes(of))
    throw new TypeError(`\`of\` is one of ${SCOPES.join(', ')}; got ${JSON.stringify(of)}.`);
  return present<Analysis>({
    of,
    refusal:
      refusal &&
      ((network) => guard.run('refusal', () => refusalOf(refusal.call(plugin, network)))),
    analyze: async (question) => {
      const { points, measures } = question;
      const { copies, check } = lend(guard, 'analyze', ...points.map(({ params }) => params));
      const own = points.map(({ id }, i) => ({ id, params: copies[i]! }));
      const asked = { ...question, points: own, measures: lentMeasures(measures) };
      const found = await guard.runAsync('analyze', async () => await plugin.analyze(asked));
      check();
      // A call of its own: what the plugin changed for all code has been put back by now.
      return guard.run('analyze', () => soundFindings(found));
    },
  });
}
