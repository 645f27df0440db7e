import * as vscode from 'vscode';
import type { ToolName } from '../../server/src/protocol/tools';
import type { Server } from './server';

const READING: readonly ToolName[] = ['list_ports', 'explain_port', 'find_free_ports', 'check_ports'];

/** The tools for the editor's agents; the server answers. An editor that knows no agents has no use for them. */
export function registerTools(server: Server): vscode.Disposable {
  if (typeof vscode.lm?.registerTool !== 'function') return new vscode.Disposable(() => {});
  return vscode.Disposable.from(
    ...READING.map(tool => vscode.lm.registerTool(`portolan_${tool}`, { invoke: asking(server, tool) })),
    vscode.lm.registerTool<MoveInput>('portolan_move_port', {
      invoke: asking(server, 'move_port'),
      prepareInvocation: ({ input }) => (input.write === true ? confirmation(input) : undefined),
    }),
  );
}

/** What the editor is told of a move before it is made; an agent may leave anything out. */
interface MoveInput {
  readonly path?: unknown;
  readonly line?: unknown;
  readonly from?: unknown;
  readonly to?: unknown;
  readonly write?: unknown;
}

function confirmation({ path, line, from, to }: MoveInput): vscode.PreparedToolInvocation {
  return {
    invocationMessage: vscode.l10n.t('Moving port {0} to {1}', String(from), String(to)),
    confirmationMessages: {
      title: vscode.l10n.t('Move a port'),
      message: vscode.l10n.t(
        'Port {0} in line {1} of {2} becomes {3}, with everything in configuration and documentation that means it.',
        String(from),
        String(line),
        String(path),
        String(to),
      ),
    },
  };
}

function asking(
  server: Server,
  tool: ToolName,
): (
  options: vscode.LanguageModelToolInvocationOptions<object>,
  token: vscode.CancellationToken,
) => Promise<vscode.LanguageModelToolResult> {
  return async ({ input }, token) => {
    const answer = await server.request('portolan/tool', { tool, input }, token);
    // The agent reads what an error says, and asks again.
    if ('refusal' in answer) throw new Error(answer.refusal);
    return new vscode.LanguageModelToolResult([new vscode.LanguageModelTextPart(answer.text)]);
  };
}
