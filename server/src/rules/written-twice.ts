import { t } from '@vscode/l10n';
import { placeOf, type Rule } from './rule';

/** What the program refuses because it is written twice. */
export const writtenTwice: Pick<Rule, 'judgeUnit'> = {
  judgeUnit: (unit, chart) =>
    unit.faults.flatMap(({ uri, value: { text, message, twin } }) => {
      const place = twin && placeOf(chart, uri, text);
      if (!place) return [];
      const first = placeOf(chart, uri, twin);
      return [{ ...place, message, related: first ? [{ ...first, message: t('It is here first.') }] : [] }];
    }),
};
