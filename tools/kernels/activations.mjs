// Makes the constants of activations and the loops that choose between them. A file of
// kernels/activations exports `value(x)` and its derivative: `slope(x)`, or `slopeOfOutput(y)` where
// the output tells it. Both may take a `parameter`, and what `shared(x)` and `sharedNext(x, shared)`
// compute for both. `value64(x)` has the bits of the float64 reference.
import { branches, camel, capital, MADE, operationsIn } from './sources.mjs';

/** @param {string} folder kernels/activations */
export function readActivations(folder) {
  return operationsIn(folder).map(({ name, functions }, index) => {
    const has = (each) => functions.has(each);
    if (!has('value') || has('slope') === has('slopeOfOutput'))
      throw new Error(
        `kernels/activations/${name}.ts should export \`value\`, and one of \`slope\` and \`slopeOfOutput\`.`,
      );
    const takes = (each) =>
      functions.get(each)?.parameters.some((one) => one.name === 'parameter') ?? false;
    return {
      name,
      code: index + 1,
      constant: capital(name),
      module: camel(name),
      ofOutput: has('slopeOfOutput'),
      float64: has('value64'),
      shared: has('sharedNext') ? 2 : has('shared') ? 1 : 0,
      takes,
    };
  });
}

/** What `value` or `slope` is called with; intermediates are named by letters. */
function call(f, which, x, suffix = '', parameter = 'parameter') {
  const rest = which.startsWith('slopeOf') || which === 'value64' ? 0 : f.shared;
  const shared = ['e', 'g'].slice(0, rest).map((letter) => letter + suffix);
  const last = f.takes(which) ? [parameter] : [];
  return `${f.module}.${which}(${[x, ...shared, ...last].join(', ')})`;
}

function sharedLines(f, x, suffix, indent) {
  const lines = [];
  if (f.shared > 0) lines.push(`const e${suffix} = ${f.module}.shared(${x});`);
  if (f.shared > 1) lines.push(`const g${suffix} = ${f.module}.sharedNext(${x}, e${suffix});`);
  return lines.map((line) => `${indent}${line}\n`).join('');
}

const block = (lines, indent) => `{\n${lines}${indent}}`;

/** The AssemblyScript of all activations. */
export function activationSource(all) {
  const smooth = all.filter(({ ofOutput }) => !ofOutput);
  const stepped = all.filter(({ ofOutput }) => ofOutput);
  const exact = all.filter(({ float64 }) => float64);
  const cases = (of, body) => branches(of.map((f) => [`f == ${f.constant}`, body(f)]));
  return `${MADE}${all
    .map(({ module, name }) => `import * as ${module} from '../activations/${name}';\n`)
    .join('')}import { storePair } from '../tiny-pairs';

/** The numbers by which kernels know the activations. */
export const NONE: i32 = 0;
${all.map(({ constant, code }) => `export const ${constant}: i32 = ${code};\n`).join('')}
/** Four values. */
@inline
export function value4(f: i32, x: v128, parameter: v128): v128 {
${cases(all, (f) => block(`${sharedLines(f, 'x', '', '    ')}    return ${call(f, 'value', 'x')};\n`, '  '))}
}

/** Two values with the bits of the float64 reference, of those that have such. */
@inline
export function value64(f: i32, x: v128, parameter: v128): v128 {
${cases(exact, (f) => block(`    return ${call(f, 'value64', 'x')};\n`, '  '))}
}

@inline
function smooth4(f: i32, x: v128, parameter: v128): v128 {
${cases(smooth, (f) => block(`${sharedLines(f, 'x', '', '    ')}    return ${call(f, 'value', 'x')};\n`, '  '))}
}

/** Out of line: each of them inlined into a loop of its own is enough code. */
function mapSmooth(f: i32, x: usize, end: usize, y: usize, parameter: v128): void {
  for (; x < end; x += 32, y += 32) {
    const a = smooth4(f, v128.load(x), parameter);
    const b = smooth4(f, v128.load(x, 16), parameter);
    storePair(y, a, b);
  }
}

/** \`y = f(x)\` in groups of 8 floats from x to end; y may be x. */
@inline
export function mapEntries(f: i32, x: usize, end: usize, y: usize, parameter: v128): void {
${branches([
  ...stepped.map((f) => [
    `f == ${f.constant}`,
    block(
      `    for (; x < end; x += 32, y += 32)
      storePair(y, ${call(f, 'value', 'v128.load(x)')}, ${call(f, 'value', 'v128.load(x, 16)')});\n`,
      '  ',
    ),
  ]),
  ['', 'mapSmooth(f, x, end, y, parameter);'],
])}
}

/** Four values and derivatives, of those whose derivative does not follow from the output. */
@inline
export function withSlope4(f: i32, from: usize, y: usize, slopes: usize, parameter: v128): void {
  const x = v128.load(from);
${cases(smooth, (f) =>
  block(
    `${sharedLines(f, 'x', '', '    ')}    v128.store(y, ${call(f, 'value', 'x')});
    v128.store(slopes, ${call(f, 'slope', 'x')});\n`,
    '  ',
  ),
)}
}

/** \`dx = dy f'(x)\` in groups of 8 floats, of those whose derivative follows from the output y; dx may be dy. */
@inline
export function pullBackEntries(f: i32, y: usize, end: usize, dy: usize, dx: usize, parameter: v128): void {
${cases(stepped, (f) =>
  block(
    `    for (; y < end; y += 32, dy += 32, dx += 32) {
      const a = ${call(f, 'slopeOfOutput', 'v128.load(y)')};
      const b = ${call(f, 'slopeOfOutput', 'v128.load(y, 16)')};
      storePair(dx, f32x4.mul(v128.load(dy), a), f32x4.mul(v128.load(dy, 16), b));
    }\n`,
    '  ',
  ),
)}
}

${all.map(laneSource).join('\n')}
/** Eight values in place, and their derivatives where \`d\` is not 0. */
@inline
export function activateLanes(f: i32, parameter: v128, h: usize, d: usize): void {
${branches(all.map((f) => [`f == ${f.constant}`, `${f.module}Lanes(parameter, h, d);`]))}
}
`;
}

/** Adjacent pairs of 128-bit operations, which may become 256-bit ones. */
function laneSource(f) {
  const pair = (which, of) => [0, 1].map((i) => call(f, which, of + i, String(i))).join(', ');
  const derivatives = f.ofOutput
    ? `storePair(d, ${pair('slopeOfOutput', 'y')})`
    : `storePair(d, ${pair('slope', 'x')})`;
  const values = f.ofOutput
    ? `  const y0 = ${call(f, 'value', 'x0', '0')};
  const y1 = ${call(f, 'value', 'x1', '1')};
  storePair(h, y0, y1);`
    : `  storePair(h, ${pair('value', 'x')});`;
  const first =
    f.shared > 0 ? [0, 1].map((i) => `  const e${i} = ${f.module}.shared(x${i});\n`) : [];
  const next =
    f.shared > 1
      ? [0, 1].map((i) => `  const g${i} = ${f.module}.sharedNext(x${i}, e${i});\n`)
      : [];
  return `@inline
function ${f.module}Lanes(parameter: v128, h: usize, d: usize): void {
  const x0 = v128.load(h);
  const x1 = v128.load(h, 16);
${first.join('')}${next.join('')}${values}
  if (d) ${derivatives};
}
`;
}

/** The table for TypeScript. */
export function activationTable(all) {
  const rows = all.map(
    ({ name, code, takes, ofOutput, float64 }) =>
      `'${name}': { code: ${code}, takesParameter: ${takes('value')}, ofOutput: ${ofOutput}, float64: ${float64} },`,
  );
  return `
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
  ${rows.join('\n  ')}
};
`;
}
