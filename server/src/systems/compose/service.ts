import { t } from '@vscode/l10n';
import { keptList, keptMap, keptSet, NO_ITEMS } from '../../text/kept';
import { perObject } from '../../text/per-object';
import {
  noList,
  parseExposed,
  parseLongSyntax,
  parseShortSyntax,
  type SpecFault,
  type SpecResult,
} from '../../text/port-spec';
import type { SourceText } from '../../text/source-text';
import { interpolate, isUnknown } from '../../text/template';
import { resolvePath } from '../../text/uri';
import {
  type Author,
  type Expose,
  type Mapping,
  type Mount,
  mappingKey,
  type Predecessor,
  partsOfEntry,
  type Sourced,
  type Unit,
} from '../unit';
import type { Environment } from './environment';
import { networkOf } from './network';
import type { BuildReading, MountReading, PortEntry, ServiceReading } from './reading';

export interface ServiceFault extends Sourced<SpecFault> {
  /** An empty list: no fault where an earlier file gives the list. */
  readonly empties?: 'ports' | 'expose';
}

/** A service as a project has it: interpolated, extended and merged. */
export interface Service extends Unit {
  readonly faults: readonly ServiceFault[];
  readonly networkMode: Sourced<SourceText> | undefined;
  /** The networks that it joins; undefined where none is written, for it joins `default` then. */
  readonly networks: readonly string[] | undefined;
  /** What other services may call it by in these networks. */
  readonly aliases: readonly Sourced<SourceText>[];
  readonly scale: Sourced<SourceText> | undefined;
  readonly replicas: Sourced<SourceText> | undefined;
  /** With the folder that its relative paths start from. */
  readonly build: (Sourced<BuildReading> & { readonly directory: string }) | undefined;
  /** Whether something else than an image makes it (`provider:`). */
  readonly isProvided: boolean;
  /** Whether it names hosts that are no services of the project (`extra_hosts`, `external_links`). */
  readonly namesOthers: boolean;
  readonly envFiles: readonly (Sourced<SourceText> & { readonly directory: string })[];
  /** The lists that replace those of an earlier file (`!override`), and the keys that empty them (`!reset`). */
  readonly overrides: ReadonlySet<string>;
  readonly resets: ReadonlySet<string>;
}

const LISTS = ['ports', 'expose'] as const;

/** What gives the services of readings, in each environment for each folder: the same reading gives the same object. */
const resolversIn = perObject(
  (_environment: Environment) => new Map<string, (reading: ServiceReading, uri: string) => Service>(),
);

/** Interpolates a service as one file writes it. `directory` is where its relative paths start from. */
export function resolveService(
  reading: ServiceReading,
  uri: string,
  directory: string,
  environment: Environment,
): Service {
  const resolvers = resolversIn(environment);
  const resolver =
    resolvers.get(directory) ??
    perObject((of: ServiceReading, from: string) => readService(of, from, directory, environment));
  resolvers.set(directory, resolver);
  return resolver(reading, uri);
}

function readService(
  reading: ServiceReading,
  uri: string,
  directory: string,
  environment: Environment,
): Service {
  const author: Author = { uri, unit: reading.name };
  const expand = (text: SourceText) => interpolate(text, environment.lookup);
  const sourced = (text: SourceText | undefined) => text && { uri, value: expand(text) };
  const mappings: Mapping[] = [];
  const exposes: Expose[] = [];
  const faults: ServiceFault[] = [];
  for (const key of LISTS) {
    const { misfit, isOverride, oddItems = [] } = reading[key] ?? {};
    for (const text of oddItems)
      faults.push({ uri, value: { text, message: t('This item of {0} is no port.', key) } });
    if (!misfit) continue;
    const { written, entry, isNull } = misfit;
    const value = noList(key, written, entry && expand(entry), isNull);
    faults.push({ uri, value, ...(isNull && !isOverride && { empties: key }) });
  }
  for (const entry of reading.ports?.items ?? []) {
    const { result, ...rest } = readEntry(entry, expand);
    if (result.faults) faults.push(...result.faults.map(value => ({ uri, value })));
    else {
      mappings.push({ author, address: undefined, published: undefined, ...result.spec, ...rest });
      if (result.warning) faults.push({ uri, value: result.warning });
    }
  }
  for (const text of reading.expose?.items ?? []) {
    const result = parseExposed(expand(text));
    if (result.faults) faults.push(...result.faults.map(value => ({ uri, value })));
    else exposes.push({ author, port: result.spec.target, protocol: result.spec.protocol });
  }
  const { build } = reading;
  return withDerived({
    name: reading.name,
    names: [{ uri, value: reading.nameText }],
    ...unify(mappings),
    exposes: keptList(exposes),
    references: NO_ITEMS,
    claims: NO_ITEMS,
    entryPoints: keptList(reading.entryPoints.map(text => ({ author, text }))),
    allEntryPoints: reading.allEntryPoints,
    faults: keptList(faults),
    networkMode: sourced(reading.networkMode),
    networks: someOf((reading.networks?.items ?? []).map(({ name }) => expand(name).value)),
    aliases: keptList(
      (reading.networks?.items ?? []).flatMap(({ aliases }) =>
        aliases.map(value => ({ uri, value: expand(value) })),
      ),
    ),
    groups: keptList((reading.profiles?.items ?? []).map(profile => expand(profile).value)),
    scale: sourced(reading.scale),
    replicas: sourced(reading.replicas),
    startsAfter: reading.dependsOn,
    image: sourced(reading.image),
    build: build && {
      uri,
      directory,
      value: {
        context: build.context && expand(build.context),
        dockerfile: build.dockerfile && expand(build.dockerfile),
        target: build.target && expand(build.target),
        inline: build.inline,
      },
    },
    isProvided: reading.isProvided,
    environment: keptMap(
      new Map(
        reading.environment.flatMap(({ key, value }) =>
          value ? [[key.value, { uri, value: expand(value) }] as const] : [],
        ),
      ),
    ),
    envFiles: keptList(reading.envFiles.map(value => ({ uri, directory, value: expand(value) }))),
    regions: keptList(reading.regions.map(value => ({ uri, value }))),
    overrides: keptSet(
      new Set((['ports', 'expose', 'profiles', 'networks'] as const).filter(key => reading[key]?.isOverride)),
    ),
    resets: reading.resets,
    namedPorts: keptList(
      reading.namedPorts.map(port => ({
        uri,
        value: { ...port, value: expand(port.value), host: port.host && expand(port.host) },
      })),
    ),
    hostNames: keptList(reading.hostNames.map(name => expand(name).value.toLowerCase())),
    links: keptList(
      reading.links.map(text => {
        const [service = '', alias = service] = expand(text).value.split(':');
        return { unit: service, alias: alias.toLowerCase() };
      }),
    ),
    namesOthers: reading.namesOthers,
    mounts: keptList(reading.mounts.flatMap(mount => readMount(mount, expand, directory) ?? [])),
  });
}

/** A volume that is a path of the host, not a name (Compose specification, chapter 5, `volumes`). */
function readMount(
  mount: MountReading,
  expand: (text: SourceText) => SourceText,
  directory: string,
): Mount | undefined {
  if (mount.syntax === 'long')
    return { directory, source: expand(mount.source).value, target: expand(mount.target).value };
  const [source = '', target] = expand(mount.text).value.split(':');
  return target && /^[./]/.test(source) ? { directory, source, target } : undefined;
}

function readEntry(
  entry: PortEntry,
  expand: (text: SourceText) => SourceText,
): { readonly result: SpecResult } & Pick<Mapping, 'unquoted' | 'isOfEachCopy'> {
  if (entry.syntax === 'short') {
    const unquoted = entry.isPlain ? entry.text : undefined;
    return { result: parseShortSyntax(expand(entry.text), unquoted), unquoted, isOfEachCopy: false };
  }
  const field = (text: SourceText | undefined) => text && expand(text);
  const fields = {
    whole: entry.whole,
    target: field(entry.target),
    published: field(entry.published),
    hostIp: field(entry.hostIp),
    protocol: field(entry.protocol),
    misfits: entry.misfits,
  };
  const isOfEachCopy = field(entry.mode)?.value === 'host';
  return { result: parseLongSyntax(fields), unquoted: undefined, isOfEachCopy };
}

/**
 * Merges what a later file, or the extending service, says over what an earlier one does (Compose
 * specification, chapter 13; compose-go `override`): scalars are replaced, lists appended.
 */
export function mergeServices(base: Service, over: Service): Service {
  const kept = <Key extends keyof Service>(key: Key, written: string): Service[Key] | undefined =>
    over.resets.has(written) ? undefined : base[key];
  const list = <Item>(earlier: readonly Item[], later: readonly Item[], written: string): readonly Item[] => {
    if (over.resets.has(written) || over.overrides.has(written) || earlier.length === 0) return later;
    return later.length === 0 ? earlier : [...earlier, ...later];
  };
  const ports = list(base.mappings, over.mappings, 'ports');
  const dropped = base.mappings.filter(mapping => !ports.includes(mapping));
  const unified = unify(ports);
  return withDerived({
    ...over,
    names: [...base.names, ...over.names],
    mappings: unified.mappings,
    replaced: [...base.replaced, ...over.replaced, ...dropped, ...unified.replaced],
    exposes: list(base.exposes, over.exposes, 'expose'),
    faults: [...base.faults, ...over.faults.filter(({ empties }) => !empties || !gives(base, empties))],
    networkMode: over.networkMode ?? kept('networkMode', 'network_mode'),
    networks: someOf([...new Set(list(base.networks ?? [], over.networks ?? [], 'networks'))]),
    aliases: list(base.aliases, over.aliases, 'networks'),
    groups: [...new Set(list(base.groups, over.groups, 'profiles'))],
    scale: over.scale ?? kept('scale', 'scale'),
    replicas: over.replicas ?? kept('replicas', 'deploy'),
    startsAfter: lastOfEach(list(base.startsAfter ?? [], over.startsAfter ?? [], 'depends_on')),
    image: over.image ?? kept('image', 'image'),
    build: mergeBuild(kept('build', 'build'), over.build),
    isProvided: over.isProvided || (kept('isProvided', 'provider') ?? false),
    environment: new Map([...(kept('environment', 'environment') ?? []), ...over.environment]),
    envFiles: list(base.envFiles, over.envFiles, 'env_file'),
    regions: [...base.regions, ...over.regions],
    overrides: base.overrides,
    resets: base.resets,
    namedPorts: [...base.namedPorts, ...over.namedPorts],
    entryPoints: [...(base.entryPoints ?? []), ...(over.entryPoints ?? [])],
    // What the one is started with, the other may replace, or leave behind.
    allEntryPoints: undefined,
    hostNames: [...base.hostNames, ...over.hostNames],
    links: list(base.links, over.links, 'links'),
    namesOthers: base.namesOthers || over.namesOthers,
    mounts: list(base.mounts, over.mounts, 'volumes'),
  });
}

/** Of what is waited for twice, the later says how. */
function lastOfEach(all: readonly Predecessor[]): readonly Predecessor[] {
  return [...new Map(all.map(one => [one.unit, one])).values()];
}

/** What a service says, wherever that is written: services of two included files may only be alike. */
export function contentOf(service: Service): string {
  const { names: _names, faults: _faults, regions: _regions, replaced: _replaced, ...said } = service;
  return JSON.stringify(said, (key, value: unknown) => {
    if (key === 'uri' || key === 'author' || key === 'unquoted') return undefined;
    if (isSourceText(value)) return value.value;
    if (value instanceof Map || value instanceof Set) return [...value];
    return value;
  });
}

function isSourceText(value: unknown): value is SourceText {
  return typeof value === 'object' && value !== null && 'pieces' in value && 'block' in value;
}

function gives(service: Service, list: (typeof LISTS)[number]): boolean {
  return (list === 'ports' ? service.mappings : service.exposes).length > 0;
}

/** How much a service holds: itself, and every entry of its lists. Asked of each service with each keystroke. */
export function countParts(service: Service): number {
  const {
    mappings,
    replaced,
    exposes,
    namedPorts,
    environment,
    envFiles,
    faults,
    entryPoints = [],
  } = service;
  const { groups, aliases, startsAfter = [], mounts, links, networks } = service;
  const ports =
    mappings.length +
    replaced.length +
    exposes.length +
    namedPorts.length +
    faults.length +
    entryPoints.length;
  const names = groups.length + aliases.length + startsAfter.length + links.length + (networks?.length ?? 0);
  return partsOfEntry(service) * (1 + ports + names + environment.size + envFiles.length + mounts.length);
}

function someOf<Item>(items: readonly Item[]): readonly Item[] | undefined {
  return items.length > 0 ? items : undefined;
}

/** How many containers are asked for; 1 where a variable leaves it open. `scale` wins (compose-go `GetScale`). */
function replicasOf({ scale, replicas }: Pick<Service, 'scale' | 'replicas'>): number {
  const text = (scale ?? replicas)?.value.value;
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : 1;
}

/** What follows from what a service says. */
function withDerived(said: Omit<Service, 'network' | 'copies' | 'source'>): Service {
  return { ...said, network: networkOf(said.networkMode), copies: replicasOf(said), source: sourceOf(said) };
}

/** The Dockerfile that a service builds (Compose Build specification, `context` and `dockerfile`). */
function sourceOf({ build }: Pick<Service, 'build'>): Service['source'] {
  if (!build || build.value.inline) return undefined;
  const { directory, value } = build;
  const context = resolvePath(directory, value.context?.value ?? '.');
  if (context === undefined || [value.dockerfile, value.context].some(text => isUnknown(text?.value ?? '')))
    return undefined;
  const uri = resolvePath(`${context.replace(/\/$/, '')}/`, value.dockerfile?.value ?? 'Dockerfile');
  return uri === undefined ? undefined : { uri, stage: value.target?.value };
}

/** Entries alike in address, target, published and protocol are one: the later takes the earlier's place. */
function unify(mappings: readonly Mapping[]): {
  readonly mappings: readonly Mapping[];
  readonly replaced: readonly Mapping[];
} {
  if (mappings.length < 2) return { mappings: keptList(mappings), replaced: NO_ITEMS };
  const unique = new Map<string, Mapping>();
  const replaced: Mapping[] = [];
  for (const mapping of mappings) {
    const key = mappingKey(mapping);
    const earlier = unique.get(key);
    if (earlier) replaced.push(earlier);
    unique.set(key, mapping);
  }
  return replaced.length === 0
    ? { mappings, replaced: NO_ITEMS }
    : { mappings: [...unique.values()], replaced };
}

function mergeBuild(base: Service['build'], over: Service['build']): Service['build'] {
  if (!base || !over) return over ?? base;
  return {
    uri: over.uri,
    directory: over.value.context ? over.directory : base.directory,
    value: {
      context: over.value.context ?? base.value.context,
      dockerfile: over.value.dockerfile ?? base.value.dockerfile,
      target: over.value.target ?? base.value.target,
      inline: over.value.inline ?? base.value.inline,
    },
  };
}
