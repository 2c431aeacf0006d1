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
  const { use, options, level, lower, where, upper } = certification;
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
    peak: {
      lower: lower === null ? null : lower - STATED_SLACK * Math.abs(level),
      at: where,
      upper,
    },
    assumptions: proof.assumptions,
  };
}

/**
 * Writes the certificate of a path that is proved, beside the evaluation set that it is about; of a path from an
 * earlier run too, so that it is there whatever became of the file.
 *
 * @param stem of its name
 * @returns the name; null where nothing is proved, or where a reader could not know the function: of an objective
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
  if (session.layers === null || certification === null || proof === undefined) return null;
  const hash = await folder.write(EVALUATION_FILE, evaluationFile(session));
  const parts = {
    certification,
    proof,
    vertices: { file, sha256: sha256(bytes) },
    evaluated: { file: EVALUATION_FILE, sha256: hash },
  };
  const name = `certificates/${stem}.json`;
  await folder.writeJson(name, certificateOf(session, parts));
  return name;
}
