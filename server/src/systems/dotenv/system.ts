import type { System } from '../system';
import { dotenvFormat } from './format';

/** Files of variables, which units of other systems are started with. */
export const dotenv: System = {
  id: 'dotenv',
  about: {
    name: '`.env` files',
    reads: 'variables that hold ports, hosts or URLs',
    links: 'whatever takes its port from them; the units that are started with them',
    judges: 'what the value makes of a mapping',
    checked: 'Docker Compose 2.40, with the projects that read them',
  },
  formats: [dotenvFormat],
};
