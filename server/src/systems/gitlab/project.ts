import { perObject } from '../../text/per-object';
import { type Budget, bareProject, type Find, leftOut, type Project, type ProjectRoot } from '../project';
import type { Document } from '../reading';
import { bareUnit, type Sourced, type Unit } from '../unit';
import { isPipelineReading, type Job, type Service } from './reading';

/** The jobs of a folder's pipelines that have services, each a project on a machine of its own. */
export function readProjects(
  folder: string,
  files: readonly string[],
  find: Find,
  budget: Budget,
): readonly Project[] {
  return files.flatMap(uri => {
    const document = find(uri, 'gitlab');
    if (typeof document === 'string' || !isPipelineReading(document.reading)) return [];
    const projects: Project[] = [];
    for (const job of document.reading.jobs) {
      budget.left -= 1 + job.services.length + job.namedPorts.length + job.regions.length;
      if (budget.left < 0) {
        const problems = leftOut(budget, { uri, span: job.id.span });
        if (problems.length > 0)
          projects.push({ ...bareProject('gitlab', rootOf(job, uri, folder), []), problems });
        break;
      }
      projects.push(projectOf(job, document, folder));
    }
    return projects;
  });
}

/** Each job runs on a machine of its own. */
function rootOf({ id }: Job, uri: string, folder: string): ProjectRoot {
  return { files: [uri], folder, isByContent: true, part: id.value, isElsewhere: true };
}

/** The same job gives the same project, so that what is known of it is kept. */
const projectOf = perObject((job: Job, { uri }: Document, folder: string): Project => {
  const taken = new Set<string>();
  const services = job.services.map(service => unitOf(service, uri, taken));
  const root = rootOf(job, uri, folder);
  return bareProject('gitlab', root, [...services, jobUnit(job, uri)]);
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
