// Made by tools/make-kernels.mjs; not for editing.

/** What kernels know of an activation. */
export interface ActivationKernel {
  /** Its number. */
  readonly code: number;
  /** Whether it is a function of one setting too, such as a slope. */
  readonly takesParameter: boolean;
  /** Whether its derivative follows from its output. */
  readonly ofOutput: boolean;
  /** Whether a kernel has it with the bits of the float64 reference. */
  readonly float64: boolean;
}

/** The activations that have kernels, by name. */
export const ACTIVATION_KERNELS: Readonly<Record<string, ActivationKernel>> = {
  gelu: { code: 1, takesParameter: false, ofOutput: false, float64: false },
  'leaky-relu': { code: 2, takesParameter: true, ofOutput: true, float64: true },
  relu: { code: 3, takesParameter: false, ofOutput: true, float64: true },
  sigmoid: { code: 4, takesParameter: false, ofOutput: false, float64: false },
  softplus: { code: 5, takesParameter: false, ofOutput: false, float64: false },
  tanh: { code: 6, takesParameter: false, ofOutput: false, float64: false },
};

/** The numbers by which kernels know the losses that they have, by name. */
export const LOSS_KERNELS: Readonly<Record<string, number>> = {
  'absolute-error': 0,
  'cross-entropy': 1,
  'squared-error': 2,
};

/** What kernels know of an optimizer's rule. */
export interface OptimizerKernel {
  /** Its number. */
  readonly code: number;
  /** Its settings in their order. */
  readonly settings: readonly string[];
  /** The arrays of its state in their order. */
  readonly slots: readonly string[];
  /** Whether it counts its steps, and takes corrections made of `beta1` and `beta2`. */
  readonly counts: boolean;
}

/** The rules that have kernels, by name. */
export const OPTIMIZER_KERNELS: Readonly<Record<string, OptimizerKernel>> = {
  adam: {
    code: 0,
    settings: ['learningRate', 'beta1', 'beta2', 'epsilon', 'weightDecay'],
    slots: ['mu', 'nu'],
    counts: true,
  },
  momentum: { code: 1, settings: ['learningRate', 'momentum'], slots: ['velocity'], counts: false },
  nesterov: { code: 2, settings: ['learningRate', 'momentum'], slots: ['velocity'], counts: false },
  rmsprop: {
    code: 3,
    settings: ['learningRate', 'decay', 'epsilon'],
    slots: ['nu'],
    counts: false,
  },
  sgd: { code: 4, settings: ['learningRate'], slots: [], counts: false },
};

/** How many float64 the settings of any rule are at most. */
export const MOST_SETTINGS = 5;
