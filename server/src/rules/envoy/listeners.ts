import { t } from '@vscode/l10n';
import { MAX_PORT } from '../../ports/port';
import { isEnvoyReading, twinsIn } from '../../systems/envoy/reading';
import type { Rule } from '../rule';

/** Listeners of one address and port, which Envoy refuses since 1.21: by its source (`ListenerManagerImpl`). */
export const envoyListeners: Pick<Rule, 'judgeDocument'> = {
  judgeDocument({ uri, reading }) {
    if (!isEnvoyReading(reading) || reading.isTemplated) return [];
    return twinsIn(reading).map(({ socket, others }) => ({
      uri,
      span: socket.span,
      message: t(
        'Another listener has this address and port {0}, too: Envoy refuses the second.',
        socket.port,
      ),
      related: others.map(({ span }) => ({ uri, span, message: t('The other one stands here.') })),
    }));
  },
};

/** What Envoy refuses as a port, by its API reference. */
export const envoyPorts: Pick<Rule, 'judgeDocument'> = {
  judgeDocument({ uri, reading }) {
    if (!isEnvoyReading(reading) || reading.isTemplated) return [];
    return reading.misfits.map(({ value, span }) => ({
      uri,
      span,
      message: t('"{0}" is no port that Envoy accepts: ports end at {1}.', value, MAX_PORT),
    }));
  },
};
