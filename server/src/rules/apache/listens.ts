import { t } from '@vscode/l10n';
import type { Chart } from '../../chart/chart';
import { socketText } from '../../systems/apache/address';
import { configurationsWith } from '../../systems/apache/configuration';
import { type Clash, clashesIn } from '../../systems/apache/listens';
import { isApacheReading } from '../../systems/apache/reading';
import type { Place } from '../../text/spans';
import type { Rule } from '../rule';

/** What one Apache cannot listen on twice, also where it includes one of the two; recorded from Apache 2.4. */
export const apacheListens: Pick<Rule, 'judgeDocument'> = {
  judgeDocument(document, chart) {
    const { uri, reading } = document;
    if (!isApacheReading(reading) || reading.isTemplated) return [];
    return configurationsWith(chart, document)
      .flatMap(clashesIn)
      .filter(({ at }) => at.uri === uri)
      .map(clash => ({
        uri,
        span: clash.at.word.span,
        message: messageOf(clash),
        related: [relatedTo(chart, clash)],
      }));
  },
};

function relatedTo(chart: Chart, { at, other }: Clash): Place & { readonly message: string } {
  const message =
    at.uri === other.uri
      ? t('The other one stands here.')
      : t('The other one stands here ({0}).', chart.nameOf(other.uri));
  return { uri: other.uri, span: other.word.span, message };
}

function messageOf({ kind, at, other }: Clash): string {
  return kind === 'twice'
    ? t('Apache is told twice to listen on {0}: it refuses the second.', socketText(at.socket))
    : t(
        'Apache listens on {1} already, so {0} cannot be had: it fails to start.',
        socketText(at.socket),
        socketText(other.socket),
      );
}
