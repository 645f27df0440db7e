import { t } from '@vscode/l10n';
import { type Protocol, parseProtocol } from '../../ports/protocol';
import { attributeOf, blocksOf, type HclObject, type HclValue, textOf } from '../../text/hcl';
import { namesHost, namesPort } from '../../text/port-names';
import type { PortPart, SpecFault } from '../../text/port-spec';
import type { SourceText } from '../../text/source-text';
import {
  type Author,
  bareUnit,
  type Claim,
  type Expose,
  type Network,
  type Reference,
  type Sourced,
  type Unit,
} from '../unit';
import { CONTAINERS, type Locals, listIn, portIn, type Resource, textIn } from './values';

/** The containers of a definition of tasks. */
export interface Task {
  readonly address: string;
  readonly containers: readonly Container[];
}

export interface Container {
  readonly name: string;
  readonly unit: Unit;
  /** Whether every port that it has is known. */
  readonly hasAllPorts: boolean;
}

/** A port of a container of ECS (its API, `PortMapping`). */
interface PortMapping {
  readonly port: PortPart | undefined;
  readonly hostPort: PortPart | undefined;
  readonly protocol: Protocol;
  /** The number of a host port of 0, which ECS chooses. */
  readonly isChosen: boolean;
}

/** Reads an `aws_ecs_task_definition`; one whose containers are worked out has none. */
export function readTask(resource: Resource, locals: Locals): Task {
  const { address, body } = resource;
  const list = listIn(attributeOf(body, CONTAINERS), resource);
  const mode = textOf(attributeOf(body, 'network_mode'));
  const isModeKnown = mode !== undefined || attributeOf(body, 'network_mode') === undefined;
  const objects = list?.kind === 'list' ? list.items : [];
  let owner: string | undefined;
  const containers = objects.flatMap((value, index): readonly Container[] => {
    if (value.kind !== 'object') return [];
    const name = textOf(attributeOf(value, 'name'));
    const unit = `${address}/${name?.value ?? index}`;
    const network: Network =
      owner !== undefined && mode?.value === 'awsvpc'
        ? { kind: 'unit', name: owner, mode: { uri: resource.uri, value: mode } }
        : { kind: 'own' };
    owner ??= unit;
    return [
      containerOf({ value, name, unit, network, resource, locals, mode: isModeKnown ? mode : 'unknown' }),
    ];
  });
  return { address, containers };
}

interface Written {
  readonly value: HclObject;
  readonly name: SourceText | undefined;
  readonly unit: string;
  readonly network: Network;
  readonly resource: Resource;
  readonly locals: Locals;
  readonly mode: SourceText | undefined | 'unknown';
}

function containerOf({ value, name, unit, network, resource, locals, mode }: Written): Container {
  const { uri, block } = resource;
  const author: Author = { uri, unit };
  const list = attributeOf(value, 'portMappings');
  const items = list?.kind === 'list' ? list.items : [];
  const mappings = items.flatMap(item => (item.kind === 'object' ? [mappingOf(item, resource, locals)] : []));
  const isOnHost = mode !== 'unknown' && mode?.value === 'host';
  const isAlone = mode !== 'unknown' && mode?.value === 'awsvpc';
  const isMapped = mode === undefined || (mode !== 'unknown' && mode.value === 'bridge');
  const image = textOf(attributeOf(value, 'image'));
  const faults = isOnHost || isAlone ? mappings.flatMap(mapping => unequal(mapping, isOnHost)) : [];
  return {
    name: name?.value ?? '',
    hasAllPorts:
      items.length > 0 &&
      items.every(item => item.kind === 'object' && attributeOf(item, 'containerPortRange') === undefined) &&
      mappings.every(({ port }) => port?.range),
    unit: {
      ...bareUnit(unit),
      names: name ? [{ uri, value: name }] : [],
      network,
      exposes: mappings.flatMap(mapping => exposesOf(mapping, author, isOnHost || isMapped)),
      claims: isOnHost || isMapped ? mappings.flatMap(mapping => claimOf(mapping, author, isOnHost)) : [],
      faults: faults.map(fault => ({ uri, value: fault })),
      image: image && { uri, value: image },
      environment: environmentOf(attributeOf(value, 'environment'), resource, locals),
      regions: [{ uri, value: { kind: 'container', block, span: value.span } }],
    },
  };
}

function mappingOf(item: HclObject, resource: Resource, locals: Locals): PortMapping {
  const host = attributeOf(item, 'hostPort');
  return {
    port: portIn(attributeOf(item, 'containerPort'), resource, locals),
    hostPort: portIn(host, resource, locals),
    protocol: parseProtocol(textOf(attributeOf(item, 'protocol'))?.value.toLowerCase() ?? '') ?? 'tcp',
    isChosen: textOf(host)?.value === '0',
  };
}

/** A port of the host that is another than the container's, where the task has the network of neither but both. */
function unequal({ port, hostPort }: PortMapping, isOnHost: boolean): readonly SpecFault[] {
  if (!port?.range || !hostPort?.range || port.range.from === hostPort.range.from) return [];
  const newText = String(port.range.from);
  return [
    {
      text: hostPort.text,
      message: isOnHost
        ? t(
            'With the network of the host, hostPort has to be {0} as containerPort is: ECS refuses this.',
            newText,
          )
        : t('With awsvpc, hostPort has to be {0} as containerPort is: ECS refuses this.', newText),
      mend: { title: t('Write {0}', newText), newText },
    },
  ];
}

/** The port of the container; that of the host too, where both are one. */
function exposesOf(
  { port, hostPort, protocol }: PortMapping,
  author: Author,
  isClaimed: boolean,
): readonly Expose[] {
  const common = { role: 'containerPort', author, protocol } as const;
  const isSame = hostPort?.range && port?.range?.from === hostPort.range.from;
  return [
    ...(port ? [{ ...common, port }] : []),
    ...(hostPort && isSame && !isClaimed ? [{ ...common, port: hostPort }] : []),
  ];
}

function claimOf(
  { port, hostPort, protocol, isChosen }: PortMapping,
  author: Author,
  isOwn: boolean,
): readonly Claim[] {
  if (!hostPort?.range || isChosen) return [];
  const common = { role: 'hostPort', author, protocol, address: undefined, machines: 'some' } as const;
  return [{ ...common, port: hostPort, target: port, isOwn }];
}

/** The variables that say something of ports, or whose ports those are. */
function environmentOf(
  value: HclValue | undefined,
  resource: Resource,
  locals: Locals,
): ReadonlyMap<string, Sourced<SourceText>> {
  const items = value?.kind === 'list' ? value.items : [];
  return new Map(
    items.flatMap(item => {
      if (item.kind !== 'object') return [];
      const name = textOf(attributeOf(item, 'name'))?.value ?? '';
      const given = textIn(attributeOf(item, 'value'), resource, locals);
      return given && (namesPort(name) || namesHost(name))
        ? [[name, { uri: resource.uri, value: given }] as const]
        : [];
    }),
  );
}

/** A reference of a service of ECS to the port of a container. */
export interface ContainerReference extends Reference {
  readonly container: string;
  /** The definition that it runs, as far as that is written: `aws_ecs_task_definition.web`. */
  readonly task: string | undefined;
}

/** Whether a reference names the container that it means. */
export function isContainerReference(reference: Reference): reference is ContainerReference {
  return 'container' in reference;
}

/** An `aws_ecs_service`, whose load balancers lead to ports of its containers. */
export function readService(resource: Resource, locals: Locals): Unit {
  const { uri, address, body, name } = resource;
  const definition = attributeOf(body, 'task_definition');
  const path = definition?.kind === 'reference' ? definition.path : '';
  const [kind, label] = path.split('.');
  const task = kind === 'aws_ecs_task_definition' ? `${kind}.${label ?? ''}` : undefined;
  return {
    ...bareUnit(address),
    names: name ? [{ uri, value: name }] : [],
    references: blocksOf(body, 'load_balancer').flatMap((balancer): readonly ContainerReference[] => {
      const part = portIn(attributeOf(balancer.body, 'container_port'), resource, locals);
      const container = textIn(attributeOf(balancer.body, 'container_name'), resource, locals)?.value;
      if (!part || container === undefined) return [];
      const common = { author: { uri, unit: address }, isName: false, protocol: 'tcp' } as const;
      return [{ ...common, ...part, role: 'backend', container, task }];
    }),
  };
}
