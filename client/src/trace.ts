import * as vscode from 'vscode';

/**
 * The language client traces only into a channel whose log level is Trace, which people set per session in a menu.
 * This one says it is at that level whenever `portolan.trace.server` asks for a trace, so the setting alone suffices.
 */
export function tracingChannel(
  log: vscode.LogOutputChannel,
): vscode.Disposable & { channel: vscode.LogOutputChannel } {
  const levelChanged = new vscode.EventEmitter<vscode.LogLevel>();
  const level = (): vscode.LogLevel => (isTraced() ? vscode.LogLevel.Trace : log.logLevel);
  const subscriptions = vscode.Disposable.from(
    levelChanged,
    log.onDidChangeLogLevel(() => levelChanged.fire(level())),
    vscode.workspace.onDidChangeConfiguration(change => {
      if (change.affectsConfiguration('portolan.trace.server')) levelChanged.fire(level());
    }),
  );
  const channel: vscode.LogOutputChannel = {
    ...log,
    get logLevel() {
      return level();
    },
    onDidChangeLogLevel: levelChanged.event,
    trace: (message, ...rest) => (isTraced() ? log.info(message, ...rest) : log.trace(message, ...rest)),
  };
  return { channel, dispose: () => subscriptions.dispose() };
}

function isTraced(): boolean {
  return vscode.workspace.getConfiguration('portolan').get('trace.server', 'off') !== 'off';
}
