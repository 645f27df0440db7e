import { fileName } from '../../text/uri';
import type { System } from '../system';
import { quadletFormat, socketFormat } from './format';
import { readProjects } from './project';

/** Quadlet: containers, pods and Kubernetes files that systemd starts with Podman, and the sockets of systemd beside them. */
export const quadlet: System = {
  id: 'quadlet',
  about: {
    name: 'Quadlet and sockets of systemd',
    reads:
      '`PublishPort=`, `ExposeHostPort=`, `Pod=`, `Network=` of containers, pods and Kubernetes files; `ListenStream=` and its like',
    links: 'containers to their pods; URLs of this machine',
    judges: 'two units of a folder on one port; what Podman refuses or ignores; what systemd passes over',
    checked: 'Podman 5.4: 280 units; systemd 252: 236 sockets',
  },
  formats: [quadletFormat, socketFormat],
  projects: {
    format: quadletFormat.id,
    isFound: uri => quadletFormat.names?.test(fileName(uri)) === true,
    besides: new Set(),
    readIn: readProjects,
  },
};
