import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: { conditions: ['@isthmus/source', 'node'] },
  ssr: { resolve: { conditions: ['@isthmus/source', 'node'] } },
  test: { name: 'tools', include: ['**/*.test.ts', '**/*.test.mjs'], testTimeout: 120_000 },
});
