import { describe, expect, it } from 'vitest';
import { FUSING_FLAG, chooseBuild, describeBuild, hostFacts } from './host.js';
import type { HostFacts } from './host.js';

const able: HostFacts = {
  architecture: 'x64',
  v8: '13.6.233.17-node.32',
  fusing: true,
  flags: ['--enable-source-maps', FUSING_FLAG],
};

describe('the build', () => {
  it('is wide where V8 fuses pairs of operations', () => {
    expect(chooseBuild(able).name).toBe('wide');
  });

  it.each<[string, Partial<HostFacts>]>([
    ['arm64', { architecture: 'arm64' }],
    ['V8 12.4', { v8: '12.4.254.21-node.33' }],
    ['V8 13.6', { fusing: false }],
    [FUSING_FLAG, { flags: [] }],
  ])('is narrow, naming %s, where that is missing', (word, lack) => {
    const { name, reason } = chooseBuild({ ...able, ...lack });
    expect(name).toBe('narrow');
    expect(reason).toContain(word);
  });

  it('of this process follows from its facts', () => {
    expect(hostFacts().architecture).toBe(process.arch);
    expect(describeBuild()).toEqual(chooseBuild(hostFacts()));
  });

  it('heeds NODE_OPTIONS, in both spellings of a flag', () => {
    const before = process.env['NODE_OPTIONS'];
    try {
      process.env['NODE_OPTIONS'] = '--no-warnings --experimental_wasm_revectorize';
      expect(hostFacts().flags).toContain(FUSING_FLAG);
    } finally {
      if (before === undefined) delete process.env['NODE_OPTIONS'];
      else process.env['NODE_OPTIONS'] = before;
    }
  });
});
