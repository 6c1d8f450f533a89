import { defineConfig } from 'vitest/config';

/** Tests of the packages as files: what is in them and what is not. */
export default defineConfig({
  test: {
    include: ['tests/package/**/*.test.ts'],
    environment: 'node',
    chaiConfig: { truncateThreshold: 600 },
    globalSetup: 'tests/support/build-first.ts',
    testTimeout: 180_000,
    hookTimeout: 180_000,
  },
});
