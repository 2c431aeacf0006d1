// The licences of the packages that a bundle holds, as their terms ask.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/**
 * The text of all licences.
 *
 * @param {string} base the folder that the bundle's inputs are relative to
 * @param {readonly import('esbuild').Metafile[]} bundles
 */
export function noticesOf(base, bundles) {
  const files = bundles.flatMap(({ inputs }) => Object.keys(inputs));
  const folders = new Set(
    files.filter((f) => f.includes('node_modules/')).map((f) => packageOf(resolve(base, f))),
  );
  const notices = [...folders].map(noticeOf).sort((a, b) => (a.name < b.name ? -1 : 1));
  const texts = notices.map(
    ({ name, license, text }) =>
      `${name} (${license})\n\n${text ?? 'Its package holds no text of that licence.'}`,
  );
  return texts.join(`\n\n${'-'.repeat(78)}\n\n`);
}

/** The nearest folder above a file whose `package.json` has a name and a version. */
function packageOf(file) {
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    const manifest = join(folder, 'package.json');
    if (existsSync(manifest) && JSON.parse(readFileSync(manifest, 'utf8')).version !== undefined)
      return folder;
  }
}

function noticeOf(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const file = readdirSync(folder).find((f) => /^(licen[cs]e|copying)/i.test(f));
  const text = file === undefined ? null : readFileSync(join(folder, file), 'utf8').trim();
  return { name: `${name} ${version}`, license: license ?? 'licence not stated', text };
}
