import type { System } from '../system';
import { hasDefaultName, readProjects } from './discovery';
import { composeFormat } from './format';
import { unitsWith, writtenIn } from './in-work';

/** Docker Compose: what one `docker compose` call reads is a project. */
export const compose: System = {
  id: 'compose',
  formats: [composeFormat],
  projects: {
    format: composeFormat.id,
    isFound: hasDefaultName,
    besides: new Set(['.env']),
    readIn: readProjects,
    writtenIn,
    unitsWith,
  },
};
