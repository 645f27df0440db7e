import type { ComposeReading } from '../formats/compose';
import type { Document } from '../formats/reading';
import { emptyEnvironment, extendEnvironment } from './environment';
import { type Find, type Project, type ProjectRoot, readProject } from './project';
import { inFolder, resolvePath } from './uri';

/** In the order in which Compose looks for them (compose-go `DefaultFileNames`): the first that exists counts. */
const DEFAULT_NAMES = ['compose.yaml', 'compose.yml', 'docker-compose.yml', 'docker-compose.yaml'];

/** Likewise, for what is laid over it (compose-go `DefaultOverrideFileNames`). */
const OVERRIDE_NAMES = [
  'compose.override.yml',
  'compose.override.yaml',
  'docker-compose.override.yml',
  'docker-compose.override.yaml',
];

/**
 * The projects of a folder, read: its default one; then every other Compose file, laid over the default one
 * when they share a service, else alone. `composeFiles` are the Compose files that stand in the folder.
 */
export function readProjects(
  folder: string,
  composeFiles: readonly string[],
  find: Find,
): readonly Project[] {
  const main = defaultRoot(folder, composeFiles, find);
  const projects = main ? [readProject(main, find)] : [];
  const isRead = (uri: string) => projects[0]?.files.has(uri) ?? false;
  const base = main?.files[0];
  for (const uri of [...composeFiles].sort()) {
    if (isRead(uri)) continue;
    const isPassedOver = base !== undefined && hasDefaultName(folder, uri);
    const isOverlay = base !== undefined && !isPassedOver && sharesService(find, base, uri);
    projects.push(readProject({ files: isOverlay ? [base, uri] : [uri], folder, isPassedOver }, find));
  }
  return projects;
}

/** Whether the project is that of a file laid over a default one that it may not need: all its services are whole. */
export function isAlternative(project: Project, document: (uri: string) => Document | undefined): boolean {
  const overlay = project.root.files.length === 2 ? project.root.files[1] : undefined;
  if (overlay === undefined || OVERRIDE_NAMES.some(name => overlay === inFolder(project.root.folder, name)))
    return false;
  const reading = composeReading(document(overlay));
  return (
    reading !== undefined &&
    servicesIn(reading).every(service => service.image !== undefined || service.build !== undefined)
  );
}

function defaultRoot(folder: string, composeFiles: readonly string[], find: Find): ProjectRoot | undefined {
  const named = filesByEnvironment(folder, find);
  if (named) return { files: named, folder };
  const first = (names: readonly string[]) =>
    names.map(name => inFolder(folder, name)).find(uri => composeFiles.includes(uri));
  const main = first(DEFAULT_NAMES);
  if (main === undefined) return undefined;
  const override = first(OVERRIDE_NAMES);
  return { files: override === undefined ? [main] : [main, override], folder };
}

/** The files that `COMPOSE_FILE` of the folder's `.env` names. */
function filesByEnvironment(folder: string, find: Find): readonly string[] | undefined {
  const uri = inFolder(folder, '.env');
  const env = find(uri, 'dotenv');
  if (typeof env === 'string' || env.reading.kind !== 'dotenv') return undefined;
  const { lookup } = extendEnvironment(emptyEnvironment(), uri, env.reading);
  const value = lookup('COMPOSE_FILE')?.text.value;
  if (!value) return undefined;
  const separator = lookup('COMPOSE_PATH_SEPARATOR')?.text.value || (value.includes(';') ? ';' : ':');
  const files = value
    .split(separator)
    .flatMap(path => (path === '' ? [] : (resolvePath(folder, path) ?? [])));
  return files.length > 0 ? files : undefined;
}

function hasDefaultName(folder: string, uri: string): boolean {
  return [...DEFAULT_NAMES, ...OVERRIDE_NAMES].some(name => uri === inFolder(folder, name));
}

function sharesService(find: Find, base: string, overlay: string): boolean {
  const [a, b] = [find(base, 'compose'), find(overlay, 'compose')].map(sighting =>
    composeReading(typeof sighting === 'string' ? undefined : sighting),
  );
  if (!a || !b) return false;
  const names = new Set(servicesIn(a).map(service => service.name));
  return servicesIn(b).some(service => names.has(service.name));
}

function composeReading(document: Document | undefined): ComposeReading | undefined {
  return document?.reading.kind === 'compose' ? document.reading : undefined;
}

function servicesIn(reading: ComposeReading) {
  return reading.documents.flatMap(part => part.services);
}
