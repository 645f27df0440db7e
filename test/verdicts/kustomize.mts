// node test/verdicts/kustomize.mts [--count N] [--seed S] [--compare N]
// Records in `kubernetes/kustomizations.json` what a real kubectl builds of N random kustomizations; with --compare, holds
// Portolan against N fresh ones. Needs kubectl on PATH, and no cluster.
import path from 'node:path';
import { runBundled } from '#scripts/bundled';

await runBundled(path.join(import.meta.dirname, 'kustomize-record.ts'));
