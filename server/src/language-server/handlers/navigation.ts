import type {
  DefinitionParams,
  DocumentHighlight,
  DocumentHighlightParams,
  DocumentSymbol,
  DocumentSymbolParams,
  Location,
  ReferenceParams,
  SymbolInformation,
  WorkspaceSymbol,
} from 'vscode-languageserver';
import { definitionAt, highlightsAt, referencesAt } from '../../features/navigation';
import { documentSymbols, flatSymbols, workspaceSymbols } from '../../features/symbols';
import { pauser } from '../../workspace/pauser';
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
      const documents = [...workspace.documents().values()];
      const found: WorkspaceSymbol[] = [];
      const slice = pauser();
      for (const some of workspaceSymbols(workspace, documents, query, (uri, find) =>
        session.attempt(uri, [], find),
      )) {
        found.push(...some);
        await slice();
        throwIfCancelled();
      }
      return found;
    }),
  );
}
