import { wantedFixes } from '../../../server/src/cli/fix';
import { planFixes } from '../../../server/src/rules/together';
import { workspaceOf } from '../support/memory';
import type { FileTexts } from './projects';
import { edited, findingsOf } from './support';

/** As many rounds as the command makes. */
export const MAX_ROUNDS = 10;

/** The files after `check --fix --unsafe-fixes`, and in how many rounds they came to rest. */
export async function fixed(
  files: FileTexts,
): Promise<{ readonly files: FileTexts; readonly rounds: number }> {
  let now = files;
  for (let rounds = 0; rounds <= MAX_ROUNDS; rounds++) {
    const { workspace } = await workspaceOf(now);
    const { edits } = planFixes(
      wantedFixes({ findings: findingsOf(workspace), fixesOf: ({ fixes }) => fixes }, true),
    );
    if (edits.size === 0) return { files: now, rounds };
    now = edited(workspace, now, [...edits.values()].flat());
  }
  return { files: now, rounds: MAX_ROUNDS + 1 };
}
