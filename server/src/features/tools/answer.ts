import { t } from '@vscode/l10n';
import type { Chart } from '../../chart/chart';
import type { ChartedOccurrence } from '../../chart/occurrence';
import type { ToolEdit, ToolPlace, ToolPort } from '../../protocol/tools';
import type { Settings } from '../../rules/settings';
import type { Project } from '../../systems/project';
import type { Document } from '../../systems/reading';
import { shorten } from '../../text/shorten';
import type { Edit, Place } from '../../text/spans';
import { plainLine, plainText } from '../markdown';
import { toRange } from '../places';
import { roleText } from '../role-text';

/** What the tools have of a workspace. */
export interface ToolHost {
  readonly chart: Chart;
  documents(): ReadonlyMap<string, Document>;
  projects(): readonly Project[];
  settingsFor(uri: string): Settings;
  /** Does work; where it takes too much, the other answer. */
  attempt<Answer>(uri: string, otherwise: Answer, work: () => Answer): Answer;
  /** What kept files from being read, a line each. */
  unread(): readonly string[];
  /** Whether somebody looked which programs of this machine listen. */
  readonly isMachineSeen: boolean;
}

/** What a question is about: the URI of a file, that of a folder with `/` at its end, or everything. */
export type Scope = string | undefined;

/** Whether a question is about a file. */
export function isInScope(scope: Scope, uri: string): boolean {
  return scope === undefined || (scope.endsWith('/') ? uri.startsWith(scope) : uri === scope);
}

/** The longest text of a file, or sentence that holds one, that an answer repeats. */
const MAX_TEXT = 400;

/** The most lines about unread files. */
const MAX_UNREAD = 10;

/** What files say, as data on one line: nothing in it steers a terminal or turns the text around it. */
export function quoted(text: string): string {
  return shorten(plainLine(text), MAX_TEXT);
}

/** A place as answers name it, with line and column from 1. */
export function placeOf(chart: Chart, { uri, span }: Place): ToolPlace {
  const document = chart.document(uri);
  const { line, character } = document ? toRange(document, span).start : { line: 0, character: 0 };
  return { file: quoted(chart.nameOf(uri)), line: line + 1, column: character + 1 };
}

/** What an answer says of a port that is written somewhere. */
export function portOf(chart: Chart, occurrence: ChartedOccurrence): ToolPort {
  const { uri, role, range, protocol, name, address, unit } = occurrence;
  return {
    ...placeOf(chart, occurrence),
    system: chart.document(uri)?.reading.format ?? '',
    role,
    from: range?.from ?? null,
    to: range?.to ?? null,
    protocol,
    ...(name !== undefined && { name: quoted(name) }),
    ...(address !== undefined && { address: quoted(address) }),
    ...(unit !== undefined && { service: quoted(unit) }),
    meaning: quoted(plainText(roleText(chart, occurrence))),
  };
}

/** What an answer says of an edit: what stands there, and what it becomes. */
export function editOf(chart: Chart, edit: Edit): ToolEdit {
  const before = chart.document(edit.uri)?.text.slice(edit.span.start, edit.span.end) ?? '';
  return { ...placeOf(chart, edit), before: quoted(before), after: edit.newText };
}

/** `compose.yaml:4:9`, as editors and compilers write it. */
export function written({ file, line, column }: ToolPlace): string {
  return `${file}:${line}:${column}`;
}

/** A port on one line. */
export function portLine(port: ToolPort): string {
  return `${written(port)}: ${port.meaning}`;
}

/** An edit on one line. */
export function editLine(edit: ToolEdit): string {
  return `${written(edit)}: ${edit.before} -> ${edit.after}`;
}

/** What is said of a list that was cut, or nothing. */
export function restLine(shown: number, total: number, offset = 0): readonly string[] {
  const rest = total - offset - shown;
  return rest > 0
    ? [
        t(
          '{0} more are left out: ask again with offset {1}, or for one folder or file.',
          rest,
          offset + shown,
        ),
      ]
    : [];
}

/** The same of a list that can only be asked for in smaller parts. */
export function leftOutLine(shown: number, total: number): readonly string[] {
  return total > shown ? [t('{0} more are left out.', total - shown)] : [];
}

/** What kept files from being read, each said once. */
export function unreadOf(host: ToolHost): readonly string[] {
  return [...new Set(host.unread().map(quoted))].slice(0, MAX_UNREAD);
}

/** Lines as one text. */
export function linesOf(...lines: readonly (readonly string[])[]): string {
  return lines.flat().join('\n');
}
