import type { WarningRecord } from '../contract/warning.js';

/** Channels of grey and of coloured images. */
const CHANNELS: readonly (number | undefined)[] = [1, 3];

/**
 * Warns of images `[c, h, w]`, PyTorch's order: they are taken for c rows of h pixels with w channels,
 * and convolutions mix what does not belong together, without any error.
 *
 * @param input shape of one input
 * @example
 * channelsFirst([3, 32, 32]).length; // 1
 * channelsFirst([32, 32, 3]).length; // 0
 */
export function channelsFirst(input: readonly number[]): readonly WarningRecord[] {
  const [first, second = 1, last] = input;
  const isOdd = CHANNELS.includes(first) && !CHANNELS.includes(last) && second > 1;
  if (input.length !== 3 || !isOdd) return [];
  return [
    {
      code: 'data/channels-first',
      message: `Inputs of shape [${input.join(', ')}] are read as ${first} row${first === 1 ? '' : 's'} of ${second} pixels with ${last} channels. If they are images with their channels first (PyTorch's order), put the channels last before the file is written: numpy.moveaxis(x, 1, -1).`,
    },
  ];
}
