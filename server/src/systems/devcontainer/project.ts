import { perObject } from '../../text/per-object';
import { fileName, folderOf, parentOf } from '../../text/uri';
import type { Find, Project } from '../project';
import type { Document } from '../reading';
import type { Mapping, Unit } from '../unit';
import { type DevContainerReading, faultsOf, isDevContainerReading } from './reading';

/** The containers of a folder that publish ports themselves, each a project of one unit. */
export function readProjects(_folder: string, files: readonly string[], find: Find): readonly Project[] {
  return files.flatMap(uri => {
    const document = find(uri, 'devcontainer');
    if (typeof document === 'string' || !isDevContainerReading(document.reading)) return [];
    return document.reading.published.length > 0 ? [projectOf(document.reading, document)] : [];
  });
}

const projectOf = perObject((reading: DevContainerReading, { uri }: Document): Project => {
  const unit = unitOf(reading, uri);
  return {
    system: 'devcontainer',
    root: { files: [uri], folder: folderOf(uri) },
    units: new Map([[unit.name, unit]]),
    builders: new Map(),
    variableReaders: new Map(),
    cutOff: new Set(),
    lookup: () => undefined,
    activeGroups: [],
    problems: [],
    files: new Set([uri]),
    included: new Set(),
  };
});

function unitOf(reading: DevContainerReading, uri: string): Unit {
  const name = reading.name?.value ?? nameOfFolder(uri);
  const author = { uri, unit: name };
  const rest = { author, isOfEachCopy: false, unquoted: undefined };
  const mappings = reading.published.flatMap((result): readonly Mapping[] =>
    result.faults ? [] : [{ address: undefined, published: undefined, ...result.spec, ...rest }],
  );
  return {
    name,
    names: reading.name ? [{ uri, value: reading.name }] : [],
    mappings,
    replaced: [],
    exposes: [],
    faults: faultsOf(reading).map(value => ({ uri, value })),
    network: { kind: 'own' },
    groups: [],
    copies: 1,
    image: reading.image && { uri, value: reading.image },
    source: undefined,
    environment: new Map(),
    namedPorts: [],
    regions: [],
    hostNames: [],
    links: [],
    mounts: [],
  };
}

/** The folder that a container is for: the one that holds `.devcontainer`, or the file itself. */
function nameOfFolder(uri: string): string {
  const folder = folderOf(uri);
  const isInside = fileName(folder.slice(0, -1)) === '.devcontainer';
  return fileName((isInside ? parentOf(folder) : folder).slice(0, -1));
}
