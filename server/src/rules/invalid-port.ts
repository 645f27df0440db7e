import { t } from '@vscode/l10n';
import type { Chart } from '../chart/chart';
import { isOutOfRange, oddMentionsByBlock } from '../chart/occurrences';
import { MAX_PORT } from '../ports/port';
import { placeSpan } from '../systems/reading';
import type { SpecFault } from '../text/port-spec';
import { editSite } from '../text/source-text';
import { isPutIn } from '../text/template-actions';
import { type Judgement, placeOf, type Rule } from './rule';

/** What the program that reads a port refuses. */
export const invalidPort: Rule = {
  severity: 'error',
  summary: 'This is no port, range, mapping or name of a port that the program accepts.',
  isOfCommands: true,
  judgeUnit(unit, chart) {
    // What is written twice is a conflict.
    return unit.faults.flatMap(({ uri, value }) => (value.twin ? [] : judge(chart, uri, value)));
  },
  judgeDocument(document, chart) {
    const { reading, uri } = document;
    const faults = (reading.recipe?.faults ?? []).flatMap(fault => judge(chart, uri, fault));
    const isJudged = document.purpose === 'configuration';
    const urls = (isJudged ? oddMentionsByBlock(document) : []).flatMap(({ block, mentions }) =>
      mentions.filter(isOutOfRange).map(mention => ({
        uri,
        span: placeSpan(reading, block, mention.portSpan),
        message: t('"{0}" is not a port: ports end at {1}.', mention.port, MAX_PORT),
      })),
    );
    return [...faults, ...urls];
  },
};

function judge(chart: Chart, uri: string, fault: SpecFault): readonly Judgement[] {
  const place = placeOf(chart, uri, fault.text);
  if (!place || isPutIn(fault.text.value)) return [];
  const mend = fault.mend;
  const site = editSite(mend?.place ?? fault.text, uri);
  const document = site && chart.document(site.uri);
  const said = { ...place, message: fault.message, ...(fault.severity && { severity: fault.severity }) };
  if (!mend || !site || !document) return [said];
  const span = placeSpan(document.reading, site.block, site.span);
  return [
    {
      ...said,
      remedies: [
        {
          kind: 'replace',
          place: { uri: site.uri, span },
          newText: mend.newText,
          title: mend.title,
          // A variable's value may be right elsewhere.
          preferred: site.uri === uri,
          // What is refused says nothing yet; what some versions read, they read the same afterwards: in this place.
          safe: fault.severity === 'warning' && site.uri === uri,
        },
      ],
    },
  ];
}
