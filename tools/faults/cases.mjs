// Makes the experiments of the catalogue in a folder, and says what is expected of each.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { HARMLESS } from './catalogue.mjs';
import { experimentOf, WITH_TFJS } from './sound.mjs';

const here = (name) => new URL(name, import.meta.url).href;
const path = (name) => fileURLToPath(new URL(name, import.meta.url));

/** How long code may be silent, in the experiments of the catalogue. */
export const SILENCE_SECONDS = 5;

/** What a run that leaks may take; without a leak it takes some 250 MB. */
const MEMORY_MB = 700;

/** Kinds that run once the endpoints are trained. */
const AFTER_TRAINING = new Set(['pathStrategy', 'symmetry', 'analysis', 'reporter']);

const KIND_WORDS = { pathStrategy: 'path strategy', loss: 'loss or regularizer' };

/** Writes the experiment of a case; `out` is the run folder that it will be given. */
export function prepared(folder, { form, phase, misdeed, kind }, out) {
  mkdirSync(folder, { recursive: true });
  const experiment =
    form === 'module' ? moduleCase(folder, misdeed) : usual(form, phase, misdeed, out);
  const file = join(folder, 'x.isthmus.json');
  const limits = { silenceSeconds: SILENCE_SECONDS, memoryMB: MEMORY_MB };
  writeFileSync(file, JSON.stringify({ ...experiment, limits }));
  const isReport = kind === 'reporter' && phase === 'render';
  return {
    file,
    expected: {
      // Where every number is a call, a flood is more than memory holds: it is bounded, and named.
      harmless: HARMLESS.has(misdeed) && !(misdeed === 'floods' && HOT.test(phase)),
      names: namesOf(form, kind, phase, misdeed),
      isReport,
      found: AFTER_TRAINING.has(kind) && phase !== 'refusal' ? 2 : 0,
    },
  };
}

function namesOf(form, kind, phase, misdeed) {
  if (form === 'module') return ['plugin.mjs'];
  const who = `${KIND_WORDS[kind] ?? kind} "fault/it"`;
  // Of a promise that nobody waits for, and of what is shared, the function that began last is told.
  const isLate = misdeed === 'rejectsUnheard' || (HOT.test(phase) && SHARED.test(misdeed));
  return isLate ? [who] : [who, lastOf(phase)];
}

/** Functions that are called for every number: nothing is looked at after each of them. */
const HOT = /reference\./;
const SHARED = /^(?:patches|pollutes|floods)/;

/** `interpreters.tfjs` is told as tfjs, and `build.apply` as apply. */
function lastOf(phase) {
  return phase.replace(/^(?:interpreters|build)\./, '');
}

function usual(form, phase, misdeed, out) {
  return {
    ...experimentOf(form, phase, { form, phase, misdeed, out }),
    plugins: [path(WITH_TFJS.has(form) ? 'faulty-with-tfjs.mjs' : 'faulty.mjs')],
  };
}

function moduleCase(folder, misdeed) {
  const text = [
    `import { MISDEEDS } from '${here('misdeeds.mjs')}';`,
    `import { plugins as sound } from '${here('faulty.mjs')}';`,
    `const given = await MISDEEDS.${misdeed}({ args: [], give: () => sound });`,
    'export const plugins = given;',
  ].join('\n');
  writeFileSync(join(folder, 'plugin.mjs'), text);
  return { ...experimentOf('optimizer', 'import', {}), plugins: ['./plugin.mjs'] };
}
