import { t } from '@vscode/l10n';
import { occurrencesIn } from '../../chart/occurrences';
import type { MoveData, ToolAnswer, ToolInputs } from '../../protocol/tools';
import type { Document } from '../../systems/reading';
import type { PlannedEdits } from '../edits';
import { toRange } from '../places';
import { rename } from '../rename';
import { editLine, editOf, leftOutLine, linesOf, quoted, type ToolHost } from './answer';

/** The most edits that an answer lists; all of them are made. */
const MAX_EDITS = 100;

/** A move that may be made, or why there is none. */
export type PlannedMove = { readonly planned: PlannedEdits } | { readonly refusal: string };

/** What moving the port on a line would change. */
export function planMove(
  host: ToolHost,
  { line, column, from, to }: ToolInputs['move_port'],
  document: Document | undefined,
): PlannedMove {
  const { chart } = host;
  const others = t('"list_ports" with this path lists those of the file.');
  if (!document) return { refusal: t('Nothing in this file was read: there is no port to move.') };
  const there = host
    .attempt(document.uri, [], () => occurrencesIn(chart, document))
    .map(occurrence => ({ occurrence, start: toRange(document, occurrence.span).start }))
    .filter(({ occurrence, start }) => start.line === line - 1 && occurrence.range?.from === from)
    .filter(({ start }) => column === undefined || start.character === column - 1);
  const columns = [...new Set(there.map(({ start }) => start.character + 1))];
  const [first] = there;
  if (!first) return { refusal: `${t('There is no port {0} there.', from)} ${others}` };
  if (columns.length > 1)
    return {
      refusal: t(
        'Port {0} stands in several columns of this line: say "column", one of {1}.',
        from,
        columns.join(', '),
      ),
    };
  const tooMuch: PlannedMove = { refusal: t('This takes more work than Portolan does at once.') };
  return host.attempt<PlannedMove>(document.uri, tooMuch, () => {
    const renamed = rename(chart, document, first.start, String(to));
    return 'refusal' in renamed ? renamed : { planned: renamed };
  });
}

/** Why a move is not made though it was asked for, or undefined. */
export function moveRefusal({ warning, edits }: PlannedEdits): string | undefined {
  if (warning !== undefined)
    return t('Nothing was changed: {0} Choose another port: "find_free_ports" finds one.', quoted(warning));
  return edits.length === 0 ? t('Nothing was changed: the port is that already.') : undefined;
}

/** What a move changes, or has changed. */
export function moveAnswer(
  { chart }: ToolHost,
  { edits, toConfirm = [], warning }: PlannedEdits,
  isWritten: boolean,
): ToolAnswer<MoveData> {
  const shown = edits.slice(0, MAX_EDITS).map(edit => editOf(chart, edit));
  const asksFirst = toConfirm.slice(0, MAX_EDITS - shown.length).map(edit => editOf(chart, edit));
  const total = edits.length + toConfirm.length;
  return {
    text: linesOf(
      warning === undefined ? [] : [quoted(warning)],
      [isWritten ? t('Changed:') : t('Would change, nothing is written yet:')],
      shown.map(editLine),
      asksFirst.length > 0 ? [t('Left as they are, in code or tests, for a person to look at:')] : [],
      asksFirst.map(editLine),
      leftOutLine(shown.length + asksFirst.length, total),
    ),
    data: {
      edits: shown,
      asksFirst,
      total,
      ...(warning !== undefined && { warning: quoted(warning) }),
      written: isWritten,
    },
  };
}
