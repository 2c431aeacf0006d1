import { afterEach, describe, expect, it, vi } from 'vitest';
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

  afterEach(() => void vi.unstubAllGlobals());

  // What bundlers put in the place of Node's process: a bare env, webpack's process/browser, jspm's.
  it.each<[string, unknown]>([
    ['none', undefined],
    ['null', null],
    ['that of a define', { env: {} }],
    ['nothing but versions', { versions: null }],
    ['process/browser', { env: {}, argv: [], version: '', versions: {}, browser: true }],
    ['one of many words', { arch: 'x64', env: {}, versions: {}, config: {}, execArgv: [] }],
  ])('is narrow in a browser where process is %s', (_, shim) => {
    vi.stubGlobal('process', shim);
    const build = describeBuild();
    vi.unstubAllGlobals();
    expect(build).toEqual({
      name: 'narrow',
      reason: 'the processor is that of a browser, not x64',
    });
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
