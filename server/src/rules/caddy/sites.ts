import { t } from '@vscode/l10n';
import { isCaddyReading } from '../../systems/caddy/reading';
import { type Clash, clashesIn } from '../../systems/caddy/sites';
import type { Rule } from '../rule';

/** The addresses of sites that Caddy does not take together; recorded from Caddy 2.6. */
export const caddySites: Pick<Rule, 'judgeDocument'> = {
  judgeDocument({ uri, reading }) {
    if (!isCaddyReading(reading) || reading.isTemplated) return [];
    return clashesIn(reading, uri).map(clash => ({
      uri,
      span: clash.at.token.span,
      message: messageOf(clash),
      related: [{ uri, span: clash.other.token.span, message: t('The other one stands here.') }],
    }));
  },
};

function messageOf({ kind, at, other, listener }: Clash): string {
  return kind === 'twice'
    ? t('Another site has the address "{0}", too: Caddy refuses the second.', at.token.value)
    : t(
        '"{0}" and "{1}" are of http and https on one port ({2}): Caddy refuses that.',
        at.token.value,
        other.token.value,
        listener,
      );
}
