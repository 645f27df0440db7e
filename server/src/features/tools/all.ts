import type { ToolAnswer, ToolCall } from '../../protocol/tools';
import type { Scope, ToolHost } from './answer';
import { checkPorts } from './check';
import { explainPort } from './explain';
import { findFreePorts } from './free';
import { listPorts } from './ports';

/** A call of a tool that only reads. */
type ReadingCall = Exclude<ToolCall, { readonly tool: 'move_port' }>;

/** Answers a question about a scope, which is what the path of its input means. */
export function answerCall(host: ToolHost, call: ReadingCall, scope: Scope): ToolAnswer {
  switch (call.tool) {
    case 'list_ports':
      return listPorts(host, call.input, scope);
    case 'explain_port':
      return explainPort(host, call.input, scope);
    case 'find_free_ports':
      return findFreePorts(host, call.input, scope);
    case 'check_ports':
      return checkPorts(host, call.input, scope);
  }
}
