// Checks what npm would publish of every package, without publishing it: that source maps lead to
// sources that are in the package, that links of its pages do too, that every entry is there, and that
// its manifest says where it comes from. Needs a build; uses no network.
// Usage: node tools/check-packages.mjs [--write]   (--write copies the root's repository into each)
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const json = (...path) => JSON.parse(readFileSync(join(root, ...path), 'utf8'));

/** The folders of the packages that are published. */
function published() {
  return readdirSync(join(root, 'packages')).filter(
    (name) => json('packages', name, 'package.json').private !== true,
  );
}

/** What npm would put into the package of each folder: a list of paths by folder. */
function contents(folders) {
  const args = ['pack', '--dry-run', '--json', '--ignore-scripts'];
  const workspaces = folders.flatMap((name) => ['-w', `packages/${name}`]);
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const packed = JSON.parse(
    execFileSync(npm, [...args, ...workspaces], {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      maxBuffer: 2 ** 28,
    }),
  );
  const byName = new Map(packed.map(({ name, files }) => [name, files.map(({ path }) => path)]));
  return new Map(
    folders.map((name) => [name, byName.get(json('packages', name, 'package.json').name)]),
  );
}

/** What is wrong with a package that holds these files, as lines. */
export function packageFaults(folder, files, manifest, read, shared) {
  const held = new Set(files);
  return [
    ...manifestFaults(folder, manifest, shared),
    ...entryFaults(manifest, held),
    ...files.filter((file) => file.endsWith('.map')).flatMap((file) => mapFaults(file, read, held)),
    ...files.filter((file) => /\.(m?js|d\.ts)$/.test(file)).flatMap((f) => mapLink(f, read, held)),
    ...files.filter((file) => file.endsWith('.md')).flatMap((file) => linkFaults(file, read, held)),
    ...files.filter(isLeftover).map((file) => `${file} does not belong into a package`),
  ];
}

const isLeftover = (file) =>
  /\.tsbuildinfo$|\.test(-d)?\.(ts|js)$|(^|\/)testing\/|(^|\/)\.|^out\//.test(file);

/** How many words a search for the package may find it by, at least. */
const LEAST_KEYWORDS = 4;

function manifestFaults(folder, manifest, { repository, version }) {
  const { repository: own = {}, keywords = [], homepage, bugs } = manifest;
  const faults = ['name', 'description', 'license', 'engines', 'files']
    .filter((key) => manifest[key] === undefined)
    .map((key) => `package.json has no "${key}"`);
  if (manifest.version !== version)
    faults.push(`version ${manifest.version}; the others have ${version}`);
  const expected = { ...repository, directory: `packages/${folder}` };
  if (JSON.stringify(own) !== JSON.stringify(expected))
    faults.push(`"repository" is not the root's; run node tools/check-packages.mjs --write`);
  if (new Set(keywords).size < LEAST_KEYWORDS) faults.push(`fewer than ${LEAST_KEYWORDS} keywords`);
  const web = String(repository.url).replace(/^git\+|\.git$/g, '');
  for (const url of [homepage, typeof bugs === 'string' ? bugs : bugs?.url])
    if (url !== undefined && !url.startsWith(web)) faults.push(`${url} is not below ${web}`);
  return faults;
}

/** Every file that the manifest names. */
function entryFaults({ exports = {}, bin = {}, main }, held) {
  const targets = [];
  const walk = (value, key) => {
    if (typeof value === 'string') targets.push([key, value]);
    else if (!isOurs(value))
      for (const [name, part] of Object.entries(value ?? {})) walk(part, name);
  };
  walk(exports, 'exports');
  walk(bin, 'bin');
  walk(main, 'main');
  return targets
    .map(([key, target]) => [key, posix.normalize(target)])
    .filter(([, target]) => !held.has(target))
    .map(([key, target]) => `"${key}" names ${target}, which is not in the package`);
}

/** An entry for the tests of this workspace alone: to anyone else it is not exported. */
const isOurs = (value) => Object.keys(value ?? {}).join() === '@isthmus/source';

/** A map without its sources shows a debugger nothing. */
function mapFaults(file, read, held) {
  const { sources = [], sourcesContent, sourceRoot = '' } = JSON.parse(read(file));
  return sources.flatMap((source, i) => {
    if (typeof sourcesContent?.[i] === 'string') return [];
    const path = posix.normalize(posix.join(posix.dirname(file), sourceRoot, source));
    return held.has(path) ? [] : [`${file} leads to ${path}, which is not in the package`];
  });
}

function mapLink(file, read, held) {
  const [, map] = /\/\/# sourceMappingURL=(?!data:)(\S+)\s*$/.exec(read(file)) ?? [];
  if (map === undefined) return [];
  const path = posix.join(posix.dirname(file), map);
  return held.has(path) ? [] : [`${file} names its map ${path}, which is not in the package`];
}

function linkFaults(file, read, held) {
  const links = [...read(file).matchAll(/\]\((?!https?:|mailto:|#)([^)#\s]+)/g)];
  return links
    .map(([, link]) => posix.normalize(posix.join(posix.dirname(file), decodeURI(link))))
    .filter((path) => !held.has(path))
    .map((path) => `${file} links to ${path}, which is not in the package`);
}

function writeRepositories(folders, repository) {
  for (const folder of folders) {
    const path = join(root, 'packages', folder, 'package.json');
    const { name, version, description, license, repository: _, ...rest } = json('packages', folder, 'package.json'); // prettier-ignore
    const own = { ...repository, directory: `packages/${folder}` };
    const manifest = { name, version, description, license, repository: own, ...rest };
    writeFileSync(path, `${JSON.stringify(manifest, null, 2)}\n`);
  }
}

/** All faults of all packages, as lines. */
export function allFaults() {
  const folders = published();
  const shared = json('package.json');
  const lists = contents(folders);
  return folders.flatMap((folder) => {
    const read = (file) => readFileSync(join(root, 'packages', folder, file), 'utf8');
    const manifest = json('packages', folder, 'package.json');
    return packageFaults(folder, lists.get(folder), manifest, read, shared).map(
      (fault) => `${manifest.name}: ${fault}`,
    );
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (process.argv.includes('--write'))
    writeRepositories(published(), json('package.json').repository);
  const faults = allFaults();
  console.log(faults.length === 0 ? 'packages: in order' : faults.join('\n'));
  process.exitCode = faults.length === 0 ? 0 : 1;
}
