// npm run verdicts [-- --projects N --seed S] [--reads-only] [--jobs N] [--only NAME]
// Records what a real Docker says of the cases; with --projects, compares so many fresh ones with Portolan.
import path from 'node:path';
import { runBundled } from '#scripts/bundled';

await runBundled(path.join(import.meta.dirname, 'record.ts'));
