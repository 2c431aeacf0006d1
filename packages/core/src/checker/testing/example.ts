import { createRng } from '@isthmus/contract/base';
import { boundsOn } from '../bounds.js';
import { checkCertificate } from '../check.js';
import { type Point, standing } from '../segment.js';
import { type Bundle, hashOf, makeCertificate } from './make-certificate.js';
import { NETWORKS, pointFor, subjectFor } from './networks.js';

export const text = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));

export function check({ certificate, files }: Bundle) {
  return checkCertificate(text(certificate), {
    read: (name) => files.get(name) ?? null,
    sha256: hashOf,
  });
}

/** Two points that are near to each other, so that the level between them can be proved. */
export function nearby(
  network: Parameters<typeof pointFor>[0],
  count: number,
  step = 0.1,
): Point[] {
  const rng = createRng(3).fork('nearby');
  const first = pointFor(network, 0.5, rng);
  return Array.from({ length: count }, (_, i) =>
    i === 0
      ? first
      : new Map(
          [...first].map(([name, data]) => [
            name,
            data.map((w) => Math.fround(w + step * rng.normal())),
          ]),
        ),
  );
}

/** A certificate of a short polyline, at 1.3 times the larger loss of its vertices. */
export function example(
  name = 'relu',
  loss = 'core/mse',
  rows: readonly number[] | null = null,
): Bundle {
  const network = NETWORKS[name]!;
  const subject = subjectFor(network, loss, 8, 1);
  const vertices = nearby(subject.network, 3);
  const ends = vertices.map(
    (at) => boundsOn(subject, standing(at), [{ mid: 0, half: 0 }]).upper[0]!,
  );
  return makeCertificate({
    network,
    loss,
    subject,
    vertices,
    level: 1.3 * Math.max(...ends),
    rows,
  });
}

/** The words of all claims that are not true. */
export const faults = (bundle: Bundle) =>
  check(bundle).claims.filter(({ outcome }) => outcome !== 'true').map(({ outcome, claim, why }) => `${outcome}: ${claim}: ${why}`); // prettier-ignore

/** Replaces a file of a bundle, with its hash in the certificate. */
export function withFile(
  bundle: Bundle,
  part: 'evaluation' | 'vertices',
  bytes: Uint8Array,
): Bundle {
  const before = bundle.certificate[part] as { file: string };
  return {
    certificate: { ...bundle.certificate, [part]: { ...before, sha256: hashOf(bytes) } },
    files: new Map([...bundle.files, [before.file, bytes]]),
  };
}
