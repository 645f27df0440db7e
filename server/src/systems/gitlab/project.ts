import { perObject } from '../../text/per-object';
import { projectsOfJobs, rootOfJob } from '../jobs';
import { bareProject, type Project } from '../project';
import type { Document } from '../reading';
import { bareUnit, type Sourced, type Unit } from '../unit';
import { isPipelineReading, type Job, type Service } from './reading';

/** The same job gives the same project, so that what is known of it is kept. */
const projectOf = perObject((job: Job, { uri }: Document, folder: string): Project => {
  const taken = new Set<string>();
  const services = job.services.map(service => unitOf(service, uri, taken));
  return bareProject('gitlab', rootOfJob(job, uri, folder), [...services, jobUnit(job, uri)]);
});

/** The jobs of a folder's pipelines that have services, each a project on a machine of its own. */
export const readProjects = projectsOfJobs<Job>({
  system: 'gitlab',
  jobsIn: reading => (isPipelineReading(reading) ? reading.jobs : []),
  partsOf: ({ services, namedPorts, regions }) => 1 + services.length + namedPorts.length + regions.length,
  projectOf,
});

/** A name that is taken stays with the first (GitLab Runner, `createFromServiceDefinition`). */
function unitOf(service: Service, uri: string, taken: Set<string>): Unit {
  const here = <Value>(value: Value): Sourced<Value> => ({ uri, value });
  const free = service.hostNames.filter(name => !taken.has(name));
  for (const name of free) taken.add(name);
  const name = free.includes(service.name.value) ? service.name.value : (free[0] ?? `service/${taken.size}`);
  return {
    ...bareUnit(name),
    names: [here(service.name)],
    image: here(service.image),
    hostNames: free,
    environment: new Map(service.environment.map(([key, value]) => [key, here(value)])),
    namedPorts: service.namedPorts.map(here),
    regions: service.regions.map(here),
  };
}

/** The container that the scripts of a job run in. */
function jobUnit({ id, regions, namedPorts }: Job, uri: string): Unit {
  return {
    ...bareUnit(`job/${id.value}`),
    names: [{ uri, value: id }],
    namedPorts: namedPorts.map(value => ({ uri, value })),
    regions: regions.map(value => ({ uri, value })),
  };
}
