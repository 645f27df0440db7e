import { t } from '@vscode/l10n';
import { MAX_PORT } from '../../ports/port';
import { attributeOf, blocksOf, type HclBlock, type HclBody, type HclValue, textOf } from '../../text/hcl';
import { type PortPart, parsePortPart, type SpecFault } from '../../text/port-spec';
import { type Block, literal, type SourceText } from '../../text/source-text';
import { outside, type Span } from '../../text/spans';
import { unknownValue } from '../../text/template';
import {
  type Author,
  bareUnit,
  type Claim,
  type Expose,
  type Reference,
  type Sourced,
  type Unit,
} from '../unit';

/** A group of tasks, which share a network: its ports and whoever uses them. */
export interface Group {
  readonly unit: Unit;
  /** Whether no port of it may have another name than those that are known. */
  readonly hasAllNames: boolean;
}

/** The document that a group stands in. */
export interface Holder {
  readonly uri: string;
  readonly text: string;
  readonly block: Block;
}

/** A `port` of a `network` (Nomad, "network Block"). */
interface GroupPort {
  readonly label: SourceText | undefined;
  /** The port of the machine; undefined where Nomad chooses it. */
  readonly fixed: PortPart | undefined;
  /** The port in the group's network; undefined where it is that of the machine. */
  readonly to: PortPart | undefined;
  readonly hostNetwork: string | undefined;
  readonly mayCollide: boolean;
}

/**
 * Reads a group; `prefix` is the name of its job. A task that has a network of its own, as older jobs have it, is read
 * apart, for its labels are no others' than its own.
 */
export function readGroup(group: HclBlock, prefix: string, holder: Holder): readonly Group[] {
  const tasks = blocksOf(group.body, 'task');
  const apart = tasks.filter(({ body }) => networksOfTask(body).length > 0);
  const name = join(prefix, group);
  const own = groupOf(group, name, blocksOf(group.body, 'network'), apart, holder);
  const others = apart.map(task => groupOf(task, join(name, task), networksOfTask(task.body), [], holder));
  const twice = twiceIn(
    own.ports,
    others.map(({ ports }) => ports),
  );
  return [
    {
      unit: {
        ...own.unit,
        faults: [...own.unit.faults, ...twice.map(value => ({ uri: holder.uri, value }))],
      },
      hasAllNames: own.hasAllNames,
    },
    // The labels of its group are its own, too.
    ...others.map(({ unit }) => ({ unit, hasAllNames: false })),
  ];
}

function join(prefix: string, { labels: [label] }: HclBlock): string {
  return [prefix, label?.value ?? ''].filter(part => part !== '').join('/');
}

function networksOfTask(body: HclBody): readonly HclBlock[] {
  return blocksOf(body, 'resources').flatMap(resources => blocksOf(resources.body, 'network'));
}

/** What stands in a group, or in a task with a network of its own, but for tasks that are read `apart`. */
function groupOf(
  holding: HclBlock,
  unit: string,
  networks: readonly HclBlock[],
  apart: readonly HclBlock[],
  holder: Holder,
): Group & { readonly ports: readonly GroupPort[] } {
  const { uri } = holder;
  const [label] = holding.labels;
  const author: Author = { uri, unit };
  const written = networks.flatMap(({ body }) => blocksOf(body, 'port'));
  const ports = written.map(readPort);
  const body: HclBody = {
    attributes: holding.body.attributes,
    blocks: holding.body.blocks.filter(inner => !apart.includes(inner)),
  };
  const images = imagesOf({ ...holding, body });
  const [image] = images;
  const labels = new Set(ports.flatMap(port => port.label?.value ?? []));
  const others = apart.map(({ span }) => span);
  return {
    ports,
    unit: {
      ...bareUnit(unit),
      names: label ? [{ uri, value: label }] : [],
      exposes: ports.flatMap(port => exposeOf(port, author)),
      claims: ports.flatMap(port => claimOf(port, author)),
      references: [
        ...usesIn(body, author),
        ...outside(others, variablesIn(holding, labels, holder, author)).map(({ reference }) => reference),
      ],
      faults: written.flatMap(faultsOf).map((value): Sourced<SpecFault> => ({ uri, value })),
      // What a task says, it says from inside.
      regions: tasksIn({ ...holding, body }).map(({ span }) => ({
        uri,
        value: { kind: 'container', block: holder.block, span },
      })),
      // Of several images nobody knows which has a port.
      image: image && images.length === 1 ? { uri, value: image } : undefined,
    },
    hasAllNames:
      ports.every(port => port.label !== undefined) &&
      networks.every(network => blocksOf(network.body, 'dynamic').length === 0),
  };
}

function tasksIn(holding: HclBlock): readonly HclBlock[] {
  return holding.type === 'task' ? [holding] : blocksOf(holding.body, 'task');
}

function imagesOf(holding: HclBlock): readonly SourceText[] {
  return tasksIn(holding).flatMap(task => textAt(blocksOf(task.body, 'config')[0], 'image') ?? []);
}

function textAt(block: HclBlock | undefined, name: string): SourceText | undefined {
  return block && textOf(attributeOf(block.body, name));
}

function readPort({ labels: [label], body }: HclBlock): GroupPort {
  const fixed = numberOf(attributeOf(body, 'static'));
  const to = numberOf(attributeOf(body, 'to'));
  return {
    label,
    // 0 is as if nothing were written; -1, for the same number inside, is worked out, as a variable is.
    fixed: fixed?.range?.from === 0 ? undefined : fixed,
    to: to?.range?.from === 0 ? undefined : to,
    hostNetwork: textOf(attributeOf(body, 'host_network'))?.value,
    mayCollide: attributeOf(body, 'ignore_collision') !== undefined,
  };
}

/** A number from a value; what is worked out is unknown. */
function numberOf(value: HclValue | undefined): PortPart | undefined {
  if (!value) return undefined;
  const text = textOf(value);
  const part = text && /^\d+$/.test(text.value) ? parsePortPart(text) : undefined;
  if (part) return part;
  const { span } = value;
  const mark = unknownValue('');
  const block = text?.block ?? { length: 0 };
  const pieces = [{ kind: 'opaque' as const, at: 0, length: mark.length, span }];
  return { text: { value: mark, block, pieces, span }, range: null };
}

/** What Nomad refuses of a port (`TaskGroup.validateNetworks`). */
function faultsOf({ body }: HclBlock): readonly SpecFault[] {
  return ['static', 'to'].flatMap(name => {
    const text = textOf(attributeOf(body, name));
    return text && /^\d+$/.test(text.value) && Number(text.value) > MAX_PORT
      ? [{ text, message: t('"{0}" is not a port: ports end at {1}.', text.value, MAX_PORT) }]
      : [];
  });
}

/** Ports of the machine, and labels of a group, that it has twice (`TaskGroup.validateNetworks`). */
function twiceIn(
  own: readonly GroupPort[],
  ofTasks: readonly (readonly GroupPort[])[],
): readonly SpecFault[] {
  const labels = new Map<string, SourceText>();
  const numbers = new Map<string, SourceText>();
  const faults: SpecFault[] = [];
  const note = (ports: readonly GroupPort[], isGroup: boolean) => {
    for (const { label, fixed, hostNetwork = 'default', mayCollide } of ports) {
      const named = label && labels.get(label.value);
      if (label && named)
        faults.push({
          text: label,
          message: t('Another port of this group is called "{0}" already.', label.value),
          twin: named,
        });
      else if (label && isGroup) labels.set(label.value, label);
      const number = fixed?.range?.from;
      if (!fixed || number === undefined) continue;
      const key = `${hostNetwork} ${number}`;
      const twin = numbers.get(key);
      if (!twin) numbers.set(key, fixed.text);
      else if (!mayCollide)
        faults.push({
          text: fixed.text,
          message: t('This group asks for port {0} of its machine twice: Nomad refuses it.', number),
          twin,
        });
    }
  };
  note(own, true);
  for (const ports of ofTasks) note(ports, false);
  return faults;
}

/** A port under its name: in the group's network where it is said to lead there, else where it is on the machine. */
function exposeOf({ label, fixed, to }: GroupPort, author: Author): readonly Expose[] {
  const name = label && { name: { uri: author.uri, value: label } };
  const common = { role: 'containerPort', author, protocol: 'tcp', ...name } as const;
  if (to?.range) return [{ ...common, port: to }];
  if (!label) return [];
  // Nomad chooses the number, or the port of the machine is written as such.
  const port = to ? { text: label, range: null } : (fixed ?? { text: label, range: null });
  return [{ ...common, port, isNameAlone: true }];
}

function claimOf({ fixed, to }: GroupPort, author: Author): readonly Claim[] {
  if (!fixed?.range) return [];
  return [
    {
      role: 'hostPort',
      author,
      port: fixed,
      protocol: 'tcp',
      address: undefined,
      target: to,
      isOwn: to === undefined,
      machines: 'some',
    },
  ];
}

/** Where services, checks and tasks say which port of their group they mean. Blocks are no deeper than the reader of HCL goes. */
function usesIn(body: HclBody, author: Author): readonly Reference[] {
  return body.blocks.flatMap(block => [...usesOf(block, author), ...usesIn(block.body, author)]);
}

function usesOf({ type, body }: HclBlock, author: Author): readonly Reference[] {
  const use = (value: HclValue | undefined, role: Reference['role']) => referenceOf(value, role, author);
  switch (type) {
    case 'service':
      return use(attributeOf(body, 'port'), 'use');
    case 'check':
      return use(attributeOf(body, 'port'), 'probe');
    case 'path':
      return use(attributeOf(body, 'listener_port'), 'use');
    case 'config': {
      const list = attributeOf(body, 'ports');
      return list?.kind === 'list' ? list.items.flatMap(item => use(item, 'use')) : [];
    }
    default:
      return [];
  }
}

function referenceOf(
  value: HclValue | undefined,
  role: Reference['role'],
  author: Author,
): readonly Reference[] {
  const text = textOf(value);
  if (!text || text.value === '') return [];
  const isName = !/^\d+$/.test(text.value);
  const range = isName ? null : (parsePortPart(text)?.range ?? null);
  return isName || range ? [{ role, author, text, range, isName, protocol: 'tcp' }] : [];
}

/** The variables that Nomad makes of a port's label ("Runtime Environment Settings"). */
const VARIABLE = /NOMAD_(?:(?:HOST_)?(?:PORT|ADDR|IP)|ALLOC_(?:PORT|ADDR|IP|INTERFACE))_(\w{1,64})/g;

/** Where a group names its ports by these, for what it declares. */
function variablesIn(
  { span: { start, end } }: HclBlock,
  labels: ReadonlySet<string>,
  { text, block }: Holder,
  author: Author,
): readonly { readonly span: Span; readonly reference: Reference }[] {
  if (labels.size === 0) return [];
  return [...text.slice(start, end).matchAll(VARIABLE)].flatMap(({ 0: whole, 1: name = '', index }) => {
    if (!labels.has(name)) return [];
    const written = literal(block, name, start + index + whole.length - name.length);
    const common = { author, range: null, isName: true, protocol: 'tcp' } as const;
    return [{ span: written.span, reference: { role: 'use', text: written, ...common } }];
  });
}
