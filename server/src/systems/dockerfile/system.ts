import type { System } from '../system';
import { dockerfileFormat } from './format';

/** Dockerfiles: recipes of images, which projects of other systems make. */
export const dockerfile: System = { id: 'dockerfile', formats: [dockerfileFormat] };
