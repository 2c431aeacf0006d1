import nx from '@nx/eslint-plugin';
import tseslint from 'typescript-eslint';

const noHiddenRandomness = [
  { object: 'Math', property: 'random', message: 'Draw from an Rng: runs must repeat.' },
  { object: 'Date', property: 'now', message: 'Take the time only where a record is stamped.' },
];

const oneMakerOfFolders = ['node:fs', 'node:fs/promises'].map((name) => ({
  name,
  importNames: ['mkdir', 'mkdirSync', 'default'],
  message:
    'Node 20 never returns from a recursive mkdir in /proc: use makeFolders of @isthmus/files/node.',
}));

export default tseslint.config(
  {
    ignores: [
      '**/dist',
      '**/out',
      '**/node_modules',
      '.nx',
      '.vscode-host',
      '**/*.d.ts',
      'runs',
      'packages/engine/kernels',
      'packages/engine/src/kernels/bytes',
      'packages/engine/src/kernels/generated',
    ],
  },
  ...tseslint.configs.strict,
  { plugins: { '@nx': nx } },
  {
    files: ['**/*.ts', '**/*.mjs'],
    rules: {
      'max-lines': ['error', { max: 300, skipBlankLines: false, skipComments: false }],
      'max-lines-per-function': ['error', { max: 80 }],
      'no-restricted-properties': ['error', ...noHiddenRandomness],
      'no-console': 'error',
      eqeqeq: 'error',
      // `{ left: _, ...rest }` is how a key is left out.
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }],
      // Indexed access is checked by the compiler (noUncheckedIndexedAccess); in loops over typed
      // arrays whose bounds are evident the assertion is the honest way to say so.
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@nx/enforce-module-boundaries': [
        'error',
        {
          // What differs between Node and a browser, by the conditions under `imports` in package.json.
          allow: ['#binaries', '#csv-parse', '#platform'],
          depConstraints: [
            { sourceTag: 'layer:contract', onlyDependOnLibsWithTags: [] },
            { sourceTag: 'layer:engine', onlyDependOnLibsWithTags: ['layer:contract'] },
            {
              sourceTag: 'layer:tfjs',
              onlyDependOnLibsWithTags: ['layer:contract', 'layer:engine'],
            },
            {
              sourceTag: 'layer:files',
              onlyDependOnLibsWithTags: ['layer:contract', 'layer:engine'],
            },
            {
              sourceTag: 'layer:core',
              // tfjs in tests alone, as the check of rooms sees to.
              onlyDependOnLibsWithTags: [
                'layer:contract',
                'layer:engine',
                'layer:files',
                'layer:tfjs',
              ],
            },
            {
              sourceTag: 'layer:plugin',
              onlyDependOnLibsWithTags: ['layer:contract', 'layer:core'],
            },
            { sourceTag: 'layer:charts', onlyDependOnLibsWithTags: ['layer:contract'] },
            { sourceTag: 'layer:app', onlyDependOnLibsWithTags: ['*'] },
          ],
        },
      ],
    },
  },
  {
    files: ['packages/*/src/**/*.ts'],
    ignores: ['packages/files/src/disk/make-folders.ts', '**/*.test.ts', '**/testing/**'],
    rules: { 'no-restricted-imports': ['error', { paths: oneMakerOfFolders }] },
  },
  {
    files: ['**/*.test.ts', '**/*.test-d.ts', '**/testing/**', '**/e2e/**', 'tools/**'],
    rules: {
      'max-lines-per-function': 'off',
      'max-lines': 'off',
      'no-restricted-properties': 'off',
      'no-console': 'off',
    },
  },
);
