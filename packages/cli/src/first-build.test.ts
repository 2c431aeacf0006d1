import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { PATIENCE_MS, ROOT, temporaryFolder } from './testing/command.js';

const BIN = fileURLToPath(new URL('../bin', import.meta.url));
const NAMES = ['contract', 'engine', 'tfjs', 'files', 'core', 'dss', 'symmetry', 'charts', 'cli'];

/** What the manifest says of the file that is started. */
const MAIN = { '@isthmus/source': './src/main.ts', default: './dist/main.js' };

/** A checkout of packages with a line of source each, and the command's own way of building them. */
function checkout(): string {
  const root = temporaryFolder();
  const put = (file: string, text: string) => {
    mkdirSync(join(root, file, '..'), { recursive: true });
    writeFileSync(join(root, file), text);
  };
  const compilerOptions = {
    composite: true,
    emitDeclarationOnly: true,
    module: 'nodenext',
    target: 'es2022',
    strict: true,
    // The least that compiles, for speed.
    lib: ['es5'],
    types: [],
    skipLibCheck: true,
  };
  put('tsconfig.base.json', JSON.stringify({ compilerOptions }));
  for (const name of NAMES) {
    put(`packages/${name}/package.json`, JSON.stringify({ name, type: 'module', imports: { '#main': MAIN } })); // prettier-ignore
    const references = name === 'cli' ? NAMES.slice(0, -1).map((other) => ({ path: `../${other}/tsconfig.lib.json` })) : []; // prettier-ignore
    put(
      `packages/${name}/tsconfig.lib.json`,
      JSON.stringify({
        extends: '../../tsconfig.base.json',
        compilerOptions: {
          rootDir: 'src',
          outDir: 'dist',
          tsBuildInfoFile: 'dist/tsconfig.lib.tsbuildinfo',
        },
        include: ['src'],
        references,
      }),
    );
    put(`packages/${name}/src/index.ts`, 'export const one: number = 1;\n');
    put(`packages/${name}/src/main.ts`, 'export {};\n');
  }
  put('packages/cli/src/main.ts', says('first'));
  cpSync(BIN, join(root, 'packages/cli/bin'), { recursive: true });
  cpSync(join(ROOT, 'tools/bundle.mjs'), join(root, 'tools/bundle.mjs'));
  symlinkSync(join(ROOT, 'node_modules'), join(root, 'node_modules'));
  return root;
}

const says = (word: string) => `export {};\ndeclare const process: any;\nprocess.stdout.write('${word}\\n');\n`; // prettier-ignore

describe('the command in a checkout', { timeout: PATIENCE_MS }, () => {
  let root: string;
  const command = () =>
    spawnSync(process.execPath, [join(root, 'packages/cli/bin/isthmus.mjs')], { encoding: 'utf8' });
  const main = () => join(root, 'packages/cli/src/main.ts');

  beforeAll(() => {
    root = checkout();
  });

  it('is built at its first use, and not again', () => {
    const first = command();
    expect([first.stdout, first.status]).toEqual(['first\n', 0]);
    expect(first.stderr).toMatch(/^isthmus: building/);
    const second = command();
    expect([second.stdout, second.stderr, second.status]).toEqual(['first\n', '', 0]);
  });

  it('is never run from a build that failed', () => {
    writeFileSync(main(), `const one: number = 'two';\n${says('broken')}`);
    for (let attempt = 1; attempt <= 2; attempt++) {
      const { stdout, stderr, status } = command();
      expect([stdout, status]).toEqual(['', 3]);
      expect(stderr).toMatch(/main\.ts.*error TS2322: Type 'string'/);
      expect(stderr).toMatch(/the build failed, so nothing is run/);
    }
  });

  it('nor from one that is older than any source of any package', () => {
    writeFileSync(main(), says('second'));
    expect(command().stdout).toBe('second\n');
    writeFileSync(join(root, 'packages/core/src/index.ts'), 'export const one: string = 1;\n');
    const { stdout, stderr, status } = command();
    expect([stdout, status]).toEqual(['', 3]);
    expect(stderr).toContain('core/src/index.ts');
    writeFileSync(join(root, 'packages/core/src/index.ts'), 'export const one = 1;\n');
    expect(command().stdout).toBe('second\n');
  });

  it('nor from one of a source that was put in the place of a newer one', () => {
    writeFileSync(main(), says('third'));
    utimesSync(main(), new Date(0), new Date(0));
    expect(command().stdout).toBe('third\n');
  });

  it('nor from one of which an entry is gone', () => {
    rmSync(join(root, 'packages/core/dist/main.js'));
    const { stdout, stderr } = command();
    expect(stderr).toMatch(/^isthmus: building/);
    expect(stdout).toBe('third\n');
    expect(existsSync(join(root, 'packages/core/dist/main.js'))).toBe(true);
    expect(command().stderr).toBe('');
  });

  it('nor from one that was bundled otherwise', () => {
    utimesSync(join(root, 'tools/bundle.mjs'), new Date(0), new Date(0));
    expect(command().stderr).toMatch(/^isthmus: building/);
    expect(command().stderr).toBe('');
  });

  it('nor from one that was broken off', () => {
    rmSync(join(root, 'packages/cli/dist/.sources'));
    const { stdout, stderr } = command();
    expect(stderr).toMatch(/^isthmus: building/);
    expect(stdout).toBe('third\n');
    expect(existsSync(join(root, 'packages/cli/.build-lock'))).toBe(false);
  });

  it('is not hindered by the lock of a process that was killed', () => {
    rmSync(join(root, 'packages/cli/dist/.sources'));
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    writeFileSync(join(root, 'packages/cli/.build-lock'), String(pid));
    expect(command().stdout).toBe('third\n');
  });

  it('is not run where it is old and there is no compiler, and run where it is not old', () => {
    rmSync(join(root, 'node_modules'));
    expect(command().stdout).toBe('third\n');
    writeFileSync(main(), says('fourth'));
    const { stdout, stderr, status } = command();
    expect([stdout, status]).toEqual(['', 3]);
    expect(stderr).toMatch(/TypeScript is not installed here; run npm ci/);
  });

  it('is run as it is where there are no sources, as in a package from npm', () => {
    for (const name of NAMES) rmSync(join(root, `packages/${name}/tsconfig.lib.json`));
    const { stdout, stderr, status } = command();
    expect([stdout, stderr, status]).toEqual(['third\n', '', 0]);
  });
});
