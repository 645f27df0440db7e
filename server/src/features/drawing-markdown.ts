import { t } from '@vscode/l10n';
import { escapeMarkdown } from './markdown';
import { type PortRow, type PortTable, titleOf, writtenHost } from './port-table';

/** The tables as Markdown: one for each project, under its name. */
export function writeMarkdown(tables: readonly PortTable[]): string {
  const head = `| ${[t('Host'), t('Service'), t('Container'), t('Usually')].join(' | ')} |\n| --- | --- | --- | --- |`;
  return tables
    .map(table => `## ${escapeMarkdown(titleOf(table))}\n\n${head}\n${table.rows.map(line).join('\n')}\n`)
    .join('\n');
}

function line(row: PortRow): string {
  const cells = [writtenHost(row), row.unit, `${row.target}/${row.protocol}`, row.name ?? ''];
  return `| ${cells.map(escapeMarkdown).join(' | ')} |`;
}
