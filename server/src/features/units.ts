import type { Chart } from '../chart/chart';
import { projectsAround, unitsCalled } from '../chart/host-names';
import type { ChartedOccurrence, VariableSubject } from '../chart/occurrence';
import { buildersOf } from '../chart/occurrences';
import { unitsNamedBy } from '../chart/variable-names';
import { onlyPort } from '../ports/port';
import type { Identity } from '../registry/fitting-name';
import type { Document } from '../systems/reading';
import type { Unit } from '../systems/unit';
import { spend } from '../text/effort';
import { variablesOf } from '../text/source-text';
import { isLoopbackHost } from '../text/urls';

/** What listens behind a port, and on which port of its own; undefined where that is not known. */
export interface Listening {
  readonly unit: Identity;
  readonly port: number | undefined;
}

function identityOf({ name, image }: Unit): Identity {
  return { names: [name], ...(image && { image: image.value.value }) };
}

/** What looking at one unit costs: its names and its image are compared by their words. */
const STEPS_OF_UNIT = 10;

/**
 * The units that may listen behind an occurrence of a port: several where nobody knows which one answers. Thousands may;
 * who needs no more than the first few looks at no others.
 */
export function* unitsBehind(
  chart: Chart,
  document: Document,
  occurrence: ChartedOccurrence,
  port: number,
): Generator<Listening> {
  for (const listening of mayListen(chart, document, occurrence, port)) {
    spend(STEPS_OF_UNIT);
    yield listening;
  }
}

function* mayListen(
  chart: Chart,
  document: Document,
  { subject }: ChartedOccurrence,
  port: number,
): Generator<Listening> {
  switch (subject.kind) {
    case 'published':
    case 'target':
    case 'expose':
    case 'claim':
      yield { port, unit: identityOf(subject.unit) };
      return;
    case 'entryPoint':
      for (const { unit } of subject.at) yield { port, unit: identityOf(unit) };
      return;
    case 'reference':
      for (const unit of subject.project.leadsTo(subject.reference).units)
        yield { port, unit: identityOf(unit) };
      return;
    case 'exposed': {
      const { base, name } = subject.stage;
      const builders = buildersOf(chart, document.uri, subject.stage);
      spend(builders.length);
      yield {
        port,
        unit: { image: base, names: [...builders.map(({ unit }) => unit.name), ...(name ? [name] : [])] },
      };
      return;
    }
    case 'variable': {
      const { key } = subject;
      let isPublished = false;
      for (const listening of document.reading.variables ? publishedBy(chart, document.uri, port, key) : []) {
        isPublished = true;
        yield listening;
      }
      if (isPublished) return;
      if (subject.units.length === 0) yield { port, unit: { names: [key] } };
      for (const holder of holdersOf(subject, port)) {
        const unit = identityOf(holder);
        yield { port, unit: { ...unit, names: [...unit.names, key] } };
      }
      return;
    }
    case 'listen': {
      const units = subject.at.side === 'host' ? [] : subject.at.units;
      for (const { unit } of units) yield { port, unit: identityOf(unit) };
      return;
    }
    case 'url': {
      const { host } = subject.mention;
      const named = unitsCalled(chart, document.uri, host, subject.at);
      for (const { unit } of named) yield { port, unit: identityOf(unit) };
      if (named.length > 0) return;
      if (!isLoopbackHost(host)) yield { port, unit: { names: [host] } };
      else if (subject.at.side === 'container')
        for (const { unit } of subject.at.units) yield { port, unit: identityOf(unit) };
      else yield* publishedBy(chart, document.uri, port, undefined);
    }
  }
}

/** Whose port a variable is: of the units that its name speaks of, else of those who read it; each once. */
function* holdersOf({ key, units }: VariableSubject, port: number): Generator<Unit> {
  const seen = new Set<Unit | readonly Unit[]>();
  for (const { project, unit } of units) {
    spend();
    const named = unitsNamedBy(project, key, { from: port, to: port });
    // Those who read one file mostly speak of the same units.
    if (seen.has(named)) continue;
    seen.add(named);
    for (const holder of named.length > 0 ? named : [unit]) {
      if (seen.has(holder)) continue;
      seen.add(holder);
      yield holder;
    }
  }
}

/** What the projects around publish on a host port, each unit with its own port; with a variable, what it gives. */
function* publishedBy(
  chart: Chart,
  uri: string,
  port: number,
  variable: string | undefined,
): Generator<Listening> {
  const around = projectsAround(chart, uri);
  for (const { project, binding } of chart.publishersOf(port)) {
    spend();
    const { unit, mapping, text } = binding;
    const isMeant = variable === undefined || variablesOf(text).some(({ name }) => name === variable);
    if (around.includes(project) && isMeant)
      yield { unit: identityOf(unit), port: onlyPort(mapping.target.range) };
  }
}
