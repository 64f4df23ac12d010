import { defineConfig } from 'vitest/config';

// One window at a time: the machine that checks a change has two cores and one virtual display.
export default defineConfig({
  test: {
    include: ['flows/**/*.test.ts'],
    globalSetup: ['harness/display.ts'],
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
