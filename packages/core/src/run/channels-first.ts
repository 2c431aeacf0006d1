import type { NetworkView, WarningRecord } from '@isthmus/contract';

/** Channels of grey and of coloured images. */
const CHANNELS: readonly (number | undefined)[] = [1, 3];

/** Of grey or coloured images with one more channel; of square ones only, as they may be rows as well. */
const WITH_ALPHA: readonly (number | undefined)[] = [2, 4];

/**
 * Warns of images `[c, h, w]`, PyTorch's order: they are taken for c rows of h pixels with w channels,
 * and convolutions mix what does not belong together, without any error. A network that flattens its
 * inputs does not care, but networks from files must see the order that they were trained with.
 *
 * @param input shape of one input
 * @param network absent where its layers are not known
 * @example
 * channelsFirst([3, 32, 32]).length; // 1
 * channelsFirst([32, 32, 3]).length; // 0
 */
export function channelsFirst(
  input: readonly number[],
  network?: NetworkView | null,
): readonly WarningRecord[] {
  if (input.length !== 3 || !isOdd(input)) return [];
  const [first, second, last] = input;
  const shape = `Inputs of shape [${input.join(', ')}]`;
  const message = flattens(network)
    ? `${shape} look like images with their channels first (PyTorch's order). This network flattens them, so that any order will do for training; networks from files must see the order that they were trained with. For convolutions, put the channels last before the file is written: numpy.moveaxis(x, 1, -1).`
    : `${shape} are read as ${first} row${first === 1 ? '' : 's'} of ${second} pixels with ${last} channels. If they are images with their channels first (PyTorch's order), put the channels last before the file is written: numpy.moveaxis(x, 1, -1).`;
  return [{ code: 'data/channels-first', message }];
}

function isOdd([first, second = 1, last = 1]: readonly number[]): boolean {
  if (CHANNELS.includes(first)) return !CHANNELS.includes(last) && second > 1;
  return WITH_ALPHA.includes(first) && second === last && second > 4;
}

/** Whether nothing that reads the inputs looks at their axes. */
function flattens(network: NetworkView | null | undefined): boolean {
  const readers = network?.structure?.graph.nodes.filter(({ inputs }) => inputs.includes('input'));
  return readers?.every(({ use }) => use === 'core/flatten') ?? false;
}
