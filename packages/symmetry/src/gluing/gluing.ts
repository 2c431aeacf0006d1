import {
  define,
  type AnalysisFindings,
  type AnalysisQuestion,
  type Fact,
  type FactTable,
  type LinesChart,
  type NetworkView,
} from '@isthmus/core/contract';
import { z } from 'zod';
import { widenParams } from '../group/float64.js';
import { hiddenLayers, type HiddenLayer } from '../tracks/hidden-layers.js';
import { unitStates, type UnitState } from '../tracks/unit-states.js';
import { activeLift } from './active-lift.js';
import { largestChange, walkLine, walkRotations, type GluingWalk } from './gluing-walk.js';
import { evenPermutation, threeCycle } from './unit-choices.js';

const options = z.strictObject({
  layer: z
    .string()
    .optional()
    .describe('The layer whose units are rotated; all hidden layers where left out.'),
  draws: z
    .int()
    .min(0)
    .max(100)
    .default(8)
    .describe('Even permutations of all units of a layer that are drawn beside the chosen ones.'),
  points: z.int().min(3).max(401).default(65).describe('Places along each way.'),
});

type Options = z.output<typeof options>;

/** Rotations to permuted copies of a network, and by how much the loss changes on the way. */
export const gluing = define({
  kind: 'analysis',
  name: 'symmetry/gluing',
  summary:
    'Rotates the hidden units of a network into a permuted copy of it, and measures how far the loss rises on the way.',
  sources: ['arXiv:1611.01540'],
  options,
  create: (chosen) => ({
    of: 'endpoint',
    refusal: (network) => refusal(network, chosen),
    analyze: (question) => analyze(question, chosen),
  }),
});

/** The smallest even permutation moves three. */
const LEAST_UNITS = 3;

function refusal(network: NetworkView | null, { layer }: Options): string | null {
  if (network === null) return 'it rotates the units of a network, and there is none';
  const known = rotatable(network);
  if (known.length === 0)
    return `no layer of it has ${LEAST_UNITS} hidden units that are known with all that reads them`;
  return layer === undefined || known.some(({ node }) => node === layer)
    ? null
    : `"${layer}" is none of the layers that it can rotate: ${known.map(({ node }) => node).join(', ')}`;
}

function rotatable(network: NetworkView): readonly HiddenLayer[] {
  return hiddenLayers(network).filter(
    ({ units, space }) =>
      units >= LEAST_UNITS && space.bindings.every(({ role }) => role !== 'tied'),
  );
}

/** Layers at most. */
const MOST_LAYERS = 8;

/** What was found of one layer. */
interface Glued {
  readonly layer: HiddenLayer;
  readonly units: readonly [number, number, number];
  readonly rotated: GluingWalk;
  readonly line: GluingWalk;
  /** Of permutations of all units: the largest change by rotations, and by the straight line. */
  readonly drawn: readonly { readonly rotated: number; readonly line: number }[];
  /** Null where fewer than three units are active on all data, or nothing stands between the layers. */
  readonly active: ActiveGlued | null;
}

interface ActiveGlued {
  readonly units: readonly [number, number, number];
  readonly stands: GluingWalk;
  /** Null for a layer without biases, or one that is read without. */
  readonly lifted: { readonly amount: number; readonly walk: GluingWalk } | null;
}

function analyze(question: AnalysisQuestion, chosen: Options): AnalysisFindings {
  const layers = rotatable(question.network!)
    .filter(({ node }) => chosen.layer === undefined || node === chosen.layer)
    .slice(0, MOST_LAYERS);
  const found = layers.map((layer) => gluedAt(question, layer, chosen));
  return {
    summary: summaryOf(found),
    facts: found.flatMap((one) => factsOf(one, question)),
    tables: chosen.draws > 0 ? [drawnTable(found, chosen)] : [],
    charts: found.map(chartOf),
  };
}

function gluedAt(
  { points, measures, rng }: AnalysisQuestion,
  layer: HiddenLayer,
  { draws, points: steps }: Options,
): Glued {
  const { params } = points[0]!;
  const { space } = layer;
  const states = unitStates(layer, widenParams(params), measures);
  const units = tellingThree(states);
  const map = threeCycle(space.size, units);
  const drawn = Array.from({ length: draws }, (_, draw) => {
    const own = evenPermutation(space.size, rng.fork(`${layer.node} ${draw}`));
    return {
      rotated: largestChange(walkRotations(space, own, params, measures, { steps })),
      line: largestChange(walkLine(space, own, params, measures, steps)),
    };
  });
  return {
    ...{ layer, units, drawn },
    rotated: walkRotations(space, map, params, measures, { steps }),
    line: walkLine(space, map, params, measures, steps),
    active: activeGlued({ points, measures }, layer, states, steps),
  };
}

/**
 * The partial unit that tells most and the two others that do; without a partial one the three that tell most.
 * Active units alone would not show what ReLU does to rotations.
 */
function tellingThree(states: readonly UnitState[]): readonly [number, number, number] {
  const strength = ({ spread, out }: UnitState) => spread * out;
  const [partial] = states
    .filter(({ kind }) => kind === 'partial')
    .sort((p, q) => strength(q) - strength(p));
  return firstThree(states, (state) => (state === partial ? Infinity : strength(state)))!;
}

/** The three units of the highest rank; null where there are fewer. */
function firstThree(
  states: readonly UnitState[],
  rank: (state: UnitState) => number,
): readonly [number, number, number] | null {
  const [one, two, three] = [...states].sort((p, q) => rank(q) - rank(p));
  return one && two && three ? [one.unit, two.unit, three.unit] : null;
}

function activeGlued(
  { points, measures }: Pick<AnalysisQuestion, 'points' | 'measures'>,
  layer: HiddenLayer,
  states: readonly UnitState[],
  steps: number,
): ActiveGlued | null {
  const active = states.filter(({ kind }) => kind === 'active');
  const units = firstThree(active, ({ spread, out }) => spread * out);
  if (units === null || layer.values === layer.node) return null;
  const { params } = points[0]!;
  const map = threeCycle(layer.space.size, units);
  const stands = walkRotations(layer.space, map, params, measures, { steps });
  const isBiased = layer.bias !== null && layer.readers.every(({ bias }) => bias !== null);
  if (!isBiased) return { units, stands, lifted: null };
  // No rotated sum is below minus the length of the sums of the three.
  const amount = Math.hypot(...units.map((unit) => states[unit]!.most));
  const lift = activeLift(layer, units, amount);
  const walk = walkRotations(layer.space, map, params, measures, { steps, lift });
  return { units, stands, lifted: { amount, walk } };
}

function summaryOf(found: readonly Glued[]): string {
  const words = found.map(
    ({ layer, rotated, line }) =>
      `${layer.node} ${digits(largestChange(rotated))} (straight line ${digits(largestChange(line))})`,
  );
  return `Three units carried around by rotations change the loss by up to: ${words.join(', ')}.`;
}

function digits(value: number): string {
  return String(Number(value.toPrecision(3)));
}

function factsOf(
  { layer, units, rotated, line, active }: Glued,
  { measures }: AnalysisQuestion,
): readonly Fact[] {
  const where = `on the evaluation set (${measures.rows.evaluation} rows), in float64, at ${rotated.s.length} places`;
  const isLinear = layer.values === layer.node;
  return [
    {
      label: `${layer.node}: change by rotation`,
      value: largestChange(rotated),
      meaning: `Largest |change of the loss| along e^(s log P), P carrying the units ${units.join(', ')} around, ${where}. ${isLinear ? 'Nothing stands between what makes the units and what reads them: it is rounding alone.' : 'The violation: the activation commutes with no rotation but the permutations at the ends.'}`,
    },
    {
      label: `${layer.node}: change by the straight line`,
      value: largestChange(line),
      meaning: `To the same copy ${where}.`,
    },
    ...(active === null ? [] : activeFacts(layer, active, where)),
  ];
}

function activeFacts(
  { node }: HiddenLayer,
  { units, stands, lifted }: ActiveGlued,
  where: string,
): readonly Fact[] {
  return [
    {
      label: `${node}: change among active units`,
      value: largestChange(stands),
      meaning: `The same for the units ${units.join(', ')}, which pass every row on, ${where}: rounding alone while all rotated sums stay at or above 0.`,
    },
    {
      label: `${node}: change among active units, lifted`,
      value: lifted === null ? null : largestChange(lifted.walk),
      meaning:
        lifted === null
          ? 'Not measured: a layer has no biases.'
          : `The same with their biases raised by ${digits(lifted.amount)} first, which what reads them compensates: so no rotated sum falls below 0, ${where}.`,
    },
  ];
}

function drawnTable(found: readonly Glued[], { draws }: Options): FactTable {
  const of = (values: readonly number[]) => [
    Math.min(...values),
    values.reduce((sum, value) => sum + value, 0) / values.length,
    Math.max(...values),
  ];
  return {
    title: 'Rotations to even permutations of all units',
    caption: `Of ${draws} permutations drawn for each layer: the largest change of the loss on the way`,
    columns: [
      { label: 'layer', meaning: '' },
      { label: 'units', meaning: '' },
      { label: 'least', meaning: 'by rotations' },
      { label: 'mean', meaning: 'by rotations' },
      { label: 'most', meaning: 'by rotations' },
      { label: 'mean, straight line', meaning: 'to the same copies' },
      { label: 'lower than the line', meaning: 'how many of the rotations' },
    ],
    rows: found.map(({ layer, drawn }) => [
      layer.node,
      layer.units,
      ...of(drawn.map(({ rotated }) => rotated)),
      of(drawn.map(({ line }) => line))[1]!,
      drawn.filter(({ rotated, line }) => rotated < line).length,
    ]),
  };
}

function chartOf({ layer, units, rotated, line, active }: Glued): LinesChart {
  const series = (label: string, { s, changes }: GluingWalk) => ({ label, x: s, y: changes });
  const lifted = active?.lifted ?? null;
  return {
    kind: 'lines',
    title: `Rotation of units of ${layer.node} into a permuted copy: change of the loss`,
    caption: `From the network (0) to a copy with three units carried around (1): ${units.join(', ')}${active === null ? '' : `; of those that are always active ${active.units.join(', ')}`}.`,
    x: { label: 's of e^(s log P)' },
    y: { label: 'change of the loss' },
    series: [
      series('rotation', rotated),
      series('straight line', line),
      ...(active === null ? [] : [series('rotation of active units', active.stands)]),
      ...(lifted === null ? [] : [series('rotation of active units, lifted', lifted.walk)]),
    ],
    marks: [],
  };
}
