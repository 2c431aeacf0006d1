import type { BuildName } from './host.js';
import { describeBuild } from './host.js';

/** Enough of it for Node's test of ASCII to use wide registers, as V8's fused kernels do. */
const TEXT = new Uint8Array(256).fill(65);

/**
 * The exports of a module of kernels, each of which leaves the processor's registers as compiled C++
 * wants them.
 *
 * Where V8 fuses pairs of 128-bit operations, a kernel ends with the upper halves of the 256-bit registers
 * in use. Older instructions, of which V8's C++ consists, must then preserve them: exp, log and the garbage
 * collector become up to ten times as slow, until something clears the halves (`vzeroupper`). Node's
 * `isAscii` does so at its end, in a tenth of a microsecond. Without fusing there is nothing to clear.
 */
export function clearingUpperHalves<Exports extends object>(
  exports: Exports,
  build: BuildName = describeBuild().name,
): Exports {
  if (build !== 'wide') return exports;
  // Asked for where it is needed, so that this module can be loaded where there is no Node.
  const { isAscii } = process.getBuiltinModule('node:buffer');
  const clear = () => void isAscii(TEXT);
  const clearing = Object.entries(exports).map(([name, kernel]: [string, unknown]) => [
    name,
    typeof kernel === 'function' ? cleared(kernel as Kernel, clear) : kernel,
  ]);
  return Object.fromEntries(clearing) as Exports;
}

type Kernel = (...operands: readonly number[]) => unknown;

function cleared(kernel: Kernel, clear: () => void): Kernel {
  return (...operands) => {
    const result = kernel(...operands);
    clear();
    return result;
  };
}
