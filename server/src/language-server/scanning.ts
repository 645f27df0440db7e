import * as l10n from '@vscode/l10n';
import type { Connection } from 'vscode-languageserver';
import type { Workspace } from '../workspace/workspace';
import type { Background } from './background';
import type { Client } from './client';

/** Finds every file that holds ports, in the background; what is open is known before. */
export interface Scanning {
  /** Scans folders, which are asked for once something is over. */
  start(folders: () => readonly string[], after: Promise<unknown>): void;
  /** Ends once every scan that was started is over. */
  done(): Promise<unknown>;
  /** Ends every scan that is under way. */
  cancel(): void;
}

interface Surroundings {
  readonly connection: Connection;
  readonly workspace: Workspace;
  readonly background: Background;
  client(): Client;
  /** Called after each scan. */
  onScanned(): void;
}

export function createScanning({
  connection,
  workspace,
  background,
  client,
  onScanned,
}: Surroundings): Scanning {
  const running = new Set<AbortController>();
  let scanned: Promise<unknown> = Promise.resolve();

  async function scan(folders: readonly string[]): Promise<void> {
    if (folders.length === 0) return;
    const control = new AbortController();
    running.add(control);
    const progress = client().progress
      ? await connection.window.createWorkDoneProgress().catch(() => undefined)
      : undefined;
    progress?.begin(l10n.t('Portolan: charting ports'), 0, undefined, true);
    progress?.token.onCancellationRequested(() => control.abort());
    let shown = 0;
    try {
      await workspace.scan(folders, {
        signal: control.signal,
        onProgress: (done, total) => {
          const percent = Math.floor((done / total) * 100);
          if (percent > shown) progress?.report(percent, l10n.t('{0} of {1} files', done, total));
          shown = Math.max(shown, percent);
        },
      });
    } finally {
      running.delete(control);
      progress?.done();
    }
    onScanned();
  }

  return {
    start(folders, after) {
      const own = after.then(() => background.run(folders().join(', '), () => scan(folders())));
      scanned = Promise.all([scanned, own]);
    },
    done: () => scanned,
    cancel() {
      for (const control of running) control.abort();
    },
  };
}
