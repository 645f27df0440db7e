import { t } from '@vscode/l10n';
import { MAX_PORT } from '../../ports/port';
import { isCaddyReading } from '../../systems/caddy/reading';
import { type Fault, faultsOf } from '../../systems/caddy/sites';
import type { Rule } from '../rule';

/** What Caddy refuses as a port of a site's address and of its options; recorded from Caddy 2.6. */
export const caddyPorts: Pick<Rule, 'judgeDocument'> = {
  judgeDocument({ uri, reading }) {
    if (!isCaddyReading(reading) || reading.isTemplated) return [];
    return faultsOf(reading, uri).map(fault => ({
      uri,
      span: fault.token.span,
      message: messageOf(fault),
      ...(fault.kind === 'unused-option' && { severity: 'warning' as const }),
    }));
  },
};

function messageOf({ kind, text }: Fault): string {
  switch (kind) {
    case 'scheme':
      return t('"{0}" has the port of the other scheme: Caddy refuses it.', text);
    case 'unused-option':
      return t('"{0}" is not a port: Caddy refuses it as soon as a site uses it.', text);
    default:
      return t('"{0}" is no port that Caddy accepts: ports are numbers up to {1}.', text, MAX_PORT);
  }
}
