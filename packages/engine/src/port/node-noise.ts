/** `count` numbers uniform in [0, 1) for a node; asked again, the same ones. */
export type NodeNoise = (nodeId: string, count: number) => Float32Array;
