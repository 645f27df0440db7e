import type { System } from '../system';
import { plainFormat } from './format';

/** Every other text. */
export const plain: System = {
  id: 'text',
  about: {
    name: 'Text',
    reads:
      'URLs, `host:port`, and ports that a name gives (`port = 8080`, `--port 8080`, `addr: ":8080"`) in every other text file; the latter in files of systems, too',
    links: 'what publishes the port on this machine, or the unit that the host is called',
    judges: 'URLs with ports that are none, or that browsers refuse, in configuration',
    checked: 'the Fetch standard',
  },
  formats: [plainFormat],
};
