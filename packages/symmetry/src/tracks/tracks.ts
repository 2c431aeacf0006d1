import {
  define,
  type AnalysisFindings,
  type AnalysisQuestion,
  type Fact,
  type FindingChart,
  type NetworkMeasures,
  type NetworkView,
} from '@isthmus/core/contract';
import { z } from 'zod';
import { widenParams } from '../group/float64.js';
import { readerChart, shiftChart, shiftFacts } from './bias-findings.js';
import { shiftsOf, walkBias } from './bias-shift.js';
import { hiddenLayers, type HiddenLayer } from './hidden-layers.js';
import {
  rotationChart,
  rotationFacts,
  scalingChart,
  scalingFacts,
  unitsTable,
} from './other-findings.js';
import { strongestPair, walkRotation } from './rotation-track.js';
import { walkScaling } from './scaling-track.js';
import { tellingUnits, unitStates, type UnitState } from './unit-states.js';

const options = z.strictObject({
  layer: z
    .string()
    .optional()
    .describe('The layer whose units are walked along; all hidden layers where left out.'),
  unit: z
    .int()
    .nonnegative()
    .optional()
    .describe(
      'One unit of that layer. Left out: the dead, the active and the partial unit that tell most.',
    ),
  points: z
    .int()
    .min(5)
    .max(401)
    .default(81)
    .describe('Places along each track, rounded up to an odd number.'),
  scale: z
    .number()
    .min(1.01)
    .max(1e6)
    .default(8)
    .describe('Scaling runs from one over this to it.'),
  strength: z
    .number()
    .min(0)
    .default(0.001)
    .describe('The mu of mu‖θ‖² for the curves with L2, as of core/l2.'),
});

type Options = z.output<typeof options>;

/** Walks along the continuous symmetries of a network. */
export const tracks = define({
  kind: 'analysis',
  name: 'symmetry/tracks',
  summary:
    'Walks from a network along shifts of a bias, the scaling of a unit and the rotation of two, and draws how the loss changes.',
  sources: [],
  options,
  create: (chosen) => ({
    of: 'endpoint',
    refusal: (network) => refusal(network, chosen),
    analyze: (question) => analyze(question, chosen),
  }),
});

function refusal(network: NetworkView | null, { layer, unit }: Options): string | null {
  if (network === null) return 'it walks along the units of a network, and there is none';
  const known = hiddenLayers(network);
  if (known.length === 0) return 'no hidden units of it are known with all that reads them';
  if (layer === undefined)
    return unit === undefined ? null : '"unit" asks for a unit of a layer: name it by "layer"';
  const found = known.find(({ node }) => node === layer);
  if (found === undefined)
    return `"${layer}" is none of its hidden layers: ${known.map(({ node }) => node).join(', ')}`;
  return unit === undefined || unit < found.units
    ? null
    : `unit ${unit} is asked for, and "${layer}" has ${found.units}, counted from 0`;
}

/** Layers at most: more charts than these make no page. */
const MOST_LAYERS = 8;

function analyze(question: AnalysisQuestion, chosen: Options): AnalysisFindings {
  const { network, points, measures } = question;
  const params = widenParams(points[0]!.params);
  const layers = hiddenLayers(network!)
    .filter(({ node }) => chosen.layer === undefined || node === chosen.layer)
    .slice(0, MOST_LAYERS);
  const looked = layers.map((layer) => ({ layer, states: unitStates(layer, params, measures) }));
  const found = looked.map(({ states }) => tracksOf(question, chosen, states));
  const all = looked.flatMap(({ states }) => states);
  return {
    summary: summaryOf(all, measures),
    facts: [
      ...looked.map(({ layer, states }) => countFact(layer, states)),
      ...found.flatMap(({ facts }) => facts),
    ],
    tables: [unitsTable(all, measures.rows.evaluation)],
    charts: found.flatMap(({ charts }) => charts),
  };
}

function summaryOf(states: readonly UnitState[], { rows }: NetworkMeasures): string {
  const count = (kind: UnitState['kind']) => states.filter((state) => state.kind === kind).length;
  return `On ${rows.evaluation} rows ${count('dead')} hidden units are dead, ${count('active')} are always active and ${count('partial')} are neither: the biases of the first two may be shifted within a range without a change of any prediction there.`;
}

function countFact({ node }: HiddenLayer, states: readonly UnitState[]): Fact {
  const count = (kind: UnitState['kind']) => states.filter((state) => state.kind === kind).length;
  return {
    label: `${node}: units`,
    value: `${count('dead')} dead, ${count('active')} active, ${count('partial')} partial`,
    meaning: 'On the evaluation set; dead: 0 everywhere, active: its sum is passed on everywhere.',
  };
}

/** All that is drawn of one layer. */
function tracksOf(
  { points, measures, loss }: AnalysisQuestion,
  { unit, points: places, scale, strength }: Options,
  states: readonly UnitState[],
): { readonly facts: readonly Fact[]; readonly charts: readonly FindingChart[] } {
  const { params } = points[0]!;
  const wide = widenParams(params);
  const count = places % 2 === 0 ? places + 1 : places;
  const telling = unit === undefined ? tellingUnits(states) : [states[unit]!];
  const shifts = telling
    .filter(({ layer }) => layer.bias !== null)
    .map((state) => walkBias(state, wide, measures, shiftsOf(state, count)));
  // A dead unit shows nothing of scaling.
  const scaled = telling.filter(({ kind }) => kind !== 'dead').slice(-1);
  const scalings = scaled.map((state) =>
    walkScaling(state, wide, measures, { most: scale, count }),
  );
  const pair = strongestPair(states);
  const rotations = pair === null ? [] : [walkRotation(pair, params, measures, count)];
  const squaredError = (state: UnitState) =>
    loss === 'core/mse' && isReadByOutput(state) ? measures.value(params) : null;
  return {
    facts: [
      ...shifts.flatMap((track) => shiftFacts(track, measures)),
      ...scalings.flatMap(scalingFacts),
      ...rotations.flatMap(rotationFacts),
    ],
    charts: [
      ...shifts.flatMap((track) => [
        shiftChart(track, { strength, squaredError: squaredError(track.state) }),
        ...[readerChart(track)].flatMap((chart) => chart ?? []),
      ]),
      ...scalings.map((track) => scalingChart(track, strength)),
      ...rotations.map(rotationChart),
    ],
  };
}

function isReadByOutput({ layer }: UnitState): boolean {
  return layer.readers.every(({ isOutput }) => isOutput);
}
