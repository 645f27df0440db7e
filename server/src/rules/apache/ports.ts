import { t } from '@vscode/l10n';
import { MAX_PORT } from '../../ports/port';
import { type Fault, faultsOf } from '../../systems/apache/listens';
import { isApacheReading } from '../../systems/apache/reading';
import type { Rule } from '../rule';

/** What Apache refuses as a port of `Listen`, `<VirtualHost>` and `ServerName`; recorded from Apache 2.4. */
export const apachePorts: Pick<Rule, 'judgeDocument'> = {
  judgeDocument({ uri, reading }) {
    if (!isApacheReading(reading) || reading.isTemplated) return [];
    return faultsOf(reading).map(fault => ({
      uri,
      span: fault.word.span,
      message: messageOf(fault),
      ...(fault.isConditional && { severity: 'warning' as const }),
    }));
  },
};

function messageOf({ kind, word: { value } }: Fault): string {
  switch (kind) {
    case 'no-port':
      return t('"{0}" has no port: Apache refuses it.', value);
    case 'no-address':
      return t('"{0}" has no address before its port: Apache refuses it. Write *:{0}.', value);
    default:
      return t('"{0}" has no port that Apache accepts: ports go from 1 to {1}.', value, MAX_PORT);
  }
}
