import { t } from '@vscode/l10n';
import { type NamedPort, portsInCommand } from '../../text/commands';
import { hostBeside } from '../../text/host-beside';
import { namesPort } from '../../text/port-names';
import { noList, parseShortSyntax, type SpecFault, type SpecResult } from '../../text/port-spec';
import { type Block, type SourceText, slice } from '../../text/source-text';
import type { Span } from '../../text/spans';
import { findUrls } from '../../text/urls';
import { parseYamlBlock } from '../../text/yaml';
import {
  at,
  entriesOf,
  itemsAt,
  type MapTree,
  mapAt,
  mapsAt,
  placeOf,
  scalarAt,
  type Tree,
  treeOf,
} from '../../text/yaml-tree';
import { readScripts, tooMuchShared } from '../jobs';
import { inOneBlock, limitsIn, type Reading } from '../reading';
import type { Region } from '../unit';
import { evaluated, isExpression, type PortKey, portKeysIn } from './expressions';

/** A container that a job starts: one of its services, or the one that its steps run in. */
export interface JobContainer {
  readonly name: SourceText;
  readonly image: SourceText | undefined;
  /** Whether an expression says whether there is one: the runner starts none for an empty image. */
  readonly isConditional: boolean;
  readonly published: readonly SpecResult[];
  /** What GitHub refuses of its ports beside that. */
  readonly faults: readonly SpecFault[];
  /** Whether all that it publishes is known: no expression gives ports, no option more. */
  readonly hasAllPorts: boolean;
  /** Whether it has more ports than are read. */
  readonly isCut: boolean;
  readonly environment: readonly Variable[];
  readonly namedPorts: readonly NamedPort[];
  readonly regions: readonly Region[];
}

export interface Variable {
  readonly key: string;
  readonly value: SourceText;
}

/** A job with what it starts. */
export interface Job {
  readonly id: SourceText;
  readonly services: readonly JobContainer[];
  /** Whether an expression gives the services. */
  readonly hasOtherServices: boolean;
  /** What its steps run in; undefined for the machine itself. */
  readonly container: JobContainer | undefined;
  /** The machine, as it is asked for, where that is one text. */
  readonly machine: string | undefined;
  /** The parts in which its steps speak, and those of them that no other job reads. */
  readonly spans: readonly Span[];
  readonly ownSpans: readonly Span[];
  readonly namedPorts: readonly NamedPort[];
  readonly portKeys: readonly PortKey[];
  /** The scripts of its steps, and the actions that they use. */
  readonly scripts: readonly string[];
  readonly actions: readonly string[];
}

/** What a workflow says: its jobs that start services, or publish ports of their own container. */
export interface WorkflowReading extends Reading {
  readonly format: 'actions';
  readonly jobs: readonly Job[];
}

/** Whether a reading is that of a workflow. */
export function isWorkflowReading(reading: Reading | undefined): reading is WorkflowReading {
  return reading?.format === 'actions';
}

/** More ports of one container are not read: nobody writes so many. */
const MAX_PORTS = 200;

/** The most that the jobs of a workflow name of ports: they share variables and, by aliases, steps. Then jobs are left out. */
const MAX_SHARED = 50_000;

/** Reads a workflow (GitHub, "Workflow syntax"). */
export function readWorkflow(text: string, uri: string): WorkflowReading {
  const yaml = parseYamlBlock(text);
  const { block } = yaml;
  const { tree, limits } = treeOf(yaml, uri, written => written, true);
  const { jobs, isCut } = readJobs(tree, block);
  const scripts = readScripts(scriptsOf(tree));
  const containers = jobs.flatMap(({ services, container }) => [
    ...services,
    ...(container ? [container] : []),
  ]);
  return {
    format: 'actions',
    weight: jobs.reduce((sum, { services, namedPorts }) => sum + services.length + namedPorts.length, 0),
    ...inOneBlock(block),
    holdsUnits: true,
    // What an expression gives is no port that stands there.
    urls: [{ block, mentions: findUrls(text).filter(({ port }) => port?.startsWith('${{') !== true) }],
    // GitHub says itself what it cannot read.
    troubles: limitsIn(text, [
      ...limits,
      ...(isCut ? [tooMuchShared(MAX_SHARED)] : []),
      ...scripts.limits,
      ...(containers.some(one => one.isCut) ? [tooManyPorts()] : []),
    ]),
    jobs,
    publishes: scripts.isMapped,
  };
}

function readJobs(
  tree: Tree | undefined,
  block: Block,
): { readonly jobs: readonly Job[]; readonly isCut: boolean } {
  const shared = mapAt(tree, 'env');
  const named = portVariables([shared]);
  const jobs: Job[] = [];
  let left = MAX_SHARED;
  for (const { key, value } of entriesOf(mapAt(tree, 'jobs'))) {
    const job = value.kind === 'map' ? readJob(key, value, shared, named, block) : undefined;
    if (!job) continue;
    left -= job.namedPorts.length + job.portKeys.length;
    if (left < 0) return { jobs, isCut: true };
    jobs.push(job);
  }
  return { jobs, isCut: false };
}

/** A job that starts services or publishes ports; `named` are those that the variables of all jobs name. */
function readJob(
  id: SourceText,
  job: MapTree,
  shared: MapTree | undefined,
  named: readonly NamedPort[],
  block: Block,
): Job | undefined {
  const services = entriesOf(mapAt(job, 'services')).map(({ key, value }) =>
    readContainer(key, value, block),
  );
  const container = at(job, 'container');
  const own = container && isThere(container) ? readContainer(id, container, block) : undefined;
  if (services.length === 0 && !own?.published.length) return undefined;
  const steps = mapsAt(job, 'steps');
  const runs = written(steps.flatMap(step => scalarAt(step, 'run')?.text ?? []));
  const spoken = [...job.entries].flatMap(([key, value]) => (SPOKEN.has(key) ? [value] : []));
  const parts = [...(shared ? [shared] : []), ...spoken];
  return {
    id,
    services,
    hasOtherServices: scalarAt(job, 'services') !== undefined,
    container: own,
    machine: scalarAt(job, 'runs-on')?.text.value,
    spans: parts.map(({ span }) => span),
    ownSpans: [at(job, 'env'), at(job, 'steps')].flatMap(part => part?.span ?? []),
    namedPorts: [
      ...named,
      ...portVariables([mapAt(job, 'env'), shared]),
      ...portVariables([mapAt(container, 'env'), mapAt(job, 'env'), shared]),
      ...steps.flatMap(step =>
        portVariables([mapAt(step, 'env'), mapAt(container, 'env'), mapAt(job, 'env'), shared]),
      ),
      ...runs.flatMap(portsOfScript),
    ],
    // Nowhere else there is a context `job` (GitHub, "Context availability").
    portKeys: written(
      [at(job, 'steps'), at(job, 'outputs')].flatMap(part => (part ? textsIn(part) : [])),
    ).flatMap(text => portKeysIn(text)),
    scripts: runs.map(({ value }) => value),
    actions: steps.flatMap(step => scalarAt(step, 'uses')?.text.value ?? []),
  };
}

/** The parts of a job that its steps, or the runner for them, read. */
const SPOKEN: ReadonlySet<string> = new Set(['env', 'steps', 'strategy', 'outputs', 'defaults', 'if']);

/** Whether a job has a container: an empty text is none. */
function isThere(container: Tree): boolean {
  const image = container.kind === 'map' ? scalarAt(container, 'image') : container;
  return image?.kind === 'scalar' && image.text.value.trim() !== '';
}

function readContainer(name: SourceText, tree: Tree, block: Block): JobContainer {
  const image = tree.kind === 'map' ? scalarAt(tree, 'image') : tree.kind === 'scalar' ? tree : undefined;
  const ports = at(tree, 'ports');
  const options = scalarAt(tree, 'options');
  const items = itemsAt(tree, 'ports');
  const listed = items.slice(0, MAX_PORTS);
  const isCut = items.length > MAX_PORTS;
  const given = options ? optionsOf(options.text) : [];
  const commands = (['entrypoint', 'command', 'options'] as const).flatMap(key => scalarAt(tree, key) ?? []);
  const region = (kind: Region['kind'], part: Tree | undefined): readonly Region[] =>
    part ? [{ kind, block, span: part.span }] : [];
  const environment = entriesOf(mapAt(tree, 'env')).flatMap(({ key, value }) =>
    value.kind === 'scalar' && !value.isNull ? [{ key: key.value, value: evaluated(value.text) }] : [],
  );
  return {
    name,
    image: image && evaluated(image.text),
    isConditional: image === undefined || isExpression(image.text),
    published: [...distinct(listed.flatMap(one => entryOf(one) ?? [])), ...given].map(text =>
      parseShortSyntax(text),
    ),
    faults: ports ? faultsOfList(ports) : [],
    hasAllPorts:
      (ports === undefined || ports.kind === 'list') &&
      listed.every(one => one.kind === 'scalar' && !isExpression(one.text)) &&
      !isCut &&
      !/\$\{\{|(?:^|\s)(?:-P|--publish-all|--network|--net)(?=[=\s]|$)/.test(options?.text.value ?? ''),
    isCut,
    environment,
    namedPorts: commands.flatMap(({ text }) => portsInCommand('command', [evaluated(text)])),
    regions: [
      ...region('image', image),
      ...region('ports', ports),
      ...region('environment', at(tree, 'env')),
      ...commands.flatMap(part => region('container', part)),
    ],
  };
}

function tooManyPorts(): string {
  return t('A container publishes more than {0} ports, the most that Portolan reads.', MAX_PORTS);
}

/** A port of a list as the runner hands it to `docker create -p`: a number in decimal (YAML 1.2, core schema). */
function entryOf(item: Tree): SourceText | undefined {
  if (item.kind !== 'scalar' || isExpression(item.text)) return undefined;
  const isPrefixed = item.number !== undefined && /^0[xo]/.test(item.text.value);
  return evaluated((isPrefixed ? item.number : undefined) ?? item.text);
}

/** Of entries that are the same text the runner passes one on (actions/runner, `ContainerInfo.UserPortMappings`). */
function distinct(texts: readonly SourceText[]): readonly SourceText[] {
  return [...new Map(texts.map(text => [text.value, text])).values()];
}

/** What GitHub refuses of `ports`: it is a list of texts (`workflow-v1.0.json`, `sequence-of-non-empty-string`). */
function faultsOfList(ports: Tree): readonly SpecFault[] {
  if (ports.kind === 'scalar')
    return isExpression(ports.text) ? [] : [noList('ports', ports.text, entryOf(ports), ports.isNull)];
  if (ports.kind === 'map') return [noList('ports', placeOf(ports), undefined, false)];
  return ports.items.flatMap(item =>
    item.kind === 'scalar'
      ? []
      : [
          {
            text: placeOf(item),
            message: t('A port is one text here, as in "5432:5432": GitHub refuses lists and mappings.'),
          },
        ],
  );
}

/** The values of `-p` and `--publish` among the options of `docker create`. */
function optionsOf(text: SourceText): readonly SourceText[] {
  const found: SourceText[] = [];
  for (const { index, 0: whole } of text.value.matchAll(OPTION)) {
    const start = index + whole.length;
    const [value = ''] = /^[^\s"']{1,100}/.exec(text.value.slice(start, start + 100)) ?? [];
    if (/^[\d.[\]:]/.test(value)) found.push(evaluated(slice(text, start, start + value.length)));
  }
  return found;
}

const OPTION = /(?<=^|\s)(?:--publish|-p)[= ]["']?/g;

/** The ports that variables name, of the first of several mappings; a host may stand in any of them, the nearest counts. */
function portVariables(nested: readonly (MapTree | undefined)[]): readonly NamedPort[] {
  return entriesOf(nested[0]).flatMap(({ key, value }) => {
    if (!namesPort(key.value) || value.kind !== 'scalar' || value.isNull) return [];
    const host = hostBeside(key.value, nested, evaluated);
    return [{ name: key.value, value: evaluated(value.text), protocol: 'tcp', isOwn: false, host }];
  });
}

/** What a script says of ports by an option or a variable; what `-p` is depends on the program that has it. */
function portsOfScript(script: SourceText): readonly NamedPort[] {
  return portsInCommand('run', [evaluated(script)]).filter(({ name }) => name !== '-p');
}

/** The texts in a part, as often as its aliases repeat them. */
function textsIn(tree: Tree): readonly SourceText[] {
  switch (tree.kind) {
    case 'scalar':
      return tree.isNull ? [] : [tree.text];
    case 'list':
      return tree.items.flatMap(textsIn);
    case 'map':
      return [...tree.entries.values()].flatMap(textsIn);
  }
}

/** Texts as they are written, each once: an alias says nothing that its anchor does not. */
function written(texts: readonly SourceText[]): readonly SourceText[] {
  return [...new Map(texts.map(text => [text.span.start, text])).values()];
}

/** The scripts of all jobs. */
function scriptsOf(tree: Tree | undefined): readonly string[] {
  return entriesOf(mapAt(tree, 'jobs')).flatMap(({ value }) =>
    mapsAt(value, 'steps').flatMap(step => scalarAt(step, 'run')?.text.value ?? []),
  );
}
