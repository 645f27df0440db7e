import type { PortRange } from '../../ports/port';
import { type PortPart, parsePortPart } from '../../text/port-spec';
import { interpolate, type Lookup } from '../../text/template';
import type { PortInUnit } from '../../text/writing';
import type { Project } from '../project';
import { type Document, placeSpan } from '../reading';
import type { UnitInWork } from '../system';
import type { Mapping, Unit } from '../unit';
import { environmentOf } from './environment';
import { isComposeProject, startOf } from './project';
import { type ComposeReading, isComposeReading, readCompose, type ServiceReading } from './reading';
import { mergeServices, resolveService } from './service';

/** The most characters of a value that are looked at. */
const MAX_VALUE = 1000;

/** The most services that are asked for the ports that a variable may give. */
const MAX_READERS = 50;

/** The service that something is written in, as it is without that. */
export function writtenIn(project: Project, document: Document, at: PortInUnit): UnitInWork | undefined {
  const { reading } = document;
  if (!isComposeReading(reading) || !isComposeProject(project)) return undefined;
  const valueEnd = endOfValue(reading.text, at);
  const isHere = ({ text }: PortPart) => {
    const { start, end } = placeSpan(reading, text.block, text.span);
    return start <= valueEnd && at.start <= end;
  };
  const isBeingWritten = ({ author, published, target }: Mapping) =>
    author.uri === document.uri && (isHere(target) || (published !== undefined && isHere(published)));
  const { own, target } = readWithout(reading, project.lookup, at);
  const known = project.units.get(at.unit);
  const others = known && {
    ...known,
    mappings: known.mappings.filter(mapping => !isBeingWritten(mapping)),
    exposes: known.exposes.filter(({ author, port }) => author.uri !== document.uri || !isHere(port)),
  };
  const made = own && resolveService(own, document.uri, startOf(project.root), project.environment);
  const unit = made && others ? mergeServices(made, others) : (made ?? others);
  const same = at.kind === 'published' ? known?.mappings.find(isBeingWritten) : undefined;
  return unit && { unit, target: target ?? same?.target.range ?? undefined, isBeingWritten };
}

/** Where the value ends that is being written: at its quote, else where a list or a line goes on. */
function endOfValue(text: string, { start, typed, isQuoted }: PortInUnit): number {
  const end = isQuoted ? text.indexOf(text[start] ?? '', typed.end) : -1;
  const behind = /[\s,\]]|$/.exec(text.slice(typed.end, typed.end + MAX_VALUE))?.index ?? 0;
  const line = text.indexOf('\n', typed.end);
  return end >= 0 && (line < 0 || end < line) ? end : typed.end + behind;
}

/**
 * A service as the text says it without the value that is being written: an open quote or bracket hides all that
 * follows.
 */
function readWithout(
  reading: ComposeReading,
  lookup: Lookup,
  { unit, start, bracket, indent }: PortInUnit,
): { readonly own: ServiceReading | undefined; readonly target: PortRange | undefined } {
  const { text } = reading;
  const lineEnd = text.indexOf('\n', start);
  const below = lineEnd < 0 ? '' : text.slice(lineEnd);
  const rest = bracket === '' ? below : behindBrackets(below, indent);
  const without = readCompose(text.slice(0, start) + bracket + rest, reading);
  const own = without.documents.flatMap(({ services }) => services).find(({ name }) => name === unit);
  const entry = own?.ports?.items.findLast(item => {
    if (item.syntax !== 'long') return false;
    const whole = placeSpan(without, item.whole.block, item.whole.span);
    return whole.start <= start && text.slice(whole.end, Math.max(whole.end, start)).trim() === '';
  });
  const target =
    entry?.syntax === 'long' && entry.target
      ? parsePortPart(interpolate(entry.target, lookup))?.range
      : undefined;
  return { own, target: target ?? undefined };
}

/** What follows once the brackets are closed: from the first line that stands as far left as the one that opened them. */
function behindBrackets(below: string, indent: number): string {
  const next = new RegExp(`\\n {0,${Math.min(indent, MAX_VALUE)}}[^\\s\\]}]`).exec(below);
  return next ? below.slice(next.index) : '';
}

/** The services that may take a port from a variable, as each file writes them, under other variables. */
export function unitsWith(
  project: Project,
  variable: string,
  lookup: Lookup,
  documentAt: (uri: string) => Document | undefined,
): readonly Unit[] {
  const environment = environmentOf(lookup);
  const mayRead = ({ ports }: ServiceReading) =>
    ports?.items.some(item => item.syntax === 'long' || item.text.value.includes(variable));
  const written = [...project.files].flatMap(uri => {
    const reading = documentAt(uri)?.reading;
    if (!isComposeReading(reading)) return [];
    const services = reading.documents.flatMap(document => document.services).filter(mayRead);
    return services.map(service => ({ uri, service }));
  });
  return written
    .slice(0, MAX_READERS)
    .map(({ uri, service }) => resolveService(service, uri, startOf(project.root), environment));
}
