import { t } from '@vscode/l10n';
import { socketText } from '../../systems/apache/address';
import { type Clash, clashesIn } from '../../systems/apache/listens';
import { isApacheReading } from '../../systems/apache/reading';
import type { Rule } from '../rule';

/** What one Apache cannot listen on twice; recorded from Apache 2.4. */
export const apacheListens: Pick<Rule, 'judgeDocument'> = {
  judgeDocument({ uri, reading }) {
    if (!isApacheReading(reading) || reading.isTemplated) return [];
    return clashesIn(reading).map(clash => ({
      uri,
      span: clash.at.word.span,
      message: messageOf(clash),
      related: [{ uri, span: clash.other.word.span, message: t('The other one stands here.') }],
    }));
  },
};

function messageOf({ kind, at, other }: Clash): string {
  return kind === 'twice'
    ? t('Apache is told twice to listen on {0}: it refuses the second.', socketText(at.socket))
    : t(
        'Apache listens on {1} already, so {0} cannot be had: it fails to start.',
        socketText(at.socket),
        socketText(other.socket),
      );
}
