import type { Chart } from '../chart/chart';
import { projectsAround, unitsCalled } from '../chart/host-names';
import type { ChartedOccurrence } from '../chart/occurrence';
import { buildersOf } from '../chart/occurrences';
import { unitsNamedBy } from '../chart/variable-names';
import { onlyPort } from '../ports/port';
import type { Identity } from '../registry/fitting-name';
import type { Document } from '../systems/reading';
import type { Unit } from '../systems/unit';
import { variablesOf } from '../text/source-text';
import { isLoopbackHost } from '../text/urls';

/** What listens behind a port, and on which port of its own; undefined where that is not known. */
export interface Listening {
  readonly unit: Identity;
  readonly port: number | undefined;
}

export function identityOf({ name, image }: Unit): Identity {
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
      return [{ port, unit: identityOf(subject.unit) }];
    case 'exposed': {
      const { base, name } = subject.stage;
      const builders = buildersOf(chart, document.uri, subject.stage).map(({ unit }) => unit.name);
      return [{ port, unit: { image: base, names: [...builders, ...(name ? [name] : [])] } }];
    }
    case 'variable': {
      const { key } = subject;
      const published = document.reading.variables ? publishedBy(chart, document.uri, port, key) : [];
      if (published.length > 0) return published;
      const named = subject.units.map(({ project, unit }) => {
        const units = unitsNamedBy(project, key, { from: port, to: port });
        return units.length > 0 ? units : [unit];
      });
      // Those who read one file mostly speak of the same units.
      const holders = new Set([...new Set(named)].flat());
      const units = [...holders].map(identityOf).map(unit => ({ ...unit, names: [...unit.names, key] }));
      return (units.length > 0 ? units : [{ names: [key] }]).map(unit => ({ port, unit }));
    }
    case 'listen': {
      const units = subject.at.side === 'host' ? [] : subject.at.units;
      return units.map(({ unit }) => ({ port, unit: identityOf(unit) }));
    }
    case 'url': {
      const { host } = subject.mention;
      const named = unitsCalled(chart, document.uri, host, subject.at);
      if (named.length > 0) return named.map(({ unit }) => ({ port, unit: identityOf(unit) }));
      if (!isLoopbackHost(host)) return [{ port, unit: { names: [host] } }];
      if (subject.at.side === 'container')
        return subject.at.units.map(({ unit }) => ({ port, unit: identityOf(unit) }));
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
    .map(({ unit, mapping }) => ({ unit: identityOf(unit), port: onlyPort(mapping.target.range) }));
}
