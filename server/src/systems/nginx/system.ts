import type { System } from '../system';
import { nginxFormat } from './format';

/** nginx: its `listen` are ports of the units that have the file, what it passes on to are references. */
export const nginx: System = {
  id: 'nginx',
  about: {
    name: 'nginx',
    reads:
      '`listen`, `server_name`, `proxy_pass`, `upstream`, also of `stream`, included files and templates',
    links: 'the units that mount the file; the units that it passes on to',
    judges: 'what `nginx -t` and the start refuse; names of servers that are passed over',
    checked: 'nginx 1.22: 1,077 configurations',
  },
  formats: [nginxFormat],
};
