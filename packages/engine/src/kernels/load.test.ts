import { expect, it } from 'vitest';
import { isIsthmusError } from '@isthmus/contract/base';
import { createArena } from './arena.js';
import { describeBuild } from './host.js';
import { createKernels, loadKernels } from './load.js';
import { GEMM_MODULES, PRODUCTS64_MODULES, REFERENCE64_MODULE } from './modules.js';
import { checkGemm, checkProducts64, checkReference64 } from './self-test.js';

it('loads the build of this host', async () => {
  expect((await loadKernels()).build).toEqual(describeBuild());
});

it('gives every call a memory of its own, and every module one instance on it', () => {
  const [one, other] = [createKernels(), createKernels()];
  expect(one.arena.memory).not.toBe(other.arena.memory);
  expect(one.use(GEMM_MODULES.wide)).toBe(one.use(GEMM_MODULES.wide));
  expect(one.use(GEMM_MODULES.wide)).not.toBe(other.use(GEMM_MODULES.wide));
});

it.each(['narrow', 'wide'] as const)('finds that %s computes as it should', (build) => {
  const arena = createArena();
  checkGemm(GEMM_MODULES[build].instantiate(arena.memory), arena, build);
  checkProducts64(PRODUCTS64_MODULES[build].instantiate(arena.memory), arena, build);
  checkReference64(REFERENCE64_MODULE.instantiate(arena.memory), arena, build);
});

const reference = REFERENCE64_MODULE.instantiate(createArena().memory);

it.each(Object.keys(reference))("refuses the reference's passes when %s does nothing", (name) => {
  const arena = createArena();
  const module = REFERENCE64_MODULE.instantiate(arena.memory);
  expect(() => {
    checkReference64({ ...module, [name]: () => undefined }, arena, 'narrow');
  }).toThrow(new RegExp(`compute wrong numbers on this machine: ${name} `));
});

it('refuses kernels that round otherwise in one entry', () => {
  const arena = createArena();
  const gemm = GEMM_MODULES.narrow.instantiate(arena.memory);
  const wrong: typeof gemm.gemm = (operands) => {
    gemm.gemm(operands);
    const { flags, m, n, c } = operands;
    const [bits] = [arena.integers(c + 4 * (m * n - 1), 1)];
    if (flags === 2) bits[0]! += 1;
  };
  try {
    checkGemm({ ...gemm, gemm: wrong }, arena, 'narrow');
    expect.unreachable();
  } catch (error) {
    expect(isIsthmusError(error) && error.code).toBe('engine/self-test');
    expect(isIsthmusError(error) && error.data).toMatchObject({ flags: 2, kernel: 'gemm' });
  }
});
