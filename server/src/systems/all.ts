import { isSourceCode, purposeOf } from '../text/purpose';
import { findSilences } from '../text/silences';
import type { Span } from '../text/spans';
import type { Lookup } from '../text/template';
import { inSilence, MAX_LINE, type PortInUnit, startOfLine, type Writing } from '../text/writing';
import { actions } from './actions/system';
import { apache } from './apache/system';
import { applications } from './applications/system';
import { caddy } from './caddy/system';
import { commands } from './commands/system';
import { compose } from './compose/system';
import { devContainer } from './devcontainer/system';
import { dockerfile } from './dockerfile/system';
import { dotenv } from './dotenv/system';
import { envoy } from './envoy/system';
import { gitlab } from './gitlab/system';
import { haproxy } from './haproxy/system';
import { kubernetes } from './kubernetes/system';
import { nginx } from './nginx/system';
import { nomad } from './nomad/system';
import { plain } from './plain/system';
import type { Budget, Find, Project } from './project';
import { quadlet } from './quadlet/system';
import type { Document, WrittenPath } from './reading';
import type { About, Format, Projects, Rewritten, System, Taken, UnitInWork } from './system';
import { terraform } from './terraform/system';
import type { Unit } from './unit';

/** Every system. */
const SYSTEMS: readonly System[] = [
  // Of the formats that a name promises, the first counts: `plain` claims what is made into another file first.
  dockerfile,
  actions,
  gitlab,
  compose,
  kubernetes,
  // Before nginx, which takes any file in its folders: there stand pages and scripts as well.
  commands,
  nginx,
  caddy,
  apache,
  devContainer,
  applications,
  quadlet,
  haproxy,
  envoy,
  nomad,
  terraform,
  plain,
  dotenv,
];

/** What a person is told of each system. */
export const ABOUT: readonly About[] = SYSTEMS.map(({ about }) => about);

const FORMATS: readonly Format[] = SYSTEMS.flatMap(({ formats }) => formats);

const PLAIN = 'text';

/** The id of the format of a file as far as its name says it; every other text file is searched for URLs. */
export function formatByName(uri: string): string {
  const name = decodeURIComponent(uri.slice(uri.lastIndexOf('/') + 1));
  return FORMATS.find(({ names }) => names?.test(name))?.id ?? PLAIN;
}

/** The format of a document: its name decides, and where that leaves it open, what it holds. */
export function formatOf(uri: string, text: string): string {
  const promised = formatByName(uri);
  if (promised !== PLAIN) return formatFor(promised)?.keeps?.(text) === false ? PLAIN : promised;
  // A test of a program may hold any configuration.
  if (isSourceCode(uri)) return PLAIN;
  return FORMATS.find(format => format.holds?.(uri, text))?.id ?? PLAIN;
}

/** The same for a file that somebody hands to us by its name, as to `docker compose -f`: less is enough there. */
export function formatOfNamed(uri: string, text: string): string {
  const format = formatOf(uri, text);
  if (format !== PLAIN) return format;
  return FORMATS.find(({ mayHold }) => mayHold?.(uri, text))?.id ?? format;
}

/** The format that an editor's language says, whatever the name of the file. */
export function formatOfLanguage(language: string): string | undefined {
  return FORMATS.find(({ languages }) => languages?.includes(language))?.id;
}

/** What begins a comment in a format of its own, the usual mark first. */
export function commentsOf(format: string): readonly string[] {
  return formatFor(format)?.comments ?? HASH;
}

const HASH: readonly string[] = ['#'];

/** Whether projects read files of a format, so that one that cannot be read leaves a gap. */
export function isOfProjects(format: string): boolean {
  return formatFor(format)?.isOfProjects === true;
}

/** Whether a file may be of a format that its name does not promise, by its ending or its folder: its text says. */
export function mayBeOfFormat(ending: string, folder: string): boolean {
  return FORMATS.some(
    ({ endings, folders }) => endings?.includes(ending) === true || folders?.test(folder) === true,
  );
}

/** Whether a name promises a format of its own. */
export function isPromised(uri: string): boolean {
  return formatByName(uri) !== PLAIN;
}

/** What a part of a document takes in, which is the document itself or what that takes in. */
export function takenIn(whole: Document, part: Document): readonly Taken[] {
  return formatFor(whole.reading.format)?.takesIn?.(whole, part) ?? [];
}

/** The paths that a document writes, of files that its program reads. */
export function pathsIn(document: Document): readonly WrittenPath[] {
  return formatFor(document.reading.format)?.pathsIn?.(document) ?? [];
}

/** Whether nothing is done with a file of a format of which a part cannot be read. */
export function isReadWhole(uri: string, format: string): boolean {
  return formatFor(format)?.wholes?.test(uri) === true;
}

/** Whether a format is one of a system's files, not of any text. */
export function isOfSystem(format: string): boolean {
  return format !== PLAIN;
}

/** The most that is read of a format, in UTF-16 units. */
export function sizeLimit(format: string): number {
  return formatFor(format)?.sizeLimit ?? 0;
}

/**
 * Reads a document in its format. `path` is its path from the workspace folder, which says what it is for; `earlier`
 * is an earlier version of it, whose unchanged blocks are kept.
 */
export function readDocument(
  uri: string,
  text: string,
  format: string,
  earlier?: Document,
  path: string = uri,
): Document {
  const { read, isOfAnyPurpose, hasParts } = formatFor(format) ?? formatFor(PLAIN) ?? {};
  const purpose = isOfAnyPurpose ? purposeOf(path) : 'configuration';
  if (!read) throw new Error(`There is no format "${format}".`);
  const taken = asTaken(text, format);
  const source = { uri, text: taken, purpose };
  const reading = read(source, earlier?.reading);
  const parts = hasParts ? FORMATS.flatMap(one => one.readParts?.(source, reading.blockAt(0)) ?? []) : [];
  const silences = findSilences(taken, isOfAnyPurpose ? undefined : commentsOf(format));
  return { uri, text, purpose, reading, parts, silences };
}

/** What is being written at an offset of a text. Goes by lines alone, for what is being written is seldom valid. */
export function writingAt(written: string, id: string, offset: number): Writing | undefined {
  const { lineStart: startOf = startOfLine, isComment, writingIn } = formatFor(id) ?? {};
  const text = asTaken(written, id);
  const lineStart = startOf(text, offset);
  if (offset - lineStart > MAX_LINE) return undefined;
  const at = { text, lineStart, before: text.slice(lineStart, offset), offset };
  const silence = inSilence(at);
  return silence || isComment?.(at) ? silence : writingIn?.(at);
}

/** How a variable is written in the place of what stands in a document, which is its default then; not within comments. */
export function variableAt(
  { text: written, reading }: Document,
  span: Span,
  name: string,
): Rewritten | undefined {
  const { isComment, variableAt: rewritten } = formatFor(reading.format) ?? {};
  const text = asTaken(written, reading.format);
  const lineStart = startOfLine(text, span.start);
  if (!rewritten || span.start - lineStart > MAX_LINE) return undefined;
  const at = { text, lineStart, before: text.slice(lineStart, span.start), offset: span.start };
  return isComment?.(at) ? undefined : rewritten(at, span, name);
}

/** A text as the program of its format takes its characters, of the same length: what ends a line there is a line feed. */
export function asTaken(text: string, format: string): string {
  return formatFor(format)?.asTaken?.(text) ?? text;
}

function formatFor(id: string): Format | undefined {
  return FORMATS.find(format => format.id === id);
}

const PROJECTS: readonly Projects[] = SYSTEMS.flatMap(({ projects }) => projects ?? []);

/** Whether projects start from files of a format. */
export function startsProjects(format: string | undefined): boolean {
  return PROJECTS.some(projects => projects.format === format);
}

/** Whether a program finds a file by its name alone. */
export function isFoundByName(uri: string): boolean {
  return PROJECTS.some(({ isFound }) => isFound(uri));
}

/** The names of files that change what the projects of their folder are, whatever their format. */
export const BESIDES: ReadonlySet<string> = new Set(PROJECTS.flatMap(({ besides }) => [...besides]));

/**
 * The projects of a folder, system by system. `files` are those of the folder that projects start from, by the format that
 * each has; what the projects take in is taken from `budget`.
 */
export function projectsIn(
  folder: string,
  files: ReadonlyMap<string, readonly string[]>,
  find: Find,
  budget: Budget,
): readonly Project[] {
  return PROJECTS.flatMap(({ format, readIn }) => readIn(folder, files.get(format) ?? [], find, budget));
}

function projectsOf({ system }: Project): Projects | undefined {
  return SYSTEMS.find(({ id }) => id === system)?.projects;
}

/** The unit that is being written in, as it is without what is being written. */
export function writtenIn(project: Project, document: Document, at: PortInUnit): UnitInWork | undefined {
  return projectsOf(project)?.writtenIn?.(project, document, at);
}

/** The units of a project that may take a port from a variable, as they are under other variables. */
export function unitsWith(
  project: Project,
  variable: string,
  lookup: Lookup,
  documentAt: (uri: string) => Document | undefined,
): readonly Unit[] {
  return projectsOf(project)?.unitsWith?.(project, variable, lookup, documentAt) ?? [];
}
