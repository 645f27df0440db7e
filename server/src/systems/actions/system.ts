import type { System } from '../system';
import { isWorkflow, workflowFormat } from './format';
import { readProjects } from './project';

/** GitHub Actions: the containers that jobs start as services. */
export const actions: System = {
  id: 'actions',
  about: {
    name: 'GitHub Actions',
    reads: '`services` of jobs with their ports, variables and steps, `job.services.x.ports[...]`',
    links: 'steps and variables of a job to its services',
    judges:
      'two services of a job on one port; a key that no service has; `localhost` in a job that runs in a container',
    checked: 'the source of the runner, by hand',
  },
  formats: [workflowFormat],
  projects: {
    format: workflowFormat.id,
    isFound: isWorkflow,
    besides: new Set(),
    readIn: readProjects,
  },
};
