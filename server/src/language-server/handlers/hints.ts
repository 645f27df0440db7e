import type { CodeLens, CodeLensParams, InlayHint, InlayHintParams } from 'vscode-languageserver';
import { codeLensesIn } from '../../features/code-lenses';
import { inlayHintsIn } from '../../features/inlay-hints';
import { whenRead, whenScanned } from '../answering';
import type { Session } from '../session';

/** What an editor shows in a text without being asked: hints behind ports, and lenses over services. */
export function handleHints(session: Session): void {
  const { connection, workspace, settings } = session;
  connection.languages.inlayHint.on(
    whenRead<InlayHintParams, InlayHint[]>(session, [], (document, { range }) =>
      settings.for(document.uri).inlayHints ? [...inlayHintsIn(workspace, document, range)] : [],
    ),
  );
  connection.onCodeLens((params, token) => {
    // An editor that can be told to ask again has the first lenses at once, and those of other files after them.
    const when = session.client.refreshesLenses ? whenRead : whenScanned;
    return when<CodeLensParams, CodeLens[]>(session, [], document => {
      const own = settings.for(document.uri);
      return own.codeLens ? [...codeLensesIn(workspace, document, own, session.client.options.commands)] : [];
    })(params, token);
  });
}
