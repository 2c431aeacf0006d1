// The machine's own peak as a contender: multiplications and additions in registers only, as fast as
// WebAssembly on this Node lets them run. Of our two builds of the kernels the faster one counts.
import { bytes as narrow } from '../../../packages/engine/src/kernels/bytes/gemm-narrow.js';
import { bytes as wide } from '../../../packages/engine/src/kernels/bytes/gemm-wide.js';
import { serve } from './protocol.mjs';

const ROUNDS = 1_000_000;

/** The functions of a module of kernels. */
function instantiate(bytes) {
  const module = new WebAssembly.Module(Buffer.from(bytes, 'base64'));
  const memory = new WebAssembly.Memory({ initial: 64 });
  return new WebAssembly.Instance(module, { env: { memory } }).exports;
}

/** Operations a second, once the compiler has done its work. */
function speedOf({ peak, peakOperations }) {
  const seconds = [0, 1, 2].map(() => {
    const begun = performance.now();
    peak(ROUNDS);
    return (performance.now() - begun) / 1000;
  });
  return (ROUNDS * peakOperations()) / Math.min(...seconds);
}

await serve(() => {
  const builds = { narrow: instantiate(narrow), wide: instantiate(wide) };
  const build = speedOf(builds.wide) > speedOf(builds.narrow) ? 'wide' : 'narrow';
  const { peak, peakOperations } = builds[build];
  return {
    run: () => peak(ROUNDS),
    check: () => ({ values: [] }),
    about: { build, flops: ROUNDS * peakOperations() },
  };
});
