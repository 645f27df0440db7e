import type {
  DefinitionParams,
  DocumentHighlight,
  DocumentHighlightParams,
  DocumentSymbol,
  DocumentSymbolParams,
  Location,
  ReferenceParams,
  SymbolInformation,
} from 'vscode-languageserver';
import { definitionAt, highlightsAt, referencesAt } from '../../features/navigation';
import { documentSymbols, flatSymbols, workspaceSymbols } from '../../features/symbols';
import { answering, untilKnown, whenRead, whenScanned } from '../answering';
import type { Session } from '../session';

/** Where a port leads, and where it is named. */
export function handleNavigation(session: Session): void {
  const { connection, workspace } = session;
  connection.onDefinition(
    whenRead<DefinitionParams, Location[]>(session, [], (document, { position }) =>
      definitionAt(workspace, document, position),
    ),
  );
  connection.onReferences(
    whenScanned<ReferenceParams, Location[]>(session, [], (document, { position }) =>
      referencesAt(workspace, document, position),
    ),
  );
  connection.onDocumentHighlight(
    whenRead<DocumentHighlightParams, DocumentHighlight[]>(session, [], (document, { position }) =>
      highlightsAt(workspace, document, position),
    ),
  );
  connection.onDocumentSymbol(
    whenRead<DocumentSymbolParams, DocumentSymbol[] | SymbolInformation[]>(session, [], document => {
      const symbols = documentSymbols(workspace, document);
      return session.client.nestedSymbols ? symbols : flatSymbols(document, symbols);
    }),
  );
  connection.onWorkspaceSymbol(
    answering(session, async ({ query }, throwIfCancelled) => {
      await untilKnown(session);
      throwIfCancelled();
      return workspaceSymbols(workspace, workspace.documents().values(), query, (uri, find) =>
        session.attempt(uri, [], find),
      );
    }),
  );
}
