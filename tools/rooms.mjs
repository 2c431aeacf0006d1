/**
 * The rooms of each package in the order in which they may be imported: a file imports only from its
 * own room and from rooms before it. `only` narrows that further where the order alone says too little.
 */
export const ROOMS = {
  core: {
    order: [
      'base',
      'parameters',
      'contract',
      // The compiled kernels know nothing of networks; the backends of tfjs use them too.
      'engine/kernels',
      'network',
      'engine',
      'path',
      'curvature',
      'certify',
      'io',
      'registry',
      'builtin',
      'run',
      'conformance',
    ],
    // `run` gets its plugins from a registry, so it never knows which ones there are.
    never: [['run', 'builtin']],
  },
  'vscode-ext': {
    order: ['protocol', 'host', 'worker', 'webview'],
    never: [
      ['webview', 'host'],
      ['webview', 'worker'],
      ['worker', 'host'],
    ],
  },
};
