// npm run snapshot -- OUT [FOLDER...]
// Writes all that Portolan says of the recorded projects and of folders into one file, to compare before and after a
// change that is to change nothing.
import path from 'node:path';
import { runBundled } from '#scripts/bundled';

await runBundled(path.join(import.meta.dirname, 'write.ts'));
