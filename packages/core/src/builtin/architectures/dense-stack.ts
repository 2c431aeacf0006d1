import { IsthmusError } from '@isthmus/contract/base';
import type { SampleShapes } from '@isthmus/contract';
import type { Activation } from './activation.js';
import { activationNode } from './activation.js';
import type { NodeChain } from './chain.js';
import { append, appendLayer } from './chain.js';

/** How the dense layers of an architecture look. */
export interface DenseStack {
  /** Units of the hidden layers. */
  readonly hidden: readonly number[];
  readonly activation: Activation;
  readonly slope: number;
  readonly dropout: number;
  readonly bias: boolean;
  readonly initializer: string;
  readonly outputActivation: Activation;
}

/**
 * Appends hidden layers `dense1, act1, dropout1, dense2, …` and the output layer, the last `dense`,
 * with `units` outputs. Nodes that would do nothing are left out.
 */
export function appendDenseStack(chain: NodeChain, stack: DenseStack, units: number): NodeChain {
  const { bias, initializer } = stack;
  const widths = [...stack.hidden, units];
  return widths.reduce((before, width, i) => {
    const isOutput = i === widths.length - 1;
    const use = isOutput ? stack.outputActivation : stack.activation;
    const number = i + 1;
    const options = { units: width, bias, initializer };
    const linear = appendLayer(before, `dense${number}`, 'core/dense', options);
    const active = append(linear, activationNode(`act${number}`, use, stack.slope, linear.last));
    return isOutput || stack.dropout === 0
      ? active
      : appendLayer(active, `dropout${number}`, 'core/dropout', { rate: stack.dropout });
  }, chain);
}

/** The number of outputs. @throws `architecture/unfit` unless targets are rows of numbers */
export function outputUnits(architecture: string, { output }: SampleShapes): number {
  const [units] = output;
  if (output.length !== 1 || units === undefined)
    throw new IsthmusError(
      'architecture/unfit',
      `${architecture} makes outputs of shape [units]; the task's targets have [${output.join(', ')}].`,
      { architecture, output },
    );
  return units;
}
