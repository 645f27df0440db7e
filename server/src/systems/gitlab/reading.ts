import { t } from '@vscode/l10n';
import { type NamedPort, portsInCommand } from '../../text/commands';
import { hostBeside } from '../../text/host-beside';
import { perObject } from '../../text/per-object';
import { namesPort } from '../../text/port-names';
import type { Block, SourceText } from '../../text/source-text';
import { interpolate, isUnknown } from '../../text/template';
import { findUrls } from '../../text/urls';
import { parseYamlBlock } from '../../text/yaml';
import {
  at,
  entriesOf,
  type ListTree,
  type MapTree,
  mapAt,
  type ScalarTree,
  scalarAt,
  type Tree,
  treeOf,
} from '../../text/yaml-tree';
import { readScripts, tooMuchShared } from '../jobs';
import { inOneBlock, limitsIn, type Reading } from '../reading';
import type { Region } from '../unit';
import { aliasesIn, isTooLong, namesOfImage, tooManyAliases } from './services';

/** A container that a job starts beside its own. */
export interface Service {
  /** What it is called here: an alias, or the name that its image gives it. */
  readonly name: SourceText;
  readonly hostNames: readonly string[];
  readonly image: SourceText;
  readonly environment: readonly (readonly [string, SourceText])[];
  readonly namedPorts: readonly NamedPort[];
  readonly regions: readonly Region[];
  /** Whether it has more aliases than are read. */
  readonly isCut: boolean;
}

/** A job that has services. */
export interface Job {
  readonly id: SourceText;
  readonly services: readonly Service[];
  /** The parts in which its container speaks, and the image of that. */
  readonly regions: readonly Region[];
  readonly namedPorts: readonly NamedPort[];
}

/** What a pipeline says: its jobs with services. */
export interface PipelineReading extends Reading {
  readonly format: 'gitlab';
  readonly jobs: readonly Job[];
}

/** Whether a reading is that of a pipeline. */
export function isPipelineReading(reading: Reading | undefined): reading is PipelineReading {
  return reading?.format === 'gitlab';
}

/** Keywords of a pipeline that are no jobs (GitLab, "CI/CD YAML syntax reference"). */
const KEYWORDS: ReadonlySet<string> = new Set(
  'after_script before_script cache default image include services spec stages types variables workflow'.split(
    ' ',
  ),
);

/** So many steps jobs extend each other, and GitLab refuses more. */
const LEVELS_OF_EXTENDS = 11;

/** The most jobs that one extends, itself among them. */
const MAX_EXTENDED = 100;

/** The most services of a job, and the most lists and items that are looked at for them. */
const MAX_SERVICES = 50;
const MAX_LISTED = 500;

/**
 * The most that the jobs of a pipeline take over from what they share, in lines, variables and ports, and in what is
 * looked at for that: then jobs are left out.
 */
const MAX_SHARED = 50_000;

/** Reads a pipeline. A header with inputs may stand before it, as a document of its own. */
export function readPipeline(text: string, uri: string): PipelineReading {
  const yaml = parseYamlBlock(withoutHeader(text));
  const { block } = yaml;
  const { tree, limits } = treeOf(yaml, uri, written => written, true);
  const root = tree?.kind === 'map' ? tree : undefined;
  const { jobs, cuts } = root ? jobsOf(root, block) : { jobs: [], cuts: [] };
  const lines = (root ? entriesOf(root) : []).flatMap(({ value }) => scriptsOf(value));
  const scripts = readScripts(lines.map(line => line.text.value));
  return {
    format: 'gitlab',
    weight: jobs.reduce((sum, { services, namedPorts }) => sum + services.length + namedPorts.length, 0),
    ...inOneBlock(block),
    holdsUnits: true,
    urls: [{ block, mentions: findUrls(text) }],
    // GitLab says itself what it cannot read.
    troubles: limitsIn(text, [...limits, ...cuts, ...scripts.limits]),
    jobs,
    publishes: scripts.isMapped,
  };
}

/** A text of the same length without what stands before the last document. */
function withoutHeader(text: string): string {
  const last = [...text.matchAll(/^---(?=[ \t\r\n]|$)/gm)].at(-1)?.index ?? 0;
  return last === 0 ? text : text.slice(0, last).replace(/[^\r\n]/g, ' ') + text.slice(last);
}

/** What is read of something, the limits that leave out some of it, and how much was looked at. */
interface Cut<Part> {
  readonly parts: readonly Part[];
  readonly cuts: readonly string[];
  readonly steps: number;
}

function jobsOf(
  root: MapTree,
  block: Block,
): { readonly jobs: readonly Job[]; readonly cuts: readonly string[] } {
  const jobs: Job[] = [];
  const cuts: string[] = [];
  let left = MAX_SHARED;
  for (const { key, value } of entriesOf(root)) {
    // A hidden job runs only where another extends it.
    if (KEYWORDS.has(key.value) || key.value.startsWith('.') || value.kind !== 'map') continue;
    const chain = chainOf(root, value);
    const listed = servicesOf(root, value, chain.parts);
    cuts.push(...chain.cuts, ...listed.cuts);
    const services = listed.parts.flatMap(one => readService(one, block) ?? []);
    if (services.some(({ isCut }) => isCut)) cuts.push(tooManyAliases());
    left -= chain.steps + listed.steps;
    for (const { environment, namedPorts } of services) left -= environment.length + namedPorts.length;
    const said = services.length > 0 ? saidBy(root, chain.parts) : undefined;
    if (said) left -= said.lines.length + said.variables.reduce((sum, { entries }) => sum + entries.size, 0);
    const job = said && left >= 0 ? readJob(key, said, services, block) : undefined;
    left -= job?.namedPorts.length ?? 0;
    if (left < 0) return { jobs, cuts: [...cuts, tooMuchShared(MAX_SHARED)] };
    if (job) jobs.push(job);
  }
  return { jobs, cuts };
}

/** What a job says, and what it takes over from those that it extends and from the defaults. */
interface Said {
  readonly image: Tree | undefined;
  readonly scripts: readonly Tree[];
  readonly lines: readonly ScalarTree[];
  /** The nearest first. */
  readonly variables: readonly MapTree[];
}

function saidBy(root: MapTree, chain: readonly MapTree[]): Said {
  const defaults = inherits(chain, 'default') ? [mapAt(root, 'default'), root] : [];
  const givers = [...chain, ...defaults.flatMap(one => one ?? [])];
  const shared = inherits(chain, 'variables') ? mapAt(root, 'variables') : undefined;
  const scripts = SCRIPTS.flatMap(name => givers.flatMap(one => at(one, name) ?? []).slice(0, 1));
  return {
    image: givers.flatMap(one => at(one, 'image') ?? [])[0],
    scripts,
    lines: scripts.flatMap(linesOf),
    variables: [...chain.flatMap(job => mapAt(job, 'variables') ?? []), ...(shared ? [shared] : [])],
  };
}

function readJob(
  id: SourceText,
  { image, scripts, lines, variables }: Said,
  services: readonly Service[],
  block: Block,
): Job {
  const region = (kind: Region['kind'], { span }: Tree): Region => ({ kind, block, span });
  return {
    id,
    services,
    regions: [
      ...(image ? [region('image', image)] : []),
      ...[...scripts, ...variables].map(part => region('environment', part)),
    ],
    namedPorts: [
      ...variables.flatMap(map => portVariables(map, variables)),
      ...lines.flatMap(({ text }) => portsOfLine(text)),
    ],
  };
}

/** What a line of a script says of ports: any number of jobs may share it. */
const portsOfLine = perObject((line: SourceText): readonly NamedPort[] =>
  portsInCommand('script', [known(line)]).filter(({ name }) => name !== '-p'),
);

const SCRIPTS = ['before_script', 'script', 'after_script'] as const;

/** A job and those that it extends, the nearest first; what another file has is not known. */
function chainOf(root: MapTree, job: MapTree): Cut<MapTree> {
  const chain = new Set([job]);
  let extending = [job];
  let steps = 0;
  for (let level = 0; level < LEVELS_OF_EXTENDS && extending.length > 0; level++) {
    const bases: MapTree[] = [];
    for (const one of extending) {
      for (const base of basesOf(one, root)) {
        steps++;
        if (chain.has(base)) continue;
        if (chain.size === MAX_EXTENDED) return { parts: [...chain], cuts: [extendsTooMany()], steps };
        chain.add(base);
        bases.push(base);
      }
    }
    extending = bases;
  }
  return { parts: [...chain], cuts: [], steps };
}

/** The jobs of a file that one names to extend, each once: of several, the last counts first. */
const basesOf = perObject((job: MapTree, root: MapTree): readonly MapTree[] => {
  const names = new Set(namesIn(at(job, 'extends')).toReversed());
  return [...names].flatMap(name => mapAt(root, name) ?? []);
});

function extendsTooMany(): string {
  return t('A job extends more than {0} others, the most that Portolan reads.', MAX_EXTENDED - 1);
}

function namesIn(tree: Tree | undefined): readonly string[] {
  if (tree?.kind === 'list')
    return tree.items.flatMap(item => (item.kind === 'scalar' ? [item.text.value] : []));
  return tree?.kind === 'scalar' && !tree.isNull ? [tree.text.value] : [];
}

/** The services of a job: its own, or those that it extends or inherits. A list takes the place of another. */
function servicesOf(root: MapTree, job: MapTree, chain: readonly MapTree[]): Cut<Tree> {
  const given = [...chain, ...(inherits(chain, 'default', 'services') ? [at(root, 'default'), root] : [])];
  const found = given.flatMap(one => at(one, 'services') ?? [])[0];
  // What is no job and extends nothing known is no place to start services in.
  const isJob = ['script', 'extends', 'run'].some(key => job.entries.has(key));
  return found && isJob ? listedIn(root, found) : NO_SERVICES;
}

const NO_SERVICES: Cut<Tree> = { parts: [], cuts: [], steps: 0 };

/** The items of a list, with those of lists that it refers to: `!reference [.base, services]`. */
function listedIn(root: MapTree, list: Tree): Cut<Tree> {
  const found: Tree[] = [];
  /** The lists that are being looked through, the innermost last, and how far. */
  const open: { readonly items: readonly Tree[]; next: number }[] = [{ items: [list], next: 0 }];
  let steps = 0;
  // What refers to itself has no end.
  for (; steps < MAX_LISTED && found.length < MAX_SERVICES; steps++) {
    let inner = open.at(-1);
    for (; inner && inner.next === inner.items.length; inner = open.at(-1)) open.pop();
    const item = inner?.items[inner.next];
    if (!inner || !item) return { parts: found, cuts: [], steps };
    inner.next++;
    const referred = item.tag === '!reference' ? at(root, ...namesIn(item)) : undefined;
    if (referred) open.push({ items: [referred], next: 0 });
    else if (item.kind === 'list' && item.tag !== '!reference') open.push({ items: item.items, next: 0 });
    else if (item.kind !== 'list') found.push(item);
  }
  const hasMore = open.some(({ items, next }) => next < items.length);
  return { parts: found, cuts: hasMore ? [tooManyServices()] : [], steps };
}

function tooManyServices(): string {
  return t(
    'A job has more than {0} services, or they stand in more than {1} lists, the most that Portolan reads.',
    MAX_SERVICES,
    MAX_LISTED,
  );
}

/** Whether a job takes over defaults or variables: `inherit` may keep it from that, or name some. */
function inherits(chain: readonly MapTree[], what: 'default' | 'variables', key?: string): boolean {
  const said = chain.flatMap(one => at(one, 'inherit', what) ?? [])[0];
  if (said?.kind === 'list') return key === undefined || textsOf(said).has(key);
  return said?.kind !== 'scalar' || said.text.value !== 'false';
}

/** The texts of a list, of which any number of jobs may ask. */
const textsOf = perObject((list: ListTree): ReadonlySet<string> => new Set(namesIn(list)));

/** A service, read once: any number of jobs may share it. */
const readService = perObject((tree: Tree, block: Block): Service | undefined => {
  const written = tree.kind === 'map' ? scalarAt(tree, 'name') : tree.kind === 'scalar' ? tree : undefined;
  if (!written || written.isNull) return undefined;
  const image = known(written.text);
  const alias = scalarAt(tree, 'alias');
  const aliases = alias ? aliasesIn(known(alias.text)).filter(({ value }) => !isUnknown(value)) : [];
  const names = isUnknown(image.value) ? [] : namesOfImage(image.value);
  const [first] = [...aliases.map(({ value }) => value.toLowerCase()), ...names.toReversed()];
  if (first === undefined) return undefined;
  const commands = (['entrypoint', 'command'] as const).flatMap(key => at(tree, key) ?? []);
  const region = (kind: Region['kind'], part: Tree | undefined): readonly Region[] =>
    part ? [{ kind, block, span: part.span }] : [];
  return {
    name: { ...(aliases[0] ?? written.text), value: first },
    hostNames: [...aliases.map(({ value }) => value.toLowerCase()), ...names],
    image,
    isCut: alias !== undefined && isTooLong(alias.text),
    environment: entriesOf(mapAt(tree, 'variables')).flatMap(({ key, value }) =>
      value.kind === 'scalar' && !value.isNull ? [[key.value, known(value.text)] as const] : [],
    ),
    namedPorts: commands.flatMap(part =>
      portsInCommand(
        'command',
        linesOf(part).map(({ text }) => known(text)),
      ),
    ),
    regions: [
      ...region('image', written),
      ...region('environment', at(tree, 'variables')),
      ...commands.flatMap(part => region('container', part)),
    ],
  };
});

/** A text in which variables are unknown: most are set where the pipeline runs. */
function known(text: SourceText): SourceText {
  return interpolate(text, () => undefined);
}

/** The ports that variables name; `nested` are those who may name a host beside it, the nearest first. */
function portVariables(map: MapTree, nested: readonly MapTree[]): readonly NamedPort[] {
  return entriesOf(map).flatMap(({ key, value: given }) => {
    const value = given.kind === 'map' ? scalarAt(given, 'value') : given;
    if (!namesPort(key.value) || value?.kind !== 'scalar' || value.isNull) return [];
    const host = hostBeside(key.value, nested, known);
    return [{ name: key.value, value: known(value.text), protocol: 'tcp', isOwn: false, host }];
  });
}

/** The lines of scripts of a job. */
function scriptsOf(job: Tree): readonly ScalarTree[] {
  return SCRIPTS.flatMap(name => {
    const part = at(job, name);
    return part ? linesOf(part) : [];
  });
}

/** The texts of a list, of lists in it, or one text. */
function linesOf(tree: Tree): readonly ScalarTree[] {
  if (tree.kind === 'list') return tree.items.flatMap(linesOf);
  return tree.kind === 'scalar' && !tree.isNull ? [tree] : [];
}
