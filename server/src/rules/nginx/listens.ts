import { t } from '@vscode/l10n';
import type { Chart } from '../../chart/chart';
import { type Clash, clashesByFile, placeOfAsking, placeOfClash } from '../../systems/nginx/clashes';
import { configurationsWith } from '../../systems/nginx/configuration';
import { socketText } from '../../systems/nginx/listen';
import { isNginxReading } from '../../systems/nginx/reading';
import type { Document } from '../../systems/reading';
import type { Judgement, Rule } from '../rule';

/** What one nginx cannot listen on twice, and the names that it passes over; recorded from nginx 1.22. */
export const nginxListens: Pick<Rule, 'judgeDocument'> = {
  judgeDocument(document, chart) {
    const { reading } = document;
    if (!isNginxReading(reading) || reading.isTemplated) return [];
    return configurationsWith(chart, document).flatMap(configuration =>
      (clashesByFile(configuration).get(document.uri) ?? []).map(clash => judge(chart, document, clash)),
    );
  },
};

function judge(chart: Chart, { uri }: Document, clash: Clash): Judgement {
  const place = placeOfClash(clash);
  const other = placeOfAsking(clash.other);
  const isMild = clash.kind === 'name' || clash.kind === 'stream';
  const there = chart.document(other.uri)
    ? [{ ...other, message: t('The other one stands here ({0}).', chart.nameOf(other.uri)) }]
    : [];
  return {
    uri,
    span: place.span,
    message: messageOf(clash),
    ...(isMild && { severity: 'warning' as const }),
    related: there,
  };
}

function messageOf(clash: Clash): string {
  const socket = socketText(clash.at.socket);
  const other = socketText(clash.other.socket);
  switch (clash.kind) {
    case 'twice':
      return t('This server listens on {0} twice: nginx refuses it.', socket);
    case 'options':
      return t('Another server sets options of {0}, too: nginx refuses the second.', socket);
    case 'default':
      return t('Another server is the default of {0}, too: nginx refuses the second.', socket);
    case 'stream':
      return t('Another server listens on {0}: nginx before 1.25.5 refuses the second.', socket);
    case 'taken':
      return t('nginx listens on {1} already, so {0} cannot be had: it fails to start.', socket, other);
    case 'name':
      return clash.name === ''
        ? t('Another server without a name listens on {0}: nginx never chooses this one.', socket)
        : t('Another server is called "{0}" on {1}: nginx never chooses this one.', clash.name, socket);
  }
}
