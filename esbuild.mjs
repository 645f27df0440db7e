// Bundles what runs: dist/client.js (the extension), dist/server.js and dist/cli.js; with --tests the editor's test suites.
// --production minifies and leaves the source maps out; --watch rebuilds on every change.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import * as esbuild from 'esbuild';

const flags = new Set(process.argv.slice(2));
const production = flags.has('--production');

const shared = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  // Prefer a package's ES modules: they can be tree-shaken.
  mainFields: ['module', 'main'],
  minify: production,
  sourcemap: !production,
  sourcesContent: false,
  logLevel: 'warning',
};

const program = [
  { entryPoints: ['client/src/extension.ts'], outfile: 'dist/client.js', external: ['vscode'] },
  { entryPoints: ['server/src/main.ts'], outfile: 'dist/server.js' },
  {
    entryPoints: ['server/src/cli/main.ts'],
    outfile: 'dist/cli.js',
    banner: { js: '#!/usr/bin/env node' },
    // `portolan lsp` is the same server; the command line loads it only then.
    external: ['./server.js'],
  },
];

const tests = [
  { entryPoints: ['test/editor/suite/*.ts'], outdir: 'dist/test', external: ['vscode', 'mocha'] },
];

if (existsSync('scripts/build-registry.mjs')) {
  const { status } = spawnSync(process.execPath, ['scripts/build-registry.mjs'], { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

const bundles = [...program, ...(flags.has('--tests') ? tests : [])]
  .filter(({ entryPoints }) => entryPoints.every(entry => entry.includes('*') || existsSync(entry)))
  .map(options => ({ ...shared, ...options }));

if (flags.has('--watch')) {
  await Promise.all(
    bundles.map(async options => (await esbuild.context({ ...options, logLevel: 'info' })).watch()),
  );
} else {
  await Promise.all(bundles.map(options => esbuild.build(options)));
}
