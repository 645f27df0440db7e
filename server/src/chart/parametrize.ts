import { formatRange, type PortRange, rangeSize } from '../ports/port';
import { variableAt } from '../systems/all';
import { isApart, type Project } from '../systems/project';
import type { Document } from '../systems/reading';
import { addTo, groupBy } from '../text/group-by';
import { perObject } from '../text/per-object';
import type { Edit, Place } from '../text/spans';
import { namesIn } from '../text/template';
import type { Chart } from './chart';
import { editPlace, linkedToAny } from './links';
import type { ChartedOccurrence } from './occurrence';
import { occurrencesIn, type Wanted } from './occurrences';
import { publishedVariables } from './published-variables';

/** A host port that gets a variable. */
export interface Parametrizing {
  readonly name: string;
  readonly range: PortRange;
  /** The unit that publishes it. */
  readonly unit: string;
  /** Where it is published. */
  readonly place: Place;
  /** In the order of files, and of places in them. */
  readonly edits: readonly Edit[];
  /** What means the same port, and has to be changed by hand when the variable gives another. */
  readonly left: readonly Place[];
}

/** What is asked of a variable. */
export interface Naming {
  /** What it is called; else the unit says it. */
  readonly name?: string;
  /** Whether a name means something already of which the workspace does not know. */
  readonly isTaken?: (name: string) => boolean;
}

/** A published port as it is written: in one place, or in several where a unit publishes it for several protocols. */
interface Written {
  readonly starts: readonly ChartedOccurrence[];
  readonly document: Document;
  readonly projects: readonly Project[];
  readonly unit: string;
  readonly range: PortRange;
}

/** The published port at an occurrence, with what would change for it to come from a variable; undefined where it cannot. */
export function parametrize(
  chart: Chart,
  document: Document,
  occurrence: ChartedOccurrence,
  naming: Naming = {},
): Parametrizing | undefined {
  const key = keyOf(occurrence);
  const { range } = occurrence;
  const wanted = { block: occurrence.text.block, ...(range && { ports: [range.from] }) };
  const written = publishedIn(chart, document, wanted).find(({ starts }) =>
    starts.some(one => keyOf(one) === key),
  );
  if (!written) return undefined;
  const name = nameFor(chart, written, naming, new Map());
  return name === undefined ? undefined : plan(chart, written, name);
}

/**
 * The same for all published ports of documents. What several would change in the same way the first does, and what they
 * would change otherwise none.
 */
export function parametrizeAll(
  chart: Chart,
  documents: readonly Document[],
  naming: Naming = {},
): readonly Parametrizing[] {
  const given = new Map<string, Written[]>();
  const all = documents
    .flatMap(document => publishedIn(chart, document))
    .flatMap(written => {
      const name = nameFor(chart, written, naming, given);
      if (name === undefined) return [];
      addTo(given, name, written);
      return plan(chart, written, name) ?? [];
    });
  const byPlace = groupBy(
    all.flatMap(({ edits }) => edits),
    keyOf,
  );
  const others = (edit: Edit) => byPlace.get(keyOf(edit)) ?? [];
  const isDisputed = (edit: Edit) => others(edit).some(other => other.newText !== edit.newText);
  // Files that are each started by themselves may publish the port of one service, each through the same variable.
  const follows = new Set([
    ...all.flatMap(({ name, edits }) => edits.map(edit => `${name} ${keyOf(edit)}`)),
    ...[...given].flatMap(([name, same]) =>
      same.flatMap(({ starts }) => starts.map(place => `${name} ${keyOf(place)}`)),
    ),
  ]);
  return all.map(one => ({
    ...one,
    edits: one.edits.filter(edit => !isDisputed(edit) && others(edit)[0] === edit),
    left: [
      ...one.left.filter(place => !follows.has(`${one.name} ${keyOf(place)}`)),
      ...one.edits.filter(isDisputed),
    ],
  }));
}

/**
 * What projects publish and declare, and their variables of ports and hosts, each by its files, without where that is written:
 * the same once ports have variables. Two texts are to be compared, and mean nothing else.
 */
export function meaningOf(projects: readonly Project[]): ReadonlyMap<string, string> {
  return new Map(
    projects.map(({ root, units, problems }) => [
      [...root.files, root.part ?? ''].join(' '),
      JSON.stringify([
        [...units.values()].map(({ name, mappings, environment, faults, exposes }) => [
          name,
          mappings.map(({ address, published, target, protocol }) => [
            address?.text.value,
            published?.text.value,
            target.text.value,
            protocol,
          ]),
          exposes.map(({ port }) => port.text.value),
          [...environment].map(([key, { value }]) => [key, value.value]),
          faults.map(({ value }) => value.message),
        ]),
        problems.map(({ message }) => message),
      ]),
    ]),
  );
}

function keyOf({ uri, span }: Place): string {
  return `${uri} ${span.start}`;
}

/** A unit that publishes one port in more places is none that a person writes. */
const MAX_STARTS = 100;

/** The published ports that a document writes in digits, where a variable can stand; all, or those that are wanted. */
function publishedIn(chart: Chart, document: Document, wanted?: Wanted): readonly Written[] {
  if (!document.reading.holdsUnits || document.purpose !== 'configuration' || !chart.isEditable(document.uri))
    return [];
  const projects = chart.projectsWith(document.uri).filter(project => !isApart(project));
  // What could not be read may set any variable.
  if (projects.length === 0 || !projects.every(project => chart.hasReadAll(project))) return [];
  const found = occurrencesIn(chart, document, wanted).filter(
    one => one.role === 'published' && isInDigits(one),
  );
  const groups = groupBy(found, ({ unit = '', range, subject }) => {
    const author = 'mapping' in subject ? subject.mapping.author.unit : unit;
    return `${author} ${range ? formatRange(range) : ''}`;
  });
  // What several units have by an alias is written once, and is named by the first.
  const seen = new Set<string>();
  return [...groups.values()].flatMap((all): readonly Written[] => {
    if (all.length > MAX_STARTS) return [];
    const starts = all.filter(
      one => variableAt(document, one.span, 'X') !== undefined && seen.size < seen.add(keyOf(one)).size,
    );
    const [first] = starts;
    if (first?.subject.kind !== 'published' || !first.range || first.range.from === 0) return [];
    return [{ starts, document, projects, unit: first.subject.mapping.author.unit, range: first.range }];
  });
}

function isInDigits({ text, range }: ChartedOccurrence): boolean {
  return range !== null && text.pieces.length === 1 && text.pieces[0]?.kind === 'literal';
}

/** The edits that put a variable in the place of a port, and of all that means the same and can follow. */
function plan(chart: Chart, written: Written, name: string): Parametrizing | undefined {
  const { starts, document, range, unit } = written;
  const [first] = starts;
  if (!first) return undefined;
  const edits = new Map<string, Edit>();
  const left: ChartedOccurrence[] = [];
  for (const { uri, span } of starts) {
    const rewritten = variableAt(document, span, name);
    if (!rewritten) return undefined;
    edits.set(keyOf({ uri, span: rewritten.span }), { uri, ...rewritten });
  }
  const own = new Set(starts.map(keyOf));
  for (const other of linkedToAny(chart, starts)) {
    if (own.has(keyOf(other)) || chart.document(other.uri)?.purpose === 'foreign') continue;
    const edit = following(chart, written, other, name);
    if (edit) edits.set(keyOf(edit), edit);
    else left.push(other);
  }
  return {
    name,
    range,
    unit,
    place: { uri: first.uri, span: first.span },
    edits: [...edits.values()].sort((a, b) =>
      a.uri === b.uri ? a.span.start - b.span.start : a.uri < b.uri ? -1 : 1,
    ),
    left: [...new Map(left.map(one => [keyOf(one), one])).values()],
  };
}

/** How what means a port follows its variable; undefined where it cannot. */
function following(chart: Chart, written: Written, other: ChartedOccurrence, name: string): Edit | undefined {
  const { range, projects } = written;
  const document = chart.document(other.uri);
  const isSame = other.range?.from === range.from && other.range.to === range.to && rangeSize(range) === 1;
  const isReference = other.role === 'url' || other.role === 'variable';
  if (!document || !isSame || !isReference || !isInDigits(other) || !chart.isEditable(other.uri))
    return undefined;
  const place = editPlace(chart, other);
  if (place?.uri !== other.uri || place.span.start === place.span.end) return undefined;
  if (!projects.some(project => isFilledIn(chart, project, document, place))) return undefined;
  const rewritten = variableAt(document, place.span, name);
  return rewritten && { uri: other.uri, ...rewritten };
}

/** Whether a project puts values in the place of the variables of a text: of its own files, and of what these refer to. */
function isFilledIn(chart: Chart, project: Project, { uri, reading }: Document, place: Place): boolean {
  if (!project.files.has(uri)) return false;
  if (reading.holdsUnits) return true;
  const entry = reading.variables?.find(
    ({ value }) => value.span.start <= place.span.start && place.span.end <= value.span.end,
  );
  if (!entry?.expands || project.lookup(entry.key)?.uri !== uri) return false;
  // What nobody in the project asks for is for somebody else, who may read it as it is written.
  return documentsOf(chart, project).some(
    other => other.reading.holdsUnits === true && namesOf(other).has(entry.key),
  );
}

function documentsOf(chart: Chart, { files }: Project): readonly Document[] {
  return [...files].flatMap(uri => chart.document(uri) ?? []);
}

/**
 * The name of the variable of a port: `WEB_PORT` for the first of `web`, `WEB_PORT_9090` for the one that leads to its port
 * 9090. None that the projects of the folder use for something else; undefined where that is so of the one that is wanted.
 */
function nameFor(
  chart: Chart,
  written: Written,
  { name, isTaken = () => false }: Naming,
  given: ReadonlyMap<string, readonly Written[]>,
): string | undefined {
  const { unit, range, starts, projects, document } = written;
  const neighbours = neighboursOf(chart, projects);
  const isUsed = (candidate: string, among: readonly Project[]) =>
    among.some(project => usedNames(project, chart).has(candidate));
  // The same port of the same service in a file that is started by itself is nothing else.
  const apart = neighbours.filter(project => !project.files.has(document.uri));
  const isOwnApart = (candidate: string) => {
    const uses = apart.flatMap(project => variablesOf(project).filter(one => one.name === candidate));
    return uses.length > 0 && uses.every(({ units }) => units.every(one => one === unit));
  };
  const isBeside = (other: Written) =>
    other.unit === unit && !other.projects.some(project => projects.includes(project));
  const isFree = (candidate: string) =>
    !isTaken(candidate) &&
    (!isUsed(candidate, neighbours) || (isOwnApart(candidate) && !isUsed(candidate, projects))) &&
    (given.get(candidate) ?? []).every(
      other => isBeside(other) || !neighbours.some(project => other.projects.includes(project)),
    );
  if (name !== undefined) return isFree(name) ? name : undefined;
  const stem = stemOf(unit);
  const suffix = rangeSize(range) > 1 ? 'PORTS' : 'PORT';
  const target =
    starts[0]?.subject.kind === 'published' ? starts[0].subject.mapping.target.range?.from : undefined;
  const plain = `${stem}_${suffix}`;
  const exact = `${plain}_${target ?? range.from}`;
  const candidates = [...(isFirst(written) ? [plain] : []), exact, `${stem}_HOST_${suffix}_${range.from}`];
  for (let count = 2; ; count++) {
    const found = candidates.find(isFree);
    if (found !== undefined) return found;
    candidates.splice(0, candidates.length, `${exact}_${count}`);
  }
}

/** Whether a port is the first that its unit publishes. */
function isFirst({ starts, unit }: Written): boolean {
  const [start] = starts;
  if (start?.subject.kind !== 'published') return false;
  const { subject } = start;
  const first = subject.unit.mappings.find(({ author, published }) => author.unit === unit && published);
  return first?.published?.text.value === start.text.value;
}

/** `web-api` as `WEB_API`: letters, digits and `_`, no digit first (POSIX, Environment Variables). */
function stemOf(unit: string): string {
  const stem = unit
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, '_')
    .replace(/^_|_$/g, '');
  return /^[A-Z]/.test(stem) ? stem : `SERVICE_${stem}`.replace(/_$/, '');
}

/** The projects of the folders of projects: they have the same variables. */
function neighboursOf(chart: Chart, projects: readonly Project[]): readonly Project[] {
  return [...new Set(projects.flatMap(project => [project, ...chart.projectsIn(project.root.folder)]))];
}

/** The names that a project may use, whatever for. It is a new one when one of its files changes. */
const usedNames = perObject(
  (project: Project, chart: Chart): ReadonlySet<string> =>
    new Set(documentsOf(chart, project).flatMap(document => [...wordsOf(document)])),
);

/** Whatever could be a variable's name in a text: where it stands is its format's business. */
const wordsOf = perObject(({ text }: Document) => new Set(text.match(/[A-Za-z_][A-Za-z0-9_]*/g) ?? []));

/** The variables that a text refers to. */
const namesOf = perObject((document: Document) => namesIn(document.text));

const variablesOf = perObject((project: Project) => publishedVariables([project]));
