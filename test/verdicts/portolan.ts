import { collisionsOf, dynamicTwins } from '../../server/src/chart/collisions';
import { type ComposeProject, isComposeProject, readProject } from '../../server/src/systems/compose/project';
import type { Service } from '../../server/src/systems/compose/service';
import { isPool, type Mapping } from '../../server/src/systems/unit';
import type { PortPart } from '../../server/src/text/port-spec';
import { resolvePath } from '../../server/src/text/uri';
import type { Workspace } from '../../server/src/workspace/workspace';
import type { FileTexts } from '../unit/properties/projects';
import { ROOT, workspaceOf } from '../unit/support/memory';
import { type Judgement, portTexts, type ReadPort, type Run } from './case';

/** What Portolan makes of files, in the words of a verdict. */
export interface View {
  /** The calls that it judges, each by the names of its files; none for the files that Compose finds itself. */
  readonly calls: readonly (readonly string[])[];
  run(files: readonly string[], profiles: readonly string[]): Run;
}

export async function viewOf(files: FileTexts): Promise<View> {
  const { workspace } = await workspaceOf(files);
  const projects = workspace
    .projects()
    .filter(isComposeProject)
    .filter(({ root }) => root.folder === ROOT && !root.isPassedOver);
  const own = projects.find(({ root }) => isFound(files, root.files.map(relative)));
  return {
    calls: projects.map(project => (project === own ? [] : project.root.files.map(relative))),
    run(names, profiles) {
      const project = names.length === 0 ? own : namedProject(workspace, names);
      return project ? runOf(project, profiles) : { profiles, refuses: 'no configuration file provided' };
    },
  };
}

function relative(uri: string): string {
  return uri.slice(ROOT.length);
}

/** Whether Compose finds the first file itself: by its name, or because `.env` says so. */
function isFound(files: FileTexts, [first = '']: readonly string[]): boolean {
  return /^(docker-)?compose\.ya?ml$/.test(first) || /^\s*(export )?COMPOSE_FILE=/m.test(files['.env'] ?? '');
}

function namedProject(workspace: Workspace, names: readonly string[]): ComposeProject {
  const files = names.map(name => resolvePath(ROOT, name) ?? name);
  return readProject({ files, folder: ROOT }, uri => workspace.document(uri) ?? 'missing');
}

function runOf(project: ComposeProject, asked: readonly string[]): Run {
  const profiles = new Set(asked.length > 0 ? asked : project.activeGroups);
  const active = [...project.units.values()].filter(service => isActive(service, profiles));
  const refusal = refusalOf(project, active);
  if (refusal !== undefined) return { profiles: asked, refuses: refusal };
  const reads = active
    .map(({ name, mappings }) => [name, portTexts(mappings.flatMap(portsOf))] as const)
    .filter(([, ports]) => ports.length > 0)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return { profiles: asked, reads: Object.fromEntries(reads), up: judgementOf(project, active) };
}

/** Why Compose refuses the project's files, if Portolan says so. */
function refusalOf({ problems, units }: ComposeProject, active: readonly Service[]): string | undefined {
  // Whether a service's networks fit its mode is asked of those that start.
  const isOff = (message: string) => {
    const name = /"([^"]*)" has network_mode and networks/.exec(message)?.[1];
    return name !== undefined && !active.some(service => service.name === name);
  };
  const problem = problems.find(({ isRefusal, message }) => isRefusal && !isOff(message));
  // What newer versions accept is a warning; the one that was asked refuses it.
  const [fault] = [...units.values()].flatMap(({ faults }) => faults);
  return problem?.message ?? fault?.value.message;
}

function isActive({ groups }: Service, active: ReadonlySet<string>): boolean {
  return groups.length === 0 || active.has('*') || groups.some(name => active.has(name));
}

function judgementOf(project: ComposeProject, active: readonly Service[]): Judgement {
  const isRefused = ({ mappings, ...service }: Service) =>
    mappings.length > 0 && /^(?:service|container):/.test(service.networkMode?.value.value ?? '');
  if (active.some(service => isRefused(service) && service.copies > 0)) return 'refused';
  if (active.some(service => dynamicTwins(service).length > 0)) return 'always';
  // Of all that may run, what does: a pool that is too small for three has room for two.
  const units = new Map(active.map(service => [service.name, service]));
  const collisions = collisionsOf({ ...project, units });
  if (collisions.some(({ certainty }) => certainty === 'always')) return 'always';
  return collisions.length > 0 ? 'sometimes' : 'never';
}

/** A mapping's ports one by one, as Compose has them. */
function portsOf(mapping: Mapping): readonly ReadPort[] {
  const { address, published, target, protocol } = mapping;
  const rest = { address: address?.text.value.replace(/^\[|\]$/g, '').toLowerCase() || undefined, protocol };
  const ends = target.range;
  if (!ends || !published || isPool(mapping) || !published.range) {
    if (ends && !published)
      return numbers(ends).map(port => ({ ...rest, published: undefined, target: String(port) }));
    return [{ ...rest, published: published && partText(published), target: partText(target) }];
  }
  const first = published.range.from;
  return numbers(ends).map((port, index) => ({
    ...rest,
    published: String(first + index),
    target: String(port),
  }));
}

function numbers({ from, to }: { readonly from: number; readonly to: number }): readonly number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

function partText({ range }: PortPart): string {
  if (!range) return '?';
  return range.from === range.to ? String(range.from) : `${range.from}-${range.to}`;
}
