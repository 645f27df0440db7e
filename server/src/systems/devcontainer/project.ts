import { perObject } from '../../text/per-object';
import { fileName, folderOf, parentOf } from '../../text/uri';
import { bareProject, type Find, type Project } from '../project';
import type { Document } from '../reading';
import { bareUnit, LONG_NAME, mappingsOf, type Unit } from '../unit';
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
  const root = { files: [uri], folder: folderOf(uri) };
  return bareProject('devcontainer', root, [unitOf(reading, uri)]);
});

function unitOf(reading: DevContainerReading, uri: string): Unit {
  // A name of many letters would be said with each of the ports.
  const own = reading.name && reading.name.value.length <= LONG_NAME ? reading.name : undefined;
  const name = own?.value ?? nameOfFolder(uri);
  const author = { uri, unit: name };
  const rest = { author, isOfEachCopy: false, unquoted: undefined };
  return {
    ...bareUnit(name),
    names: own ? [{ uri, value: own }] : [],
    mappings: mappingsOf(reading.published, rest),
    faults: faultsOf(reading).map(value => ({ uri, value })),
    image: reading.image && { uri, value: reading.image },
  };
}

/** The folder that a container is for: the one that holds `.devcontainer`, or the file itself. */
function nameOfFolder(uri: string): string {
  const folder = folderOf(uri);
  const isInside = fileName(folder.slice(0, -1)) === '.devcontainer';
  return fileName((isInside ? parentOf(folder) : folder).slice(0, -1));
}
