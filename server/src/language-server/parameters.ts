import { MAX_PORT } from '../ports/port';
import type { ServerRequests } from '../protocol/messages';
import type { ToolCall, ToolName } from '../protocol/tools';
import { isRecord } from '../rules/settings';

/**
 * Whether what an editor sent is what a request of our own takes. The protocol's own requests are for the library to
 * look at; of these it knows nothing.
 */
export const areParameters: Readonly<Record<keyof ServerRequests, (sent: unknown) => boolean>> = {
  'portolan/search': sent => isRecord(sent) && isText(sent.text),
  'portolan/explain': sent => isRecord(sent) && isPort(sent.port) && isMaybe(isText, sent.protocol),
  'portolan/groups': sent => isQuery(sent) && isMaybe(isText, sent.near),
  'portolan/rows': sent => isQuery(sent) && isText(sent.group),
  'portolan/chart': sent =>
    isRecord(sent) &&
    isOneOf(['svg', 'mermaid', 'markdown'], sent.format) &&
    isMaybe(isText, sent.project) &&
    isMaybe(isText, sent.near) &&
    isMaybe(isFilter, sent.filter) &&
    isMaybe(Number.isFinite, sent.width),
  'portolan/freePort': sent => isRecord(sent) && isPort(sent.near) && isMaybe(isText, sent.uri),
  'portolan/tool': isToolCall,
};

/** What each tool of an agent takes; `package.json` says the same to the agent. */
const TOOLS: Readonly<Record<ToolName, (input: Readonly<Record<string, unknown>>) => boolean>> = {
  list_ports: input => isMaybe(isText, input.path) && isMaybe(isCount, input.offset),
  explain_port: input =>
    isMaybe(isPort, input.port) &&
    isMaybe(isText, input.protocol) &&
    isMaybe(isText, input.path) &&
    isMaybe(isFromOne, input.line),
  find_free_ports: input =>
    isMaybe(isPort, input.near) &&
    isMaybe(isFromOne, input.count) &&
    Number(input.count ?? 1) <= 20 &&
    isMaybe(isText, input.path),
  check_ports: input => isMaybe(isText, input.path) && isMaybe(isCount, input.offset),
  move_port: input =>
    isText(input.path) &&
    isFromOne(input.line) &&
    isMaybe(isFromOne, input.column) &&
    isPort(input.from) &&
    isPort(input.to) &&
    isMaybe(one => typeof one === 'boolean', input.write),
};

const TOOL_NAMES: ReadonlyMap<unknown, (input: Readonly<Record<string, unknown>>) => boolean> = new Map(
  Object.entries(TOOLS),
);

/** Whether something is a call of a tool with what that takes. */
export function isToolCall(sent: unknown): sent is ToolCall {
  return isRecord(sent) && isRecord(sent.input) && TOOL_NAMES.get(sent.tool)?.(sent.input) === true;
}

function isCount(sent: unknown): boolean {
  return typeof sent === 'number' && Number.isInteger(sent) && sent >= 0;
}

function isFromOne(sent: unknown): boolean {
  return isCount(sent) && sent !== 0;
}

function isQuery(sent: unknown): sent is Readonly<Record<string, unknown>> {
  return isRecord(sent) && isOneOf(['project', 'port'], sent.grouping) && isFilter(sent.filter);
}

function isFilter(sent: unknown): boolean {
  return isRecord(sent) && isText(sent.text) && typeof sent.areConflictsOnly === 'boolean';
}

function isText(sent: unknown): boolean {
  return typeof sent === 'string';
}

function isPort(sent: unknown): boolean {
  return typeof sent === 'number' && Number.isInteger(sent) && sent >= 0 && sent <= MAX_PORT;
}

function isOneOf(all: readonly unknown[], sent: unknown): boolean {
  return all.includes(sent);
}

/** Whether something is as it has to be where it is said. */
function isMaybe(isOne: (sent: unknown) => boolean, sent: unknown): boolean {
  return sent === undefined || isOne(sent);
}
