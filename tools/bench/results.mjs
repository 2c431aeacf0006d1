import { median, pairedRatio } from './statistics.mjs';

/**
 * PyTorch in its environments: the same program, with different kernels of OpenBLAS. The headline
 * `pytorch` is against the fastest of them whose numbers are right. Named differently: variants,
 * other programs, which are told beside it.
 */
const ENVIRONMENTS = ['pytorchAsFound', 'pytorchAvx2', 'pytorchUnpinned'];

/** What is printed of one case. */
export function resultOf({ one, ready, seconds, threads, node, units, flops }) {
  const [ours] = ready;
  const peers = ready.filter(({ name }) => name !== ours.name && name !== 'peak');
  const ratios = Object.fromEntries(
    peers.map(({ name }) => [name, pairedRatio(seconds[ours.name], seconds[name])]),
  );
  const valid = peers.filter(({ name, holds }) => holds && ENVIRONMENTS.includes(name));
  const fastest = fastestOf(valid.map(({ name }) => name), ratios); // prettier-ignore
  const only = (pick) =>
    Object.fromEntries(Object.entries(ratios).map(([name, each]) => [name, rounded(pick(each))]));
  return {
    case: one.name,
    node: node.split('.')[0],
    threads,
    ratio: {
      pytorch: fastest === null ? null : rounded(ratios[fastest].ratio),
      tfjsWasm: null,
      ...only(({ ratio }) => ratio),
    },
    peakShare: flops === null ? null : peakShare(ours, ready, seconds, flops),
    peakGflops: peakSpeed(ready, seconds),
    headline: fastest,
    spread: Object.fromEntries(
      Object.entries(ratios).map(([name, { least, most }]) => [
        name,
        [rounded(least), rounded(most)],
      ]),
    ),
    rounds: seconds[ours.name].length,
    unit: one.unit,
    microseconds: Object.fromEntries(
      ready
        .filter(({ name }) => name !== 'peak')
        .map(({ name }) => [name, rounded((1e6 * median(seconds[name])) / units)]),
    ),
    gflops: flops === null ? null : rounded(flops / median(seconds[ours.name]) / 1e9),
    checked: Object.fromEntries(ready.map(({ name, holds }) => [name, holds])),
    about: Object.fromEntries(ready.map(({ name, about }) => [name, withoutValues(about)])),
    target: one.targets?.[node.split('.')[0]] ?? null,
  };
}

function fastestOf(names, ratios) {
  return names.reduce(
    (best, name) => (best === null || ratios[name].ratio < ratios[best].ratio ? name : best),
    null,
  );
}

/** The speed of our products as a part of the machine's own peak in the same rounds. */
function peakShare(ours, ready, seconds, flops) {
  const peak = ready.find(({ name }) => name === 'peak');
  if (peak === undefined) return null;
  const shares = seconds[ours.name].map(
    (used, round) => flops / used / (peak.about.flops / seconds.peak[round]),
  );
  return rounded(median(shares));
}

/** The machine's own peak, in 1e9 operations a second. */
function peakSpeed(ready, seconds) {
  const peak = ready.find(({ name }) => name === 'peak');
  return peak === undefined ? null : rounded(peak.about.flops / median(seconds.peak) / 1e9);
}

function withoutValues({ values, ...about }) {
  return values === undefined || values.length > 2 ? about : { ...about, values };
}

function rounded(number) {
  return Number.isFinite(number) ? Number(number.toPrecision(4)) : null;
}
