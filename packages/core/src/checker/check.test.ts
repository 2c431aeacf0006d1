import { describe, expect, it } from 'vitest';
import { checkCertificate } from './check.js';
import { readNetwork } from './network.js';
import { check, example, faults, nearby, text, withFile } from './testing/example.js';
import {
  type Bundle,
  EVALUATION,
  evaluationFile,
  hashOf,
  pathFile,
  safetensors,
  VERTICES,
} from './testing/make-certificate.js';
import { NETWORKS, subjectFor } from './testing/networks.js';

describe('a certificate', () => {
  it.each(Object.keys(NETWORKS))('of the network "%s" holds', (name) => {
    expect(faults(example(name))).toEqual([]);
    expect(check(example(name)).holds).toBe(true);
  });

  it.each(['core/mae', 'core/cross-entropy', 'core/binary-cross-entropy'])(
    'of the loss "%s" holds',
    (loss) => {
      expect(faults(example('tanh', loss))).toEqual([]);
    },
  );

  it('may be about some rows alone', () => {
    expect(faults(example('relu', 'core/mse', [0, 3, 5]))).toEqual([]);
  });

  it('says what it took for granted, and that each claim is true', () => {
    const { claims, assumed } = check(example());
    expect(assumed.join()).toMatch(/IEEE 754/);
    expect(claims.map(({ claim }) => claim)).toEqual([
      'it is a certificate that this checker can read',
      `${EVALUATION} is the data set of the claim`,
      `${VERTICES} is the path of the claim`,
      expect.stringMatching(/^element 0: the loss is at most .*, by leaves$/),
      expect.stringMatching(/^element 1: /),
      expect.stringMatching(/^the peak is at most/),
      expect.stringMatching(/^the peak is at least/),
    ]);
  });
});

describe('a certificate is refused', () => {
  const sound = example();
  const elements = sound.certificate['elements'] as { kind: string; leaves: number[][] }[];
  const [first, second] = elements as [(typeof elements)[0], (typeof elements)[0]];
  const withLeaves = (leaves: unknown): Bundle => ({
    ...sound,
    certificate: { ...sound.certificate, elements: [{ kind: 'leaves', leaves }, second] },
  });
  const leaf = first.leaves[0]!;
  const level = sound.certificate['level'] as number;
  const halves = [
    [0, 1, level],
    [1, 1, level],
  ];
  const cases: readonly [string, Bundle, RegExp][] = [
    ['with a gap', withLeaves(first.leaves.slice(1)), /do not tile|end at|begins at/],
    ['with a gap in the middle', withLeaves([halves[0], [3, 2, level]]), /do not tile/],
    [
      'with leaves that overlap',
      withLeaves([halves[0], [1, 2, level], [1, 1, level]]),
      /do not tile/,
    ],
    [
      'with a last bound alone that is too low',
      withLeaves([halves[0], [1, 1, 1e-6]]),
      /on \[0\.5, 1\] it states/,
    ],
    [
      'with a bound above the level',
      withLeaves([[0, 0, level * 1.01]]),
      /^false: element 0.*above the level/,
    ],
    ['without its last leaf', withLeaves(first.leaves.slice(0, -1)), /end at|do not tile/],
    ['with a leaf twice', withLeaves([leaf, ...first.leaves]), /do not tile/],
    [
      'out of order',
      withLeaves([
        [1, 1, leaf[2]],
        [0, 1, leaf[2]],
      ]),
      /do not tile/,
    ],
    ['with a negative place', withLeaves([[-1, 1, 1]]), /malformed.*place of/],
    ['with a huge depth', withLeaves([[0, 1e9, 1]]), /malformed.*depth of/],
    ['with a fraction of a place', withLeaves([[0.5, 1, 1]]), /malformed/],
    ['with a bound that is a text', withLeaves([[0, 0, '1']]), /malformed.*finite number/],
    ['with a bound that is null', withLeaves([[0, 0, null]]), /malformed/],
    ['with four numbers in a leaf', withLeaves([[...leaf, 0]]), /malformed.*three numbers/],
    ['with a bound that is too low', withLeaves(first.leaves.map(([k, d, u]) => [k, d, u! * (1 - 1e-5)])), /but our bound is/], // prettier-ignore
    ['without leaves', withLeaves([]), /end at 0/],
    [
      'without a file',
      { ...sound, files: new Map([...sound.files].slice(0, 1)) },
      /missing: models/,
    ],
    ['with another file', { ...sound, files: new Map([...sound.files, [VERTICES, sound.files.get(EVALUATION)!]]) }, /SHA-256 is another/], // prettier-ignore
    ['with a way up', { ...sound, certificate: { ...sound.certificate, vertices: { file: '../../etc/passwd', sha256: hashOf(text(1)) } } }, /no name of a file/], // prettier-ignore
    ['with an absolute name', { ...sound, certificate: { ...sound.certificate, vertices: { file: '/etc/passwd', sha256: hashOf(text(1)) } } }, /no name of a file/], // prettier-ignore
    [
      'with one element too few',
      { ...sound, certificate: { ...sound.certificate, elements: [first] } },
      /tells of 1/,
    ],
    [
      'with an unknown key',
      { ...sound, certificate: { ...sound.certificate, extra: 1 } },
      /"extra" is not known/,
    ],
    ['as a proof of separation', { ...sound, certificate: { ...sound.certificate, claim: 'disconnected' } }, /"certifier" is not known/], // prettier-ignore
    [
      'with a truncated path',
      withFile(sound, 'vertices', sound.files.get(VERTICES)!.slice(0, -4)),
      /beyond the end|belong/,
    ],
    ['with rows twice', { ...sound, certificate: { ...sound.certificate, evaluation: { ...(sound.certificate['evaluation'] as object), rows: [1, 1] } } }, /in order, each once/], // prettier-ignore
  ];

  it.each(cases)('%s', (_, bundle, words) => {
    expect(faults(bundle).join('\n')).toMatch(words);
  });

  it.each([
    ['', 'nothing'],
    ['{', 'half a text'],
    ['[]', 'a list'],
    ['null', 'null'],
    ['{"__proto__":{"format":"isthmus/certificate@1"}}', 'a prototype'],
  ])('that is %j', (json) => {
    const { claims, holds } = checkCertificate(new TextEncoder().encode(json), {
      read: () => null,
      sha256: hashOf,
    });
    expect([holds, claims.map(({ outcome }) => outcome)]).toEqual([false, ['malformed']]);
  });

  it('that is deep, or of a network that is too large, without a fault of ours', () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    const json = JSON.stringify(sound.certificate).replace(/"level":[^,]+,/, `"level":${deep},`);
    const read = checkCertificate(new TextEncoder().encode(json), {
      read: () => null,
      sha256: hashOf,
    });
    expect(read.claims[0]?.why).toMatch(/level: expected a finite number, came a list/);
    const node = {
      id: 'n0',
      use: 'core/dense',
      options: { units: 2 ** 30, bias: true },
      inputs: ['input'],
    };
    const wide = { ...NETWORKS['relu']!, output: [2 ** 30], nodes: [node], outputNode: 'n0' };
    const many = { ...NETWORKS['relu']!, nodes: Array.from({ length: 20_000 }, () => node) };
    for (const network of [wide, many])
      expect(faults({ ...sound, certificate: { ...sound.certificate, network } })[0]).toMatch(
        /^malformed/,
      );
  });

  it('for a layer without bounds, by its name', () => {
    const network = {
      ...NETWORKS['relu']!,
      nodes: NETWORKS['relu']!.nodes.map((node) => ({
        ...node,
        use: node.use.replace('relu', 'layer-norm'),
      })),
    };
    const bundle = { ...sound, certificate: { ...sound.certificate, network } };
    expect(faults(bundle)[0]).toMatch(
      /layer "core\/layer-norm" \(node "n1"\): this checker has no bounds for it/,
    );
  });

  it('for a number in a file that is not finite, and for targets that fit no class', () => {
    const network = NETWORKS['relu']!;
    const broken = subjectFor(network, 'core/mse', 8, 1);
    broken.x[3] = NaN;
    expect(faults(withFile(sound, 'evaluation', evaluationFile(broken, network)))[0]).toMatch(
      /not finite/,
    );
    const classes = example('tanh', 'core/cross-entropy');
    const soft = subjectFor(network, 'core/mse', 8, 1);
    expect(faults(withFile(classes, 'evaluation', evaluationFile(soft, network)))[0]).toMatch(
      /not one of the classes/,
    );
  });

  it('for a path whose element is an arc of which nothing is said', () => {
    const network = NETWORKS['relu']!;
    const { network: read } = subjectFor(network, 'core/mse', 8, 1);
    const arc = { kind: 'arc', factors: [] };
    const bytes = pathFile(network, nearby(read, 3), [arc, { kind: 'segment' }]);
    expect(faults(withFile(sound, 'vertices', bytes))[0]).toMatch(/the path has an arc there/);
  });

  it('for a name that stands twice, at any depth, however it is written', () => {
    const { certificate, files } = example();
    const means = { read: (name: string) => files.get(name) ?? null, sha256: hashOf };
    const whole = JSON.stringify(certificate);
    const twice = [
      `{"level": 1e-9, ${whole.slice(1)}`,
      `{"lev\\u0065l" : 1e-9, ${whole.slice(1)}`,
      whole.replace('"peak":{', '"peak":{"upper":0,'),
    ];
    for (const one of twice) {
      const { claims } = checkCertificate(new TextEncoder().encode(one), means);
      const why = expect.stringContaining('stands twice') as string;
      expect(claims[0]).toMatchObject({ outcome: 'malformed', why });
    }
  });

  it('for no peak, but not for half of one', () => {
    const sound = example();
    const withPeak = (peak: object) => ({ ...sound, certificate: { ...sound.certificate, peak } });
    const { upper } = (sound.certificate as { peak: { upper: number } }).peak;
    expect(faults(withPeak({ lower: null, at: null, upper }))).toEqual([]);
    expect(faults(withPeak({ lower: 0, at: null, upper }))[0]).toMatch(
      /peak.at: expected an object/,
    );
  });

  it('for a file with two arrays of one name, or one too many', () => {
    const network = readNetwork(NETWORKS['relu']!);
    const extra = new Map([...network.parameters].map(([name, shape]) => [`0/${name}`, { shape, data: new Float64Array(shape.reduce((a, b) => a * b)) }])); // prettier-ignore
    extra.set('0/n9.kernel', { shape: [1], data: new Float64Array(1) });
    const bytes = safetensors(extra, {
      format: 'isthmus/path@1',
      elements: '[{"kind":"segment"}]',
    });
    expect(faults(withFile(sound, 'vertices', bytes))[0]).toMatch(/has 7 arrays|the network has 6/);
  });
});
