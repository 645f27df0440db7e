import { t } from '@vscode/l10n';
import { MAX_PORT } from '../../ports/port';
import { isPortName, MAX_PORT_NAME } from '../../ports/port-name';
import { type Protocol, parseProtocol } from '../../ports/protocol';
import type { PortPart, SpecFault } from '../../text/port-spec';
import { shown } from '../../text/shorten';
import type { SourceText } from '../../text/source-text';
import { at, type MapTree, placeOf, type ScalarTree, scalarAt, type Tree } from '../../text/yaml-tree';
import { type Author, bareUnit, type Expose, type Reference, type Sourced, type Unit } from '../unit';
import { isFilledLater, isTemplate } from './go-template';
import { keyOfResource, nameIn, namespaceIn, type Resource } from './resource';
import type { Selector } from './selector';

/** What a reference leads to, before anybody knows which units that are. */
export type Goal =
  /** Its own pod. */
  | { readonly kind: 'pod'; readonly unit: string }
  | { readonly kind: 'pods'; readonly namespace: string | undefined; readonly selector: Selector }
  | { readonly kind: 'unit'; readonly unit: string };

export interface GoalReference extends Reference {
  readonly goal: Goal;
}

/** A unit of Kubernetes: a container of a pod, a Service, an Ingress, whatever has ports or refers to them. */
export interface KubernetesUnit extends Unit {
  readonly references: readonly GoalReference[];
  /** As it is written; undefined where whoever applies it decides. */
  readonly namespace: string | undefined;
  /** The labels of its pod, where it is a container; undefined for what has none. */
  readonly labels: ReadonlyMap<string, string> | undefined;
  /** Whether something may still put ports into it, or name one. */
  readonly isOpen?: boolean;
}

/** The unit of a resource without pods, before its ports are read. */
export function unitOf(resource: Resource, reader: PortReader): KubernetesUnit {
  const name = nameIn(resource);
  return {
    ...bareUnit(keyOfResource(resource)),
    namespace: namespaceIn(resource),
    labels: undefined,
    names: name ? [{ uri: name.uri, value: name.text }] : [],
    references: [],
    faults: reader.faults,
  };
}

/** Whether a text is there, and nothing puts another in its place later. */
export function isKnown(scalar: ScalarTree | undefined): boolean {
  return scalar !== undefined && !isFilledLater(scalar.text.value);
}

/** How the texts of a resource are filled in: as they are, or with the values of a chart. */
export type Fill = (text: SourceText) => SourceText;

export type Fault = Sourced<SpecFault>;

/** Reads ports of resources, and notes what the API server refuses of them. */
export interface PortReader {
  readonly fill: Fill;
  readonly faults: Fault[];
}

/** The author of what stands in a part of a resource. */
export function authorOf({ uri }: Tree, unit: string): Author {
  return { uri, unit };
}

/** A text as it is filled in. */
export function filled({ fill }: Pick<PortReader, 'fill'>, scalar: ScalarTree): SourceText {
  return isTemplate(scalar.text.value) ? fill(scalar.text) : scalar.text;
}

/** Notes that something is refused. */
export function refuse(
  { faults }: PortReader,
  { uri }: Tree,
  text: SourceText,
  message: string,
  twin?: SourceText,
): void {
  faults.push({ uri, value: { text, message, ...(twin && { twin }) } });
}

/**
 * The number at a key of a mapping; undefined where there is none, or one that is refused. 0 counts as none where
 * `isNeeded` (Kubernetes API, `validateContainerPorts`, `validateServicePort`).
 */
export function numberAt(
  reader: PortReader,
  map: MapTree,
  key: string,
  isNeeded: boolean,
): PortPart | undefined {
  const found = at(map, key);
  const scalar = found?.kind === 'scalar' && !found.isNull ? found : undefined;
  if (!scalar) {
    if (found && found.kind !== 'scalar')
      refuse(reader, found, placeOf(found), t('{0} has to be a number.', key));
    else if (isNeeded) refuse(reader, map, placeOf(map), t('{0} is missing here.', key));
    return undefined;
  }
  const text = scalar.number ?? filled(reader, scalar);
  if (isFilledLater(scalar.text.value)) return { text, range: rangeOf(text) };
  if (!scalar.number) {
    refuse(reader, scalar, text, t('"{0}" has to be a number, without quotes.', shown(text.value)));
    return undefined;
  }
  if (!isNeeded && text.value === '0') return undefined;
  const range = rangeOf(text);
  if (!range || range.from === 0) {
    refuse(
      reader,
      scalar,
      text,
      t('"{0}" is not a port: ports go from 1 to {1}.', shown(text.value), MAX_PORT),
    );
    return undefined;
  }
  return { text, range };
}

/** A number of digits that a port may have; null for any other text. */
export function rangeOf({ value }: SourceText): PortPart['range'] {
  const port = /^\d{1,5}$/.test(value) ? Number(value) : Number.NaN;
  return port <= MAX_PORT ? { from: port, to: port } : null;
}

/** What an empty text and 0 mean where a port may be a number or a name. */
export type Emptiness = 'nothing' | 'refused';

/**
 * The number or name of a port at a key (Kubernetes API, `IntOrString`); undefined where there is none that is taken.
 * Where `empty` is nothing, 0 and an empty text are as none.
 */
export function portAt(
  reader: PortReader,
  map: MapTree,
  key: string,
  empty: Emptiness,
): Pick<Reference, 'text' | 'range' | 'isName'> | undefined {
  const scalar = at(map, key);
  if (!scalar || (scalar.kind === 'scalar' && scalar.isNull)) return undefined;
  if (scalar.kind !== 'scalar' || scalar.isTruth) {
    refuse(reader, scalar, placeOf(scalar), t('{0} has to be a number or a name.', key));
    return undefined;
  }
  if (scalar.number) {
    const part = numberAt(reader, map, key, empty === 'refused');
    return part && { ...part, isName: false };
  }
  const text = filled(reader, scalar);
  if (isFilledLater(scalar.text.value)) return { text, range: rangeOf(text), isName: isPortName(text.value) };
  if (text.value === '' && empty === 'nothing') return undefined;
  return refuseName(reader, scalar, text) ? { text, range: null, isName: true } : undefined;
}

/** The same where a port has to be. */
export function neededPortAt(reader: PortReader, map: MapTree, key: string): ReturnType<typeof portAt> {
  if (!scalarAt(map, key) && at(map, key)?.kind !== 'list' && at(map, key)?.kind !== 'map')
    refuse(reader, map, placeOf(map), t('{0} is missing here.', key));
  return portAt(reader, map, key, 'refused');
}

/** Whether a text may name a port; notes what is refused of it. */
export function refuseName(reader: PortReader, tree: Tree, text: SourceText): boolean {
  if (isPortName(text.value)) return true;
  const written = shown(text.value);
  const message =
    text.value.length > MAX_PORT_NAME
      ? t('"{0}" is too long: names of ports have {1} characters at most.', written, MAX_PORT_NAME)
      : /^\d+$/.test(text.value)
        ? t('"{0}" is a number in quotes: write it without them, or a name with a letter.', written)
        : t(
            '"{0}" is no name of a port: it may have small letters, digits and single hyphens between them.',
            written,
          );
  refuse(reader, tree, text, message);
  return false;
}

/** Whether the protocol of a port is known: what it may meet depends on it. */
export function isProtocolKnown(map: MapTree): boolean {
  const scalar = at(map, 'protocol');
  return scalar?.kind !== 'scalar' || isKnown(scalar);
}

/** Whether something may still put ports into a list, or name one of them. */
export function isOpenList(list: Tree | undefined): boolean {
  if (list?.kind === 'scalar') return !isKnown(list);
  if (list?.kind !== 'list') return false;
  return list.items.some(item => {
    if (item.kind !== 'map') return item.kind === 'scalar' && !isKnown(item);
    const name = at(item, 'name');
    return (name?.kind === 'scalar' && !isKnown(name)) || [...item.entries.keys()].some(isFilledLater);
  });
}

/** Whether a template may still put something into a mapping. */
export function isTemplated(map: MapTree): boolean {
  return [...map.entries].some(
    ([key, value]) => isFilledLater(key) || (value.kind === 'scalar' && isFilledLater(value.text.value)),
  );
}

const PROTOCOLS: readonly string[] = ['TCP', 'UDP', 'SCTP'];

/** The protocol of a port: TCP where none is written, and where it is refused. */
export function protocolAt(reader: PortReader, map: MapTree): Protocol {
  const scalar = at(map, 'protocol');
  if (scalar?.kind !== 'scalar' || scalar.isNull) return 'tcp';
  const text = filled(reader, scalar);
  if (!refuseNoText(reader, scalar, 'protocol')) return 'tcp';
  if (!isFilledLater(text.value) && text.value !== '' && !PROTOCOLS.includes(text.value))
    refuse(
      reader,
      scalar,
      text,
      t('"{0}" is no protocol: there are {1}.', shown(text.value), PROTOCOLS.join(', ')),
    );
  return parseProtocol(text.value.toLowerCase()) ?? 'tcp';
}

/** Notes each that has the key of an earlier one. */
export function refuseTwice<Item>(
  reader: PortReader,
  items: readonly Item[],
  keyOf: (item: Item) => string | undefined,
  placeOf: (item: Item) => { readonly tree: Tree; readonly text: SourceText },
  messageOf: (item: Item) => string,
): void {
  const first = new Map<string, Item>();
  for (const item of items) {
    const key = keyOf(item);
    if (key === undefined) continue;
    const earlier = first.get(key);
    if (earlier === undefined) first.set(key, item);
    else refuse(reader, placeOf(item).tree, placeOf(item).text, messageOf(item), placeOf(earlier).text);
  }
}

/** A port of a mapping that is exposed, and its name where it has one. */
interface PortOfMap extends Pick<Expose, 'port' | 'protocol'> {
  readonly map: MapTree;
  readonly name?: ScalarTree | undefined;
}

/** The port at a key of a mapping, and what other files lay over it: they name it by the same number. */
export function exposesAt(
  key: string,
  role: NonNullable<Expose['role']>,
  { map, port, protocol, name }: PortOfMap,
  unit: string,
): readonly [Expose, ...Expose[]] {
  const own: Expose = {
    role,
    author: authorOf(at(map, key) ?? map, unit),
    port,
    protocol,
    ...(name && isKnown(name) && { name: { uri: name.uri, value: name.text } }),
  };
  const others = (map.alike ?? []).flatMap((other): readonly Expose[] => {
    const number = scalarAt(other, key)?.number;
    return number && number.block !== port.text.block
      ? [{ role, author: authorOf(other, unit), port: { ...port, text: number }, protocol }]
      : [];
  });
  return [own, ...others];
}

/** Notes what is refused of the name of a port of a Service, or of endpoints: a label of DNS (RFC 1123). */
export function refuseLabel(reader: PortReader, { text, ...tree }: ScalarTree): void {
  if (/^[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?$/.test(text.value)) return;
  const message = t(
    '"{0}" is no name here: it may have up to 63 small letters, digits and hyphens between them.',
    text.value,
  );
  refuse(reader, { ...tree, text }, text, message);
}

/** Notes what is refused where a text should be: a number, or true and false. */
export function refuseNoText(reader: PortReader, scalar: ScalarTree, key: string): boolean {
  if (!scalar.number && !scalar.isTruth) return true;
  refuse(reader, scalar, scalar.text, t('{0} has to be a text: write it in quotes.', key));
  return false;
}
