import type { System } from '../system';
import { nginxFormat } from './format';

/** nginx: its `listen` are ports of the units that have the file, what it passes on to are references. */
export const nginx: System = { id: 'nginx', formats: [nginxFormat] };
