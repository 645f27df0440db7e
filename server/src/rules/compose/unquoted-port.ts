import { t } from '@vscode/l10n';
import { placeOf, type Rule } from '../rule';

/** YAML 1.1, tag:yaml.org,2002:int, base 60: digits and colons, every part after the first below 60. */
const BASE_60 = /^[1-9]\d*(?::[0-5]?\d)+$/;

export const unquotedPort: Rule = {
  severity: 'warning',
  summary: 'An unquoted mapping that YAML 1.1 reads as a base-60 number.',
  judgeUnit({ mappings, replaced }, chart) {
    return [...mappings, ...replaced].flatMap(({ author, unquoted }) => {
      if (!unquoted || !BASE_60.test(unquoted.value)) return [];
      const place = placeOf(chart, author.uri, unquoted);
      if (!place) return [];
      const number = unquoted.value.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
      return [
        {
          ...place,
          message: t(
            'Without quotes, tools that read YAML 1.1 take {0} for the number {1}: write "{0}".',
            unquoted.value,
            number,
          ),
          remedies: [
            {
              kind: 'replace' as const,
              place,
              newText: `"${unquoted.value}"`,
              title: t('Quote "{0}"', unquoted.value),
              preferred: true,
              safe: true,
            },
          ],
        },
      ];
    });
  },
};
