import type { System } from '../system';
import { dockerfileFormat } from './format';

/** Dockerfiles: recipes of images, which projects of other systems make. */
export const dockerfile: System = {
  id: 'dockerfile',
  about: {
    name: 'Dockerfiles',
    reads: '`EXPOSE`, `ENV`, `ARG`, commands and health checks, stage by stage',
    links: 'the services that build them, and whoever runs an image that one of these builds',
    judges: 'what is no port; below 1024; a target that is not exposed',
    checked: 'BuildKit of Docker Engine 28.5, with the projects that build them',
  },
  formats: [dockerfileFormat],
};
