import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: [
      'test/unit/**/*.test.ts',
      'test/lsp/**/*.test.ts',
      'test/cli/**/*.test.ts',
      'test/neovim/*.test.ts',
      'test/verdicts/*.test.ts',
    ],
  },
});
