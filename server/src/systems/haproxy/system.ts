import type { System } from '../system';
import { haproxyFormat } from './format';

/** HAProxy: what it binds are ports of the units that have the file, its servers are references. */
export const haproxy: System = {
  id: 'haproxy',
  about: {
    name: 'HAProxy',
    reads: '`bind`, `server`, peers and ports of checks',
    links: 'the units that mount the file; the units that its servers are',
    judges: 'what `haproxy -c` and the start refuse',
    checked: 'HAProxy 2.6 and 3.0: 265 configurations',
  },
  formats: [haproxyFormat],
};
