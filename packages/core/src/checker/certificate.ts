import { ask, shown } from './faults.js';
import type { Leaf } from './form.js';
import { choiceOf, fieldsOf, listOf, numberOf, recordOf, textOf, wholeOf } from './json.js';
import { type Loss, readLoss } from './losses.js';
import { type Network, readNetwork } from './network.js';
import { parseJson } from './tensor-file.js';

/** A certificate as it was read, before anything of it is believed. */
export interface Certificate {
  readonly level: number;
  readonly network: Network;
  readonly loss: Loss;
  readonly evaluation: NamedFile & {
    readonly split: string;
    readonly size: number;
    /** The rows that the claim is about; null: all. */
    readonly rows: readonly number[] | null;
  };
  readonly vertices: NamedFile;
  readonly elements: readonly Evidence[];
  readonly peak: StatedPeak;
  /** What the certifier took for granted, in its words. */
  readonly assumptions: readonly string[];
}

/** A file relative to the run folder, and the SHA-256 of its bytes. */
export interface NamedFile {
  readonly file: string;
  readonly sha256: string;
}

/** Why the loss is at most the level along one element. */
export type Evidence =
  | { readonly kind: 'leaves'; readonly leaves: readonly StatedLeaf[] }
  | { readonly kind: 'constant' }
  | { readonly kind: 'convex' }
  | { readonly kind: 'arc'; readonly closing: readonly StatedLeaf[] };

/** An interval of t on which the loss is stated to be at most `bound`. */
export interface StatedLeaf extends Leaf {
  readonly bound: number;
}

/** More than this no certifier writes and nobody waits for. */
const MOST_LEAVES = 2 ** 21;

/** Halvings whose ends float64 holds exactly, with room to spare. */
const MOST_DEPTH = 50;

/** @throws `Malformed` */
export function readCertificate(bytes: Uint8Array): Certificate {
  const value = parseJson(bytes);
  const { format, claim } = Object.fromEntries(fieldsOf(value, 'the certificate'));
  ask(format === 'isthmus/certificate@1', () => `its format is ${shown(format)}, not "isthmus/certificate@1"`); // prettier-ignore
  ask(
    claim === 'connected',
    () => `its claim is ${shown(claim)}: this checker reads "connected" alone`,
  );
  const fields = recordOf(value, 'the certificate', [
    ...['format', 'claim', 'certifier', 'level', 'loss', 'network', 'evaluation'],
    ...['vertices', 'elements', 'peak', 'assumptions'],
  ]);
  const certifier = recordOf(fields.get('certifier'), 'certifier', ['use', 'options']);
  textOf(certifier.get('use'), 'certifier.use');
  fieldsOf(certifier.get('options'), 'certifier.options');
  const elements = listOf(fields.get('elements'), 'elements').map(readEvidence);
  const count = elements.reduce((sum, element) => sum + leavesOf(element).length, 0);
  ask(
    count <= MOST_LEAVES,
    () => `it has ${count} leaves; this checker reads up to ${MOST_LEAVES}`,
  );
  return {
    level: numberOf(fields.get('level'), 'level'),
    network: readNetwork(fields.get('network')),
    loss: readLoss(fields.get('loss')),
    evaluation: readEvaluation(fields.get('evaluation')),
    vertices: readFile(fields.get('vertices'), 'vertices', []),
    elements,
    peak: readPeak(fields.get('peak')),
    assumptions: listOf(fields.get('assumptions'), 'assumptions').map((each) =>
      textOf(each, 'an assumption'),
    ),
  };
}

/** The bracket of the largest loss; `lower` is reached at `at`, and both are null where none is known. */
export type StatedPeak = { readonly upper: number } & (
  | { readonly lower: number; readonly at: { readonly element: number; readonly t: number } }
  | { readonly lower: null; readonly at: null }
);

/** The leaves of an element; none where it needs none. */
export function leavesOf(evidence: Evidence): readonly StatedLeaf[] {
  if (evidence.kind === 'leaves') return evidence.leaves;
  return evidence.kind === 'arc' ? evidence.closing : [];
}

/** @throws `Malformed` */
export function readEvidence(value: unknown, i: number): Evidence {
  const kinds = ['leaves', 'constant', 'convex', 'arc'] as const;
  const kind = choiceOf(fieldsOf(value, `element ${i}`).get('kind'), `kind of element ${i}`, kinds);
  const own = kind === 'leaves' ? ['leaves'] : kind === 'arc' ? ['closing'] : [];
  const fields = recordOf(value, `element ${i}`, ['kind', ...own]);
  if (kind === 'constant' || kind === 'convex') return { kind };
  const leaves = listOf(fields.get(own[0]!), `leaves of element ${i}`).map((leaf) =>
    readLeaf(leaf, `a leaf of element ${i}`),
  );
  return kind === 'leaves' ? { kind, leaves } : { kind, closing: leaves };
}

/** `[k, depth, U]`: from k 2^-depth to (k + 1) 2^-depth, in numbers that float64 holds exactly. */
function readLeaf(value: unknown, what: string): StatedLeaf {
  const [k, depth, bound, more] = listOf(value, what);
  ask(more === undefined, () => `${what}: expected three numbers`);
  const halvings = wholeOf(depth, `depth of ${what}`, 0, MOST_DEPTH);
  const place = wholeOf(k, `place of ${what}`, 0, 2 ** halvings - 1);
  const half = halfOfLeaf(halvings);
  return { mid: (2 * place + 1) * half, half, bound: numberOf(bound, `bound of ${what}`) };
}

/** 2^-(depth + 1), by divisions that are exact. */
function halfOfLeaf(depth: number): number {
  let half = 0.5;
  for (let i = 0; i < depth; i++) half /= 2;
  return half;
}

/** @throws `Malformed` */
export function readEvaluation(value: unknown): Certificate['evaluation'] {
  const file = readFile(value, 'evaluation', ['split', 'size', 'rows']);
  const fields = fieldsOf(value, 'evaluation');
  const size = wholeOf(fields.get('size'), 'evaluation.size', 1);
  const named = fields.get('rows');
  const rows = named === null ? null : listOf(named, 'evaluation.rows').map((row) => wholeOf(row, 'a row', 0, size - 1)); // prettier-ignore
  ask(rows === null || (rows.length > 0 && rows.every((row, i) => i === 0 || row > rows[i - 1]!)), () => 'evaluation.rows are not in order, each once'); // prettier-ignore
  return { ...file, split: textOf(fields.get('split'), 'evaluation.split'), size, rows };
}

/** @throws `Malformed` */
export function readFile(value: unknown, what: string, more: readonly string[]): NamedFile {
  const fields = recordOf(value, what, ['file', 'sha256', ...more]);
  const file = textOf(fields.get('file'), `${what}.file`);
  ask(
    isPlainName(file),
    () => `${what}.file: ${shown(file)} is no name of a file in the run folder`,
  );
  const sha256 = textOf(fields.get('sha256'), `${what}.sha256`);
  ask(/^[0-9a-f]{64}$/.test(sha256), () => `${what}.sha256 is not 64 hexadecimal digits`);
  return { file, sha256 };
}

/** Within the folder: no way up or out, no drive, no hidden file. */
function isPlainName(name: string): boolean {
  return (
    name.length < 512 && name.split('/').every((part) => /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/.test(part))
  );
}

/** @throws `Malformed` */
export function readPeak(value: unknown): Certificate['peak'] {
  const fields = recordOf(value, 'peak', ['lower', 'at', 'upper']);
  const upper = numberOf(fields.get('upper'), 'peak.upper');
  if (fields.get('lower') === null && fields.get('at') === null)
    return { lower: null, at: null, upper };
  const at = recordOf(fields.get('at'), 'peak.at', ['element', 't']);
  const t = numberOf(at.get('t'), 'peak.at.t');
  ask(t >= 0 && t <= 1, () => 'peak.at.t is not in [0, 1]');
  return {
    lower: numberOf(fields.get('lower'), 'peak.lower'),
    at: { element: wholeOf(at.get('element'), 'peak.at.element'), t },
    upper,
  };
}
