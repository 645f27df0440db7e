import { t } from '@vscode/l10n';
import { groupBy } from '../text/group-by';
import { isInConflict, type PortTable, titleOf, writtenHost } from './port-table';

/** The chart as a Mermaid flowchart, as Markdown files show it. */
export function drawMermaid(tables: readonly PortTable[]): string {
  const lines = ['flowchart LR', ...tables.flatMap(drawTable)];
  return `${[...lines, '  classDef conflict stroke:#cf222e,stroke-width:3px'].join('\n')}\n`;
}

function drawTable(table: PortTable, index: number): readonly string[] {
  const rows = table.rows.map((row, at) => ({
    ...row,
    hostId: `h${index}_${at}`,
    targetId: `c${index}_${at}`,
  }));
  const units = [...groupBy(rows, ({ unit }) => unit)];
  const inConflict = rows.filter(isInConflict);
  return [
    `  subgraph p${index}["${escapeMermaid(titleOf(table))}"]`,
    `    subgraph host${index}["${escapeMermaid(t('Host'))}"]`,
    ...rows.map(row => `      ${row.hostId}["${escapeMermaid(writtenHost(row))}"]`),
    '    end',
    ...units.flatMap(([unit, own], at) => [
      `    subgraph s${index}_${at}["${escapeMermaid(unit)}"]`,
      ...own.map(({ targetId, target, protocol, name }) => {
        const label = `${target}/${protocol}${name === undefined ? '' : ` ${name}`}`;
        return `      ${targetId}["${escapeMermaid(label)}"]`;
      }),
      '    end',
    ]),
    ...rows.map(({ hostId, targetId }) => `    ${hostId} --> ${targetId}`),
    '  end',
    ...(inConflict.length > 0
      ? [`  class ${inConflict.map(({ hostId }) => hostId).join(',')} conflict`]
      : []),
  ];
}

/** A text between quotes in Mermaid, where every character may be written as its code. */
function escapeMermaid(text: string): string {
  return text.replace(/[^\p{L}\p{N} ./:_-]/gu, character => `#${character.codePointAt(0)};`);
}
