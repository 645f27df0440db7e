import type { System } from '../system';
import { plainFormat } from './format';

/** Every other text. */
export const plain: System = { id: 'text', formats: [plainFormat] };
