import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { messageOf } from '@isthmus/core';
import { VERSION } from '../process/version.js';
import type { DoctorFinding } from './check.js';
import { broken, note, ok } from './check.js';

/** What this command is made of. */
const OWN = ['contract', 'engine', 'tfjs', 'files', 'core', 'dss', 'symmetry', 'charts'].map(
  (name) => `@isthmus/${name}`,
);

/**
 * Whether the packages of this command belong together, and whether plugins of a folder would bring a
 * core of their own.
 */
export function packageChecks(cwd: string): readonly DoctorFinding[] {
  return [versionsCheck(), coreCheck(cwd), editorCheck(cwd)];
}

function versionsCheck(): DoctorFinding {
  try {
    const versions = OWN.map((name) => [name, versionIn(ownManifest(name))] as const);
    const odd = versions.filter(([, version]) => version !== VERSION);
    return odd.length === 0
      ? ok('packages', `@isthmus/cli ${VERSION}, with core, dss, symmetry and charts of that version`)
      : broken('packages', `@isthmus/cli is ${VERSION}, but ${odd.map((each) => each.join(' ')).join(', ')}. Install them of one version.`); // prettier-ignore
  } catch (thrown) {
    return broken('packages', messageOf(thrown));
  }
}

/** A plugin's `import '@isthmus/core'` finds the nearest one above it. */
function coreCheck(cwd: string): DoctorFinding {
  const nearest = nearestManifest(cwd, '@isthmus/core');
  if (nearest === null)
    return note('core', 'none is installed for plugins of this folder; those that import @isthmus/core need it (npm install @isthmus/core)'); // prettier-ignore
  if (realpathSync(nearest) === realpathSync(ownManifest('@isthmus/core')))
    return ok('core', 'plugins of this folder share the one of this command');
  const version = versionIn(nearest);
  const text = `plugins of this folder have a core of their own, ${version} in ${dirname(nearest)}`;
  return version === VERSION
    ? note('core', `${text}: two cores in one process; npx isthmus from there shares one`)
    : broken('core', `${text}, and this command has ${VERSION}. Install both of one version.`);
}

/** The extension takes the command of the workspace, where there is one. */
function editorCheck(cwd: string): DoctorFinding {
  const entry = join(cwd, 'node_modules/@isthmus/cli/dist/runner/entry.js');
  return ok(
    'VS Code',
    existsSync(entry)
      ? 'with this folder opened, the extension runs the isthmus of its node_modules'
      : 'with this folder opened, the extension runs the isthmus that it brings',
  );
}

function nearestManifest(folder: string, name: string): string | null {
  const manifest = join(folder, 'node_modules', name, 'package.json');
  if (existsSync(manifest)) return manifest;
  return dirname(folder) === folder ? null : nearestManifest(dirname(folder), name);
}

function ownManifest(name: string): string {
  return createRequire(import.meta.url).resolve(`${name}/package.json`);
}

function versionIn(manifest: string): string {
  return (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version;
}
