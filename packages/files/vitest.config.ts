import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: { conditions: ['@isthmus/source', 'node'] },
  ssr: { resolve: { conditions: ['@isthmus/source', 'node'] } },
  test: { name: 'files', include: ['src/**/*.test.ts'], testTimeout: 30_000 },
});
