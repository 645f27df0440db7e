import { t } from '@vscode/l10n';
import {
  type CompletionItem,
  CompletionItemKind,
  type CompletionList,
  InsertTextFormat,
  InsertTextMode,
} from 'vscode-languageserver-types';
import type { Chart } from '../chart/chart';
import type { PortOfProtocol } from '../registry/registry';
import { shortName } from '../registry/short-name';
import { RULES } from '../rules/catalogue';
import { RULE_IDS } from '../rules/finding';
import type { Settings } from '../rules/settings';
import { writingAt } from '../systems/all';
import type { Document } from '../systems/reading';
import type { Position, Range } from '../text/spans';
import type { Writing } from '../text/writing';
import { explainPort } from './explain';
import { plainText } from './markdown';
import { toOffset, toRange } from './places';
import { type Proposal, proposalsFor } from './proposals';

/** The characters after which an editor asks by itself. */
export const COMPLETION_TRIGGERS = [':', '"', "'", ' ', '=', '[', '/', ','];

/** What an item keeps until somebody looks at it. */
export type CompletionData = PortOfProtocol;

/** The ports that may be meant at a position, the likeliest first; undefined where none is written. */
export function completionsAt(
  chart: Chart,
  document: Document,
  position: Position,
  settings: Settings,
  client: { readonly snippets: boolean },
): CompletionList | undefined {
  const writing = writingAt(document.text, document.reading.format, toOffset(document, position));
  if (!writing) return undefined;
  if (writing.kind === 'rule' || writing.kind === 'reason')
    return silenceItems(toRange(document, writing.typed), writing);
  const proposals = proposalsFor({ chart, document, settings }, writing);
  const items = proposals.map((proposal, index) => toItem(document, writing, proposal, index));
  if (client.snippets && takesLongSyntax(writing)) items.push(longSyntax(document, writing, items.length));
  // Names are looked up as they are typed.
  return items.length === 0 ? undefined : { isIncomplete: true, items };
}

/** Adds what is known of the port, once somebody looks at an item. */
export function resolveCompletion(
  item: CompletionItem,
  { port, protocol }: CompletionData,
  settings: Settings,
  { markdownProposals }: { readonly markdownProposals: boolean },
): CompletionItem {
  const page = explainPort(port, protocol, settings);
  const documentation = markdownProposals ? { kind: 'markdown' as const, value: page } : plainText(page);
  return { ...item, documentation };
}

function toItem(document: Document, writing: Writing, proposal: Proposal, index: number): CompletionItem {
  const { port, protocol, text, word } = proposal;
  const name = shortName(port, protocol);
  return {
    label: word === undefined ? text : `${word} ${text}`,
    kind: CompletionItemKind.Value,
    detail: word === undefined && name !== undefined ? `${name} · ${proposal.detail}` : proposal.detail,
    sortText: sortText(index),
    // What was typed has found it; an editor that looks for it once more is to find it, too.
    filterText: word === undefined ? text : writing.text,
    textEdit: { range: toRange(document, writing.typed), newText: written(writing, text) },
    data: { port, protocol } satisfies CompletionData,
    ...(index === 0 && { preselect: true }),
  };
}

/** The rules that a `portolan-ignore` may name, those that it names already left out; then what leads to the reason. */
function silenceItems(
  range: Range,
  { kind, named, text }: Extract<Writing, { readonly kind: 'rule' | 'reason' }>,
): CompletionList {
  const texts: readonly { readonly label: string; readonly detail: string }[] =
    kind === 'reason'
      ? [{ label: '-- ', detail: t('why it is ignored') }]
      : RULE_IDS.filter(id => !named.includes(id)).map(id => ({ label: id, detail: RULES[id].summary }));
  const items = texts.map(({ label, detail }, index) => ({
    label,
    detail,
    kind: CompletionItemKind.Value,
    sortText: sortText(index),
    filterText: kind === 'reason' ? text || label : label,
    textEdit: { range, newText: label },
  }));
  return { isIncomplete: true, items };
}

/** A mapping goes between quotes, for YAML 1.1 reads some without them as numbers. */
function written(writing: Writing, text: string): string {
  const isBare =
    writing.kind === 'ports' ? !writing.isQuoted : writing.kind === 'mapping' && writing.isToBeQuoted;
  return isBare ? `"${text}"` : text;
}

/** Editors sort by text. */
function sortText(index: number): string {
  return String(index).padStart(5, '0');
}

/** The first key of the long syntax, by which it is found. */
const FIRST_KEY = 'target';

/** An entry that is yet to be written and stands on a line of its own. */
function takesLongSyntax(writing: Writing): boolean {
  return (
    writing.kind === 'ports' &&
    !writing.isQuoted &&
    writing.bracket === '' &&
    FIRST_KEY.startsWith(writing.text)
  );
}

function longSyntax(document: Document, { typed }: Writing, index: number): CompletionItem {
  const range = toRange(document, typed);
  const line = document.text.slice(typed.start - range.start.character, typed.start);
  // Editors indent further lines as far as the first, which starts with a hyphen.
  const indent = ' '.repeat(line.trimStart().length);
  const newText = `${FIRST_KEY}: \${1:80}\n${indent}published: "\${2:8080}"\n${indent}protocol: \${3|tcp,udp|}$0`;
  return {
    label: 'target, published, protocol',
    kind: CompletionItemKind.Snippet,
    detail: t('a port in the long syntax'),
    documentation: t('Container port, host port and protocol, each on a line of its own.'),
    sortText: sortText(index),
    filterText: FIRST_KEY,
    insertTextFormat: InsertTextFormat.Snippet,
    insertTextMode: InsertTextMode.adjustIndentation,
    textEdit: { range, newText },
  };
}
