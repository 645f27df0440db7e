import { withoutBrackets } from '../ports/address';
import { type PortRange, rangeSize } from '../ports/port';
import type { Protocol } from '../ports/protocol';
import type { NamedPort } from '../text/commands';
import type { AddressPart, PortPart, PortSpec, SpecFault, SpecResult } from '../text/port-spec';
import type { Block, SourceText } from '../text/source-text';
import type { Span } from '../text/spans';

/** The file, and the unit in it, that writes something. */
export interface Author {
  readonly uri: string;
  readonly unit: string;
}

/** A value, and the file that says it. */
export interface Sourced<Value> {
  readonly uri: string;
  readonly value: Value;
}

/** A port of the host that leads to one of a unit. */
export interface Mapping {
  readonly author: Author;
  readonly address: AddressPart | undefined;
  /** Undefined where the program chooses it. */
  readonly published: PortPart | undefined;
  readonly target: PortPart;
  readonly protocol: Protocol;
  /** Whether each copy of a unit asks for it, also where copies share their ports (`ProjectRoot.copiesShare`). */
  readonly isOfEachCopy: boolean;
  /** Whether one that says the same beside it asks for the port once more; else the two are one. */
  readonly isAskedAgain?: boolean;
  /** The whole of it where that stands in short form, without quotes. */
  readonly unquoted: SourceText | undefined;
}

/** What entries in the form of Docker publish, but for those that are refused; `rest` is the same for all of them. */
export function mappingsOf(
  results: readonly SpecResult[],
  rest: Omit<Mapping, keyof PortSpec>,
): readonly Mapping[] {
  return results.flatMap(result =>
    result.faults ? [] : [{ address: undefined, published: undefined, ...result.spec, ...rest }],
  );
}

/** A port that a unit declares in its own network. */
export interface Exposed {
  readonly port: PortPart;
  readonly protocol: Protocol;
}

/** The same, as one of the project's files writes it. */
export interface Expose extends Exposed {
  readonly author: Author;
  /** What the system calls it; `exposed` where nothing is said. */
  readonly role?: 'containerPort' | 'servicePort' | 'listener';
  /** Whether its name alone stands here: its number is written elsewhere, as a claim, or nowhere. */
  readonly isNameAlone?: boolean;
  /** The name by which others may refer to it. */
  readonly name?: Sourced<SourceText>;
  /** Where it leads; written in the same place where it does so by the same number. */
  readonly reference?: Reference;
}

/** A port by which a unit refers to other units, or to itself: the project knows which these are. */
export interface Reference {
  readonly role: 'targetPort' | 'backend' | 'probe' | 'policy' | 'use';
  readonly author: Author;
  /** The number or the name as written. */
  readonly text: SourceText;
  /** Null where it is a name, or where a variable is unknown. */
  readonly range: PortRange | null;
  readonly isName: boolean;
  readonly protocol: Protocol;
}

/** The listener of a proxy, by its name, through which a unit is to be reached. */
export interface EntryPoint {
  readonly author: Author;
  readonly text: SourceText;
}

/** A port that a unit asks for on whichever machine it runs. */
export interface Claim {
  readonly role: 'hostPort' | 'nodePort';
  readonly author: Author;
  readonly port: PortPart;
  readonly protocol: Protocol;
  readonly address: AddressPart | undefined;
  /** The port of the unit that it leads to. */
  readonly target: PortPart | undefined;
  /** Whether the unit has the number in its own network, too, for that is the machine's. */
  readonly isOwn: boolean;
  /** Whether it asks for it on all machines, on some that nobody knows before, or on none, though it is written. */
  readonly machines: 'all' | 'some' | 'none';
}

/** A part of a file that speaks for a unit: from inside it, from beside it, or of its ports and image. */
export interface Region {
  readonly kind: 'container' | 'environment' | 'ports' | 'image';
  readonly block: Block;
  readonly span: Span;
}

/** Another unit, by the name that one unit alone knows it by, in lower case. */
export interface Link {
  readonly unit: string;
  readonly alias: string;
}

/** A file or folder that a unit has inside. */
export interface Mount {
  /** The folder that the path starts from. */
  readonly directory: string;
  readonly source: string;
  readonly target: string;
}

/** Whose network a unit is in: its own, the host's, none, another unit's, or that of something outside the project. */
export type Network =
  | { readonly kind: 'own' }
  | ({ readonly kind: 'host' | 'none' } & NotOwn)
  | ({ readonly kind: 'unit' | 'foreign'; readonly name: string } & NotOwn);

interface NotOwn {
  readonly mode: Sourced<SourceText>;
  /** What the program does with what is published there, where it is not what most do. */
  readonly publishing?: { readonly isRefused: boolean; readonly message: string };
}

/** The file that says how an image is made (its recipe), and the stage of it that makes this one: else the last. */
export interface ImageSource {
  readonly uri: string;
  readonly stage: string | undefined;
}

/** What has ports in a project: a service, a pod, a server. What a system reads is lowered to this. */
/** Another unit of a project that a unit starts after. */
export interface Predecessor {
  readonly unit: string;
  /** Whether that has ended by then, and not only started. */
  readonly isOver: boolean;
}

export interface Unit {
  readonly name: string;
  /** Every place that names it. */
  readonly names: readonly Sourced<SourceText>[];
  /** Whether it is a machine, on which other units of its project claim ports. */
  readonly isMachine?: boolean;
  /** What the program is asked to map. */
  readonly mappings: readonly Mapping[];
  /** Whether the program chooses a host port for each mapping that has none by itself, also where addresses meet. */
  readonly choosesApart?: boolean;
  /** What is written, but replaced by a later file. */
  readonly replaced: readonly Mapping[];
  readonly exposes: readonly Expose[];
  readonly references: readonly Reference[];
  readonly claims: readonly Claim[];
  /** The listeners of a proxy of its project by which it is to be reached. */
  readonly entryPoints?: readonly EntryPoint[];
  /** Where it is a proxy: the names of all its listeners in lower case, as far as what starts it says that for certain. */
  readonly allEntryPoints?: readonly string[] | undefined;
  /** What the program refuses of its ports. */
  readonly faults: readonly Sourced<SpecFault>[];
  readonly network: Network;
  /** It is started with any of these groups; always where there are none. */
  readonly groups: readonly string[];
  readonly startsAfter?: readonly Predecessor[];
  /** How many of it run. */
  readonly copies: number;
  readonly image: Sourced<SourceText> | undefined;
  /** What its image is made of, where the project makes it. */
  readonly source: ImageSource | undefined;
  /** The variables that it is started with. */
  readonly environment: ReadonlyMap<string, Sourced<SourceText>>;
  /** The ports that commands, labels and build arguments give by a name. */
  readonly namedPorts: readonly Sourced<NamedPort>[];
  readonly regions: readonly Sourced<Region>[];
  /** Its host names beside its own name, in lower case. */
  readonly hostNames: readonly string[];
  readonly links: readonly Link[];
  readonly mounts: readonly Mount[];
}

/** A name as long as this is as much to say as a port. */
export const LONG_NAME = 256;

/** How many parts each entry of a unit counts as: the name of the unit is said with it. */
export function partsOfEntry({ name }: Pick<Unit, 'name'>): number {
  return 1 + Math.floor(name.length / LONG_NAME);
}

/** How much of a project's budget a unit takes: what may be linked or judged of it. */
export function partsOf(unit: Unit): number {
  const { mappings, exposes, references, claims, environment, namedPorts, faults } = unit;
  const listed = [mappings, exposes, references, claims, namedPorts, faults];
  return partsOfEntry(unit) * listed.reduce((sum, { length }) => sum + length, 1 + environment.size);
}

/** A unit of which no more than its name is known: what a system says of it is put over this. */
export function bareUnit(name: string): Unit {
  return {
    name,
    names: [],
    mappings: [],
    replaced: [],
    exposes: [],
    references: [],
    claims: [],
    faults: [],
    network: { kind: 'own' },
    groups: [],
    copies: 1,
    image: undefined,
    source: undefined,
    environment: new Map(),
    namedPorts: [],
    regions: [],
    hostNames: [],
    links: [],
    mounts: [],
  };
}

/**
 * Whether a mapping is a pool: several host ports of which the program picks one for a single port of the unit. One that a
 * variable leaves open is taken for one.
 */
export function isPool({ published, target }: Mapping): boolean {
  const isOne = !target.range || rangeSize(target.range) === 1;
  return (
    isOne && published?.range !== undefined && published.range !== null && rangeSize(published.range) > 1
  );
}

/** What makes two mappings of one unit the same; no address counts as 0.0.0.0 (compose-go `portIndexer`). */
export function mappingKey({ address, published, target, protocol }: Mapping): string {
  return `${addressKey(address)} ${portKey(published)} ${portKey(target)} ${protocol}`;
}

/** What makes two addresses of mappings the same: how they are written, brackets left out, unless their program says else. */
export function addressKey(address: AddressPart | undefined): string {
  return address?.key ?? withoutBrackets(address?.text.value ?? '0.0.0.0');
}

function portKey(part: PortPart | undefined): string {
  if (!part) return '';
  return part.range ? `${part.range.from}-${part.range.to}` : part.text.value;
}
