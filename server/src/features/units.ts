import type { Chart } from '../chart/chart';
import { projectsAround, servicesCalled } from '../chart/host-names';
import type { ChartedOccurrence } from '../chart/occurrence';
import { buildersOf } from '../chart/occurrences';
import { onlyPort } from '../ports/port';
import type { Unit } from '../registry/fitting-name';
import type { Service } from '../systems/compose/service';
import { servicesNamedBy } from '../systems/compose/variable-names';
import type { Document } from '../systems/reading';
import { variablesOf } from '../text/source-text';
import { isLoopbackHost } from '../text/urls';

/** What listens behind a port, and on which port of its own; undefined where that is not known. */
export interface Listening {
  readonly unit: Unit;
  readonly port: number | undefined;
}

export function unitOf({ name, image }: Service): Unit {
  return { names: [name], ...(image && { image: image.value.value }) };
}

/** The units that may listen behind an occurrence of a port: several where nobody knows which one answers. */
export function unitsBehind(
  chart: Chart,
  document: Document,
  { subject }: ChartedOccurrence,
  port: number,
): readonly Listening[] {
  switch (subject.kind) {
    case 'published':
    case 'target':
    case 'expose':
      return [{ port, unit: unitOf(subject.service) }];
    case 'exposed': {
      const { base, name } = subject.stage;
      const builders = buildersOf(chart, document.uri, subject.stage).map(({ service }) => service.name);
      return [{ port, unit: { image: base, names: [...builders, ...(name ? [name] : [])] } }];
    }
    case 'variable': {
      const { key } = subject;
      const published = document.reading.kind === 'dotenv' ? publishedBy(chart, document.uri, port, key) : [];
      if (published.length > 0) return published;
      const holders = subject.services.flatMap(({ project, service }) => {
        const named = servicesNamedBy(project, key, { from: port, to: port });
        return named.length > 0 ? named : [service];
      });
      const units = holders.map(unitOf).map(unit => ({ ...unit, names: [...unit.names, key] }));
      return (units.length > 0 ? units : [{ names: [key] }]).map(unit => ({ port, unit }));
    }
    case 'url': {
      const { host } = subject.mention;
      const named = servicesCalled(chart, document.uri, host, subject.at);
      if (named.length > 0) return named.map(({ service }) => ({ port, unit: unitOf(service) }));
      if (!isLoopbackHost(host)) return [{ port, unit: { names: [host] } }];
      if (subject.at.side === 'container')
        return subject.at.services.map(({ service }) => ({ port, unit: unitOf(service) }));
      return publishedBy(chart, document.uri, port, undefined);
    }
  }
}

/** What the projects around publish on a host port, each unit with its own port; with a variable, what it gives. */
function publishedBy(
  chart: Chart,
  uri: string,
  port: number,
  variable: string | undefined,
): readonly Listening[] {
  const around = projectsAround(chart, uri);
  return chart
    .publishersOf(port)
    .filter(({ project }) => around.includes(project))
    .map(({ binding }) => binding)
    .filter(({ text }) => variable === undefined || variablesOf(text).some(({ name }) => name === variable))
    .map(({ service, mapping }) => ({ unit: unitOf(service), port: onlyPort(mapping.target.range) }));
}
