import type { Project } from '../systems/compose/project';
import type { Service } from '../systems/compose/service';
import { addTo } from '../text/group-by';
import { perObject } from '../text/per-object';
import { folderOf, parentOf } from '../text/uri';
import type { Chart } from './chart';
import type { Inside, UrlContext } from './occurrence';

interface HostNames {
  readonly services: ReadonlyMap<string, readonly Service[]>;
  /** The names that only some service knows. */
  readonly links: ReadonlySet<string>;
}

const hostNamesOf = perObject((project: Project): HostNames => {
  const services = new Map<string, Service[]>();
  const links = new Set<string>();
  for (const service of project.services.values()) {
    for (const { alias } of service.links) links.add(alias);
    const names = [service.name.toLowerCase(), ...service.hostNames];
    for (const name of names.length > 1 ? new Set(names) : names) {
      addTo(services, name, service);
    }
  }
  const names = { services, links };
  return names;
});

/**
 * The services that a host name means in a project, asked by one of its services or from outside: more than one
 * only where they share an alias. Docker answers, whatever the case, to a service's name, its `container_name`,
 * its `hostname` and its networks' `aliases`; what a service's own `links` name goes before all of them.
 */
export function servicesAt(project: Project, host: string, from?: Service): readonly Service[] {
  const name = host.toLowerCase();
  const linked = from?.links.filter(({ alias }) => alias === name) ?? [];
  if (linked.length > 0) return linked.flatMap(({ service }) => project.services.get(service) ?? []);
  return hostNamesOf(project).services.get(name) ?? [];
}

/** Whether a host name means one thing whoever asks. */
export function isCommonName(project: Project, host: string): boolean {
  return !hostNamesOf(project).links.has(host.toLowerCase());
}

/**
 * The services that a host name in a document means: of the projects that read the document or that it stands
 * in, else of the nearest around that has the name, and of no other.
 */
export function servicesCalled(
  chart: Chart,
  uri: string,
  host: string,
  at: UrlContext = { side: 'host' },
): readonly Inside[] {
  const inside = at.side === 'host' ? [] : at.services;
  const readers = chart.projectsWith(uri);
  const own = readers.length > 0 ? readers : [...new Set(inside.map(({ project }) => project))];
  const ask = (project: Project): readonly Inside[] => {
    // An alias can give a URL to thousands of services, who mostly mean the same by it.
    const asking = isCommonName(project, host)
      ? []
      : inside.flatMap(({ service }) => project.services.get(service.name) ?? []);
    const found =
      asking.length > 0 ? asking.flatMap(one => servicesAt(project, host, one)) : servicesAt(project, host);
    return [...new Set(found)].map(service => ({ project, service }));
  };
  if (own.length > 0) return own.flatMap(ask);
  const [nearest, ...others] = projectsAround(chart, uri)
    .map(ask)
    .filter(found => found.length > 0);
  if (!nearest) return [];
  // A base and its overlays write a service in one place, and mean the same by it.
  const isSame = ({ service }: Inside) => nearest.some(near => sharesName(near.service, service));
  return [...nearest, ...others.flatMap(found => (found.every(isSame) ? found : []))];
}

function sharesName(a: Service, b: Service): boolean {
  return a.names.some(({ value }) => b.names.some(({ value: other }) => other === value));
}

/**
 * The projects that a document may speak of: those that read it, else those whose folder holds it, the
 * nearest first.
 */
export function projectsAround(chart: Chart, uri: string): readonly Project[] {
  const readers = chart.projectsWith(uri);
  if (readers.length > 0) return readers;
  const around: Project[] = [];
  for (let folder = folderOf(uri); ; folder = parentOf(folder)) {
    around.push(...chart.projectsIn(folder));
    if (!/[^/]\/[^/]+\/$/.test(folder)) return around;
  }
}
