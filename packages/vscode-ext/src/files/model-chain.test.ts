import { expect, it } from 'vitest';
import { chainIn } from './model-chain.js';

const header = (...shapes: readonly (readonly unknown[])[]) =>
  JSON.stringify(
    Object.fromEntries(
      shapes.map((shape, i) => [`a${i}`, { dtype: 'F32', shape, data_offsets: [i, i + 1] }]),
    ),
  );

it.each([
  ['ours', header([2, 8], [8], [8, 4], [4], [4, 1]), [8, 4]],
  ['PyTorch’s', header([8, 2], [8], [1, 8], [1]), [8]],
  ['one layer', header([2, 1]), []],
])('reads the widths of %s', (_, text, hidden) => {
  expect(chainIn(text)).toEqual({ hidden });
});

it('goes by where arrays lie, not by their names', () => {
  const text =
    '{"b":{"shape":[2,8],"data_offsets":[0,64]},"a":{"shape":[8,1],"data_offsets":[64,96]}}';
  expect(chainIn(text)).toEqual({ hidden: [8] });
});

it.each([
  ['no chain', header([2, 8], [7, 3])],
  ['no matrix', header([3], [3, 3, 1, 8])],
  ['sizes that are none', header([-2, 8], [0.5, 1], ['x', 2])],
  ['no JSON', '{'],
  ['something else', '[1, null, {"shape": 1}]'],
  ['nothing', 'null'],
  ['', ''],
])('knows nothing of %s', (_, text) => {
  expect(chainIn(text)).toBeNull();
});
