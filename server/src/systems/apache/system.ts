import type { System } from '../system';
import { apacheFormat } from './format';

/** Apache's HTTP server: where it listens are ports of the units that have the file, what it passes on to are references. */
export const apache: System = {
  id: 'apache',
  about: {
    name: 'Apache',
    reads: '`Listen`, `<VirtualHost>`, `ServerName`, `ProxyPass` and other upstreams',
    links: 'the units that mount the file; the units that it passes on to',
    judges: 'what `apache2 -t` and the start refuse, with what a configuration includes',
    checked: 'Apache 2.4: 370 configurations',
  },
  formats: [apacheFormat],
};
