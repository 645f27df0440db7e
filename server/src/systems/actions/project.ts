import { rangesOverlap } from '../../ports/port';
import { perObject } from '../../text/per-object';
import { parsePortPart } from '../../text/port-spec';
import { projectsOfJobs, rootOfJob } from '../jobs';
import { bareProject, type Destination, NOWHERE, type Project } from '../project';
import type { Document } from '../reading';
import { bareUnit, mappingsOf, partsOfEntry, type Reference, type Sourced, type Unit } from '../unit';
import type { PortKey } from './expressions';
import { isWorkflowReading, type Job, type JobContainer } from './reading';

/** The same job gives the same project, so that what is known of it is kept. */
const projectOf = perObject((job: Job, { uri }: Document, folder: string): Project => {
  const name = `job/${job.id.value}`;
  const services = job.services.map(service => unitOf(service, service.name.value, uri));
  const byName = new Map(services.map(unit => [unit.name.toLowerCase(), unit]));
  const targets = new Map(
    job.portKeys.map(key => {
      const unit = byName.get(key.service.value.toLowerCase());
      return [referenceTo(key, unit, name, uri), unit] as const;
    }),
  );
  const units = [...services, jobUnit(job, name, [...targets.keys()], uri)];
  return {
    ...bareProject('actions', rootOfJob(job, uri, folder), units),
    leadsTo: (reference): Destination => {
      const unit = targets.get(reference);
      // What of them is certain the system's own rule says.
      return unit ? { units: [unit], isCertain: false, hasAllPorts: false } : NOWHERE;
    },
  };
});

/** The jobs of a folder of workflows that start containers with ports, each a project on a machine of its own. */
export const readProjects = projectsOfJobs<Job>({
  system: 'actions',
  jobsIn: reading => (isWorkflowReading(reading) ? reading.jobs : []),
  partsOf,
  projectOf,
});

function partsOf({ services, namedPorts, portKeys, spans }: Job): number {
  const ofServices = services.reduce(
    (sum, { name, published, regions }) =>
      sum + partsOfEntry({ name: name.value }) * (published.length + regions.length),
    0,
  );
  return 1 + services.length + ofServices + namedPorts.length + portKeys.length + spans.length;
}

function unitOf(container: JobContainer, name: string, uri: string): Unit {
  const author = { uri, unit: name };
  const rest = { author, isOfEachCopy: false, unquoted: undefined };
  const here = <Value>(value: Value): Sourced<Value> => ({ uri, value });
  return {
    ...bareUnit(name),
    names: [here(container.name)],
    mappings: mappingsOf(container.published, rest),
    faults: [...container.published.flatMap(({ faults = [] }) => faults), ...container.faults].map(here),
    // Of those that an expression may leave out, nobody knows whether two are started together.
    groups: container.isConditional ? [name] : [],
    image: container.image && here(container.image),
    environment: new Map(container.environment.map(({ key, value }) => [key, here(value)])),
    namedPorts: container.namedPorts.map(here),
    regions: container.regions.map(here),
  };
}

/** What the steps of a job run in: its container, or the machine itself, where no name of a service is known. */
function jobUnit(job: Job, name: string, references: readonly Reference[], uri: string): Unit {
  const { container, id } = job;
  const base = container ? unitOf(container, name, uri) : bareUnit(name);
  const kind = container?.isConditional ? 'environment' : 'container';
  const regions = job.spans.map(span => ({ uri, value: { kind, block: id.block, span } as const }));
  return {
    ...base,
    names: [{ uri, value: id }],
    network: container ? { kind: 'own' } : { kind: 'host', mode: { uri, value: id } },
    references,
    namedPorts: [...base.namedPorts, ...job.namedPorts.map(value => ({ uri, value }))],
    regions: [...base.regions, ...regions],
  };
}

/** The port that a key means: the protocol is no part of it, so that of the port counts which the service publishes. */
function referenceTo({ key }: PortKey, service: Unit | undefined, unit: string, uri: string): Reference {
  const range = parsePortPart(key)?.range ?? null;
  const mapping = service?.mappings.find(
    ({ target }) => range && target.range && rangesOverlap(target.range, range),
  );
  return {
    role: 'backend',
    author: { uri, unit },
    text: key,
    range,
    isName: false,
    protocol: mapping?.protocol ?? 'tcp',
  };
}
