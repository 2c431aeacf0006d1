import { bytes as gemmNarrow } from './bytes/gemm-narrow.js';
import { bytes as gemmWide } from './bytes/gemm-wide.js';
import { bytes as products64Narrow } from './bytes/products64-narrow.js';
import { bytes as products64Wide } from './bytes/products64-wide.js';
import { bytes as graph } from './bytes/graph.js';
import { bytes as reference64 } from './bytes/reference64.js';
import { bytes as tfjsPack } from './bytes/tfjs-pack.js';
import { bytes as tiny } from './bytes/tiny.js';
import { gemmKernels } from './generated/gemm.js';
import { graphKernels } from './generated/graph.js';
import { products64Kernels } from './generated/products64.js';
import { reference64Kernels } from './generated/reference64.js';
import { tfjsPackKernels } from './generated/tfjs-pack.js';
import { tinyKernels } from './generated/tiny.js';
import { defineModule } from './module.js';

/** Products of float32 matrices, by build; each is checked before `loadKernels` gives it away. */
export const GEMM_MODULES = {
  narrow: defineModule('gemm-narrow', gemmNarrow, gemmKernels),
  wide: defineModule('gemm-wide', gemmWide, gemmKernels),
};

/** Products of float64 matrices, by build. */
export const PRODUCTS64_MODULES = {
  narrow: defineModule('products64-narrow', products64Narrow, products64Kernels),
  wide: defineModule('products64-wide', products64Wide, products64Kernels),
};

/** What else the float64 reference computes, in one build for all hosts. */
export const REFERENCE64_MODULE = defineModule('reference64', reference64, reference64Kernels);

/** What the plan for layer graphs computes beside products. */
export const GRAPH_MODULE = defineModule('graph', graph, graphKernels);

/** What the plan for narrow chains of dense layers computes. */
export const TINY_MODULE = defineModule('tiny', tiny, tinyKernels);

/** What the WebAssembly backend of tfjs lacks, for a memory of its own. */
export const TFJS_PACK = defineModule('tfjs-pack', tfjsPack, tfjsPackKernels);
