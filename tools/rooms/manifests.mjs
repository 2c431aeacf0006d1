import { isBuiltin } from 'node:module';

/** The one package that imports tfjs and asks whoever installs it to bring it; elsewhere it is handed in. */
export const TFJS_PACKAGE = 'tfjs';

const HOUSE = '@isthmus/';

const isTfjs = (name) => name.startsWith('@tensorflow/');

/** The package of the house that a name belongs to, such as "core" for `@isthmus/core/node`. */
export const houseOf = (name) => /^@isthmus\/([^/]+)/.exec(name)?.[1];

/**
 * What a package's manifest and tsconfigs say otherwise than its sources: a package that is imported and
 * not depended on, one of the house that is imported and not referenced, one that is depended on and not imported, and tfjs where it is not handed in.
 *
 * Whoever depends on @isthmus/tfjs must bring what that asks for as a peer, so it may depend on tfjs: the
 * command alone today. A devDependency is for tests, and for what is bundled.
 *
 * @param {string} pkg
 * @param {{ dependencies?: object, peerDependencies?: object, optionalDependencies?: object, referenced: readonly string[] }} manifest
 * @param {readonly import('./sources.mjs').Source[]} sources
 */
export function manifestFaults(pkg, manifest, sources) {
  const imported = new Set(sources.flatMap(({ modules }) => modules.flatMap((name) => houseOf(name) ?? []))); // prettier-ignore
  const { dependencies = {}, peerDependencies = {}, optionalDependencies = {} } = manifest;
  const there = new Set(Object.keys({ ...dependencies, ...peerDependencies, ...optionalDependencies, ...bundled(manifest) })); // prettier-ignore
  const packages = new Set(
    sources.flatMap(({ modules }) => modules.filter(isPackage).map(packageOf)),
  );
  const place = `packages/${pkg}`;
  const handsIn = `${HOUSE}${TFJS_PACKAGE}` in dependencies;
  const asked = Object.keys({ ...peerDependencies, ...optionalDependencies }).filter(isTfjs);
  const brought = Object.keys(dependencies).filter(isTfjs);
  return [
    ...[...packages].filter((name) => !there.has(name) && houseOf(name) !== pkg).map((name) => `${place}/package.json: does not depend on ${name}, which is imported; add it`),
    ...[...imported].filter((to) => to !== pkg && !manifest.referenced.includes(to)).map((to) => `${place}: no tsconfig references "../${to}", which is imported; add it, or run nx sync`),
    ...Object.keys(dependencies).flatMap((name) => houseOf(name) ?? []).filter((to) => !imported.has(to)).map((to) => `${place}/package.json: depends on ${HOUSE}${to}, which is not imported; take it out`),
    ...asked.filter(() => pkg !== TFJS_PACKAGE).map((name) => `${place}/package.json: only ${HOUSE}${TFJS_PACKAGE} asks for ${name} as a peer; take it out`),
    ...brought.filter(() => !handsIn).map((name) => `${place}/package.json: depends on ${name} without ${HOUSE}${TFJS_PACKAGE}, which is to be handed in; take it out`),
  ]; // prettier-ignore
}

/** What an extension of an editor has without depending on it: what is bundled, and the editor's own. */
const bundled = ({ engines, devDependencies }) =>
  engines !== undefined && 'vscode' in engines ? { ...devDependencies, vscode: '' } : {};

/** The package that a name is of, without the entry. */
const packageOf = (name) => /^(@[^/]+\/)?[^/]+/.exec(name)[0];

/** Whether a name is that of a package, or of an entry of one. */
const isPackage = (name) => /^[a-z@][^:]*$/i.test(name) && !isBuiltin(name);

/** Packages that the workspace's tsconfig.json leaves out, which no check would look at. */
export function unreferenced(folders, names) {
  return [
    ...folders.filter((name) => !names.includes(name)).map((name) => `tsconfig.json: does not reference "./packages/${name}"; add it after what it is made of`),
    ...names.filter((name) => !folders.includes(name)).map((name) => `tsconfig.json: references "./packages/${name}", which has no package.json; take it out`),
  ]; // prettier-ignore
}
