import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts', 'test/**/*.test.tsx'],
    // Two cores, shared with workers that the code under test starts itself.
    maxWorkers: 2,
    // Servers, terminals and kills have to do with time, and CI's machine is shared; a second try is marked as one.
    retry: process.env.CI ? 1 : 0,
    testTimeout: 120_000,
    hookTimeout: 180_000,
  },
});
