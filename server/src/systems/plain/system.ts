import type { System } from '../system';
import { plainFormat } from './format';

/** Every other text. */
export const plain: System = {
  id: 'text',
  about: {
    name: 'Text',
    reads: 'URLs and `host:port` in every other text file',
    links: 'what publishes the port on this machine, or the unit that the host is called',
    judges: 'URLs with ports that are none, or that browsers refuse, in configuration',
    checked: 'the Fetch standard',
  },
  formats: [plainFormat],
};
