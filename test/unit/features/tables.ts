import { type PortRow, type PortTable, portTables } from '../../../server/src/features/port-table';
import type { Severity } from '../../../server/src/rules/finding';
import { DEFAULT_SETTINGS } from '../../../server/src/rules/settings';
import { sceneOf } from '../support/scene';

/** The tables of projects, as read. */
export async function tablesOf(files: Readonly<Record<string, string>>): Promise<readonly PortTable[]> {
  const { workspace } = await sceneOf(files);
  return portTables(workspace, workspace.projects(), () => DEFAULT_SETTINGS);
}

/** A row made by hand: host port 8080 of `web`, to 80. */
export function rowOf(said: Partial<PortRow> = {}): PortRow {
  return {
    uri: 'file:///project/compose.yaml',
    span: { start: 0, end: 4 },
    unit: 'web',
    host: '8080',
    range: { from: 8080, to: 8080 },
    address: undefined,
    protocol: 'tcp',
    target: '80',
    name: 'http',
    isPool: false,
    url: undefined,
    findings: [],
    ...said,
  };
}

export function tableOf(rows: readonly PortRow[], name = 'compose.yaml'): PortTable {
  const uri = 'file:///project/compose.yaml';
  const folder = 'file:///project/';
  return {
    id: `${folder} ${name}`,
    name,
    parent: '',
    uniqueName: name,
    folder,
    uri,
    files: [uri],
    rows,
    conflicts: [],
  };
}

export function conflict(
  message = 'They collide.',
  severity: Severity = 'error',
): PortRow['findings'][number] {
  const place = { uri: 'file:///project/compose.yaml', span: { start: 0, end: 4 } };
  return { ...place, rule: 'port-conflict', severity, message, related: [], fixes: [], safeFixes: [] };
}

/** Names that a file may give to a service, which mean something to whoever shows them. */
export const ODD_NAMES = [
  '<img src=x onerror=alert(1)>',
  '[x](command:y)',
  'a|b',
  '`',
  '"]',
  '"] --> x["',
  '$(x)',
  "'&amp;'",
  '</title><script>',
  '#35;%%{init}%%',
  'a\0b\x1B\x7F',
  'a\nb\r\nc',
  '\uD800',
  '-- end',
  'größe 東京 🚢',
];
