import { afterSlashesOrHash } from '../../text/writing';
import { type Format, MAX_TEXT, type System } from '../system';
import { readProjects } from './project';
import { readNomad } from './reading';

/** A job, and a group in it. */
const JOB = /^job[ \t]{1,64}["\w]/m;
const GROUP = /^[ \t]{0,64}group[ \t]{1,64}["\w]/m;

const nomadFormat: Format = {
  id: 'nomad',
  names: /\.nomad(?:\.hcl)?$/,
  endings: ['hcl'],
  isOfProjects: true,
  // Others call their files so, too.
  keeps: text => JOB.test(text),
  holds: (uri, text) => uri.endsWith('.hcl') && JOB.test(text) && GROUP.test(text),
  sizeLimit: MAX_TEXT / 4,
  read: ({ text }) => readNomad(text),
  isComment: afterSlashesOrHash,
  comments: ['#', '//', '/*'],
  writingIn: () => undefined,
};

/** Jobs of Nomad. */
export const nomad: System = {
  id: 'nomad',
  about: {
    name: 'Nomad',
    reads:
      '`port` blocks of the networks of groups (`static`, `to`) in job files; where services, checks, `ports` of tasks and variables such as `NOMAD_PORT_http` name them',
    links: 'names of ports to the ports of their group',
    judges:
      'one port of the machine, or one name, twice in a group; names that no port has; numbers that are no ports',
    checked: 'the source of Nomad 2.0, by hand; the language as for Terraform',
  },
  formats: [nomadFormat],
  projects: {
    format: nomadFormat.id,
    isFound: () => false,
    besides: new Set(),
    readIn: readProjects,
  },
};
