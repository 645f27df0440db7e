import { diagnosticsOf } from '../../features/diagnostics';
import { whenRead } from '../answering';
import type { Session } from '../session';

export function handleDiagnostics(session: Session): void {
  const { connection, workspace, settings } = session;
  connection.languages.diagnostics.on(
    whenRead(session, { kind: 'full' as const, items: [] }, document => ({
      kind: 'full' as const,
      items: diagnosticsOf(workspace, document, settings.for(document.uri), session.client),
    })),
  );
}
