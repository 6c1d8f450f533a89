import { defineConfig } from 'vitest/config';

/** Tests in real browsers: two files at a time, since much of each is waiting for its browser. */
export default defineConfig({
  test: {
    include: ['tests/e2e/**/*.spec.ts', 'tests/egress/**/*.spec.ts'],
    environment: 'node',
    chaiConfig: { truncateThreshold: 600 },
    globalSetup: 'tests/support/build-first.ts',
    maxWorkers: 2,
    sequence: { concurrent: false },
    testTimeout: 120_000,
    hookTimeout: 120_000,
    teardownTimeout: 30_000,
    bail: 0,
  },
});
