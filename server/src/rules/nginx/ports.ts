import { t } from '@vscode/l10n';
import { MAX_PORT } from '../../ports/port';
import { partsOf } from '../../systems/nginx/configuration';
import { isNginxReading } from '../../systems/nginx/reading';
import { endsInMark } from '../../text/template-actions';
import type { Rule } from '../rule';

/** What nginx refuses as a port of `listen` and of an upstream's server; recorded from nginx 1.22. */
export const nginxPorts: Pick<Rule, 'judgeDocument'> = {
  judgeDocument({ uri, reading }) {
    if (!isNginxReading(reading) || reading.isTemplated) return [];
    return partsOf(reading)
      .filter(({ isPort, word }) => !isPort && !endsInMark(word.value))
      .map(({ word: { value, span } }) => ({
        uri,
        span,
        message: t('"{0}" has no port that nginx accepts: ports go from 1 to {1}.', value, MAX_PORT),
      }));
  },
};
