// node test/verdicts/docker-run.mts [--count N] [--seed S]
// Records in `docker-run/commands.json` what a real Docker says of commands that start a container: those written by hand
// in `docker-run-record.ts`, then N random ones of a seed. Each is run by a shell as it stands, but for a label that tells
// its container, and `-d` where it is `run`. Needs an engine (see README.md) with nothing else on its ports.
import path from 'node:path';
import { runBundled } from '#scripts/bundled';

await runBundled(path.join(import.meta.dirname, 'docker-run-record.ts'));
