import { t } from '@vscode/l10n';
import { given, type NamedPort, portInLabel, portsInCommand } from '../../text/commands';
import { imageName } from '../../text/image-name';
import { keptList, keptSet, NO_ITEMS } from '../../text/kept';
import { perObject } from '../../text/per-object';
import { namesHost, namesPort } from '../../text/port-names';
import { type Block, type SourceText, slice } from '../../text/source-text';
import { entryPointOf, entryPointsIn, entryPointsMadeBy, mayConfigure } from '../../text/traefik';
import { findUrls, type UrlMention } from '../../text/urls';
import {
  type Anchors,
  type Branch,
  collectAnchors,
  danglingAliases,
  type Field,
  fieldsOf,
  isNull,
  isPlain,
  itemsOf,
  MAX_MARKS_OF_FILE,
  marksIn,
  type NamedAnchors,
  NO_ANCHORS,
  numberOf,
  ownFieldsOf,
  parseYamlBlock,
  resolve,
  scalarOf,
  spanOf,
  tagOf,
  tooManyMarks,
  wholeOf,
  writtenText,
  type YamlBlock,
  type YamlFault,
} from '../../text/yaml';
import { tooManyNodes } from '../../text/yaml-tree';
import { limitsIn, type Reading, type Trouble } from '../reading';
import type { Predecessor, Region } from '../unit';
import { type BlockText, resplit, splitBlocks } from './blocks';

/** A list that an override may append to, replace or empty (Compose specification, chapter 13). */
export interface Listing<Item> {
  readonly items: readonly Item[];
  readonly isOverride: boolean;
  /** What stands where the list should. */
  readonly misfit: Misfit | undefined;
  /** The items that are nothing that such a list may hold, as they are written. */
  readonly oddItems: readonly SourceText[];
}

/** What stands where Compose takes a list; all of it refused. */
export interface Misfit {
  /** As it is written; the key where nothing is. */
  readonly written: SourceText;
  /** The text that it is, if it is one. */
  readonly entry: SourceText | undefined;
  readonly isNull: boolean;
}

/** One entry of `ports:`, not interpolated. */
export type PortEntry =
  | { readonly syntax: 'short'; readonly text: SourceText; readonly isPlain: boolean }
  | {
      readonly syntax: 'long';
      readonly whole: SourceText;
      readonly target: SourceText | undefined;
      readonly published: SourceText | undefined;
      readonly hostIp: SourceText | undefined;
      readonly protocol: SourceText | undefined;
      readonly mode: SourceText | undefined;
      /** The keys with no value, or with a list or a mapping for one. */
      readonly misfits: readonly SourceText[];
    };

export interface Variable {
  readonly key: SourceText;
  readonly value: SourceText | undefined;
}

/** A network that a service joins, and the names that it has there besides its own. */
export interface NetworkEntry {
  readonly name: SourceText;
  readonly aliases: readonly SourceText[];
}

/** One entry of the top-level `networks:`. */
export interface NetworkReading {
  readonly name: string;
  readonly internal: SourceText | undefined;
  /** Whether it may be one of others, whose containers are in it, too. */
  readonly isExternal: boolean;
  /** Whether only engines of a swarm make it (`driver: overlay`). */
  readonly isOverlay: boolean;
}

export interface BuildReading {
  readonly context: SourceText | undefined;
  readonly dockerfile: SourceText | undefined;
  readonly target: SourceText | undefined;
  /** `dockerfile_inline`. */
  readonly inline: SourceText | undefined;
}

/** A service as one file writes it, nothing interpolated or merged. Only what ports depend on is kept. */
export interface ServiceReading {
  readonly name: string;
  readonly nameText: SourceText;
  /** `!reset` or `!override` before the whole service. */
  readonly tag: 'override' | 'reset' | undefined;
  /** Whether nothing stands there: Compose takes that over a service of an earlier file alone. */
  readonly isNull: boolean;
  readonly ports: Listing<PortEntry> | undefined;
  readonly expose: Listing<SourceText> | undefined;
  readonly networkMode: SourceText | undefined;
  readonly networks: Listing<NetworkEntry> | undefined;
  readonly profiles: Listing<SourceText> | undefined;
  readonly scale: SourceText | undefined;
  readonly replicas: SourceText | undefined;
  readonly dependsOn: readonly Predecessor[];
  readonly extends: { readonly service: SourceText; readonly file: SourceText | undefined } | undefined;
  readonly image: SourceText | undefined;
  readonly build: BuildReading | undefined;
  /** Whether `provider:` says how it comes about: it needs no image then. */
  readonly isProvided: boolean;
  readonly environment: readonly Variable[];
  readonly envFiles: readonly SourceText[];
  readonly regions: readonly Region[];
  /** The keys whose value is marked `!reset`: what an earlier file says of them no longer counts. */
  readonly resets: ReadonlySet<string>;
  /** What else the project must have, as `services/db` or `networks/front`. Docker refuses one that lacks it. */
  readonly needs: readonly string[];
  /** Whether `deploy:` says what Swarm alone heeds. */
  readonly isForSwarm: boolean;
  /** The ports in commands, labels and build arguments. */
  readonly namedPorts: readonly NamedPort[];
  /** The entry points of Traefik that its labels name. */
  readonly entryPoints: readonly SourceText[];
  /** Where it is Traefik: the entry points that it has and no others; undefined where that is not certain. */
  readonly allEntryPoints: readonly string[] | undefined;
  /** Its host names beside its own name: `container_name`, `hostname` and the aliases of its networks. */
  readonly hostNames: readonly SourceText[];
  /** Other services and the names that it gives them: `db:database`. */
  readonly links: readonly SourceText[];
  /** Whether it names hosts that are no services of the project. */
  readonly namesOthers: boolean;
  readonly mounts: readonly MountReading[];
  /** The paths that say nothing of ports: of labels, of what is watched, of what a build takes beside its context. */
  readonly otherPaths: readonly SourceText[];
}

/** An entry of `volumes:`: the short syntax as a whole, or the source and target of a bind mount. */
export type MountReading =
  | { readonly syntax: 'short'; readonly text: SourceText }
  | { readonly syntax: 'long'; readonly source: SourceText; readonly target: SourceText };

/** One entry of the top-level `include:`. */
export interface IncludeReading {
  readonly paths: readonly SourceText[];
  readonly projectDirectory: SourceText | undefined;
  readonly envFiles: readonly SourceText[];
}

/** One YAML document of a Compose file; Compose merges the later into the earlier. */
export interface ComposeDocument {
  readonly services: readonly ServiceReading[];
  readonly networks: readonly NetworkReading[];
  readonly includes: readonly IncludeReading[];
  /** The networks, volumes, secrets and configs of its top level, as `networks/front`. */
  readonly resources: readonly string[];
  /** The files of its configs and secrets. */
  readonly files: readonly SourceText[];
  /** Its top-level keys. */
  readonly keys: readonly SourceText[];
  /** `!reset` or `!override` before `services:`. */
  readonly servicesTag: 'override' | 'reset' | undefined;
  /** The keys that their mapping has had before, of the top level and of what was read below it. */
  readonly repeats: readonly SourceText[];
}

export interface ComposeReading extends Reading {
  readonly format: 'compose';
  /** As the format takes it. */
  readonly text: string;
  readonly documents: readonly ComposeDocument[];
  readonly blocks: readonly ComposeBlock[];
  readonly anchored: Anchored;
}

/** Whether a reading is that of a Compose file. */
export function isComposeReading(reading: Reading | undefined): reading is ComposeReading {
  return reading?.format === 'compose';
}

/** A block in its place; what it says counts from its start and is read once. */
interface ComposeBlock {
  readonly part: BlockText;
  readonly block: Block;
  readonly mentions: readonly UrlMention[];
  readonly content: Content;
  /** Its lines, commas and brackets. */
  readonly marks: number;
}

/** A block that neither has anchors nor refers to any is read at once, and its syntax tree forgotten. */
type Content =
  | { readonly isAlone: true; readonly extract: Extract }
  | {
      readonly isAlone: false;
      readonly yaml: YamlBlock;
      /**
       * What it says with the anchors of its file. `rank` is the number of blocks with anchors before it: blocks kept
       * from an earlier version keep their order, so it stays the same as long as the anchors do.
       */
      readonly extract: (anchors: NamedAnchors, rank: number) => Extract;
    };

interface Extract extends ComposeDocument {
  /** How many nodes were read for it, those that aliases lead to counted every time. */
  readonly nodes: number;
  readonly faults: readonly YamlFault[];
}

/** What may stand in a name that says something of ports; most names hold none of it. */
const OF_PORTS = /port|host|server|addr/i;

/** More blocks are not read: no project has so many services. */
const MAX_BLOCKS = 6000;

/** What blocks with aliases or anchors may give together: a few lines can stand for any number of nodes. */
const MAX_NODES = 100_000;

/**
 * What it costs to keep a file with its project, each service and port with what follows from them, what each line or item says
 * beside that, and each node that aliases repeat, about in bytes.
 */
const COST_OF_PROJECT = 6500;
const COST_OF_SERVICE = 3500;
const COST_OF_PORT = 1400;
const COST_OF_MARK = 450;
const COST_OF_NODE = 280;

/** What an empty file is made of. */
const NO_BLOCK: Block = { length: 0 };

/**
 * Reads a Compose file. Given the reading of an earlier version of it, only the blocks that a change touched
 * are parsed.
 */
export function readCompose(text: string, earlier?: ComposeReading): ComposeReading {
  const { blocks, limit } = readBlocks(text, earlier);
  const anchored = anchorsIn(blocks, earlier?.anchored);
  const faults: Trouble[] = [];
  const extracts: Extract[][] = [];
  let nodes = 0;
  let rank = 0;
  for (const { part, content } of blocks) {
    const isSpent = !content.isAlone && nodes > MAX_NODES;
    const extract = isSpent
      ? NOTHING
      : content.isAlone
        ? content.extract
        : content.extract(anchored.anchors, rank);
    if (!content.isAlone) {
      nodes += extract.nodes;
      if (content.yaml.anchors.length > 0) rank++;
    }
    while (extracts.length <= part.document) extracts.push([]);
    extracts[part.document]?.push(extract);
    for (const fault of extract.faults) {
      const { span } = fault;
      faults.push({ ...fault, span: { start: span.start + part.start, end: span.end + part.start } });
    }
  }
  const limits = [
    ...(nodes > MAX_NODES ? [tooManyNodes(MAX_NODES)] : []),
    ...(limit === undefined ? [] : [limit]),
  ];
  let starts: ReadonlyMap<Block, number> | undefined;
  const documents = extracts.map(joinExtracts);
  const services = documents.flatMap(document => document.services);
  const ports = services.reduce((sum, service) => sum + (service.ports?.items.length ?? 0), 0);
  const marks = blocks.reduce((sum, block) => sum + block.marks, 0);
  return {
    format: 'compose',
    holdsUnits: true,
    weight: services.length,
    cost:
      COST_OF_PROJECT +
      COST_OF_SERVICE * services.length +
      COST_OF_PORT * ports +
      COST_OF_MARK * marks +
      COST_OF_NODE * nodes,
    text,
    documents,
    blocks,
    anchored,
    // What leaves out most comes first.
    troubles: [...limitsIn(text, limits), ...faults],
    urls: blocks,
    startOf(block) {
      starts ??= new Map(blocks.map(one => [one.block, one.part.start]));
      return starts.get(block) ?? 0;
    },
    blockAt: offset => (blocks.findLast(({ part }) => part.start <= offset) ?? blocks[0])?.block ?? NO_BLOCK,
    blocksIn: ({ start, end }) =>
      blocks
        .filter(({ block, part }) => start <= part.start + block.length && part.start <= end)
        .map(({ block }) => block),
  };
}

function joinExtracts(extracts: readonly Extract[]): ComposeDocument {
  const services: ServiceReading[] = [];
  const networks: NetworkReading[] = [];
  const includes: IncludeReading[] = [];
  const resources: string[] = [];
  const files: SourceText[] = [];
  const keys: SourceText[] = [];
  const repeats: SourceText[] = [];
  // A keystroke joins all blocks of a file: most of them are one service and nothing else.
  for (const extract of extracts) {
    for (const service of extract.services) services.push(service);
    for (const network of extract.networks) networks.push(network);
    for (const include of extract.includes) includes.push(include);
    for (const resource of extract.resources) resources.push(resource);
    for (const file of extract.files) files.push(file);
    for (const key of extract.keys) keys.push(key);
    for (const key of extract.repeats) repeats.push(key);
  }
  const names = new Set<string>();
  const again = keys.filter(({ value }) => names.size === names.add(value).size);
  const servicesTag = extracts.find(extract => extract.servicesTag)?.servicesTag;
  return {
    services: keptList(services),
    networks: keptList(networks),
    includes: keptList(includes),
    resources: keptList(resources),
    files: keptList(files),
    keys: keptList(keys),
    servicesTag,
    repeats: keptList(onePerPlace([...again, ...repeats])),
  };
}

/** A mapping that several aliases stand for is read for each, and the top level piece by piece and as a whole. */
function onePerPlace(texts: readonly SourceText[]): readonly SourceText[] {
  const known = new Map<Block, Set<number>>();
  return texts.filter(({ block, span }) => {
    const starts = known.get(block) ?? new Set();
    known.set(block, starts);
    return starts.size < starts.add(span.start).size;
  });
}

/** The blocks of a file, or the limit that leaves them all out. */
interface Blocks {
  readonly blocks: readonly ComposeBlock[];
  readonly limit?: string;
}

function readBlocks(text: string, earlier: ComposeReading | undefined): Blocks {
  const read = (part: BlockText, source: string): ComposeBlock => {
    const yaml = parseYamlBlock(source);
    const isAlone = yaml.anchors.length === 0 && !yaml.hasAliases;
    const content: Content = isAlone
      ? { isAlone, extract: extractBlock(yaml, part.kind, NO_ANCHORS, 0) }
      : {
          isAlone,
          yaml,
          extract: perObject((anchors: NamedAnchors, rank: number) =>
            extractBlock(yaml, part.kind, anchors, rank),
          ),
        };
    return { part, block: yaml.block, mentions: findUrls(source), content, marks: yaml.marks };
  };
  if (!earlier || earlier.blocks.length === 0) {
    const parts = splitBlocks(text);
    const limit = limitOf(parts.length, marksOf(text, parts));
    if (limit !== undefined) return { blocks: [], limit };
    return { blocks: parts.map(part => read(part, text.slice(part.start, part.end))) };
  }
  const before = earlier.blocks.map(({ part }) => part);
  const { kept, cut, rest, shift } = resplit(text, earlier.text, before);
  const [first, last] = [earlier.blocks.slice(0, kept), earlier.blocks.slice(rest)];
  const marks = [...first, ...last].reduce((sum, block) => sum + block.marks, 0);
  const limit = limitOf(first.length + cut.length + last.length, marks + marksOf(text, cut));
  if (limit !== undefined) return { blocks: [], limit };
  return {
    blocks: [
      ...first,
      ...cut.map(part => read(part, detach(text.slice(part.start, part.end)))),
      ...last.map(block => (shift === 0 ? block : { ...block, part: moved(block.part, shift) })),
    ],
  };
}

/** Block by block, as each is read by itself: what one leaves open is nothing to the next. */
function marksOf(text: string, parts: readonly BlockText[]): number {
  return parts.reduce((sum, { start, end }) => sum + marksIn(text.slice(start, end)), 0);
}

function limitOf(blocks: number, marks: number): string | undefined {
  if (blocks > MAX_BLOCKS) return tooManyBlocks();
  return marks > MAX_MARKS_OF_FILE ? tooManyMarks() : undefined;
}

function moved(part: BlockText, shift: number): BlockText {
  return { ...part, start: part.start + shift, end: part.end + shift };
}

/** A copy that does not keep the text alive that it was cut from. */
function detach(text: string): string {
  return text.split('').join('');
}

/** The blocks with anchors of a file, and all of these. */
interface Anchored {
  readonly blocks: readonly YamlBlock[];
  readonly anchors: NamedAnchors;
}

const NOTHING_ANCHORED: Anchored = { blocks: [], anchors: NO_ANCHORS };

/** Every anchor of the file: the same as before when no block with anchors changed. */
function anchorsIn(blocks: readonly ComposeBlock[], before: Anchored | undefined): Anchored {
  const anchored = blocks.flatMap(({ content }) =>
    content.isAlone || content.yaml.anchors.length === 0 ? [] : [content.yaml],
  );
  if (anchored.length === 0) return NOTHING_ANCHORED;
  const isSame =
    before?.blocks.length === anchored.length &&
    anchored.every((yaml, index) => yaml === before.blocks[index]);
  return before && isSame ? before : { blocks: anchored, anchors: collectAnchors(anchored) };
}

/** Numbers are written in thousands, for languages mark these differently. */
function tooManyBlocks(): string {
  return t(
    'It has more than {0},000 services and other keys, the most that Portolan reads.',
    MAX_BLOCKS / 1000,
  );
}

const NOTHING: Extract = {
  nodes: 0,
  services: [],
  networks: [],
  includes: [],
  resources: [],
  files: [],
  keys: [],
  servicesTag: undefined,
  repeats: [],
  faults: [],
};

function extractBlock(yaml: YamlBlock, kind: BlockText['kind'], named: NamedAnchors, rank: number): Extract {
  let nodes = 0;
  const repeats = new Map<unknown, Branch>();
  const limits = new Set<string>();
  const anchors: Anchors = {
    named,
    rank,
    spend(more) {
      nodes += more;
      return !yaml.hasAliases || nodes <= MAX_NODES;
    },
    // A mapping may be asked for its entries several times.
    repeated: key => repeats.set(key.node, key),
    cut: message => limits.add(message),
  };
  const faults = [...yaml.faults, ...danglingAliases(yaml, anchors)];
  if (!yaml.root) return { ...NOTHING, faults };
  const root: Branch = { node: yaml.root, yaml };
  const fields = fieldsOf(root, anchors);
  if (!fields)
    return {
      ...NOTHING,
      faults: isNull(root, anchors) ? faults : orMisfits(faults, misfit(root, anchors, topMisfit())),
    };
  const top = (key: string) => (kind === 'top' ? fields.get(key)?.value : undefined);
  const servicesTag = mergeTag(top('services'), anchors);
  const services = kind === 'service' ? fields : fieldsOf(top('services'), anchors);
  const kept = servicesTag === 'reset' ? [] : [...(services ?? [])];
  const misfits = [
    ...(kind === 'top' ? topMisfits(fields, anchors) : []),
    ...kept.flatMap(([name, { value }]) =>
      fieldsOf(value, anchors) || isNull(value, anchors) || mergeTag(value, anchors) === 'reset'
        ? []
        : misfit(value, anchors, noMapping(`services.${name}`)),
    ),
  ];
  const found = kept.flatMap(([name, field]) => readService(name, field, anchors) ?? []);
  const networks = readNetworks(top('networks'), anchors);
  const includes = readIncludes(top('include'), anchors);
  const resources = kind === 'top' ? readResources(fields, anchors) : [];
  const keys =
    kind === 'top' ? ownFieldsOf(root, anchors).flatMap(({ key }) => scalarOf(key, anchors) ?? []) : [];
  return {
    services: keptList(found),
    networks: keptList(networks),
    includes: keptList(includes),
    resources: keptList(resources),
    files: keptList([...readFilesOf(top('configs'), anchors), ...readFilesOf(top('secrets'), anchors)]),
    keys: keptList(keys),
    servicesTag,
    repeats: keptList([...repeats.values()].flatMap(key => scalarOf(key, anchors) ?? [])),
    faults: keptList([...orMisfits(faults, misfits), ...limitsIn(yaml.source, limits)]),
    nodes,
  };
}

/**
 * What stands at the top where Compose takes a mapping, or a list, and refuses the file for anything else. Where nothing
 * stands, what should may be in the blocks that follow.
 */
function topMisfits(fields: ReadonlyMap<string, Field>, anchors: Anchors): readonly YamlFault[] {
  const mappings = ['services', ...RESOURCES].flatMap(key => {
    const value = fields.get(key)?.value;
    const isFit = isNull(value, anchors) || fieldsOf(value, anchors) || mergeTag(value, anchors) === 'reset';
    return isFit ? [] : misfit(value, anchors, noMapping(key));
  });
  const include = fields.get('include')?.value;
  const isList = isNull(include, anchors) || itemsOf(include, anchors) !== undefined;
  return isList
    ? mappings
    : [...mappings, ...misfit(include, anchors, t('"{0}" must be a list.', 'include'))];
}

/** What is broken may only look like something else. */
function orMisfits(faults: readonly YamlFault[], misfits: readonly YamlFault[]): readonly YamlFault[] {
  return faults.length > 0 ? faults : misfits;
}

function noMapping(key: string): string {
  return t('"{0}" must be a mapping.', key);
}

function topMisfit(): string {
  return t('The whole must be a mapping.');
}

/** A fault of what a branch is; an alias without its anchor is one already. */
function misfit(branch: Branch | undefined, anchors: Anchors, message: string): readonly YamlFault[] {
  return branch && resolve(branch, anchors) ? [{ message, span: spanOf(branch) }] : [];
}

function readService(name: string, field: Field, anchors: Anchors): ServiceReading | undefined {
  const nameText = scalarOf(field.key, anchors);
  if (!nameText || name.startsWith('x-')) return undefined;
  const all = fieldsOf(field.value, anchors) ?? new Map<string, Field>();
  const fields = new Map([...all].filter(([, { value }]) => mergeTag(value, anchors) !== 'reset'));
  const scalar = (key: string) => present(scalarOf(fields.get(key)?.value, anchors));
  const deploy = fieldsOf(fields.get('deploy')?.value, anchors);
  return {
    name,
    nameText,
    tag: mergeTag(field.value, anchors),
    isNull: isNull(field.value, anchors),
    ports: listing(fields.get('ports'), anchors, branch => readPortEntry(branch, anchors)),
    expose: listing(fields.get('expose'), anchors, branch => present(numberOf(branch, anchors))),
    networkMode: scalar('network_mode'),
    networks: readMemberships(fields.get('networks'), anchors),
    profiles: listing(fields.get('profiles'), anchors, branch => scalarOf(branch, anchors)),
    scale: present(wholeOf(fields.get('scale')?.value, anchors)),
    replicas: present(wholeOf(deploy?.get('replicas')?.value, anchors)),
    dependsOn: keptList(readDependencies(fields.get('depends_on')?.value, anchors)),
    extends: readExtends(fields.get('extends')?.value, anchors),
    image: scalar('image'),
    build: readBuild(fields.get('build')?.value, anchors),
    isProvided: fieldsOf(fields.get('provider')?.value, anchors) !== undefined,
    environment: keptList(readVariables(fields.get('environment')?.value, anchors)),
    envFiles: keptList(readEnvFiles(fields.get('env_file')?.value, anchors)),
    regions: keptList(readRegions(fields, anchors)),
    resets: keptSet(
      new Set(
        ownFieldsOf(field.value, anchors).flatMap(({ key, value }) =>
          mergeTag(value, anchors) === 'reset' ? (scalarOf(key, anchors)?.value ?? []) : [],
        ),
      ),
    ),
    needs: keptList(readNeeds(fields, anchors)),
    isForSwarm: SWARM_KEYS.some(key => deploy?.has(key)),
    namedPorts: keptList(readNamedPorts(fields, anchors)),
    entryPoints: keptList(
      labelsOf(fields, anchors).flatMap(({ key, value }) => (value ? entryPointsIn(key.value, value) : [])),
    ),
    allEntryPoints: readAllEntryPoints(fields, anchors),
    hostNames: keptList(readHostNames(fields, anchors)),
    links: keptList(stringsOf(fields.get('links')?.value, anchors)),
    namesOthers: fields.has('extra_hosts') || fields.has('external_links'),
    mounts: keptList(
      (itemsOf(fields.get('volumes')?.value, anchors) ?? []).flatMap(item => readMount(item, anchors) ?? []),
    ),
    otherPaths: keptList(readOtherPaths(fields, anchors)),
  };
}

/** What `docker stack deploy` heeds and `docker compose up` does not (Compose Deploy specification). */
const SWARM_KEYS = ['mode', 'endpoint_mode', 'placement', 'update_config', 'rollback_config', 'labels'];

/** So many networks that a service joins, and things that it needs, are looked at: none has as many. */
const MAX_NAMED = 1000;

/** The first so many of names. */
function firstOf<Name>(names: readonly Name[], anchors: Anchors): readonly Name[] {
  if (names.length <= MAX_NAMED) return names;
  anchors.cut(
    t(
      'A service names more than {0},000 networks, or other things that it needs, the most that Portolan reads.',
      // In thousands, for languages mark these differently.
      MAX_NAMED / 1000,
    ),
  );
  return names.slice(0, MAX_NAMED);
}

/** What a service refers to by name and a project defines at its top level. */
const RESOURCES = ['networks', 'volumes', 'secrets', 'configs'] as const;

function readResources(fields: ReadonlyMap<string, Field>, anchors: Anchors): readonly string[] {
  return RESOURCES.flatMap(kind =>
    [...(fieldsOf(fields.get(kind)?.value, anchors)?.keys() ?? [])].map(name => `${kind}/${name}`),
  );
}

/** What a project must have for Docker to accept a service of it (compose-go `checkConsistency`). */
function readNeeds(fields: ReadonlyMap<string, Field>, anchors: Anchors): readonly string[] {
  const value = (key: string) => fields.get(key)?.value;
  const services = [
    ...namesOf(value('depends_on'), anchors).map(text => text.value),
    ...stringsOf(value('links'), anchors).flatMap(text => text.value.split(':', 1)),
    ...stringsOf(value('volumes_from'), anchors).flatMap(
      text => /^(?!container:)[^:]+/.exec(text.value) ?? [],
    ),
    ...['network_mode', 'ipc', 'pid'].flatMap(
      key => /^service:(.+)$/.exec(scalarOf(value(key), anchors)?.value ?? '')?.[1] ?? [],
    ),
  ];
  const networks = namesOf(value('networks'), anchors).flatMap(({ value: name }) =>
    name === 'default' ? [] : name,
  );
  const sources = (key: string) =>
    (itemsOf(value(key), anchors) ?? []).flatMap(
      item =>
        (scalarOf(item, anchors) ?? scalarOf(fieldsOf(item, anchors)?.get('source')?.value, anchors))
          ?.value ?? [],
    );
  const volumes = (itemsOf(value('volumes'), anchors) ?? []).flatMap(item => volumeOf(item, anchors) ?? []);
  const needs = [
    ...services.map(name => `services/${name}`),
    ...networks.map(name => `networks/${name}`),
    ...volumes.map(name => `volumes/${name}`),
    ...sources('secrets').map(name => `secrets/${name}`),
    ...sources('configs').map(name => `configs/${name}`),
  ];
  // What a variable gives is not known here.
  return firstOf(
    needs.filter(need => !need.includes('$')),
    anchors,
  );
}

/** The name of the volume that an entry of `volumes:` mounts; undefined for a path, or a volume without a name. */
function volumeOf(item: Branch, anchors: Anchors): string | undefined {
  const short = scalarOf(item, anchors);
  if (short) return /^([A-Za-z0-9][\w.-]+):/.exec(short.value)?.[1];
  const fields = fieldsOf(item, anchors);
  const scalar = (key: string) => scalarOf(fields?.get(key)?.value, anchors)?.value;
  return scalar('type') === 'volume' ? scalar('source') : undefined;
}

/** What gives a port by a name: options of commands, labels, build arguments. */
function readNamedPorts(fields: ReadonlyMap<string, Field>, anchors: Anchors): readonly NamedPort[] {
  const inside = (key: string, inner: string) => fieldsOf(fields.get(key)?.value, anchors)?.get(inner)?.value;
  const image = scalarOf(fields.get('image')?.value, anchors)?.value ?? '';
  const command = (part: string, value: Branch | undefined) =>
    value ? portsInCommand(part, stringsOf(value, anchors), imageName(image)) : [];
  return [
    ...command('command', fields.get('command')?.value),
    ...command('entrypoint', fields.get('entrypoint')?.value),
    ...command('healthcheck', inside('healthcheck', 'test')),
    ...labelsOf(fields, anchors).flatMap(({ key, value }) => (value && portInLabel(key.value, value)) ?? []),
    ...pairsOf(fields.get('environment')?.value, anchors).flatMap(({ key, value }) =>
      entryPointOf(key.value) === undefined ? [] : (given(key.value, value, true) ?? []),
    ),
    ...pairsOf(inside('build', 'args'), anchors).flatMap(({ key, value }) => {
      const port = given(key.value, value, false);
      return port ? [{ ...port, isBuildArgument: true }] : [];
    }),
  ];
}

/** The labels of a service's containers, and those that Swarm gives to it. */
function labelsOf(fields: ReadonlyMap<string, Field>, anchors: Anchors): readonly Variable[] {
  const deploy = fieldsOf(fields.get('deploy')?.value, anchors);
  return [fields.get('labels')?.value, deploy?.get('labels')?.value].flatMap(labels =>
    pairsOf(labels, anchors),
  );
}

/** The keys by which a container gets a file, or another program, that may say more of its entry points. */
const KEYS_OF_OTHERS = ['entrypoint', 'configs', 'secrets', 'volumes_from', 'extends', 'build'];

function readAllEntryPoints(
  fields: ReadonlyMap<string, Field>,
  anchors: Anchors,
): readonly string[] | undefined {
  const image = scalarOf(fields.get('image')?.value, anchors)?.value ?? '';
  if (imageName(image) !== 'traefik' || KEYS_OF_OTHERS.some(key => fields.has(key))) return undefined;
  const isConfigured = (itemsOf(fields.get('volumes')?.value, anchors) ?? []).some(item => {
    const short = scalarOf(item, anchors)?.value.split(':')[1];
    const target = short ?? scalarOf(fieldsOf(item, anchors)?.get('target')?.value, anchors)?.value ?? '/';
    return target.includes('$') || mayConfigure(target);
  });
  const words = itemsOf(fields.get('command')?.value, anchors)?.map(
    item => scalarOf(item, anchors)?.value ?? '',
  );
  return isConfigured || !words ? undefined : entryPointsMadeBy(words);
}

function readHostNames(fields: ReadonlyMap<string, Field>, anchors: Anchors): readonly SourceText[] {
  const own = ['container_name', 'hostname'].flatMap(
    key => present(scalarOf(fields.get(key)?.value, anchors)) ?? [],
  );
  const networks = fieldsOf(fields.get('networks')?.value, anchors);
  const aliases = [...(networks?.values() ?? [])].flatMap(({ value }) =>
    stringsOf(fieldsOf(value, anchors)?.get('aliases')?.value, anchors),
  );
  return [...own, ...aliases];
}

function readMount(item: Branch, anchors: Anchors): MountReading | undefined {
  const text = present(scalarOf(item, anchors));
  if (text) return { syntax: 'short', text };
  const fields = fieldsOf(item, anchors);
  const [type, source, target] = ['type', 'source', 'target'].map(key =>
    present(scalarOf(fields?.get(key)?.value, anchors)),
  );
  return type?.value === 'bind' && source && target ? { syntax: 'long', source, target } : undefined;
}

function readOtherPaths(fields: ReadonlyMap<string, Field>, anchors: Anchors): readonly SourceText[] {
  const inside = (key: string, inner: string) => fieldsOf(fields.get(key)?.value, anchors)?.get(inner)?.value;
  const watched = (itemsOf(inside('develop', 'watch'), anchors) ?? []).slice(0, MAX_NAMED);
  return [
    ...stringsOf(fields.get('label_file')?.value, anchors),
    ...watched.flatMap(item => scalarOf(fieldsOf(item, anchors)?.get('path')?.value, anchors) ?? []),
    ...pairsOf(inside('build', 'additional_contexts'), anchors).flatMap(({ value }) => value ?? []),
  ].slice(0, MAX_NAMED);
}

/** `file:` of each config or secret. */
function readFilesOf(value: Branch | undefined, anchors: Anchors): readonly SourceText[] {
  return [...(fieldsOf(value, anchors)?.values() ?? [])].flatMap(
    field => present(scalarOf(fieldsOf(field.value, anchors)?.get('file')?.value, anchors)) ?? [],
  );
}

function readPortEntry(branch: Branch, anchors: Anchors): PortEntry | undefined {
  const text = numberOf(branch, anchors);
  if (text) return { syntax: 'short', text, isPlain: isPlain(branch, anchors) };
  const resolved = resolve(branch, anchors);
  const fields = fieldsOf(branch, anchors);
  if (!resolved || !fields) return undefined;
  const misfits = SINGLE_VALUES.filter(key => {
    const field = fields.get(key);
    return field && (isNull(field.value, anchors) || !scalarOf(field.value, anchors));
  });
  const value = (key: string) => (misfits.includes(key) ? undefined : fields.get(key)?.value);
  const { block, span } = writtenText(resolved);
  return {
    syntax: 'long',
    whole: { value: '', block, pieces: NO_ITEMS, span },
    target: present(wholeOf(fields.get('target')?.value, anchors)),
    published: numberOf(value('published'), anchors),
    hostIp: scalarOf(value('host_ip'), anchors),
    protocol: present(scalarOf(value('protocol'), anchors)),
    mode: scalarOf(value('mode'), anchors),
    misfits: misfits.flatMap(key => keyText(fields.get(key), anchors) ?? []),
  };
}

/** What an entry of `ports:` may leave out, but not leave without a value. */
const SINGLE_VALUES: readonly string[] = ['published', 'host_ip', 'protocol', 'mode'];

function keyText(field: Field | undefined, anchors: Anchors): SourceText | undefined {
  return scalarOf(field?.key, anchors);
}

/** What a service waits for (Compose specification, `depends_on`): that it starts, or that it ends. */
function readDependencies(value: Branch | undefined, anchors: Anchors): readonly Predecessor[] {
  const fields = fieldsOf(value, anchors);
  return namesOf(value, anchors).map(({ value: unit }) => {
    const condition = fieldsOf(fields?.get(unit)?.value, anchors)?.get('condition')?.value;
    return { unit, isOver: scalarOf(condition, anchors)?.value === 'service_completed_successfully' };
  });
}

function readExtends(value: Branch | undefined, anchors: Anchors): ServiceReading['extends'] {
  const short = scalarOf(value, anchors);
  if (short) return { service: short, file: undefined };
  const fields = fieldsOf(value, anchors);
  const service = scalarOf(fields?.get('service')?.value, anchors);
  return service && { service, file: present(scalarOf(fields?.get('file')?.value, anchors)) };
}

function readBuild(value: Branch | undefined, anchors: Anchors): BuildReading | undefined {
  const context = present(scalarOf(value, anchors));
  if (context) return { context, dockerfile: undefined, target: undefined, inline: undefined };
  const fields = fieldsOf(value, anchors);
  if (!fields) return undefined;
  const scalar = (key: string) => present(scalarOf(fields.get(key)?.value, anchors));
  return {
    context: scalar('context'),
    dockerfile: scalar('dockerfile'),
    target: scalar('target'),
    inline: scalar('dockerfile_inline'),
  };
}

/** Names and their values, as a mapping or as a list of `NAME=VALUE`. */
function pairsOf(value: Branch | undefined, anchors: Anchors): readonly Variable[] {
  const items = itemsOf(value, anchors);
  if (items)
    return items.flatMap(item => {
      const text = scalarOf(item, anchors);
      return text ? [splitVariable(text)] : [];
    });
  return [...(fieldsOf(value, anchors) ?? [])].flatMap(([, field]) => {
    const key = scalarOf(field.key, anchors);
    return key ? [{ key, value: scalarOf(field.value, anchors) }] : [];
  });
}

/** The variables that may say something of ports; the others, most of them, are not kept. */
function readVariables(value: Branch | undefined, anchors: Anchors): readonly Variable[] {
  const variables = pairsOf(value, anchors);
  // `DB_PORT`, and `DB_HOST` beside it that tells whose port it is.
  return variables.filter(
    ({ key: { value: name } }) => OF_PORTS.test(name) && (namesPort(name) || namesHost(name)),
  );
}

function splitVariable(text: SourceText): Variable {
  const equals = text.value.indexOf('=');
  if (equals < 0) return { key: text, value: undefined };
  return { key: slice(text, 0, equals), value: slice(text, equals + 1, text.value.length) };
}

function readEnvFiles(value: Branch | undefined, anchors: Anchors): readonly SourceText[] {
  const one = present(scalarOf(value, anchors));
  if (one) return [one];
  return (itemsOf(value, anchors) ?? []).flatMap(item => {
    const path = scalarOf(item, anchors) ?? scalarOf(fieldsOf(item, anchors)?.get('path')?.value, anchors);
    return path ? [path] : [];
  });
}

function readIncludes(value: Branch | undefined, anchors: Anchors): readonly IncludeReading[] {
  return (itemsOf(value, anchors) ?? []).flatMap(item => {
    const short = scalarOf(item, anchors);
    if (short) return [{ paths: [short], projectDirectory: undefined, envFiles: [] }];
    const fields = fieldsOf(item, anchors);
    if (!fields) return [];
    const paths = stringsOf(fields.get('path')?.value, anchors);
    if (paths.length === 0) return [];
    return [
      {
        paths,
        projectDirectory: present(scalarOf(fields.get('project_directory')?.value, anchors)),
        envFiles: stringsOf(fields.get('env_file')?.value, anchors),
      },
    ];
  });
}

function readNetworks(value: Branch | undefined, anchors: Anchors): readonly NetworkReading[] {
  return [...(fieldsOf(value, anchors) ?? [])].map(([name, field]) => {
    const own = fieldsOf(field.value, anchors);
    const external = own?.get('external');
    return {
      name,
      internal: present(scalarOf(own?.get('internal')?.value, anchors)),
      // Also where it is a mapping with its name, or a variable.
      isExternal: external !== undefined && scalarOf(external.value, anchors)?.value !== 'false',
      isOverlay: scalarOf(own?.get('driver')?.value, anchors)?.value === 'overlay',
    };
  });
}

/** `networks:` of a service: a list of names, or a mapping with what holds in each. */
function readMemberships(field: Field | undefined, anchors: Anchors): ServiceReading['networks'] {
  const fields = fieldsOf(field?.value, anchors);
  if (!fields) {
    const named = (branch: Branch) => {
      const name = present(scalarOf(branch, anchors));
      return name && { name, aliases: [] };
    };
    const listed = listing(field, anchors, named);
    return listed && { ...listed, items: firstOf(listed.items, anchors) };
  }
  const items = firstOf([...fields.values()], anchors).flatMap(({ key, value }) => {
    const name = scalarOf(key, anchors);
    const aliases = stringsOf(fieldsOf(value, anchors)?.get('aliases')?.value, anchors);
    return name ? [{ name, aliases }] : [];
  });
  return {
    items,
    isOverride: mergeTag(field?.value, anchors) === 'override',
    misfit: undefined,
    oddItems: NO_ITEMS,
  };
}

/** The parts of a service in which ports or host names mean something of their own. */
function readRegions(fields: ReadonlyMap<string, Field>, anchors: Anchors): readonly Region[] {
  const kinds: readonly (readonly [string, Region['kind']])[] = [
    ['healthcheck', 'container'],
    ['command', 'container'],
    ['entrypoint', 'container'],
    ['environment', 'environment'],
    ['ports', 'ports'],
    ['expose', 'ports'],
    ['image', 'image'],
  ];
  return kinds.flatMap(([key, kind]) => {
    const value = fields.get(key)?.value;
    const resolved = value && resolve(value, anchors);
    return resolved ? [{ kind, block: resolved.yaml.block, span: spanOf(resolved) }] : [];
  });
}

/** A string, or a list of strings. */
function stringsOf(value: Branch | undefined, anchors: Anchors): readonly SourceText[] {
  const one = present(scalarOf(value, anchors));
  if (one) return [one];
  return (itemsOf(value, anchors) ?? []).flatMap(item => present(scalarOf(item, anchors)) ?? []);
}

/** The names of a list, or the keys of a mapping. */
function namesOf(value: Branch | undefined, anchors: Anchors): readonly SourceText[] {
  const fields = fieldsOf(value, anchors);
  if (!fields) return stringsOf(value, anchors);
  return [...fields.values()].flatMap(field => scalarOf(field.key, anchors) ?? []);
}

/** So many items of a list are read, which is more than a project takes in: it leaves the service out, and says so. */
const MAX_ITEMS = 20_000;

function listing<Item>(
  field: Field | undefined,
  anchors: Anchors,
  read: (branch: Branch) => Item | undefined,
): Listing<Item> | undefined {
  if (!field) return undefined;
  const branches = itemsOf(field.value, anchors);
  const items: Item[] = [];
  const oddItems: SourceText[] = [];
  for (const branch of branches?.slice(0, MAX_ITEMS) ?? []) {
    if (mergeTag(branch, anchors) === 'reset') continue;
    const item = read(branch);
    if (item !== undefined) items.push(item);
    else if (isOdd(branch, anchors)) oddItems.push(writtenText(branch));
  }
  return {
    items: keptList(items),
    isOverride: mergeTag(field.value, anchors) === 'override',
    misfit: branches ? undefined : readMisfit(field, anchors),
    oddItems: keptList(oddItems),
  };
}

/** An empty text says nothing, and an alias without its anchor is a fault of the file. */
function isOdd(item: Branch, anchors: Anchors): boolean {
  return (
    resolve(item, anchors) !== undefined && (isNull(item, anchors) || scalarOf(item, anchors) === undefined)
  );
}

function readMisfit({ key, value }: Field, anchors: Anchors): Misfit {
  return value && !isNull(value, anchors)
    ? { written: writtenText(value), entry: scalarOf(value, anchors), isNull: false }
    : { written: writtenText(key), entry: undefined, isNull: true };
}

function mergeTag(value: Branch | undefined, anchors: Anchors): 'override' | 'reset' | undefined {
  const tag = tagOf(value, anchors);
  if (tag === '!override') return 'override';
  return tag === '!reset' ? 'reset' : undefined;
}

function present(text: SourceText | undefined): SourceText | undefined {
  return text && text.value !== '' && text.value !== 'null' && text.value !== '~' ? text : undefined;
}
