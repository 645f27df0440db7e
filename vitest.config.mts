import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // By default one processor is left alone, which on two of them is half.
    maxWorkers: '100%',
    // Many tests start processes, beside each other: what one of them costs is measured by benchmarks.
    testTimeout: 30_000,
    include: [
      'test/unit/**/*.test.ts',
      'test/lsp/**/*.test.ts',
      'test/cli/**/*.test.ts',
      'test/neovim/*.test.ts',
      'test/site/*.test.ts',
      'test/verdicts/*.test.ts',
    ],
  },
});
