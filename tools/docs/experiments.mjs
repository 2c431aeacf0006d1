import { blocks, pages } from './pages.mjs';

/** What a block that shows only some keys is put into. */
const REST = {
  name: 'shown',
  task: 'core/polynomial',
  architecture: { use: 'core/mlp', options: { hidden: [4] } },
  train: { threshold: 0.01 },
  paths: ['core/linear'],
};

/**
 * Experiments on pages that cannot be run as they stand, as lines. A block of `jsonc` is an experiment
 * where it begins with a brace, else some keys of one.
 *
 * @param {ReturnType<typeof shownExperiments>} experiments
 * @param {object} core what `@isthmus/core` and its `internal` export
 * @param {import('@isthmus/core').Registry} registry
 */
export function experimentFaults(experiments, core, registry) {
  return experiments.flatMap(({ place, code }) => {
    try {
      const whole = code.trimStart().startsWith('{');
      const read = core.parseConfigText(whole ? code : `{${code}\n}`, place);
      const raw = whole ? read : { ...REST, ...read };
      const sweep = core.sweepOf(raw);
      const one = sweep === null ? raw : core.cellExperiment(raw, core.sweepGrid(sweep).cell(0));
      core.resolveExperiment(core.parseExperiment(one), registry);
      return [];
    } catch (thrown) {
      return thrown.message.split('\n').map((line) => `${place}: ${line}`);
    }
  });
}

/** The experiments that pages show. */
export function shownExperiments() {
  return pages().flatMap(({ page, text }) =>
    blocks(text)
      .filter(({ language }) => language === 'jsonc' || language === 'json')
      .map(({ line, code }) => ({ place: `${page}:${line}`, code })),
  );
}
