import type { ErrorCode, Rng } from '@isthmus/contract/base';
import { permutation } from '@isthmus/contract/base';
import { shortNumber } from '@isthmus/contract/internal';
import type { ReferenceRule, SymmetryRule } from '@isthmus/contract';
import { ask } from './check.js';
import { blocksOf, computed, FAR, ownValues, ROWS, ruleOf, stream } from './layer-trial.js';
import type { LayerTrial } from './layer-trial.js';
import { furthest, largest } from './slopes.js';

/** Equal but for the order and the scale in which some thousand float64 terms are added. */
const ROUNDING = 1e-10;

/** Random elements of every kind that a claim is tried with. */
const ELEMENTS = 3;

/** How many times as large as near 0 inputs are: what is cut at 20, 100 or 1000 is one only there. */
const SIZES = [1, 8, FAR, 8 * FAR] as const;

/** What is done to channels: channel c becomes channel `map[c]` times `factor[c]`. */
interface ChannelElement {
  readonly map: Int32Array;
  readonly factor: Float64Array;
}

type Claim = 'permutation' | 'scaling' | 'sign';

const WORDS: Readonly<Record<Claim, string>> = {
  permutation: 'permuted',
  scaling: 'multiplied by factors above 0',
  sign: 'flipped in sign',
};

const CODES: Readonly<Record<Claim, ErrorCode>> = {
  permutation: 'conformance/layer-permutation',
  scaling: 'conformance/layer-scaling',
  sign: 'conformance/layer-sign',
};

/** What the layer says of the symmetries of its channels holds for random elements of the group. */
export function keepsClaims(trial: LayerTrial): void {
  const claim = usableClaim(trial);
  if (claim === undefined) return;
  for (const kind of claimsOf(claim))
    for (const times of SIZES)
      for (let i = 0; i < ELEMENTS; i++)
        keepsElement(trial, claim, kind, times, stream(`${kind} ${times} ${i}`));
}

/** A rule that is silent on a parameter or a second input is not used: it claims nothing. */
export function usableClaim({ layer, inputs }: LayerTrial): SymmetryRule | undefined {
  const claim = layer.interpreters.symmetry;
  const named = namedBy(claim);
  const silent = layer.parameters(inputs).some(({ name }) => !named.includes(name));
  return silent || (claim?.kind !== 'add' && inputs.length !== 1) ? undefined : claim;
}

function namedBy(claim: SymmetryRule | undefined): readonly (string | null)[] {
  if (claim?.kind === 'mix') return [claim.kernel, claim.bias];
  return claim?.kind === 'normalize' ? [claim.scale, claim.shift, ...claim.statistics] : [];
}

function claimsOf(claim: SymmetryRule): readonly Claim[] {
  if (claim.kind === 'normalize' && claim.scale === null) return ['permutation'];
  if (claim.kind !== 'channelwise') return ['permutation', 'scaling', 'sign'];
  return [
    'permutation',
    ...(claim.scaling ? (['scaling'] as const) : []),
    ...(claim.sign ? (['sign'] as const) : []),
  ];
}

function elementOf(kind: Claim, channels: number, rng: Rng): ChannelElement {
  const same = Int32Array.from({ length: channels }, (_, c) => c);
  const drawn = (factor: () => number) => Float64Array.from({ length: channels }, factor);
  switch (kind) {
    case 'permutation':
      return { map: shuffled(channels, rng), factor: drawn(() => 1) };
    case 'scaling':
      return { map: same, factor: drawn(() => Math.exp(rng.normal())) };
    case 'sign':
      return { map: same, factor: drawn(() => (rng.next() < 0.5 ? -1 : 1)).with(0, -1) };
  }
}

/** A permutation that moves something, where there is something to move. */
function shuffled(channels: number, rng: Rng): Int32Array {
  const map = Int32Array.from(permutation(channels, rng));
  return map.every((from, c) => from === c) ? Int32Array.from(map, (c) => (c + 1) % channels) : map;
}

/** Acts on the last axis of a block; on longer runs, channel fastest, as a flattened block has them. */
function acted(block: Float64Array, { map, factor }: ChannelElement): Float64Array {
  const channels = map.length;
  return block.map((_, i) => {
    const c = i % channels;
    return factor[c]! * block[i - c + map[c]!]!;
  });
}

type Own = Readonly<Record<string, Float64Array>>;

function keepsElement(
  trial: LayerTrial,
  claim: SymmetryRule,
  kind: Claim,
  times: number,
  rng: Rng,
): void {
  const rule = ruleOf(trial);
  const own = ownValues(trial, rng);
  const blocks = blocksOf(trial, rng, { times, rows: ROWS });
  const before = computed(rule, own, blocks, ROWS);
  const channels = trial.inputs[0]!.at(-1)!;
  const element = elementOf(kind, channels, rng);
  const moved = blocks.map((block) => acted(block, element));
  if (claim.kind === 'mix') {
    keepsMix({ trial, rule, own, blocks, moved, element, before }, claim, kind, rng);
    return;
  }
  if (claim.kind === 'normalize') {
    keepsNormalize({ trial, rule, own, blocks, moved, element, before }, claim, kind);
    return;
  }
  const wanted = before.length % channels === 0 ? acted(before, element) : new Float64Array();
  asksEqual(
    computed(rule, own, moved, ROWS),
    wanted,
    claim.kind === 'flatten' ? 'conformance/layer-flatten' : CODES[kind],
    claim.kind === 'flatten'
      ? `Where the channels of the input are ${WORDS[kind]}, those of the output are not, read with the channel fastest. Line up [h, w, c] with c fastest (row-major), or leave "symmetry" out.`
      : `Where the channels of the input are ${WORDS[kind]}, those of the output are not. The claim ${JSON.stringify(claim)} is false: say what holds, or leave "symmetry" out.`,
  );
}

interface ElementTrial {
  readonly trial: LayerTrial;
  readonly rule: ReferenceRule;
  readonly own: Own;
  readonly blocks: readonly Float64Array[];
  readonly moved: readonly Float64Array[];
  readonly element: ChannelElement;
  readonly before: Float64Array;
}

type MixClaim = Extract<SymmetryRule, { readonly kind: 'mix' }>;

/** Undone on the input axis of the kernel, nothing changes; done on its output axis, the output moves. */
function keepsMix(
  { trial, rule, own, blocks, moved, element, before }: ElementTrial,
  claim: MixClaim,
  kind: Claim,
  rng: Rng,
): void {
  const axis = (of: number, size: number, name: string) => axisOf(trial, claim, of, size, name);
  const read = axis(claim.inputAxis, element.map.length, 'inputAxis');
  const undone = { map: element.map, factor: element.factor.map((factor) => 1 / factor) };
  const reading = { ...own, [claim.kernel]: actedOn(own[claim.kernel]!, read, undone) };
  asksEqual(
    computed(rule, reading, moved, ROWS),
    before,
    CODES[kind],
    `Where the channels of the input are ${WORDS[kind]} and inputAxis ${claim.inputAxis} of "${claim.kernel}" takes it back, the output changes. Name the axis of the kernel that runs over the channels of the input.`,
  );
  const channels = trial.layer.outputShape(trial.inputs).at(-1)!;
  const made = axis(claim.outputAxis, channels, 'outputAxis');
  const next = elementOf(kind, channels, rng);
  const { bias } = claim;
  const making = {
    ...own,
    [claim.kernel]: actedOn(own[claim.kernel]!, made, next),
    ...(bias === null ? {} : { [bias]: acted(own[bias]!, next) }),
  };
  asksEqual(
    computed(rule, making, blocks, ROWS),
    acted(before, next),
    CODES[kind],
    `Where outputAxis ${claim.outputAxis} of "${claim.kernel}" and the bias ${bias === null ? '(none)' : `"${bias}"`} are ${WORDS[kind]}, the output is not. Name the axis that runs over the channels of the output.`,
  );
}

type NormalizeClaim = Extract<SymmetryRule, { readonly kind: 'normalize' }>;

/** Permuted with the input, all parameters permute the output; scale and shift alone give it its size. */
function keepsNormalize(
  { trial, rule, own, blocks, moved, element, before }: ElementTrial,
  claim: NormalizeClaim,
  kind: Claim,
): void {
  const { scale, shift, statistics } = claim;
  const sizing = [scale, shift].filter((name) => name !== null);
  const acting = kind === 'permutation' ? [...sizing, ...statistics] : sizing;
  for (const name of acting) asksChannels(trial, name, element.map.length);
  const parts = acting.map((name) => [name, acted(own[name]!, element)]);
  asksEqual(
    computed(rule, { ...own, ...Object.fromEntries(parts) }, kind === 'permutation' ? moved : blocks, ROWS),
    acted(before, element),
    CODES[kind],
    kind === 'permutation'
      ? `Where the channels of the input and of ${acting.join(', ')} are permuted, those of the output are not. Name all parameters that stand along the channels, or leave "symmetry" out.`
      : `Where the channels of ${acting.join(' and ')} are ${WORDS[kind]}, those of the output are not. Name the factor and the summand of every channel, null where there is none.`,
  ); // prettier-ignore
}

function asksChannels({ layer, inputs }: LayerTrial, name: string, channels: number): void {
  const shape = layer.parameters(inputs).find((leaf) => leaf.name === name)?.shape ?? [];
  ask(
    shape.length === 1 && shape[0] === channels,
    'conformance/layer-symmetry',
    `A normalization has parameters along the channels, which are ${channels}; "${name}" has the shape [${shape.join(', ')}].`,
  );
}

/** How an axis of a kernel lies in its numbers. */
interface Axis {
  readonly size: number;
  readonly stride: number;
}

function axisOf(
  { layer, inputs }: LayerTrial,
  claim: MixClaim,
  given: number,
  channels: number,
  name: string,
): Axis {
  const shape = layer.parameters(inputs).find((leaf) => leaf.name === claim.kernel)?.shape ?? [];
  const axis = given < 0 ? shape.length + given : given;
  ask(
    shape[axis] === channels,
    'conformance/layer-symmetry',
    `${name} ${given} of "${claim.kernel}" [${shape.join(', ')}] has ${shape[axis] ?? 'no'} entries, the channels there are ${channels}. Name the axis that runs over them.`,
  );
  return { size: channels, stride: shape.slice(axis + 1).reduce((size, each) => size * each, 1) };
}

function actedOn(
  kernel: Float64Array,
  { size, stride }: Axis,
  { map, factor }: ChannelElement,
): Float64Array {
  return kernel.map((_, i) => {
    const c = Math.floor(i / stride) % size;
    return factor[c]! * kernel[i + (map[c]! - c) * stride]!;
  });
}

/** Asks that two blocks are one but for rounding. */
export function asksEqual(
  came: Float64Array,
  expected: Float64Array,
  code: ErrorCode,
  message: string,
): void {
  const { apart } = furthest(came, expected);
  ask(
    came.length === expected.length && apart <= ROUNDING * largest(expected),
    code,
    `${message} Outputs differ by ${shortNumber(apart)}; the largest is ${shortNumber(largest(expected))}.`,
    { apart },
  );
}
