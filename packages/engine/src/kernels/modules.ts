import { bytes as gemmNarrow } from './bytes/gemm-narrow.js';
import { bytes as gemmWide } from './bytes/gemm-wide.js';
import { bytes as products64Narrow } from './bytes/products64-narrow.js';
import { bytes as products64Wide } from './bytes/products64-wide.js';
import { bytes as reference64 } from './bytes/reference64.js';
import type { GemmModule } from './gemm.js';
import { defineModule } from './module.js';
import type { Products64Module } from './products64.js';
import type { Reference64Module } from './reference64.js';

/** Products of float32 matrices, by build; each is checked before `loadKernels` gives it away. */
export const GEMM_MODULES = {
  narrow: defineModule<GemmModule>('gemm-narrow', gemmNarrow),
  wide: defineModule<GemmModule>('gemm-wide', gemmWide),
};

/** Products of float64 matrices, by build. */
export const PRODUCTS64_MODULES = {
  narrow: defineModule<Products64Module>('products64-narrow', products64Narrow),
  wide: defineModule<Products64Module>('products64-wide', products64Wide),
};

/** What else the float64 reference computes, in one build for all hosts. */
export const REFERENCE64_MODULE = defineModule<Reference64Module>('reference64', reference64);
