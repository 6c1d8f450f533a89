import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['tests/unit/**/*.test.ts'],
    environment: 'node',
    // A list that should be empty is said whole, not as "[ Array(1) ]": one line of it may be all that is left.
    chaiConfig: { truncateThreshold: 600 },
    testTimeout: 60_000,
  },
});
