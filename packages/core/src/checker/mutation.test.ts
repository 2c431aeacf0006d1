import { createRng } from '@isthmus/contract/base';
import { describe, expect, it } from 'vitest';
import { readCertificate } from './certificate.js';
import { pathOf, subjectOf } from './files.js';
import { exact, LITTLE } from './testing/dyadic.js';
import { check, example, text } from './testing/example.js';
import { exactLoss } from './testing/exact-network.js';
import { type Json, mutants } from './testing/mutants.js';
import { type Bundle, EVALUATION, hashOf, VERTICES } from './testing/make-certificate.js';

/** Where a certificate says nothing that could be false: docs/proof.md lists them for its readers. */
const NO_CLAIM = [
  '/certifier/use',
  '/certifier/options',
  '/evaluation/split',
  '/assumptions',
  '/network/nodes/0/options/initializer',
  // In evaluation dropout passes on what it is given, whatever its rate.
  '/network/nodes/3/options/rate',
];

/** Whether what a certificate says holds, by arithmetic that does not round, at places within each leaf. */
function isStillTrue({ certificate, files }: Bundle): boolean {
  const read = readCertificate(text(certificate));
  const subject = subjectOf(read, files.get(read.evaluation.file)!);
  const { vertices } = pathOf(read.network, files.get(read.vertices.file)!);
  const rng = createRng(1).fork('places');
  const at = (element: number, t: number) =>
    exactLoss(subject, { from: vertices[element]!, to: vertices[element + 1]!, slack: null }, t);
  if (read.elements.length !== vertices.length - 1) return false;
  const { lower, upper, at: peak } = read.peak;
  if (upper > read.level) return false;
  if (lower !== null && exact(lower) > at(peak.element, peak.t) + LITTLE) return false;
  return read.elements.every((element, i) => {
    if (element.kind !== 'leaves') return [0, 0.3, 0.5, 0.8, 1].every((t) => at(i, t) <= exact(Math.min(read.level, upper)) + LITTLE); // prettier-ignore
    const covers = element.leaves.every(({ mid, half }, l) => mid - half === (l === 0 ? 0 : element.leaves[l - 1]!.mid + element.leaves[l - 1]!.half)); // prettier-ignore
    if (!covers || element.leaves.at(-1)!.mid + element.leaves.at(-1)!.half !== 1) return false;
    return element.leaves.every(({ mid, half, bound }) =>
      bound <= Math.min(read.level, upper) && [mid - half, mid + half, mid + half * (2 * rng.next() - 1)].every((t) => at(i, t) <= exact(bound) + LITTLE)); // prettier-ignore
  });
}

/** What survives and should not: refused mutants, and those whose statement is still true, are fine. */
function wrongly(mutated: Bundle): boolean {
  return check(mutated).holds && !isStillTrue(mutated);
}

describe.each([
  ['relu with dropout', 'dropout'],
  ['leaky', 'leaky'],
  ['images', 'maxPool'],
])('a certificate of %s', (_, name) => {
  const sound = example(name);

  it('is refused with any part of it changed, unless what it says is still true', () => {
    const survivors = new Map<string, number>();
    let [count, refused] = [0, 0];
    for (const [pointer, certificate] of mutants(sound.certificate as Json)) {
      // Twice nothing is nothing.
      if (JSON.stringify(certificate) === JSON.stringify(sound.certificate)) continue;
      const mutated = { ...sound, certificate: certificate as Record<string, unknown> };
      count++;
      if (!check(mutated).holds) refused++;
      else survivors.set(pointer, (survivors.get(pointer) ?? 0) + 1);
      if (wrongly(mutated)) expect.fail(`${pointer} survived: ${JSON.stringify(certificate)}`);
    }
    expect(count).toBeGreaterThan(500);
    expect(refused / count).toBeGreaterThan(0.85);
    const claims = [...survivors.keys()].filter(
      (pointer) => !NO_CLAIM.some((free) => pointer.startsWith(free)),
    );
    // A larger level, a leaf's bound between what was proved and the peak, and a wider bracket are still true.
    const widened =
      /^\/(level|peak\/(lower|upper|at\/t|at\/element)|elements\/\d+\/leaves\/\d+\/2|network\/nodes\/\d+\/options\/(rate|slope))$/;
    expect(claims.filter((pointer) => !widened.test(pointer))).toEqual([]);
  });

  it('is refused with any number of its files changed, the hashes made anew, unless it is still true', () => {
    let refused = 0;
    const files = [EVALUATION, VERTICES];
    for (const [f, file] of files.entries()) {
      const bytes = sound.files.get(file)!;
      const from = 8 + Number(new DataView(bytes.buffer).getBigUint64(0, true));
      const part = (['evaluation', 'vertices'] as const)[f]!;
      for (let at = from; at < bytes.length; at += name === 'maxPool' ? 20 : 4) {
        const changed = bytes.slice();
        const view = new DataView(changed.buffer);
        view.setFloat32(at, view.getFloat32(at, true) * 1.5 + 0.3, true);
        const named = { ...(sound.certificate[part] as object), sha256: hashOf(changed) };
        const mutated = { certificate: { ...sound.certificate, [part]: named }, files: new Map([...sound.files, [file, changed]]) }; // prettier-ignore
        if (wrongly(mutated)) expect.fail(`byte ${at} of ${file}`);
        if (!check(mutated).holds) refused++;
        // With the hash as it was it is another file.
        expect(check({ ...sound, files: mutated.files }).holds).toBe(false);
      }
    }
    expect(refused).toBeGreaterThan(20);
  });
});
