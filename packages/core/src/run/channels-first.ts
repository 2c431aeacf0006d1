import type { TaskData } from '../contract/task.js';
import type { WarningRecord } from '../contract/warning.js';
import type { Network } from '../network/network.js';

/** Channels of grey images, of grey ones with transparency, of coloured ones and of those with transparency. */
const CHANNELS: readonly (number | undefined)[] = [1, 2, 3, 4];

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

/**
 * Whether it matters which axis of an input is which: to windows and to code of others, to scales by
 * channel, and to imported weights, which are put in the order of the inputs. Dense layers behind a
 * flattening learn from any order alike.
 *
 * @param imported whether the endpoints come from files
 */
export function ordersAxes(
  network: Network,
  { scaling }: Pick<TaskData, 'scaling'>,
  imported: boolean,
): boolean {
  if (imported || network.kind === 'code' || (scaling?.mean.length ?? 1) > 1) return true;
  return network.nodes.some(({ layer, inputShapes }) => {
    const kind = layer.interpreters.fast?.(inputShapes)?.kind;
    return kind === undefined || !ANY_ORDER.has(kind);
  });
}

/** Layers that do the same to every entry, or come after a flattening. */
const ANY_ORDER: ReadonlySet<string> = new Set([
  'dense',
  'activation',
  'reshape',
  'add',
  'dropout',
]);
