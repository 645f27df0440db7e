import { parseAddress } from '../../ports/address';
import { type Protocol, parseProtocol } from '../../ports/protocol';
import { attributeOf, blocksOf, type HclBody, textOf } from '../../text/hcl';
import type { SourceText } from '../../text/source-text';
import { isUnknown } from '../../text/template';
import { type Author, bareUnit, type Mapping, type Reference, type Unit } from '../unit';
import { type Locals, portIn, type Resource, textIn } from './values';

/** A unit of a resource that has one port: a listener of a load balancer, or a group of what stands behind it. */
export function readBalancer(resource: Resource, locals: Locals): Unit {
  const { kind, body } = resource;
  const port = portIn(attributeOf(body, 'port'), resource, locals);
  const protocol = protocolOf(textOf(attributeOf(body, 'protocol'))?.value);
  const unit = unitOf(resource);
  if (!port || !protocol) return unit;
  const role = kind.endsWith('listener') ? 'listener' : 'servicePort';
  return { ...unit, exposes: [{ role, author: authorOf(resource), port, protocol }] };
}

function unitOf({ uri, address, name }: Resource): Unit {
  return { ...bareUnit(address), names: name ? [{ uri, value: name }] : [] };
}

function authorOf({ uri, address }: Resource): Author {
  return { uri, unit: address };
}

/** The protocol of a listener or a rule; undefined where ports mean nothing to it, or nobody knows it. */
function protocolOf(written: string | undefined): Protocol | undefined {
  if (written === undefined || /^(?:https?|tls|tcp_udp|6)$/i.test(written)) return 'tcp';
  if (written === '17') return 'udp';
  return parseProtocol(written.toLowerCase());
}

/**
 * What a security group lets through, each rule as a unit of its own: `from_port` and `to_port` of one number are one port.
 */
export function readRules(resource: Resource, locals: Locals): readonly Unit[] {
  const { kind, body, address } = resource;
  const isGroup = kind.endsWith('_group');
  const bodies = isGroup
    ? body.blocks.flatMap(one => (one.type === 'ingress' || one.type === 'egress' ? [one.body] : []))
    : [body];
  return bodies.flatMap((rule, index): readonly Unit[] => {
    const unit = isGroup ? `${address}/${index + 1}` : address;
    const references = portsOfRule(rule, unit, resource, locals);
    return references.length === 0 ? [] : [{ ...unitOf(resource), name: unit, references }];
  });
}

function portsOfRule(body: HclBody, unit: string, resource: Resource, locals: Locals): readonly Reference[] {
  const written = attributeOf(body, 'protocol') ?? attributeOf(body, 'ip_protocol');
  const protocol = protocolOf(textOf(written)?.value);
  if (!protocol) return [];
  return ['from_port', 'to_port'].flatMap((key): readonly Reference[] => {
    const part = portIn(attributeOf(body, key), resource, locals);
    if (!part?.range) return [];
    return [{ role: 'policy', author: { uri: resource.uri, unit }, ...part, isName: false, protocol }];
  });
}

/** A `docker_container` of the provider for Docker; `images` are those of the `docker_image` resources of its module. */
export function readContainer(
  resource: Resource,
  locals: Locals,
  images: ReadonlyMap<string, SourceText>,
): Unit {
  const { uri, body, address, isCounted } = resource;
  const author = authorOf(resource);
  const image = attributeOf(body, 'image');
  const label = image?.kind === 'reference' ? image.path.split('.').slice(0, 2).join('.') : '';
  const text = textOf(image) ?? images.get(label);
  const name = textOf(attributeOf(body, 'name'));
  const mode = textOf(attributeOf(body, 'network_mode'))?.value ?? 'bridge';
  const ports = blocksOf(body, 'ports');
  const mappings = ports.flatMap(one => mappingOf(one.body, author, resource, locals));
  // How many of it there are, whether it runs, in whose network it is, on which machine, or by which protocol, nobody knows.
  const isOpen =
    isCounted ||
    mode !== 'bridge' ||
    ['provider', 'start'].some(key => attributeOf(body, key) !== undefined) ||
    ports.some(one => isUnknown(textIn(attributeOf(one.body, 'protocol'), resource, locals)?.value ?? ''));
  return {
    ...bareUnit(address),
    names: resource.name ? [{ uri, value: resource.name }] : [],
    mappings: isOpen ? [] : mappings,
    exposes: isOpen
      ? mappings.map(({ target: port, protocol }) => ({ role: 'containerPort', author, port, protocol }))
      : [],
    claims: isOpen
      ? mappings.flatMap(({ published: port, target, protocol, address: host }) =>
          port
            ? [
                {
                  role: 'hostPort' as const,
                  author,
                  port,
                  protocol,
                  address: host,
                  target,
                  isOwn: false,
                  machines: 'none' as const,
                },
              ]
            : [],
        )
      : [],
    // `image_id` is no name of an image that others know.
    image: text && { uri, value: text },
    hostNames: name ? [name.value.toLowerCase()] : [],
  };
}

function mappingOf(body: HclBody, author: Author, resource: Resource, locals: Locals): readonly Mapping[] {
  const target = portIn(attributeOf(body, 'internal'), resource, locals);
  const written = textIn(attributeOf(body, 'protocol'), resource, locals)?.value ?? 'tcp';
  const protocol = isUnknown(written) ? 'tcp' : parseProtocol(written);
  if (!target || !protocol) return [];
  const ip = textIn(attributeOf(body, 'ip'), resource, locals);
  return [
    {
      author,
      address: ip && { text: ip, address: parseAddress(ip.value) ?? null },
      published: portIn(attributeOf(body, 'external'), resource, locals),
      target,
      protocol,
      isOfEachCopy: false,
      unquoted: undefined,
    },
  ];
}
