// Which misdeed in which function, and what must come of it.
import { AGAINST_THE_RECORD, MISDEEDS } from './misdeeds.mjs';
import { kindOf, SOUND } from './sound.mjs';

/** Misdeeds that are none of the run's business: it ends as without them. */
export const HARMLESS = new Set(['closesItsPort', 'floods', 'opensSocket', 'startsThread']);

/** Misdeeds that any function can commit. */
const ANYWHERE = Object.keys(MISDEEDS).filter(
  (name) => !name.startsWith('gives') && !name.startsWith('changes'),
);

/** Those that are tried in every function of every form. */
const EVERYWHERE = ['throwsError', 'loops'];

/** What the functions of a sound plugin are called, with those of what it holds: `reference.value`. */
export function phasesOf(form) {
  const names = (part, before) =>
    Object.entries(part).flatMap(([key, value]) => {
      if (typeof value === 'function') return [`${before}${key}`];
      return typeof value === 'object' && value !== null && !Array.isArray(value)
        ? names(value, `${before}${key}.`)
        : [];
    });
  return [...names(SOUND[form](), ''), ...(MORE_PHASES[form] ?? [])];
}

/** Functions of what a function gives. */
const MORE_PHASES = {
  layer: ['interpreters.reference.value'],
  'architecture as code': ['build.init', 'build.apply'],
};

/** Functions in which each misdeed is tried besides. */
const FEW = 4;

/** What a function may be wrong about in what it gives or borrows; the rest would be allowed. */
const PARTICULAR = [
  ['optimizer', 'update', ['givesNothing', 'givesNull', 'givesText', 'givesPromise', 'givesProxy', 'givesNumbersThatAreNone', 'givesShortArrays', 'givesDoubles', 'changesArguments', 'changesArgumentsFirst']],
  ['optimizer', 'init', ['givesPromise', 'changesArguments']],
  ['optimizer', 'create', ['givesNothing', 'givesText', 'givesPromise', 'givesProxy']],
  ['pathStrategy', 'init', ['givesPromise', 'changesArguments']],
  ['pathStrategy', 'step', ['givesPromise', 'changesArguments']],
  ['pathStrategy', 'status', ['givesNothing', 'givesText', 'givesPromise', 'givesProxy', 'givesUnknownStatus', 'givesUnknownReason']],
  ['pathStrategy', 'path', ['givesNothing', 'givesText', 'givesPromise', 'givesProxy', 'givesShortArrays', 'givesDoubles']],
  ['pathStrategy', 'live', ['givesText', 'givesPromise', 'givesShortArrays']],
  ['pathStrategy', 'details', ['givesText', 'givesPromise', 'givesProxy', 'givesUnclonable', 'givesCycle', 'givesManyThings']],
  ['pathStrategy', 'refusal', ['givesNothing', 'givesPromise', 'givesUnclonable']],
  ['symmetry', 'align', ['givesNothing', 'givesText', 'givesPromise', 'givesProxy', 'givesUnclonable', 'changesArguments']],
  ['symmetry', 'act', ['givesNothing', 'givesText', 'givesPromise', 'givesShortArrays', 'givesDoubles', 'changesArguments']],
  ['analysis', 'analyze', ['givesNothing', 'givesNull', 'givesText', 'givesProxy', 'givesUnclonable', 'givesCycle', 'givesManyThings', 'changesArguments', 'changesArgumentsFirst']],
  ['analysis', 'refusal', ['givesNothing', 'givesPromise', 'givesUnclonable']],
  ['reporter', 'render', ['givesNothing', 'givesUnclonable', ...Object.keys(AGAINST_THE_RECORD)]],
  ['task', 'load', ['givesNothing', 'givesText', 'givesProxy', 'givesNumbersThatAreNone', 'givesShortArrays', 'givesDoubles', 'givesOtherEachTime']],
  ['architecture', 'build', ['givesNothing', 'givesText', 'givesPromise', 'givesProxy', 'givesUnclonable', 'givesCycle']],
  ['architecture as code', 'build.init', ['givesNothing', 'givesPromise', 'givesShortArrays', 'givesDoubles']],
  ['architecture as code', 'build.apply', ['givesNothing', 'givesText', 'givesPromise', 'givesProxy']],
  ['layer', 'outputShape', ['givesNothing', 'givesText', 'givesPromise', 'givesProxy', 'givesCycle']],
  ['layer', 'parameters', ['givesNothing', 'givesText', 'givesProxy']],
  ['layer', 'interpreters.tfjs', ['givesPromise']],
  ['layer', 'init', ['givesNothing', 'givesPromise']],
  ['loss', 'tfjs', ['givesPromise', 'givesNothing', 'givesText', 'givesProxy']],
  ['regularizer', 'value', ['givesPromise', 'changesArguments']],
  ['regularizer', 'gradient', ['givesNothing', 'givesPromise', 'givesShortArrays', 'changesArguments']],
  ['objective', 'init', ['givesNothing', 'givesPromise', 'givesShortArrays', 'givesDoubles']],
  ['objective', 'value', ['givesNothing', 'givesText', 'givesPromise', 'changesArguments']],
  ['objective', 'gradient', ['givesNothing', 'givesText', 'givesPromise', 'givesShortArrays', 'changesArguments']],
]; // prettier-ignore

/** Forms with a function that may give a promise. */
const PROMISING = [
  ['task', 'load'],
  ['reporter', 'render'],
  ['analysis', 'analyze'],
];

/** Every case once: `{ form, phase, misdeed }`. */
export function catalogue() {
  const cases = new Map();
  const add = (form, phase, misdeed) =>
    cases.set(`${form} ${phase} ${misdeed}`, { form, phase, misdeed, kind: kindOf(form) });
  const places = Object.keys(SOUND)
    .filter((form) => form !== 'certifier')
    .flatMap((form) => phasesOf(form).map((phase) => [form, phase]));
  for (const misdeed of [...ANYWHERE, 'givesNothing', 'givesText'])
    add('module', 'import', misdeed);
  for (const [form, phase] of places) for (const misdeed of EVERYWHERE) add(form, phase, misdeed);
  // Each of the others in a few functions, in turn.
  for (const [i, misdeed] of ANYWHERE.entries())
    for (let k = 0; k < FEW; k++) {
      const [form, phase] = places[(FEW * i + k) % places.length];
      add(form, phase, misdeed);
    }
  for (const misdeed of ['throwsError', 'throwsNull', 'loops', 'exits1', 'pollutesObject'])
    for (const phase of ['create', 'options']) add('optimizer', phase, misdeed);
  for (const [form, phase] of PROMISING)
    for (const misdeed of ['rejects', 'neverSettles', 'throwsInTimer']) add(form, phase, misdeed);
  for (const [form, phase, misdeeds] of PARTICULAR)
    for (const misdeed of misdeeds) add(form, phase, misdeed);
  return [...cases.values()];
}

/** A share of the catalogue with every misdeed and every function in it. */
export function share() {
  const seen = new Set();
  return catalogue().filter(({ form, phase, misdeed }) => {
    const parts = [`${form} ${phase}`, misdeed];
    const isNew = parts.some((part) => !seen.has(part));
    for (const part of parts) seen.add(part);
    return isNew;
  });
}
