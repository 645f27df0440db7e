import type { System } from '../system';
import { dotenvFormat } from './format';

/** Files of variables, which units of other systems are started with. */
export const dotenv: System = { id: 'dotenv', formats: [dotenvFormat] };
