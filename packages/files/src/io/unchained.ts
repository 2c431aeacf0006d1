import { quote } from './formats/data-error.js';
import { modelError } from './model-error.js';

/** Names that speak of what is no link of a plain chain. */
const UNCHAINED: readonly { readonly name: RegExp; readonly what: string }[] = [
  {
    name: /^\d+\//,
    what: 'a vertex of a path: the file holds the models along one, as runs write them. Lint the run, or one of its models',
  },
  {
    name: /(?:^|[._/])(?:running_(?:mean|var)|moving_(?:mean|var(?:iance)?)|gamma|beta|variance|num_batches_tracked)$|(?:^|[._/])(?:bn|norm|ln|batch_?norm|layer_?norm|group_?norm)\d*[._/]/i,
    what: 'a normalization, and the file does not say which layers it stands between',
  },
  {
    name: /(?:^|[._/])(?:word_|token_|pos(?:ition(?:al)?)?_)?emb(?:ed(?:ding)?s?)?(?:_tokens)?\d*[._/]/i,
    what: 'an embedding, whose rows are picked and not multiplied',
  },
  {
    name: /residual|downsample|shortcut|(?:^|[._/])skip|stage\d+_block\d+_|layer\d+\.\d+\.conv\d+/i,
    what: 'a residual network, whose sums tie units of several layers',
  },
  {
    name: /(?:^|[._/])(?:q|k|v|o|query|key|value|out)_?proj[._/]|(?:^|[._/])(?:self_)?attn|attention/i,
    what: 'an attention layer',
  },
];

/**
 * Refuses names of what is no link of a chain.
 *
 * @throws `model/unsupported` naming the tensor and what to do
 */
export function refuseUnchained(names: readonly string[], source: string): void {
  for (const name of names) {
    const found = UNCHAINED.find((each) => each.name.test(name));
    if (found === undefined) continue;
    throw modelError(
      'unsupported',
      source,
      `${quote(name)} looks like a part of ${found.what}. A model file alone is linted where its layers are one chain of dense layers and convolutions. Write an experiment with its architecture, a task and "endpoints": {"files": […]}, and lint that; or name the layers of a chain in it: --layers NAME,NAME,…`,
      { tensor: name },
    );
  }
}
