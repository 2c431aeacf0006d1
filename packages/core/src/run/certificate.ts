import type { CertificationRecord, PathProof } from '@isthmus/contract';
import { writeSafetensors, type RunFolder } from '@isthmus/files';
import { sha256 } from '@isthmus/files/internal';
import type { Session } from './session.js';
import type { PathFound } from './steps.js';

/** The evaluation set of a run, beside the certificates that are about it. */
const EVALUATION_FILE = 'certificates/evaluation.safetensors';

/** Inputs and targets of the evaluation set: tensors x `[N, ...input]` and y `[N, ...output]`. */
function evaluationFile({
  evaluation,
  network,
}: Pick<Session, 'evaluation' | 'network'>): Uint8Array {
  const { x, y, size } = evaluation;
  const { input, output } = network!;
  return writeSafetensors({
    x: { shape: [size, ...input], data: x },
    y: { shape: [size, ...output], data: y },
  });
}

/** A file of the run folder, and its hash. */
interface HashedFile {
  readonly file: string;
  readonly sha256: string;
}

/** Writes the evaluation set where it is not there. */
async function evaluatedIn(session: Session, folder: RunFolder): Promise<HashedFile> {
  const hash = await folder.write(EVALUATION_FILE, evaluationFile(session));
  return { file: EVALUATION_FILE, sha256: hash };
}

/** What a certificate is made of. */
interface CertificateParts {
  readonly certification: CertificationRecord;
  readonly proof: PathProof;
  readonly vertices: HashedFile;
  readonly evaluated: HashedFile;
}

/** How far below what was computed the lower bound is stated, in parts of the level, as one who computes otherwise rounds otherwise. */
const STATED_SLACK = 1e-6;

/** The certificate of a path of a network, as decision 18 lays it down. */
function certificateOf(
  { experiment, evaluation, network, layers }: Session,
  { certification, proof, vertices, evaluated }: CertificateParts,
): object {
  const { use, options, level } = certification;
  const { config } = experiment;
  const { input, output } = network!;
  const outputNode = network!.kind === 'graph' ? network!.outputNode : null;
  return {
    format: 'isthmus/certificate@1',
    claim: 'connected',
    certifier: { use, options },
    level,
    loss: config.loss,
    network: { input, output, nodes: layers, outputNode },
    evaluation: {
      split: config.train.evaluate,
      size: evaluation.size,
      rows: proof.rows,
      ...evaluated,
    },
    vertices,
    elements: proof.elements,
    peak: peakOf(certification),
    assumptions: proof.assumptions,
  };
}

/** The certificate of two points that are apart, as decision 18 lays it down; of an objective its form stands for it. */
function apartCertificate(
  { experiment, evaluation, network, layers, objective, spec }: Session,
  { separation, level }: PathFound,
  vertices: HashedFile,
  evaluated: HashedFile | null,
): object {
  const { config } = experiment;
  const outputNode = network?.kind === 'graph' ? network.outputNode : null;
  const about =
    evaluated === null
      ? { form: objective!.form, arrays: spec.leaves.map(({ name, shape }) => ({ name, shape })) }
      : {
          loss: config.loss,
          network: { input: network!.input, output: network!.output, nodes: layers, outputNode },
          evaluation: {
            ...{ split: config.train.evaluate, size: evaluation.size, rows: null },
            ...evaluated,
          },
        };
  const assumptions = evaluated === null ? [IS_OBJECTIVE] : [];
  return { format: 'isthmus/certificate@1', claim: 'disconnected', level, ...about, vertices, separation, assumptions }; // prettier-ignore
}

/** The certificate of a path of an objective, as decision 18 lays it down; null where it tells no form. */
function formulaCertificate(
  { objective, spec }: Session,
  { certification, proof, vertices }: Omit<CertificateParts, 'evaluated'>,
): object | null {
  const form = objective?.form;
  if (form === undefined) return null;
  const { use, options, level } = certification;
  return {
    format: 'isthmus/certificate@1',
    claim: 'connected',
    certifier: { use, options },
    level,
    form,
    arrays: spec.leaves.map(({ name, shape }) => ({ name, shape })),
    vertices,
    elements: proof.elements,
    peak: peakOf(certification),
    assumptions: [...proof.assumptions, IS_OBJECTIVE],
  };
}

function peakOf({ lower, where, upper, level }: CertificationRecord) {
  const stated = lower === null ? null : lower - STATED_SLACK * Math.abs(level);
  return { lower: stated, at: where, upper };
}

const IS_OBJECTIVE =
  'The form is the function of the objective: the two were compared at random points alone.';

/**
 * Writes the certificate of a path that is proved, beside the evaluation set that it is about; of a path from an
 * earlier run too, so that it is there whatever became of the file.
 *
 * @param stem of its name
 * Where it is proved that no path joins the ends at the level, it is that which is written.
 *
 * @returns the name; null where nothing is proved, or where a reader could not know the function: of an objective
 * that does not tell its form, or of an architecture given as code
 */
export async function writeCertificate(
  session: Session,
  folder: RunFolder,
  stem: string,
  {
    record,
    file,
    bytes,
  }: { readonly record: PathFound; readonly file: string; readonly bytes: Uint8Array },
): Promise<string | null> {
  const { certification, proof } = record;
  if (record.separation !== null) {
    const name = `certificates/${stem}.json`;
    const vertices = { file, sha256: sha256(bytes) };
    const evaluated = session.layers && (await evaluatedIn(session, folder));
    await folder.writeJson(name, apartCertificate(session, record, vertices, evaluated));
    return name;
  }
  if (certification === null || proof === undefined) return null;
  const parts = { certification, proof, vertices: { file, sha256: sha256(bytes) } };
  const certificate =
    session.layers === null
      ? formulaCertificate(session, parts)
      : certificateOf(session, { ...parts, evaluated: await evaluatedIn(session, folder) });
  if (certificate === null) return null;
  const name = `certificates/${stem}.json`;
  await folder.writeJson(name, certificate);
  return name;
}
