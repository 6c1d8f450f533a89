import { defineConfig } from 'vitest/config';

/** Tests in real browsers: one file at a time, since each wants the machine to itself. */
export default defineConfig({
  test: {
    include: ['tests/e2e/**/*.spec.ts', 'tests/egress/**/*.spec.ts'],
    environment: 'node',
    globalSetup: 'tests/support/build-first.ts',
    fileParallelism: false,
    maxWorkers: 1,
    sequence: { concurrent: false },
    testTimeout: 120_000,
    hookTimeout: 120_000,
    teardownTimeout: 30_000,
    bail: 0,
  },
});
