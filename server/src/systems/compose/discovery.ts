import { perObject } from '../../text/per-object';
import { fileName, inFolder, resolvePath } from '../../text/uri';
import type { Budget, Find, ProjectRoot } from '../project';
import { emptyEnvironment } from './environment';
import { composeFormat } from './format';
import { type ComposeProject, readProject } from './project';
import { type ComposeDocument, isComposeReading } from './reading';
import type { Service } from './service';

/** In the order in which Compose looks for them (compose-go `DefaultFileNames`): the first that exists counts. */
const DEFAULT_NAMES = ['compose.yaml', 'compose.yml', 'docker-compose.yml', 'docker-compose.yaml'];

/** Likewise, for what is laid over it (compose-go `DefaultOverrideFileNames`). */
const OVERRIDE_NAMES = [
  'compose.override.yml',
  'compose.override.yaml',
  'docker-compose.override.yml',
  'docker-compose.override.yaml',
];

/** Whether a file has a name that Compose looks for by itself. */
export function hasDefaultName(uri: string): boolean {
  const name = fileName(uri);
  return DEFAULT_NAMES.includes(name) || OVERRIDE_NAMES.includes(name);
}

/**
 * The projects of a folder, read: its default one; then every other Compose file, alone where Docker accepts it
 * alone, else laid over the default one. `composeFiles` are the Compose files that stand in the folder. What they take
 * in is taken from `budget`.
 */
export function readProjects(
  folder: string,
  composeFiles: readonly string[],
  find: Find,
  budget: Budget,
): readonly ComposeProject[] {
  const root = mainRoot(folder, composeFiles, find);
  const main = root && readProject(root, find, budget);
  const rest = [...composeFiles].sort().filter(uri => !main?.files.has(uri));
  // What is a Compose file by its name is not left out for what may be one.
  const isNamed = (uri: string) => composeFormat.names?.test(fileName(uri)) === true;
  const read = new Map(
    [...rest.filter(isNamed), ...rest.filter(uri => !isNamed(uri))].map(uri => [
      uri,
      readOther(folder, uri, main, find, budget),
    ]),
  );
  const others = rest.flatMap(uri => read.get(uri) ?? []);
  const projects = main ? [main, ...others] : others;
  return projects.filter(project => !(project.root.isByContent && isPartOfAnother(project, projects)));
}

function readOther(
  folder: string,
  uri: string,
  main: ComposeProject | undefined,
  find: Find,
  budget: Budget,
): ComposeProject {
  const root = rootOf(folder, [uri], find);
  if (main && hasDefaultName(uri)) return readProject({ ...root, isPassedOver: true }, find, budget);
  const isByContent = !composeFormat.names?.test(fileName(uri));
  const alone = readProject({ ...root, isByContent }, find, budget);
  const [base] = main?.root.files ?? [];
  if (!main || base === undefined) return alone;
  const isOverlay = lacking(alone, find).some(need => gives(main, need, find));
  return isOverlay ? readProject(rootOf(folder, [base, uri], find), find, budget) : alone;
}

function rootOf(folder: string, files: readonly string[], find: Find): ProjectRoot {
  const copiesShare = files.some(
    uri =>
      /stack|swarm/i.test(fileName(uri)) ||
      partsOf(find, uri).some(
        ({ services, networks }) =>
          services.some(service => service.isForSwarm) || networks.some(network => network.isOverlay),
      ),
  );
  return { files, folder, copiesShare };
}

/** Whether the files of a project are what another includes or extends. */
function isPartOfAnother({ root }: ComposeProject, projects: readonly ComposeProject[]): boolean {
  return root.files.every(uri =>
    projects.some(other => other.files.has(uri) && !other.root.files.includes(uri)),
  );
}

/** What keeps Docker from accepting a project, whichever profiles are active, as in `ServiceReading.needs`. */
function lacking(project: ComposeProject, find: Find): readonly string[] {
  const bare = [...project.units.values()].filter(service => !isWhole(service));
  const needs = project.root.files.flatMap(uri =>
    partsOf(find, uri).flatMap(({ services }) => services.flatMap(service => service.needs)),
  );
  return [...bare.map(({ name }) => `images/${name}`), ...needs.filter(need => !gives(project, need, find))];
}

function isWhole({ image, build, isProvided }: Service): boolean {
  return image !== undefined || build !== undefined || isProvided;
}

/** Whether a project has what a service needs; what included files define besides services is not looked into. */
function gives(project: ComposeProject, need: string, find: Find): boolean {
  const [kind, name = ''] = need.split('/', 2);
  const service = project.units.get(name);
  if (kind === 'services') return service !== undefined;
  if (kind === 'images') return service !== undefined && isWhole(service);
  return project.root.files.some(uri =>
    partsOf(find, uri).some(part => part.includes.length > 0 || resourcesOf(part).has(need)),
  );
}

const resourcesOf = perObject((part: ComposeDocument): ReadonlySet<string> => new Set(part.resources));

/** What `docker compose` reads in a folder when no file is named. */
function mainRoot(folder: string, composeFiles: readonly string[], find: Find): ProjectRoot | undefined {
  const listed = filesByEnvironment(folder, find);
  if (listed) return { ...rootOf(folder, listed, find), isListed: true };
  const files = defaultFiles(folder, composeFiles);
  return files && rootOf(folder, files, find);
}

function defaultFiles(folder: string, composeFiles: readonly string[]): readonly string[] | undefined {
  const first = (names: readonly string[]) =>
    names.map(name => inFolder(folder, name)).find(uri => composeFiles.includes(uri));
  const main = first(DEFAULT_NAMES);
  if (main === undefined) return undefined;
  const override = first(OVERRIDE_NAMES);
  return override === undefined ? [main] : [main, override];
}

/** The files that `COMPOSE_FILE` of the folder's `.env` names. */
function filesByEnvironment(folder: string, find: Find): readonly string[] | undefined {
  const uri = inFolder(folder, '.env');
  const env = find(uri, 'dotenv');
  const entries = typeof env === 'string' ? undefined : env.reading.variables;
  if (!entries) return undefined;
  const { lookup } = emptyEnvironment().extend(entries, uri);
  const value = lookup('COMPOSE_FILE')?.text.value;
  if (!value) return undefined;
  const separator = lookup('COMPOSE_PATH_SEPARATOR')?.text.value || (value.includes(';') ? ';' : ':');
  const files = value
    .split(separator)
    .flatMap(path => (path === '' ? [] : (resolvePath(folder, path) ?? [])))
    // A file laid over itself says nothing new.
    .filter((file, index, all) => file !== all[index - 1]);
  return files.length > 0 ? files : undefined;
}

function partsOf(find: Find, uri: string): readonly ComposeDocument[] {
  const document = find(uri, 'compose');
  return typeof document !== 'string' && isComposeReading(document.reading) ? document.reading.documents : [];
}
