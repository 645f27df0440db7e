import type { Target } from '../text/included';
import type { Purpose } from '../text/purpose';
import type { Block } from '../text/source-text';
import type { Span } from '../text/spans';
import type { Lookup } from '../text/template';
import type { Cursor, PortInUnit, Writing } from '../text/writing';
import type { Budget, Find, Project } from './project';
import type { Document, Reading, WrittenPath } from './reading';
import type { Mapping, Unit } from './unit';

/** Longer texts are not read: no configuration file is. In UTF-16 units. */
export const MAX_TEXT = 1024 * 1024;

/** The most ports and other entries of a file in which no units are written: more are data. */
export const MAX_ENTRIES = 2000;

/** What has to be known of a text to read it. */
export interface Source {
  readonly uri: string;
  readonly text: string;
  readonly purpose: Purpose;
}

/** What a file takes in by itself, with no project of files: those of a folder whose names fit. */
export interface Taken {
  readonly target: Target;
  /** As it is written: an absolute path is one of the machine that the program is on. */
  readonly path: string;
  /** Whether the program does nothing without such a file. */
  readonly isMissed: boolean;
}

/** Another text in the place of a span. */
export interface Rewritten {
  readonly span: Span;
  readonly newText: string;
}

/** How files of one kind are read. */
export interface Format {
  /** By which its readings are told apart. */
  readonly id: string;
  /** The names that promise it. */
  readonly names?: RegExp;
  /** The endings and folders of files that may be one, if `holds` says so: other files nobody looks into. */
  readonly endings?: readonly string[];
  readonly folders?: RegExp;
  /** The languages of editors that say the same, whatever the name. */
  readonly languages?: readonly string[];
  /**
   * Whether its files are text as any other beside what is read of them: what each is for its path says, and any mark may
   * begin a comment. Others set something up, wherever they stand.
   */
  readonly isOfAnyPurpose?: boolean;
  /** Whether projects read it, so that one that cannot be read leaves a gap. */
  readonly isOfProjects?: boolean;
  /** Whether a text with such a name is one after all; where nothing is said each is. */
  readonly keeps?: (text: string) => boolean;
  /** Whether a text under a name that promises nothing is one. */
  readonly holds?: (uri: string, text: string) => boolean;
  /** The same for a file that somebody hands to us by its name, as to a program: less is enough there. */
  readonly mayHold?: (uri: string, text: string) => boolean;
  /** The most that is read of a text, in UTF-16 units. */
  readonly sizeLimit: number;
  /**
   * A text as the program takes its characters, of the same length: what ends a line there is a line feed. Where nothing
   * is said, as it is. All that follows is asked of that.
   */
  readonly asTaken?: (text: string) => string;
  /** Reads a text; `earlier` is an earlier version of it, whose unchanged parts may be kept. Never throws for what it holds. */
  readonly read: (source: Source, earlier: Reading | undefined) => Reading;
  /** Whether parts of its texts are in other languages, as the scripts of a job are: what other formats read of these counts, too. */
  readonly hasParts?: boolean;
  /** What it reads of the parts of a text of another format, whose block that is; undefined where none is of it. */
  readonly readParts?: (source: Source, block: Block) => Reading | undefined;
  /** Where the line starts that an offset stands in, if that is another place than where the text breaks. */
  readonly lineStart?: (text: string, offset: number) => number;
  /** Whether what stands before a place makes it part of a comment. */
  readonly isComment?: (at: Cursor) => boolean;
  /** What a part of a file takes in, which is the file itself or what that takes in: read as it is, whatever its name. */
  readonly takesIn?: (whole: Document, part: Document) => readonly Taken[];
  /** The paths that a file writes, of files that its program reads: where one of them moves, they change. */
  readonly pathsIn?: (document: Document) => readonly WrittenPath[];
  /** The names of files with which its program does nothing where it cannot read all of them: that is told unasked. */
  readonly wholes?: RegExp;
  /** What begins a comment, the usual mark first, where that is not `#` alone. */
  readonly comments?: readonly string[];
  /**
   * How a variable is written in the place of what stands there, which is its default then: the span, or more of the text
   * where that needs quotes. Undefined where none can stand. Nothing where the format has no variables of a project.
   */
  readonly variableAt?: (at: Cursor, span: Span, name: string) => Rewritten | undefined;
  /** What is being written at a place, where that can be a port. */
  readonly writingIn: (at: Cursor) => Writing | undefined;
}

/** How the files of one format form projects. */
export interface Projects {
  /** The format of the files that projects start from. */
  readonly format: string;
  /** Whether the program finds a file by its name alone, without being told. */
  readonly isFound: (uri: string) => boolean;
  /** The names of files that change what the projects of their folder are, whatever their format. */
  readonly besides: ReadonlySet<string>;
  /** The projects of a folder. `files` are its files of the format; what the projects take in is taken from `budget`. */
  readonly readIn: (
    folder: string,
    files: readonly string[],
    find: Find,
    budget: Budget,
  ) => readonly Project[];
  /** The unit that is being written in, as it is without what is being written. */
  readonly writtenIn?: (project: Project, document: Document, at: PortInUnit) => UnitInWork | undefined;
  /** The units of a project that may take a port from a variable, as they are under other variables. */
  readonly unitsWith?: (
    project: Project,
    variable: string,
    lookup: Lookup,
    documentAt: (uri: string) => Document | undefined,
  ) => readonly Unit[];
}

/** A unit, as it is without what is being written of it. */
export interface UnitInWork {
  readonly unit: Unit;
  /** The port of the entry that is being written, where its host port is. */
  readonly target: Mapping['target']['range'] | undefined;
  /** Whether an entry is the one that is being written, which takes no port from itself. */
  isBeingWritten(mapping: Mapping): boolean;
}

/** What a person is told of a system, in a line of docs/systems.md. */
export interface About {
  readonly name: string;
  /** The files and the ports in them that are read. */
  readonly reads: string;
  /** What their ports lead to elsewhere, and what leads to them; so also what moves together. */
  readonly links: string;
  /** What is found wrong. */
  readonly judges: string;
  /** The program that was asked, and how often. */
  readonly checked: string;
}

/** A way to run or reach things that has ports: the formats of its files, and how they form projects. */
export interface System {
  readonly id: string;
  readonly about: About;
  readonly formats: readonly Format[];
  readonly projects?: Projects;
}
