/** The functions of a module as WebAssembly has them: numbers in a row. */
export type RawKernels = Readonly<Record<string, (...operands: number[]) => number>>;
