import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: { conditions: ['@isthmus/source', 'node'] },
  ssr: { resolve: { conditions: ['@isthmus/source', 'node'] } },
  test: {
    name: 'cli',
    include: ['src/**/*.test.ts'],
    globalSetup: ['src/testing/build.ts'],
    testTimeout: 30_000,
    // Each concurrent test is a process of two threads or more.
    maxConcurrency: 2,
  },
});
