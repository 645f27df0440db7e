import { formatOfLanguage } from '../../systems/all';
import { pause } from '../../workspace/pauser';
import type { Session } from '../session';
import { canonical } from '../uris';
import { changeSettings } from './files';
import { lookAtMachine } from './machine';

/** How long changes are waited for while others come, in milliseconds. */
const MAX_PATIENCE = 200;

/** What is open, changed, saved and closed. */
export function handleDocuments(session: Session): void {
  const { open, workspace, refreshing, changes, background, events, settings } = session;

  /** Documents whose change is waited for already: it will take in the newest text. */
  const waiting = new Set<string>();
  let heard = 0;

  open.onDidChangeContent(({ document }) => {
    const uri = session.meet(document.uri);
    heard++;
    if (waiting.has(document.uri)) return;
    waiting.add(document.uri);
    changes.add('A document that changed', async () => {
      await workspace.prepare(uri);
      // Of many changes that come in a row the last alone is worked through.
      const until = performance.now() + MAX_PATIENCE;
      for (let before = -1; before !== heard && performance.now() < until; ) {
        before = heard;
        await pause();
      }
      waiting.delete(document.uri);
      await workspace.change(uri, document.getText(), formatOfLanguage(document.languageId));
      refreshing.diagnostics(document.uri);
    });
  });

  open.onDidSave(({ document }) => {
    void background.run('The ports of this machine', () => lookAtMachine(session, false));
    // An editor that watches no files tells of this one here.
    if (!session.client.watches && settings.isSettingsFile(canonical(document.uri)))
      events.add('Settings', () => changeSettings(session));
  });

  open.onDidClose(({ document }) => {
    changes.add('A document that changed', async () => {
      await workspace.close(canonical(document.uri));
      await refreshing.withdraw(document.uri);
    });
  });
}
