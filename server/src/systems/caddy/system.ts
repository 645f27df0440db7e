import type { System } from '../system';
import { caddyFormat } from './format';

/** Caddy: where its sites listen are ports of the units that have the file, what it passes on to are references. */
export const caddy: System = {
  id: 'caddy',
  about: {
    name: 'Caddy',
    reads:
      'addresses of sites, global options, `reverse_proxy` and other upstreams of a Caddyfile; snippets and imports',
    links: 'the units that mount the file; the units that it passes on to',
    judges:
      'what `caddy adapt` refuses: one address in two blocks, http and https on one port, ports that are none',
    checked: 'Caddy 2.6: 426 Caddyfiles',
  },
  formats: [caddyFormat],
};
