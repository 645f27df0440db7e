// npm run verdicts [-- --projects N --seed S] [--reads-only] [--jobs N] [--only NAME]
// Records what a real Docker says of the cases; with --projects, compares so many fresh ones with Portolan.
import { rmSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const bundle = path.resolve(`dist/verdicts-${process.pid}.mjs`);
await build({
  entryPoints: [path.join(import.meta.dirname, 'record.ts')],
  bundle: true,
  platform: 'node',
  format: 'esm',
  mainFields: ['module', 'main'],
  banner: {
    js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
  },
  outfile: bundle,
  logLevel: 'warning',
});
await import(pathToFileURL(bundle).href).finally(() => rmSync(bundle));
