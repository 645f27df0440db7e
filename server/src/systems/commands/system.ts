import type { System } from '../system';
import { commandsFormat } from './format';
import { readProjects } from './project';

/** Commands that make containers, where people write them: `docker run -p 8080:80 nginx`. */
export const commands: System = {
  id: 'commands',
  about: {
    name: 'Commands',
    reads:
      '`docker run`, `docker create`, `podman run` and `docker compose run` in scripts, Makefiles, Markdown, `package.json` and steps of CI',
    links:
      "URLs of the same document that reach what the command before them publishes; the image's Dockerfile",
    judges:
      'one port twice in a command; what Docker refuses or ignores; a page that names another port than its command',
    checked: 'Docker Engine 28.5: 391 commands',
  },
  formats: [commandsFormat],
  projects: {
    format: commandsFormat.id,
    // Nobody finds them: they are read where they stand.
    isFound: () => false,
    besides: new Set(),
    readIn: readProjects,
  },
};
