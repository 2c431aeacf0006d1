import { describe, expect, it } from 'vitest';
import { caught } from './formats/testing/faults.js';
import { parseHeader } from './safetensors-header.js';
import { refuseForeign } from './tensor-groups.js';

const fault = (name: string) =>
  caught(() => {
    refuseForeign(['0.weight', name], new Set(), 'm');
  }) as Error;

describe('layers that Isthmus does not have', () => {
  it.each([
    '1.running_mean',
    'bn1.running_var',
    'batch_normalization.moving_mean',
    'batch_normalization_3/moving_variance',
    'batch_normalization/gamma',
    'BatchNorm_0.scale',
    'batch_stats.BatchNorm_1.mean',
  ])('%s is told as a batch normalization', (name) => {
    const found = fault(name).message;
    expect(found).toContain(`"${name}" belongs to a batch normalization`);
    // Where it stands decides into which layer it can go.
    expect(found).toContain('with no activation between');
    expect(found).toContain('or else into the dense layer behind it');
    expect(found).toContain('changes the path between them');
  });

  it.each(['LayerNorm_0.scale', 'layer_normalization/beta', 'enc.GroupNorm_1.scale'])(
    '%s is told as one of every sample',
    (name) => {
      expect(fault(name).message).toContain('core/layer-norm in this place');
    },
  );

  it('are not seen in names of the network itself, or in other tensors', () => {
    const own = 'BatchNorm_0.scale';
    expect(() => {
      refuseForeign([own], new Set([own]), 'm');
      refuseForeign(['input_scale', 'mean', 'x.beta', 'batchnorm.weight'], new Set(), 'm');
    }).not.toThrow();
  });
});

describe('a file that is no safetensors file', () => {
  const head = (size: bigint, after: number) => {
    const bytes = new Uint8Array(8 + after);
    new DataView(bytes.buffer).setBigUint64(0, size, true);
    return bytes;
  };
  const said = (bytes: Uint8Array) => (caught(() => parseHeader(bytes, 'm')) as Error).message;

  it('is not told by the header that its first bytes would announce', () => {
    expect(said(head(2n ** 62n, 40))).toMatch(/came a file that begins with the bytes.*Check that the right file is named/); // prettier-ignore
  });

  it('is said to break off where it may', () => {
    expect(said(head(300n, 40))).toContain('it breaks off, or is no safetensors file');
  });
});
