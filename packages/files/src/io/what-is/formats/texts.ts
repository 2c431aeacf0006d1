import { wideEncodingOf } from '../encoding.js';
import { lastCharacter, type FileSample } from '../sample.js';
import type { FileFormat } from './format.js';

const AGAIN =
  'It is what a server sends in place of a file that is not there or not public: download the file itself';

/** Texts, from the most particular kind to the most general. */
export const texts: readonly FileFormat[] = [
  {
    id: 'utf-32',
    what: 'text in UTF-32',
    is: ({ bytes }) => wideEncodingOf(bytes)?.name === 'UTF-32',
    remedy: { data: 'Save it as UTF-8', experiment: 'Save it as UTF-8' },
  },
  {
    id: 'utf-16',
    what: 'text in UTF-16',
    is: ({ bytes }) => wideEncodingOf(bytes)?.name === 'UTF-16',
    remedy: {
      data: 'Save it as UTF-8 (in PowerShell: Out-File -Encoding utf8); "core/csv" reads it',
      experiment: 'Save it as UTF-8 (in PowerShell: Out-File -Encoding utf8)',
    },
  },
  {
    id: 'html',
    what: 'a web page or XML',
    is: ({ text }) => /^<(?:!--|(?:!doctype|\?xml|html|head|body|svg|error)\b)/i.test(text),
    remedy: { data: AGAIN, model: AGAIN, experiment: AGAIN },
  },
  {
    id: 'lfs-pointer',
    what: 'a Git LFS pointer in place of the file',
    is: ({ text }) => text.startsWith('version https://git-lfs'),
    remedy: {
      data: 'Fetch the file itself with git lfs pull',
      model: 'Fetch the file itself with git lfs pull',
      experiment: 'Fetch the file itself with git lfs pull',
    },
  },
  {
    id: 'tfjs-json',
    what: 'the model.json of a TensorFlow.js model, whose weights lie in .bin files beside it',
    is: (sample) => isJson(sample) && /"(?:weightsManifest|modelTopology)"/.test(sample.text),
    remedy: {
      model:
        'Load it with tfjs and write its weights with writeSafetensors of @isthmus/core, under names such as "dense1.kernel"; tfjs has the axes that Isthmus has',
    },
  },
  {
    id: 'safetensors-index',
    what: 'the index of a safetensors model in several files (model.safetensors.index.json)',
    is: (sample) => isJson(sample) && sample.text.includes('"weight_map"'),
    remedy: {
      model:
        'Put the files together: safetensors.torch.save_file({k: v for f in files for k, v in safetensors.torch.load_file(f).items()}, "model.safetensors")',
    },
  },
  {
    id: 'experiment',
    what: 'an experiment of Isthmus',
    is: (sample) =>
      isJson(sample) &&
      /"paths"\s*:/.test(sample.text) &&
      /"endpoints|"train|"objective/.test(sample.text),
    remedy: {},
  },
  {
    id: 'json',
    what: 'a JSON file',
    is: isJson,
    remedy: {
      data: 'Write the rows as CSV (pandas.read_json(path).to_csv("data.csv", index=False)); "core/csv" reads it',
    },
  },
  {
    id: 'arff',
    what: 'an ARFF file, as Weka reads',
    is: ({ text }) => /^(?:%[^\n]*\n\s*)*@relation\b/i.test(text),
    remedy: {
      data: 'Leave out all lines up to @data and read the rest with "core/csv", "header": false and columns by index',
    },
  },
  {
    id: 'text',
    what: 'a text file, such as CSV',
    is: ({ text }) => text !== '',
    remedy: { data: 'Read tables of numbers with the task "core/csv"' },
  },
];

/** By its first characters and its last, since a file may be long and is not parsed for this. */
function isJson(sample: FileSample): boolean {
  const { text } = sample;
  if (/^\{\s*(?:["}]|\/[/*])/.test(text)) return true;
  return /^\[\s*(?:[[{"\]\d-]|true|false|null)/.test(text) && lastCharacter(sample) === ']';
}
