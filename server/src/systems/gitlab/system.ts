import type { System } from '../system';
import { pipelineFormat } from './format';
import { readProjects } from './project';

/** GitLab CI: the containers that jobs start as services. */
export const gitlab: System = {
  id: 'gitlab',
  about: {
    name: 'GitLab CI',
    reads: '`services` of jobs with their aliases, variables and scripts',
    links: 'scripts and variables of a job to its services',
    judges: 'nothing of its own',
    checked: 'its reference, by hand',
  },
  formats: [pipelineFormat],
  projects: {
    format: pipelineFormat.id,
    isFound: () => false,
    besides: new Set(),
    readIn: readProjects,
  },
};
