import { MAX_PORT } from '../ports/port';
import type { ServerRequests } from '../protocol/messages';
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
};

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
