import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

const released = join(import.meta.dirname, '../../target/release/cuewright');

// What is measured in the real window. Run with `vitest run --config vitest.bench.config.ts`.
export default defineConfig({
  test: {
    include: ['bench/**/*.bench.ts'],
    globalSetup: ['harness/display.ts'],
    env: { CUEWRIGHT_PROGRAM: process.env['CUEWRIGHT_PROGRAM'] ?? released },
    fileParallelism: false,
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});
