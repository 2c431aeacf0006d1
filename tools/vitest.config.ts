import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: { conditions: ['@isthmus/source'] },
  ssr: { resolve: { conditions: ['@isthmus/source'] } },
  test: { name: 'tools', include: ['**/*.test.ts', '**/*.test.mjs'], testTimeout: 120_000 },
});
