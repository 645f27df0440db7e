import { fileName } from '../../text/uri';
import type { System } from '../system';
import { devContainerFormat } from './format';
import { readProjects } from './project';

/** Dev containers: what they forward, and what they publish where they are no service of Compose. */
export const devContainer: System = {
  id: 'devcontainer',
  about: {
    name: 'Dev containers',
    reads: '`forwardPorts`, `portsAttributes`, `appPort`, `runArgs`',
    links: 'the services of its Compose files',
    judges: 'services that are not there; ports that the project publishes as well',
    checked: "the metadata reference; its `-p` as Docker's",
  },
  formats: [devContainerFormat],
  projects: {
    format: devContainerFormat.id,
    isFound: uri => devContainerFormat.names?.test(fileName(uri)) === true,
    besides: new Set(),
    readIn: readProjects,
  },
};
