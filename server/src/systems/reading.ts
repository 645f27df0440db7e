import type { PortRange } from '../ports/port';
import type { NamedPort } from '../text/commands';
import type { DotenvEntry } from '../text/dotenv';
import type { PortPart, SpecFault } from '../text/port-spec';
import type { Purpose } from '../text/purpose';
import type { Silence } from '../text/silences';
import type { Block, SourceText } from '../text/source-text';
import type { Span } from '../text/spans';
import type { UrlMention } from '../text/urls';
import type { Exposed } from './unit';

/** A block with the URLs and `host:port` that stand in it. */
export interface BlockOfUrls {
  readonly block: Block;
  readonly mentions: readonly UrlMention[];
}

/** What keeps a document from being read as a whole. */
export interface Trouble {
  readonly message: string;
  readonly span: Span;
  /**
   * Whether a limit of ours leaves something out, which its program may well read. Else it is a fault of the file: its
   * program refuses it, or it is none of its files at all.
   */
  readonly isLimit?: boolean;
}

/** What one document says about ports. Each format has more to say of its own. */
export interface Reading {
  /** The id of the format that it was read in. */
  readonly format: string;
  /** How many units, ports, URLs and other entries it has: what it costs to keep. */
  readonly weight: number;
  /** What it costs to keep beside its text, about in bytes, where it says that more exactly than by its weight. */
  readonly cost?: number;
  readonly urls: readonly BlockOfUrls[];
  /** What keeps it from being read as a whole: nothing that it says is left out without one. */
  readonly troubles: readonly Trouble[];
  /** Where a block starts, in UTF-16 offsets of the document. */
  startOf(block: Block): number;
  /** The block that an offset stands in; one between two belongs to the later. */
  blockAt(offset: number): Block;
  /** The blocks that a span touches. */
  blocksIn(span: Span): readonly Block[];
  /** Whether units of projects are written in it. */
  readonly holdsUnits?: boolean;
  /** How images are made, where it says that. */
  readonly recipe?: Recipe;
  /** The variables that it gives to whoever is started with it. */
  readonly variables?: readonly DotenvEntry[];
  /** The ports that a program listens on where the file is: on the host, or in the units that mount it. */
  readonly listens?: readonly Listen[];
  /** Whether it is text as any other: of it nothing but URLs count, and commands that are written down. */
  readonly isPlain?: boolean;
  /** Whether it publishes a host port itself in a way that is not read, as a workflow with services does; or a part of it. */
  publishes?(port: number, part?: Span): boolean;
}

/** One stage of a recipe: what it is called, builds on and declares. */
export interface Stage {
  /** In lower case. */
  readonly name: string | undefined;
  /** What it builds on: an image or an earlier stage's name. */
  readonly base: string;
  readonly exposed: readonly Exposed[];
  readonly span: Span;
}

/** A port that a stage gives by a name: a variable, an argument, an option of a command. */
export interface PortOfStage {
  /** Undefined before the first. */
  readonly stage: Stage | undefined;
  readonly port: NamedPort;
  readonly range: PortRange;
  readonly isArgument: boolean;
}

/** How images are made, stage by stage. */
export interface Recipe {
  readonly stages: readonly Stage[];
  readonly namedPorts: readonly PortOfStage[];
  /** What the program refuses of its ports. */
  readonly faults: readonly SpecFault[];
  /** What runs inside of the image, where `localhost` is the image itself. */
  readonly containerSpans: readonly Span[];
}

/** A port that a program is told to listen on, or that is forwarded to it, where the file is. */
export interface Listen extends Exposed {
  readonly role: 'listen' | 'forwarded';
  readonly port: PortPart;
  /** As written, where one is. */
  readonly address: string | undefined;
  /** What is served there, as it is called: `example.org`. */
  readonly name: string | undefined;
  /** The unit whose port it is, by a host name; undefined for all that have the file. */
  readonly host?: string;
  /** Whether what listens is made of the folder that the file stands in: by whichever unit builds that. */
  readonly isOfFolder?: boolean;
  /** Whether the machine itself listens, for whichever program: no container does. */
  readonly isOfMachine?: boolean;
}

/** What it costs to keep a port, a URL or another entry of a reading, about in bytes. */
export const COST_OF_ENTRY = 400;

/** The same for the project that a file starts, and each of its characters or units: whichever is more. */
export const COST_OF_PROJECT = 12_000;
const COST_OF_CHARACTER = 60;
export const COST_OF_UNIT = 8000;

/** What it costs to keep so many units that a text says, and their project, about in bytes. */
export function costOfUnits(length: number, units: number): number {
  return COST_OF_PROJECT + Math.max(COST_OF_CHARACTER * length, COST_OF_UNIT * units);
}

/** The same for a directive of a server's configuration, and each of its words. */
const COST_OF_DIRECTIVE = 250;
const COST_OF_WORD = 150;

/** What it costs to keep so many entries and the directives that they stand among, about in bytes. */
export function costOfDirectives(
  entries: number,
  directives: readonly { readonly args: readonly unknown[] }[],
): number {
  return directives.reduce(
    (sum, { args }) => sum + COST_OF_DIRECTIVE + COST_OF_WORD * args.length,
    COST_OF_ENTRY * entries,
  );
}

/** A path of a file or folder as a document writes it. */
export interface WrittenPath {
  /** As written, variables among it: what they stand for a project knows. */
  readonly text: SourceText;
  /** The path of the folder that it starts from, where that is written, too; else the folder that its file is read in. */
  readonly within?: SourceText | undefined;
  /** Whether others know the file by its name there: `name=path` keeps that name where the file gets another. */
  readonly isKey?: boolean;
}

/** A document of the workspace as read. */
export interface Document {
  readonly uri: string;
  readonly text: string;
  readonly purpose: Purpose;
  readonly reading: Reading;
  /** What other formats read of parts of it, in the blocks of its reading. */
  readonly parts: readonly Reading[];
  readonly silences: readonly Silence[];
}

/** What a reading of a single block says of where things are. */
export function inOneBlock(block: Block): Pick<Reading, 'startOf' | 'blockAt' | 'blocksIn'> {
  return { startOf: () => 0, blockAt: () => block, blocksIn: () => [block] };
}

/** That limits of ours leave out something of a text, each with what is said of it: once, however often it is reached. */
export function limitsIn(text: string, messages: Iterable<string>): readonly Trouble[] {
  return [...new Set(messages)].map(message => ({
    message,
    span: { start: 0, end: text.length },
    isLimit: true,
  }));
}

/** A span of a block, in offsets of the document. */
export function placeSpan(reading: Reading, block: Block, span: Span): Span {
  const start = reading.startOf(block);
  return start === 0 ? span : { start: span.start + start, end: span.end + start };
}
