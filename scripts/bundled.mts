// Runs a script of TypeScript that imports the server's own modules, which Node alone cannot: bundled first.
import { rmSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

export async function runBundled(entry: string): Promise<void> {
  const bundle = path.resolve(`dist/${path.parse(entry).name}-${process.pid}.mjs`);
  await build({
    entryPoints: [entry],
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
}
