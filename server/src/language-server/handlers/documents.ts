import type { TextDocumentChangeEvent } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { formatOfLanguage } from '../../systems/all';
import { pause } from '../../workspace/pauser';
import type { Session } from '../session';
import { canonical } from '../uris';
import { changeSettings } from './files';
import { lookAtMachine } from './machine';

/** How long changes are waited for while others come, in milliseconds. */
const MAX_PATIENCE = 200;

type Change = TextDocumentChangeEvent<TextDocument>;

/** What is open, changed, saved and closed. */
export function handleDocuments(session: Session): void {
  const { open, workspace, refreshing, changes, background, events, settings } = session;

  /** Documents whose change is waited for already: it will take in the newest text. */
  const waiting = new Set<string>();
  let heard = 0;

  /** An error in what is done at once is told as any other: of an event's own the library tells with all its steps. */
  const safely =
    <Event>(what: string, handle: (event: Event) => void) =>
    (event: Event): void => {
      void background.run(what, async () => handle(event));
    };

  const changed = ({ document }: Change) => {
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
  };

  const saved = ({ document }: Change) => {
    void background.run('The ports of this machine', () => lookAtMachine(session, false));
    // An editor that watches no files tells of this one here.
    if (!session.client.watches && settings.isSettingsFile(canonical(document.uri)))
      events.add('Settings', () => changeSettings(session));
  };

  const closed = ({ document }: Change) => {
    // What is opened again behind it is another document, and has a change of its own.
    waiting.delete(document.uri);
    changes.add('A document that changed', async () => {
      await workspace.close(canonical(document.uri));
      await refreshing.withdraw(document.uri);
    });
  };

  open.onDidChangeContent(safely('A document that changed', changed));
  open.onDidSave(safely('A document that was saved', saved));
  open.onDidClose(safely('A document that was closed', closed));
}
