// Makes an experiment that connects the endpoints of a sweep over arms once more, all by the experiment as it is
// written, without what the arms set: so what the endpoints do is told apart from what the search does.
//
// Usage: node tools/findings/again.mjs SWEEP EXPERIMENT FILE.isthmus.json [ARM ...]
import { parseConfigText } from '@isthmus/core';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import process from 'node:process';

const [sweep, experiment, file, ...arms] = process.argv.slice(2);
if (file === undefined) {
  console.error(
    'usage: node tools/findings/again.mjs SWEEP EXPERIMENT FILE.isthmus.json [ARM ...]',
  );
  process.exitCode = 2;
} else writeFileSync(file, JSON.stringify(again(), null, 2));

function again() {
  const { trials } = JSON.parse(readFileSync(join(sweep, 'sweep.json'), 'utf8'));
  const own = trials.filter(({ values }) => arms.length === 0 || arms.includes(values.arm));
  const pairs = own.map(({ folder, values }) => {
    const files = ['a', 'b'].map((id) => resolve(sweep, folder, 'models', `${id}.safetensors`));
    return [`${values.arm}, ${values['/seed']}`, { '/endpoints': { files } }];
  });
  const { name, paths, ...rest } = parseConfigText(readFileSync(experiment, 'utf8'), experiment);
  const searches = paths.filter((path) => path !== 'core/linear');
  const sweepOfPairs = { pair: Object.fromEntries(pairs) };
  return { ...rest, name: `${name}-again`, paths: searches, analyses: [], sweep: sweepOfPairs };
}
