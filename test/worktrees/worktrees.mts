// npm run worktrees -- FOLDER...
// Three worktrees of each repository side by side in a real Docker Engine, on ports that `portolan lease` gives them.
import path from 'node:path';
import { runBundled } from '#scripts/bundled';

await runBundled(path.join(import.meta.dirname, 'side-by-side.ts'));
