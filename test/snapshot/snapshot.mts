// npm run snapshot -- OUT [FOLDER...]
// Writes all that Portolan says of the recorded projects and of folders into one file, to compare before and after a
// change that is to change nothing.
import { rmSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const bundle = path.resolve(`dist/snapshot-${process.pid}.mjs`);
await build({
  entryPoints: [path.join(import.meta.dirname, 'write.ts')],
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
