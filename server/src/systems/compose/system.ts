import type { System } from '../system';
import { hasDefaultName, readProjects } from './discovery';
import { composeFormat } from './format';
import { unitsWith, writtenIn } from './in-work';

/** Docker Compose: what one `docker compose` call reads is a project. */
export const compose: System = {
  id: 'compose',
  about: {
    name: 'Docker Compose',
    reads:
      'mappings, `expose`, environment, commands, labels with entry points of Traefik, health checks, build arguments; overrides, `include`, `extends`, profiles',
    links: "variables, Dockerfiles, URLs by a service's name or `localhost`, files that a service mounts",
    judges: 'what one `docker compose up` cannot have, refuses or ignores; ports that lead nowhere',
    checked: 'Docker Engine 28.5 with Compose 2.40: 1,307 recorded runs',
  },
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
