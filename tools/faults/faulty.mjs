// The plugins that the experiments of the catalogue name: a sound one of every kind, one function of
// which commits the misdeed that the options name.
import { define } from '@isthmus/core/contract';
import { z } from 'zod';
import { AGAINST_THE_RECORD, MISDEEDS } from './misdeeds.mjs';
import { SOUND } from './sound.mjs';

const ALL = { ...MISDEEDS, ...AGAINST_THE_RECORD };

const options = z.strictObject({
  form: z.string().optional(),
  phase: z.string().optional(),
  misdeed: z.string().optional(),
  out: z.string().optional(),
});

/** A copy with one function, named by its place such as `reference.value`, replaced. */
function withMisdeed(plugin, place, { misdeed, out }) {
  if (misdeed === undefined) return plugin;
  const commit =
    (sound, owner) =>
    (...args) =>
      ALL[misdeed]({ args, out, give: () => Reflect.apply(sound, owner, args) });
  const changed = (owner, [key, ...rest]) => {
    const part = owner[key];
    if (rest.length === 0) return { ...owner, [key]: commit(part, owner) };
    // What a function gives may have functions of its own.
    const inner =
      typeof part === 'function'
        ? (...args) => changed(Reflect.apply(part, owner, args), rest)
        : changed(part, rest);
    return { ...owner, [key]: inner };
  };
  return changed(plugin, place.split('.'));
}

const PER_KIND = ['optimizer', 'pathStrategy', 'symmetry', 'reporter', 'task', 'architecture', 'layer', 'loss', 'objective', 'analysis', 'certifier']; // prettier-ignore

const faulty = PER_KIND.map((kind) =>
  define({
    kind,
    name: 'fault/it',
    summary: 'Does one thing wrong.',
    sources: [],
    options:
      kind === 'optimizer'
        ? options.superRefine(({ phase, misdeed }) => {
            if (phase === 'options') ALL[misdeed]({ args: [], give: () => undefined });
          })
        : options,
    create: (given) => {
      const { form = kind, phase, misdeed } = given;
      if (phase === 'create') return ALL[misdeed]({ args: [given], give: () => SOUND[form]() });
      if (phase === undefined || phase === 'options') return SOUND[form]();
      return withMisdeed(SOUND[form](), phase, given);
    },
  }),
);

/** An architecture with the layer in its middle: layers are named by graphs, not by experiments. */
const around = define({
  kind: 'architecture',
  name: 'fault/around',
  summary: 'A dense layer, fault/it, and a dense layer.',
  sources: [],
  options: z.strictObject({ layer: options.optional() }),
  create: ({ layer = {} }) => ({
    build: ({ output }) => ({
      graph: {
        nodes: [
          { id: 'dense1', use: 'core/dense', options: { units: 4 }, inputs: ['input'] },
          { id: 'act1', use: 'fault/it', options: layer, inputs: ['dense1'] },
          { id: 'dense2', use: 'core/dense', options: { units: output[0] }, inputs: ['act1'] },
        ],
        output: 'dense2',
      },
    }),
  }),
});

export const plugins = [...faulty, around];
