/** Options with their learning rate multiplied by a factor. */
export function withRate<O extends { readonly learningRate: number }>(
  options: O,
  factor: number,
): O {
  return { ...options, learningRate: factor * options.learningRate };
}
