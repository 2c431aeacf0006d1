import type { Analysis, NamedPath } from '@isthmus/contract';
import type { Params } from '@isthmus/contract/parameters';
import type { Guard } from './guard.js';
import { soundFindings } from './findings.js';
import { lend } from './lent.js';
import { present } from './members.js';
import { lentMeasures } from './measures.js';
import { refusalOf } from './refusal.js';

const SCOPES = ['endpoint', 'pair', 'paths', 'all'] as const;

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
      const { points, paths, measures } = question;
      const { copies, check } = lend(
        guard,
        'analyze',
        ...points.map(({ params }) => params),
        ...(paths ?? []).flatMap(({ path }) => path.vertices),
      );
      const own = points.map(({ id }, i) => ({ id, params: copies[i]! }));
      const asked = {
        ...{ ...question, points: own, measures: lentMeasures(measures) },
        ...(paths && { paths: withVertices(paths, copies.slice(points.length)) }),
      };
      const found = await guard.runAsync('analyze', async () => await plugin.analyze(asked));
      check();
      // A call of its own: what the plugin changed for all code has been put back by now.
      return guard.run('analyze', () => soundFindings(found));
    },
  });
}

/** The same paths through other vertices; the elements, which are plain data, are copied. */
function withVertices(
  paths: readonly NamedPath[],
  vertices: readonly Params[],
): readonly NamedPath[] {
  let next = 0;
  return paths.map(({ path, ...named }) => {
    const from = next;
    next += path.vertices.length;
    const elements = structuredClone(path.elements);
    return { ...named, path: { vertices: vertices.slice(from, next), elements } };
  });
}
