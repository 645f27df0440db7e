import { type NamedPort, portsInCommand } from '../../text/commands';
import { hostBeside } from '../../text/host-beside';
import { mappedIn } from '../../text/plain-text';
import { namesPort } from '../../text/port-names';
import type { Block, SourceText } from '../../text/source-text';
import { interpolate, isUnknown } from '../../text/template';
import { findUrls } from '../../text/urls';
import { parseYamlBlock } from '../../text/yaml';
import {
  at,
  entriesOf,
  type MapTree,
  mapAt,
  type ScalarTree,
  scalarAt,
  type Tree,
  treeOf,
} from '../../text/yaml-tree';
import { tooMuchShared } from '../jobs';
import { inOneBlock, type Reading } from '../reading';
import type { Region } from '../unit';
import { aliasesIn, namesOfImage } from './services';

/** A container that a job starts beside its own. */
export interface Service {
  /** What it is called here: an alias, or the name that its image gives it. */
  readonly name: SourceText;
  readonly hostNames: readonly string[];
  readonly image: SourceText;
  readonly environment: readonly (readonly [string, SourceText])[];
  readonly namedPorts: readonly NamedPort[];
  readonly regions: readonly Region[];
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

/** The most jobs that are extended one by the other (GitLab allows eleven). */
const MAX_EXTENDS = 11;

const MAX_SERVICES = 50;

/** The most lists and items that are looked at for the services of a job. */
const MAX_LISTED = 500;

/** The most that the jobs of a pipeline take over from what they share, in lines and variables: then jobs are left out. */
const MAX_SHARED = 50_000;

/** The most that is searched of scripts for what they publish, in UTF-16 units. */
const MAX_SCRIPTS = 256 * 1024;

/** Reads a pipeline. A header with inputs may stand before it, as a document of its own. */
export function readPipeline(text: string, uri: string): PipelineReading {
  const yaml = parseYamlBlock(withoutHeader(text));
  const { block } = yaml;
  const { tree } = treeOf(yaml, uri, written => written, true);
  const root = tree?.kind === 'map' ? tree : undefined;
  const { jobs, isCut } = root ? jobsOf(root, block) : { jobs: [], isCut: false };
  const scripts = (root ? entriesOf(root) : []).flatMap(({ value }) => scriptsOf(value));
  const said = scripts
    .map(script => script.text.value)
    .join('\n')
    .slice(0, MAX_SCRIPTS);
  const isMapped = mappedIn(said);
  return {
    format: 'gitlab',
    weight: jobs.reduce((sum, { services, namedPorts }) => sum + services.length + namedPorts.length, 0),
    ...inOneBlock(block),
    holdsUnits: true,
    urls: [{ block, mentions: findUrls(text) }],
    // GitLab says itself what it cannot read.
    troubles: isCut ? [{ message: tooMuchShared(MAX_SHARED), span: { start: 0, end: text.length } }] : [],
    jobs,
    publishes: port => isMapped(port),
  };
}

/** A text of the same length without what stands before the last document. */
function withoutHeader(text: string): string {
  const last = [...text.matchAll(/^---(?=[ \t\r\n]|$)/gm)].at(-1)?.index ?? 0;
  return last === 0 ? text : text.slice(0, last).replace(/[^\r\n]/g, ' ') + text.slice(last);
}

function jobsOf(root: MapTree, block: Block): { readonly jobs: readonly Job[]; readonly isCut: boolean } {
  const jobs: Job[] = [];
  let left = MAX_SHARED;
  for (const { key, value } of entriesOf(root)) {
    // A hidden job runs only where another extends it.
    if (KEYWORDS.has(key.value) || key.value.startsWith('.') || value.kind !== 'map') continue;
    const chain = chainOf(root, value);
    const services = servicesOf(root, value, chain).flatMap(one => readService(one, block) ?? []);
    left -= services.length;
    if (services.length === 0) continue;
    const said = saidBy(root, chain);
    left -= said.lines.length + said.variables.reduce((sum, { entries }) => sum + entries.size, 0);
    if (left < 0) return { jobs, isCut: true };
    jobs.push(readJob(key, said, services, block));
  }
  return { jobs, isCut: false };
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
      ...lines.flatMap(({ text }) =>
        portsInCommand('script', [known(text)]).filter(({ name }) => name !== '-p'),
      ),
    ],
  };
}

const SCRIPTS = ['before_script', 'script', 'after_script'] as const;

/** A job and those that it extends, the nearest first; what another file has is not known. */
function chainOf(root: MapTree, job: MapTree): readonly MapTree[] {
  const chain: MapTree[] = [job];
  const queue = [job];
  for (let next = queue.shift(); next !== undefined && chain.length <= MAX_EXTENDS; next = queue.shift()) {
    // Of several that one extends, the last counts first.
    for (const name of namesIn(at(next, 'extends')).toReversed()) {
      const base = mapAt(root, name);
      if (!base || chain.includes(base)) continue;
      chain.push(base);
      queue.push(base);
    }
  }
  return chain;
}

function namesIn(tree: Tree | undefined): readonly string[] {
  if (tree?.kind === 'list')
    return tree.items.flatMap(item => (item.kind === 'scalar' ? [item.text.value] : []));
  return tree?.kind === 'scalar' && !tree.isNull ? [tree.text.value] : [];
}

/** The services of a job: its own, or those that it extends or inherits. A list takes the place of another. */
function servicesOf(root: MapTree, job: MapTree, chain: readonly MapTree[]): readonly Tree[] {
  const given = [...chain, ...(inherits(chain, 'default', 'services') ? [at(root, 'default'), root] : [])];
  const found = given.flatMap(one => at(one, 'services') ?? [])[0];
  // What is no job and extends nothing known is no place to start services in.
  const isJob = ['script', 'extends', 'run'].some(key => job.entries.has(key));
  return found && isJob ? listedIn(root, found) : [];
}

/** The items of a list, with those of lists that it refers to: `!reference [.base, services]`. */
function listedIn(root: MapTree, list: Tree): readonly Tree[] {
  const found: Tree[] = [];
  const queue = [list];
  // What refers to itself has no end.
  for (let steps = 0; steps < MAX_LISTED && found.length < MAX_SERVICES; steps++) {
    const next = queue.shift();
    if (!next) break;
    const referred = next.tag === '!reference' ? at(root, ...namesIn(next)) : undefined;
    if (referred) queue.unshift(referred);
    else if (next.kind === 'list' && next.tag !== '!reference')
      queue.unshift(...next.items.slice(0, MAX_SERVICES));
    else if (next.kind !== 'list') found.push(next);
  }
  return found;
}

/** Whether a job takes over defaults or variables: `inherit` may keep it from that, or name some. */
function inherits(chain: readonly MapTree[], what: 'default' | 'variables', key?: string): boolean {
  const said = chain.flatMap(one => at(one, 'inherit', what) ?? [])[0];
  if (said?.kind === 'list')
    return key === undefined || said.items.some(one => one.kind === 'scalar' && one.text.value === key);
  return said?.kind !== 'scalar' || said.text.value !== 'false';
}

function readService(tree: Tree, block: Block): Service | undefined {
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
}

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
