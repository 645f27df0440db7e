import type { Connection } from 'vscode-languageserver';
import { handleCodeActions } from './language-server/handlers/code-actions';
import { handleCompletion } from './language-server/handlers/completion';
import { handleDiagnostics } from './language-server/handlers/diagnostics';
import { handleDocuments } from './language-server/handlers/documents';
import { handleFiles } from './language-server/handlers/files';
import { handleHints } from './language-server/handlers/hints';
import { handleHover } from './language-server/handlers/hover';
import { handleLifecycle } from './language-server/handlers/lifecycle';
import { handleMachine } from './language-server/handlers/machine';
import { handleNavigation } from './language-server/handlers/navigation';
import { handleRename } from './language-server/handlers/rename';
import { handleTools } from './language-server/handlers/tools';
import { handleViews } from './language-server/handlers/views';
import { createSession, type Platform, type Session } from './language-server/session';

/** What the server hears; each of them registers what it answers. */
const HANDLERS: readonly ((session: Session) => void)[] = [
  handleLifecycle,
  handleDocuments,
  handleFiles,
  handleMachine,
  handleDiagnostics,
  handleHover,
  handleNavigation,
  handleRename,
  handleCodeActions,
  handleCompletion,
  handleHints,
  handleTools,
  handleViews,
];

/** Serves a connection until it ends. */
export function serve(connection: Connection, platform: Platform): void {
  const session = createSession(connection, platform);
  for (const handle of HANDLERS) handle(session);
  session.open.listen(connection);
  connection.listen();
}
