import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

const released = join(import.meta.dirname, '../../target/release');

// What is measured in the real window. Run with `vitest run --config vitest.bench.config.ts`.
export default defineConfig({
  test: {
    include: ['bench/**/*.bench.ts'],
    globalSetup: ['harness/display.ts'],
    env: {
      CUEWRIGHT_PROGRAM: process.env['CUEWRIGHT_PROGRAM'] ?? join(released, 'cuewright'),
      CUEWRIGHT_EMPTY_WINDOW: process.env['CUEWRIGHT_EMPTY_WINDOW'] ?? join(released, 'examples/empty-window'),
    },
    fileParallelism: false,
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});
