import { t } from '@vscode/l10n';
import type { Chart } from '../chart/chart';
import { occurrencesIn } from '../chart/occurrences';
import { parametrize } from '../chart/parametrize';
import { formatRange } from '../ports/port';
import type { Document } from '../systems/reading';
import { namesOfFiles, type PlannedEdits } from './edits';

/** The edits that let the published port at an offset come from a variable. Somebody is to look at them first. */
export function parametrizingAt(
  chart: Chart,
  document: Document,
  offset: number,
): readonly (PlannedEdits & { readonly title: string })[] {
  const here = occurrencesIn(chart, document, { block: document.reading.blockAt(offset) }).find(
    ({ role, span }) => role === 'published' && span.start <= offset && offset <= span.end,
  );
  const planned = here && parametrize(chart, document, here);
  if (!planned) return [];
  const { name, range, edits, left } = planned;
  const said = t(
    'Host port {0} comes from {1}, and is the same while nothing sets that',
    formatRange(range),
    name,
  );
  const rest = left.length > 0 ? t('{0}. Not changed: {1}', said, namesOfFiles(chart, left)) : said;
  return [{ title: t('Give this port a variable: {0}', name), edits, warning: rest }];
}
