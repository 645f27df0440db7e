import { t } from '@vscode/l10n';
import type { DotenvEntry } from '../../text/dotenv';
import { addTo } from '../../text/group-by';
import { keptMap, keptSet } from '../../text/kept';
import { perObject } from '../../text/per-object';
import { literal, type SourceText } from '../../text/source-text';
import type { Place, Span } from '../../text/spans';
import { displayValue, interpolate, isUnknown } from '../../text/template';
import { fileName, folderOf, inFolder, relativeName, resolvePath } from '../../text/uri';
import {
  type Budget,
  type Find,
  leadsNowhere,
  leftOut,
  MAX_PARTS,
  newBudget,
  type Problem,
  type Project,
  type ProjectRoot,
  type Sighting,
} from '../project';
import { type Document, placeSpan } from '../reading';
import type { Author, Sourced } from '../unit';
import { type Environment, emptyEnvironment } from './environment';
import {
  type ComposeDocument,
  type ComposeReading,
  type IncludeReading,
  isComposeReading,
  type NetworkReading,
  type ServiceReading,
} from './reading';
import { contentOf, countParts, mergeServices, resolveService, type Service } from './service';

/** Whether a project is one of Compose. */
export function isComposeProject(project: Project): project is ComposeProject {
  return project.system === 'compose';
}

/** A network of a project; nothing is published from an internal one, and others may be in an external one. */
export interface Network {
  readonly internal: boolean;
  readonly external: boolean;
}

/** A project as Docker would read it. */
export interface ComposeProject extends Project {
  readonly units: ReadonlyMap<string, Service>;
  readonly environment: Environment;
  /** The top-level `networks:` of all its files, merged. */
  readonly networks: ReadonlyMap<string, Network>;
}

const NO_ENVIRONMENT = emptyEnvironment();

/** Files that include each other, and services that extend each other, are followed so many steps. */
const MAX_STEPS = 32;

/** The most files of variables of one include: each is asked for a name before the next. */
const MAX_ENV_FILES = 50;

/** The most that is said of one project. */
const MAX_PROBLEMS = 500;

/** Where a problem stands that no text of the file makes. */
const AT_START: Span = { start: 0, end: 0 };

/** What Compose takes for true in lower case (compose-go `toBoolean`). */
const TRUTHS: ReadonlySet<string> = new Set(['true', 'y', 'yes', 'on']);

/** Reads a project: its files, what they include and extend, interpolated and merged as Compose does. */
export function readProject(root: ProjectRoot, find: Find, budget: Budget = newBudget()): ComposeProject {
  const files = new Set<string>();
  const problems: Problem[] = [];
  const seen: Find = (uri, format) => {
    files.add(uri);
    return find(uri, format);
  };
  const folder = startOf(root);
  let environment = NO_ENVIRONMENT;
  // Of both the former wins (docker compose, `ToProject`: what is found first stays).
  for (const envFile of new Set([inFolder(root.folder, '.env'), inFolder(folder, '.env')])) {
    environment = withEnvFile(environment, envFile, seen);
    if (find(envFile, 'dotenv') === 'outside')
      problems.push({
        uri: envFile,
        span: AT_START,
        message: t('is not read: {0}.', t('it leads out of the folder')),
        isRefusal: false,
        isGap: true,
      });
  }
  const reader: Reader = {
    find: seen,
    home: root.folder,
    problems,
    networks: new Map(),
    checked: new Set(),
    included: new Set(),
    starts: new Map(),
    budget,
  };
  const [first = folder] = root.files;
  // Files that are laid over each other because they stand together go their own ways.
  const startOfFile = (uri: string) => (root.isListed || folderOf(uri) !== folder ? first : uri);
  const model = { files: root.files, folder, startOfFile, environment, ancestors: [] };
  const services = readFiles(reader, model);
  const builders = new Map<string, Service[]>();
  const variableReaders = new Map<string, Service[]>();
  for (const service of services.values()) {
    const dockerfile = dockerfileOf(service);
    if (dockerfile && sight(reader, dockerfile, 'dockerfile', 'dockerfile'))
      addTo(builders, dockerfile.uri, service);
    for (const path of envFilesOf(service)) {
      const isRead = sight(reader, path, 'env_file', 'dotenv');
      // A list may name a file twice.
      if (isRead && variableReaders.get(path.uri)?.at(-1) !== service)
        addTo(variableReaders, path.uri, service);
    }
    checkNetworks(reader, service);
  }
  if (root.isPassedOver) reportPassedOver(problems, root);
  const profiles = environment.lookup('COMPOSE_PROFILES')?.text.value ?? '';
  return {
    system: 'compose',
    root,
    units: services,
    builders: keptMap(builders),
    variableReaders: keptMap(variableReaders),
    cutOff: cutOffIn(services, reader.networks),
    meetsOthers:
      [...reader.networks.values()].some(({ external }) => external) ||
      [...services.values()].some(({ namesOthers }) => namesOthers),
    leadsTo: leadsNowhere,
    lookup: environment.lookup,
    environment,
    networks: keptMap(reader.networks),
    activeGroups: profiles
      .split(',')
      .map(name => name.trim())
      .filter(name => name !== ''),
    problems,
    files,
    included: keptSet(reader.included),
    starts: keptMap(reader.starts),
  };
}

/** Where the paths of the files that a project starts from do: in the folder of the first (compose-go, `GetWorkingDir`). */
export function startOf({ files: [first], folder }: ProjectRoot): string {
  return first === undefined ? folder : folderOf(first);
}

const NONE: ReadonlySet<Service> = new Set();

/**
 * The services of which the engine publishes nothing, for each of their networks is `internal` (Compose specification,
 * chapter 6; the engine says nothing of it).
 */
function cutOffIn(
  services: ReadonlyMap<string, Service>,
  networks: ReadonlyMap<string, Network>,
): ReadonlySet<Service> {
  if (![...networks.values()].some(({ internal }) => internal)) return NONE;
  const isCutOff = (service: Service) =>
    // A network mode is in the place of networks: `bridge` is the engine's own.
    !service.networkMode &&
    (service.networks ?? ['default']).every(name => networks.get(name)?.internal === true);
  return new Set([...services.values()].filter(isCutOff));
}

function reportPassedOver(problems: Problem[], { files }: ProjectRoot): void {
  const message = t('Compose passes this file over, for another default file stands beside it.');
  for (const uri of files) problems.push({ uri, span: AT_START, message, isRefusal: false });
}

interface Reader {
  readonly find: Find;
  /** The folder of the project. */
  readonly home: string;
  readonly problems: Problem[];
  /** Those of the files read so far: files are read in the order in which Compose merges them. */
  readonly networks: Map<string, Network>;
  /** The documents of which the keys were looked at. */
  readonly checked: Set<ComposeDocument>;
  readonly included: Set<string>;
  readonly starts: Map<string, Set<string>>;
  readonly budget: Budget;
}

/** Takes parts in, if there may be so many more; says once where they end. */
function takeIn({ budget, problems }: Reader, parts: number, place: () => Place): boolean {
  budget.left -= parts;
  if (budget.left >= 0) return true;
  if (!budget.isTold) problems.push(...leftOut(budget, place()));
  return false;
}

/** A set of Compose files that are merged into one model: the project's own, or those of one `include`. */
interface Model {
  readonly files: readonly string[];
  readonly folder: string;
  /** What says that the paths of one of its files start in that folder, as in `Project.starts`. */
  readonly startOfFile: (uri: string) => string;
  readonly environment: Environment;
  /** The files that led here, for cycles. */
  readonly ancestors: readonly string[];
}

function readFiles(reader: Reader, model: Model): Map<string, Service> {
  let merged = new Map<string, Service>();
  for (const uri of model.files) {
    const document = reader.find(uri, 'compose');
    if (typeof document === 'string') reportUnread(reader, model, uri, document);
    if (typeof document === 'string' || !isComposeReading(document.reading)) continue;
    noteStart(reader, uri, model.startOfFile(uri));
    // What stands in the project's own file is kept with it; all else is kept once more for this project.
    const isOwn = model.ancestors.length === 0 && folderOf(uri) === reader.home;
    refuseRepeats(reader, document, document.reading);
    for (const part of document.reading.documents) {
      const kept = isOwn ? 0 : part.services.length;
      const cost = kept + part.networks.length + part.includes.length + part.repeats.length;
      const isFull = !isOwn && reader.budget.takenOver >= reader.budget.room;
      if (
        !takeIn(reader, isFull ? MAX_PARTS + 1 : cost, () =>
          placeIn(document, part.keys[0] ?? literal(document.reading.blockAt(0), '', 0)),
        )
      )
        break;
      if (!isOwn) reader.budget.takenOver += cost;
      const own = new Map<string, ServiceReading>();
      for (const service of part.services) {
        if (own.has(service.name)) {
          refuse(reader, document, service.nameText, t('the service "{0}" is written twice.', service.name));
        } else {
          own.set(service.name, service);
        }
      }
      const scope = { document, model, own };
      const services = readIncludes(reader, document, part.includes, model);
      mergeNetworks(reader, part.networks, model.environment);
      for (const [name, reading] of own) {
        const service = resolveService(reading, uri, model.folder, model.environment);
        if (!takeIn(reader, countParts(service), () => placeIn(document, reading.nameText))) break;
        if (!isOwn) reader.budget.takenOver += countParts(service);
        if (services.has(name))
          refuse(
            reader,
            document,
            reading.nameText,
            t('an included file has a service "{0}" already.', name),
          );
        if (reading.isNull && reading.tag !== 'reset' && !merged.has(name) && !services.has(name))
          report(reader, document, reading.nameText, t('"{0}" must be a mapping.', `services.${name}`), {
            isRefusal: true,
            isGap: true,
          });
        services.set(name, service);
      }
      const extending = part.services.filter(service => service.extends && own.get(service.name) === service);
      const unextended = extending.length > 0 ? new Map(services) : services;
      for (const reading of extending) {
        const extended = extend(reader, scope, reading.name, reading, unextended, []);
        if (extended) services.set(reading.name, extended);
      }
      if (merged.size === 0 || part.servicesTag) merged = services;
      else
        for (const [name, service] of services) {
          const earlier = merged.get(name);
          const both = earlier ? override(earlier, service, own.get(name)) : service;
          const isKept =
            earlier === undefined || takeIn(reader, countParts(both), () => placeOf(reader, service));
          if (isKept) merged.set(name, both);
        }
      for (const { name, tag } of own.values()) if (tag === 'reset') merged.delete(name);
    }
  }
  if (model.ancestors.length === 0 && merged.size === 0) refuseEmpty(reader, model);
  return merged;
}

function noteStart({ starts }: Reader, uri: string, start: string): void {
  const known = starts.get(uri);
  if (known) known.add(start);
  else starts.set(uri, new Set([start]));
}

/** A file that the project starts from, and that is not there or not to be read: `COMPOSE_FILE` names it. */
function reportUnread(
  { problems, find, home }: Reader,
  { ancestors }: Model,
  uri: string,
  sighting: Exclude<Sighting, Document>,
): void {
  const named = inFolder(home, '.env');
  if (ancestors.length > 0 || typeof find(named, 'dotenv') === 'string') return;
  const name = relativeName(uri, home);
  const message =
    sighting === 'missing'
      ? t('{0}: there is no file "{1}".', 'COMPOSE_FILE', name)
      : t('{0}: "{1}" is not read.', 'COMPOSE_FILE', name);
  const isRefusal = sighting === 'missing';
  problems.push({ uri: named, span: AT_START, message, isRefusal, isGap: true });
}

/** A mapping has each key once (go-yaml). */
function refuseRepeats(reader: Reader, document: Document, { documents }: ComposeReading): void {
  for (const part of documents) {
    if (reader.checked.has(part)) continue;
    reader.checked.add(part);
    for (const key of part.repeats) refuse(reader, document, key, t('"{0}" is written twice.', key.value));
  }
}

/** Services may all be reset only where something else remains (compose-go: "empty compose file"). */
function refuseEmpty(reader: Reader, { files }: Model): void {
  const parts = files.flatMap(uri => {
    const document = reader.find(uri, 'compose');
    return typeof document === 'string' || !isComposeReading(document.reading)
      ? []
      : document.reading.documents.map(part => ({ document, part }));
  });
  const last = parts.findLast(({ part }) => part.servicesTag === 'reset');
  const keys = parts.flatMap(({ part }) => part.keys);
  if (!last || keys.some(({ value }) => value !== 'services')) return;
  const [key] = last.part.keys;
  if (key) refuse(reader, last.document, key, t('nothing is left of the project.'));
}

function mergeNetworks(
  { networks }: Reader,
  readings: readonly NetworkReading[],
  environment: Environment,
): void {
  for (const { name, internal, isExternal } of readings) {
    const isInternal = internal
      ? TRUTHS.has(interpolate(internal, environment.lookup).value.toLowerCase())
      : (networks.get(name)?.internal ?? false);
    networks.set(name, {
      internal: isInternal,
      external: isExternal || networks.get(name)?.external === true,
    });
  }
}

function override(earlier: Service, later: Service, reading: ServiceReading | undefined): Service {
  return reading?.tag ? later : mergeServices(earlier, later);
}

function readIncludes(
  reader: Reader,
  document: Document,
  includes: readonly IncludeReading[],
  model: Model,
): Map<string, Service> {
  const services = new Map<string, Service>();
  for (const include of includes) {
    const [first] = include.paths;
    if (first && !takeIn(reader, 1 + include.paths.length, () => placeIn(document, first))) return services;
    const paths = include.paths.flatMap(
      path => locate(reader, document, path, model.folder, model.environment, 'include') ?? [],
    );
    const [main] = paths;
    if (main === undefined) continue;
    if (model.ancestors.includes(main) || main === document.uri) {
      if (first) refuse(reader, document, first, t('{0} includes itself through it.', fileName(main)));
      continue;
    }
    if (first && model.ancestors.length >= MAX_STEPS) {
      report(reader, document, first, t('include: {0} is left out. {1}', fileName(main), tooDeep()), {
        isGap: true,
      });
      return services;
    }
    for (const path of paths) reader.included.add(path);
    const named =
      include.projectDirectory &&
      resolvePath(model.folder, interpolate(include.projectDirectory, model.environment.lookup).value);
    const folder = named === undefined ? folderOf(main) : `${named.replace(/\/$/, '')}/`;
    const environment = includeEnvironment(reader, document, include, folder, model);
    const included = readFiles(reader, {
      files: paths,
      folder,
      startOfFile: () => (named === undefined ? main : folder),
      environment,
      ancestors: [...model.ancestors, document.uri],
    });
    for (const [name, service] of included) {
      const earlier = services.get(name);
      // The same file may be reached twice; the second time says nothing new.
      if (earlier && earlier !== service && first && contentOf(earlier) !== contentOf(service))
        refuse(reader, document, first, t('another included file has a service "{0}" that differs.', name));
      services.set(name, earlier ?? service);
    }
  }
  return services;
}

function includeEnvironment(
  reader: Reader,
  document: Document,
  include: IncludeReading,
  folder: string,
  model: Model,
): Environment {
  if (include.envFiles.length === 0)
    return withEnvFile(model.environment, inFolder(folder, '.env'), reader.find);
  // What is set already wins, and of several files the last: so it comes first.
  const [first] = include.envFiles;
  if (first && include.envFiles.length > MAX_ENV_FILES)
    report(
      reader,
      document,
      first,
      t('include: of the files of variables the first {0} are read.', MAX_ENV_FILES),
      { isGap: true },
    );
  return include.envFiles.slice(0, MAX_ENV_FILES).reduceRight((environment, path) => {
    const uri = locate(reader, document, path, model.folder, model.environment, 'env_file', 'dotenv');
    const file = uri === undefined ? undefined : variablesOf(reader.find(uri, 'dotenv'));
    // Each list of files is an environment of its own.
    const isRead = file && takeIn(reader, 1 + file.length, () => placeIn(document, path));
    return uri === undefined || !isRead ? environment : environment.extend(file, uri);
  }, model.environment);
}

function withEnvFile(environment: Environment, uri: string, find: Find): Environment {
  const file = variablesOf(find(uri, 'dotenv'));
  return file ? environment.extend(file, uri) : environment;
}

function variablesOf(sighting: Sighting): readonly DotenvEntry[] | undefined {
  return typeof sighting === 'string' ? undefined : sighting.reading.variables;
}

interface Scope {
  readonly document: Document;
  readonly model: Model;
  readonly own: ReadonlyMap<string, ServiceReading>;
}

/** Applies `extends` (compose-go `ApplyExtends`): the base first, the service over it. */
function extend(
  reader: Reader,
  scope: Scope,
  name: string,
  reading: ServiceReading,
  services: ReadonlyMap<string, Service>,
  chain: readonly string[],
): Service | undefined {
  const service =
    services.get(name) ??
    resolveService(reading, scope.document.uri, scope.model.folder, scope.model.environment);
  // Once there is no more to be taken in, nobody looks where it would come from.
  if (!reading.extends || reader.budget.left < 0) return service;
  const step = `${scope.document.uri} ${name}`;
  if (chain.includes(step)) {
    refuse(reader, scope.document, reading.extends.service, t('"{0}" extends itself through it.', name));
    return service;
  }
  const { service: named } = reading.extends;
  if (chain.length >= MAX_STEPS) {
    report(reader, scope.document, named, t('extends: "{0}" is left as it is. {1}', name, tooDeep()), {
      isGap: true,
    });
    return service;
  }
  const base = baseOf(reader, scope, name, reading.extends, services, [...chain, step]);
  if (!base) return service;
  const parts = countParts(base) + countParts(service);
  reader.budget.takenOver += parts;
  if (!takeIn(reader, parts, () => placeIn(scope.document, named))) return service;
  const extended = mergeServices(asIn(base, scope.document.uri, name), service);
  // What the service itself resets or overrides holds against an earlier file as well.
  return { ...extended, overrides: service.overrides, resets: service.resets };
}

function baseOf(
  reader: Reader,
  scope: Scope,
  name: string,
  { service, file }: NonNullable<ServiceReading['extends']>,
  services: ReadonlyMap<string, Service>,
  chain: readonly string[],
): Service | undefined {
  const ref = interpolate(service, scope.model.environment.lookup).value;
  if (!file) {
    const reading = scope.own.get(ref);
    if (reading) return extend(reader, scope, ref, reading, services, chain);
    refuse(
      reader,
      scope.document,
      service,
      t('"{0}" extends "{1}", which {2} does not have.', name, ref, fileName(scope.document.uri)),
    );
    return undefined;
  }
  const uri = locate(reader, scope.document, file, scope.model.folder, scope.model.environment, 'extends');
  const other = uri === undefined ? undefined : reader.find(uri, 'compose');
  if (
    uri === undefined ||
    other === undefined ||
    typeof other === 'string' ||
    !isComposeReading(other.reading)
  )
    return undefined;
  refuseRepeats(reader, other, other.reading);
  const own = servicesOf(other.reading);
  const reading = own.get(ref);
  if (!reading) {
    refuse(
      reader,
      scope.document,
      service,
      t('"{0}" extends "{1}", which {2} does not have.', name, ref, fileName(uri)),
    );
    return undefined;
  }
  noteStart(reader, uri, uri);
  const model: Model = { ...scope.model, files: [uri], folder: folderOf(uri) };
  return extend(reader, { document: other, model, own }, ref, reading, new Map(), chain);
}

/** What a base service in the same file writes counts as written for the extending service too. */
function asIn(base: Service, uri: string, name: string): Service {
  const relabel = <Item extends { readonly author: Author }>(item: Item): Item =>
    item.author.uri === uri ? { ...item, author: { uri, unit: name } } : item;
  return {
    ...base,
    name,
    names: [],
    mappings: base.mappings.map(relabel),
    replaced: [],
    exposes: base.exposes.map(relabel),
    // The faults of the base are reported where it stands.
    faults: base.faults.filter(fault => fault.uri !== uri),
  };
}

const servicesOf = perObject(
  (reading: ComposeReading): ReadonlyMap<string, ServiceReading> =>
    new Map(
      reading.documents.flatMap(part => part.services.map(service => [service.name, service] as const)),
    ),
);

/** A service has either a network mode or networks (compose-go `checkConsistency`). */
function checkNetworks(reader: Reader, { name, networkMode, networks }: Service): void {
  const document = networkMode && networks && reader.find(networkMode.uri, 'compose');
  if (!networkMode || document === undefined || typeof document === 'string') return;
  refuse(
    reader,
    document,
    networkMode.value,
    t('"{0}" has network_mode and networks, which exclude each other.', name),
  );
}

/**
 * Asks for a file beside the Compose files that says something of a service's ports. Gives whether what it holds is
 * taken in for that service.
 */
function sight(reader: Reader, path: FilePath, key: string, format: string): boolean {
  const sighting = reader.find(path.uri, format);
  const { value } = path.text.value;
  const place = () => {
    const document = reader.find(path.text.uri, 'compose');
    return typeof document === 'string'
      ? { uri: path.text.uri, span: AT_START }
      : placeIn(document, path.text.value);
  };
  if (sighting === 'outside') {
    const message = t('{0}: "{1}" is outside the workspace: Portolan does not read it.', key, value);
    reader.problems.push({ ...place(), message, isRefusal: false });
  }
  return takeIn(reader, 1 + (typeof sighting === 'string' ? 0 : sighting.reading.weight), place);
}

/** A file that a service names, and the text that names it. */
export interface FilePath {
  readonly uri: string;
  readonly text: Sourced<SourceText>;
}

/** The Dockerfile that a service builds, and the text that says so. */
function dockerfileOf({ source, build, names }: Service): FilePath | undefined {
  const text = build?.value.dockerfile ?? build?.value.context ?? names[0]?.value;
  return source && build && text ? { uri: source.uri, text: { uri: build.uri, value: text } } : undefined;
}

/** The files of `env_file:`. */
const envFilesOf = perObject((service: Service): readonly FilePath[] => {
  const found = service.envFiles.flatMap(({ uri, directory, value }) => {
    const path = isUnknown(value.value) ? undefined : resolvePath(directory, value.value);
    return path === undefined ? [] : [{ uri: path, text: { uri, value } }];
  });
  return found;
});

/** Finds the document that a path names, reporting what keeps it from being read. */
function locate(
  reader: Reader,
  document: Document,
  path: SourceText,
  folder: string,
  environment: Environment,
  key: string,
  format: string = 'compose',
): string | undefined {
  const { value } = interpolate(path, environment.lookup);
  if (isUnknown(value)) {
    report(
      reader,
      document,
      path,
      t('{0}: no file that is read says what "{1}" is.', key, displayValue(value)),
      { isRemote: true },
    );
    return undefined;
  }
  const uri = resolvePath(folder, value);
  if (uri === undefined) {
    report(reader, document, path, t('{0}: "{1}" is not a local file: Portolan leaves it out.', key, value), {
      isRemote: true,
    });
    return undefined;
  }
  const sighting = reader.find(uri, format);
  if (sighting === 'outside') {
    report(
      reader,
      document,
      path,
      t('{0}: "{1}" is outside the workspace: Portolan does not read it.', key, value),
      { isGap: true },
    );
  } else if (sighting === 'missing') {
    report(reader, document, path, t('{0}: there is no file "{1}".', key, value), {
      isRefusal: true,
      isGap: true,
    });
  } else if (sighting === 'unreadable') {
    report(reader, document, path, t('{0}: "{1}" cannot be read.', key, value), { isGap: true });
  }
  return typeof sighting === 'string' ? undefined : uri;
}

function placeIn({ uri, reading }: Document, { block, span }: SourceText): Place {
  return { uri, span: placeSpan(reading, block, span) };
}

/** Where a service is named last. */
function placeOf({ find }: Reader, { names }: Service): Place {
  const name = names.at(-1);
  const document = name && find(name.uri, 'compose');
  return name && document && typeof document !== 'string'
    ? placeIn(document, name.value)
    : { uri: '', span: AT_START };
}

function tooDeep(): string {
  return t('It is the last of more than {0} steps, the most that Portolan follows.', MAX_STEPS);
}

/** Reports what Portolan leaves out. */
function report(
  reader: Reader,
  document: Document,
  text: SourceText,
  message: string,
  kind: Partial<Pick<Problem, 'isRefusal' | 'isGap' | 'isRemote'>> = {},
): void {
  // However much is wrong, that something is unread is said.
  const isNews = (key: 'isGap' | 'isRemote') => kind[key] && !reader.problems.some(problem => problem[key]);
  if (reader.problems.length >= MAX_PROBLEMS && !isNews('isGap') && !isNews('isRemote')) return;
  reader.problems.push({ ...placeIn(document, text), message, isRefusal: false, ...kind });
}

/** Reports what Compose refuses the whole project for. */
function refuse(reader: Reader, document: Document, text: SourceText, reason: string): void {
  report(reader, document, text, t('Compose refuses this: {0}', reason), { isRefusal: true });
}
