import { t } from '@vscode/l10n';
import { portInLabel, portsInCommand } from '../../text/commands';
import { perObject } from '../../text/per-object';
import type { SpecFault } from '../../text/port-spec';
import type { SourceText } from '../../text/source-text';
import { fileName } from '../../text/uri';
import { bareProject, type Find, type Project } from '../project';
import type { Document } from '../reading';
import {
  bareUnit,
  type Expose,
  type Mapping,
  type Mount,
  type Network,
  type Region,
  type Sourced,
  type Unit,
} from '../unit';
import { EXPANDED, parseExposeHostPort, parsePublish } from './publish';
import { isQuadletReading, type QuadletReading } from './reading';
import { type Entry, lastOf, valuesOf } from './unit-file';
import { assignmentOf, wordsOf } from './words';

/** The units of a folder, which are installed together: each is started by itself. */
export function readProjects(folder: string, files: readonly string[], find: Find): readonly Project[] {
  const documents = files.flatMap(uri => {
    const document = find(uri, 'quadlet');
    return typeof document === 'string' || !isQuadletReading(document.reading)
      ? []
      : [{ document, reading: document.reading }];
  });
  if (documents.length === 0) return [];
  const names = new Set(documents.map(({ document }) => fileName(document.uri)));
  const units = documents.map(({ document, reading }) => unitOf(reading, document, folder, names));
  return [bareProject('quadlet', { files, folder, startsApart: true }, units)];
}

/** The unit of a reading, with and without the unit beside it whose network it takes. */
const unitsFrom = perObject((_reading: QuadletReading) => new Map<string, Unit>());

function unitOf(
  reading: QuadletReading,
  document: Document,
  folder: string,
  names: ReadonlySet<string>,
): Unit {
  const section = sectionOf(document.uri);
  const owner =
    lastOf(reading.entries, section, 'Pod')?.value ?? networksOf(reading.entries, section)[0]?.value ?? '';
  // Whether what it names is there is all that it takes from others.
  const key = `${document.uri} ${names.has(owner)}`;
  const units = unitsFrom(reading);
  const unit = units.get(key) ?? lowered(reading, document.uri, folder, section, names);
  units.set(key, unit);
  return unit;
}

/** The section that a file's ending stands for. */
function sectionOf(uri: string): string {
  if (uri.endsWith('.pod')) return 'Pod';
  return uri.endsWith('.kube') ? 'Kube' : 'Container';
}

function lowered(
  { entries }: QuadletReading,
  uri: string,
  folder: string,
  section: string,
  names: ReadonlySet<string>,
): Unit {
  const name = fileName(uri);
  const author = { uri, unit: name };
  const sourced = <Value>(value: Value): Sourced<Value> => ({ uri, value });
  const faults: SpecFault[] = [];
  const mappings = valuesOf(entries, section, 'PublishPort').flatMap((text): readonly Mapping[] => {
    const result = parsePublish(text);
    faults.push(...result.faults);
    return result.published.map(({ address, host, target, protocol }) => ({
      author,
      address,
      // What is put in is put in for each unit.
      published: host?.range === null ? { ...host, key: `${name} ${host.text.value}` } : host,
      target,
      protocol,
      isOfEachCopy: false,
      unquoted: undefined,
    }));
  });
  const exposes = valuesOf(entries, section, 'ExposeHostPort').flatMap((text): readonly Expose[] => {
    const result = parseExposeHostPort(text);
    if (result && 'message' in result) faults.push(result);
    return result && 'port' in result ? [{ ...result, author }] : [];
  });
  const own = nameOf(entries, section, name);
  const image = section === 'Container' ? lastOf(entries, section, 'Image') : undefined;
  const exec = lastOf(entries, section, 'Exec');
  const labels = valuesOf(entries, section, 'Label').flatMap(wordsOf);
  return {
    ...bareUnit(name),
    names: own ? [sourced(own)] : [],
    mappings,
    choosesApart: true,
    exposes,
    faults: faults.map(sourced),
    network: networkOf(entries, section, uri, names),
    image: image && !/\.(?:image|build)$/.test(image.value) ? sourced(image) : undefined,
    environment: environmentOf(entries, section, uri),
    namedPorts: [
      ...(exec ? portsInCommand('Exec', [exec]) : []),
      ...labels.flatMap(word => {
        const label = assignmentOf(word);
        return (label && portInLabel(label.name, label.value)) ?? [];
      }),
    ].map(sourced),
    regions: entries.flatMap(entry => regionOf(entry, section) ?? []).map(sourced),
    hostNames: hostNamesOf(entries, section, name, own),
    mounts: valuesOf(entries, section, 'Volume').flatMap(text => mountOf(text, folder) ?? []),
  };
}

/** What a container or a pod is called in Podman, where its file says it. */
function nameOf(entries: readonly Entry[], section: string, name: string): SourceText | undefined {
  const key = section === 'Pod' ? 'PodName' : 'ContainerName';
  const text = section === 'Kube' ? undefined : lastOf(entries, section, key);
  return text && !EXPANDED.test(text.value) && text.value !== name ? text : undefined;
}

/** The names by which others of its networks reach it. */
function hostNamesOf(
  entries: readonly Entry[],
  section: string,
  name: string,
  own: SourceText | undefined,
): readonly string[] {
  const stem = name.slice(0, name.lastIndexOf('.'));
  const aliases = valuesOf(entries, section, 'NetworkAlias').map(({ value }) => value.toLowerCase());
  return [own?.value.toLowerCase() ?? `systemd-${stem}`.toLowerCase(), ...aliases];
}

function networksOf(entries: readonly Entry[], section: string): readonly SourceText[] {
  return valuesOf(entries, section, 'Network');
}

/** Whose network it is in; what Podman does with ports there is recorded from Podman 5.4. */
function networkOf(
  entries: readonly Entry[],
  section: string,
  uri: string,
  names: ReadonlySet<string>,
): Network {
  const pod = section === 'Container' ? lastOf(entries, section, 'Pod') : undefined;
  if (pod) {
    const mode = { uri, value: pod };
    const publishing = {
      isRefused: true,
      message: t(
        '"{0}" publishes for this container: Podman refuses ports here, write them there.',
        pod.value,
      ),
    };
    return { kind: names.has(pod.value) ? 'unit' : 'foreign', mode, name: pod.value, publishing };
  }
  const [text, ...others] = networksOf(entries, section);
  if (!text || others.length > 0) return { kind: 'own' };
  const mode = { uri, value: text };
  const [kind = ''] = text.value.split(':');
  if (kind === 'host' || kind === 'none') {
    const message =
      kind === 'host'
        ? t("This port is not published: with the host's network, the container's ports are the host's.")
        : t('This port is not published: the container has no network.');
    if (section === 'Pod') {
      const refused = t('Podman refuses ports of a pod that has not a network of its own.');
      return { kind, mode, publishing: { isRefused: true, message: refused } };
    }
    return { kind, mode, publishing: { isRefused: false, message } };
  }
  const name = kind === 'container' ? text.value.slice(kind.length + 1) : text.value;
  if (kind !== 'container' && !name.endsWith('.container')) return { kind: 'own' };
  const publishing = {
    isRefused: false,
    message: t('This port is not published: the container is in the network of "{0}".', name),
  };
  return { kind: names.has(name) ? 'unit' : 'foreign', mode, name, publishing };
}

function environmentOf(
  entries: readonly Entry[],
  section: string,
  uri: string,
): ReadonlyMap<string, Sourced<SourceText>> {
  const assignments = valuesOf(entries, section, 'Environment')
    .flatMap(wordsOf)
    .flatMap(word => assignmentOf(word) ?? []);
  return new Map(
    assignments
      .filter(({ value }) => !EXPANDED.test(value.value))
      .map(({ name, value }) => [name, { uri, value }]),
  );
}

/** What speaks from inside the container. */
function regionOf({ section, key, value }: Entry, own: string): Region | undefined {
  if (section !== own || value.value === '') return undefined;
  const { block, span } = value;
  if (key === 'Environment') return { kind: 'environment', block, span };
  if (key === 'Exec' || key === 'HealthCmd') return { kind: 'container', block, span };
  if (key === 'PublishPort') return { kind: 'ports', block, span };
  return key === 'Image' ? { kind: 'image', block, span } : undefined;
}

/** `./conf:/etc/nginx:ro`: a file or folder of the host, from the folder of the unit on. */
function mountOf({ value }: SourceText, directory: string): Mount | undefined {
  const [source = '', target = ''] = value.split(':');
  if (!/^[./]/.test(source) || !target.startsWith('/') || EXPANDED.test(source)) return undefined;
  return { directory, source, target };
}
