import { t } from '@vscode/l10n';
import { NO_KEYS, NO_MEMBERS } from '../text/kept';
import type { Place } from '../text/spans';
import type { Lookup } from '../text/template';
import type { Document } from './reading';
import type { Reference, Unit } from './unit';

/** The files that one call of a program starts from. */
export interface ProjectRoot {
  /** The first of its files names it. */
  readonly files: readonly string[];
  /** Its folder: where the program is called. */
  readonly folder: string;
  /** The program passes these files over, for others of an earlier name stand beside them. */
  readonly isPassedOver?: boolean;
  /** Whether copies of a unit share its host port, as behind the mesh of a cluster. */
  readonly copiesShare?: boolean;
  /** Whether each unit is started by itself: of two that collide maybe one alone is ever started. */
  readonly startsApart?: boolean;
  /**
   * Whether each of its units is started by itself, by hand, where a person chooses to: a command that is written down. What
   * it publishes counts within the unit, and for what its document says of it, and for nobody else.
   */
  readonly isByHand?: boolean;
  /** What it holds alone makes its file one of the system, neither its name nor another file. */
  readonly isByContent?: boolean;
  /** Whether another file lists its files: they belong together then, wherever each stands. */
  readonly isListed?: boolean;
  /** Which part of its file it is, where one file holds several projects. */
  readonly part?: string;
  /**
   * Whether it runs on a machine of its own, as a job of continuous integration does: its host ports are none of the
   * machine that the others run on, and nothing but its own part of a file means them.
   */
  readonly isElsewhere?: boolean;
}

/** Whether nobody but its own part of a file means what a project publishes: it runs elsewhere, or is started by hand. */
export function isApart({ root: { isElsewhere, isByHand } }: Pick<Project, 'root'>): boolean {
  return isElsewhere === true || isByHand === true;
}

/** What tells a project from all others. */
export function projectId({ root: { files, part } }: Project): string {
  return [...files, ...(part === undefined ? [] : [part])].join(' ');
}

/** Something about a project's files that keeps part of it from being read. */
export interface Problem extends Place {
  readonly message: string;
  /** The program refuses the whole project for it; else Portolan leaves something out that the program reads. */
  readonly isRefusal: boolean;
  /** Whether that is a file of the project, or part of one: then a conflict may stand there that nobody sees. */
  readonly isGap?: boolean;
  /** Whether it is a file that only the program can get: from elsewhere, or by a variable that no file sets. */
  readonly isRemote?: boolean;
}

/** Where a reference leads. */
export interface Destination {
  readonly units: readonly Unit[];
  /** Whether it leads to these for certain, and to no others. */
  readonly isCertain: boolean;
  /** Whether these have no other ports than they declare. */
  readonly hasAllPorts: boolean;
}

export const NOWHERE: Destination = { units: [], isCertain: false, hasAllPorts: false };

/** What a system reads together, as its program would. */
export interface Project {
  /** The id of the system. */
  readonly system: string;
  readonly root: ProjectRoot;
  readonly units: ReadonlyMap<string, Unit>;
  /** The units whose images each recipe makes, by its URI. */
  readonly builders: ReadonlyMap<string, readonly Unit[]>;
  /** The units that are started with the variables of each file, by its URI. */
  readonly variableReaders: ReadonlyMap<string, readonly Unit[]>;
  /** The units of which nothing is published, for nothing from outside reaches their networks. */
  readonly cutOff: ReadonlySet<Unit>;
  /** Whether a unit may know hosts by names that no unit has: it writes some, or is in a network of others. */
  readonly meetsOthers?: boolean;
  /** The units that a reference of one of its units leads to. */
  readonly leadsTo: (reference: Reference) => Destination;
  /** The variables that its files are read with. */
  readonly lookup: Lookup;
  /** The groups that are started when none is named. */
  readonly activeGroups: readonly string[];
  readonly problems: readonly Problem[];
  /** Every file that it reads or would read, also those that are missing: a change of one changes it. */
  readonly files: ReadonlySet<string>;
  /** Those of them that others take in, with all that they say. */
  readonly included: ReadonlySet<string>;
  /**
   * What says where the paths in each of its files start: files, in whose folders they do, or folders, with `/` at their
   * ends. Those of a file of which nothing is said start in its own folder.
   */
  readonly starts: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Where references lead of which nobody knows more. One for all projects: a function made for each would keep what that was made with. */
export const leadsNowhere = (): Destination => NOWHERE;

const knowsNoVariable: Lookup = () => undefined;

/** A project of units that start together, read from the files of its root alone: what else there is is put over this. */
export function bareProject(system: string, root: ProjectRoot, units: readonly Unit[]): Project {
  return {
    system,
    root,
    units: new Map(units.map(unit => [unit.name, unit])),
    builders: NO_KEYS,
    variableReaders: NO_KEYS,
    cutOff: NO_MEMBERS,
    leadsTo: leadsNowhere,
    lookup: knowsNoVariable,
    activeGroups: [],
    problems: [],
    files: new Set(root.files),
    included: NO_MEMBERS,
    starts: NO_KEYS,
  };
}

/**
 * What the workspace knows of a file that a project names: its document, or why there is none. `outside`
 * files are never read.
 */
export type Sighting = Document | 'missing' | 'outside' | 'unreadable';

/** Finds the documents that a project names, in the format of that id. Everything asked for becomes one of its files. */
export type Find = (uri: string, format: string) => Sighting;

/**
 * The most that the projects of a folder take in, counted before it is worked with: units, and all that their lists
 * hold. Merge keys, aliases and files that take in others can multiply without end what a file says once.
 */
export const MAX_PARTS = 16_000;

/** What may still be taken in, and whether it was said that there is more. */
export interface Budget {
  left: number;
  isTold: boolean;
  /** How much of it is of files that are taken over, and so is kept beside what these say themselves. */
  takenOver: number;
  /** From how much on nothing more is taken over. */
  readonly room: number;
  /** Whether no file of the folder is left out. */
  readonly hasAllFiles: boolean;
}

export function newBudget(room: number = MAX_PARTS, hasAllFiles = true): Budget {
  return { left: MAX_PARTS, isTold: false, takenOver: 0, room, hasAllFiles };
}

/** That a part and what follows it is left out, where that was not said yet. */
export function leftOut(budget: Budget, place: Place): readonly Problem[] {
  if (budget.isTold) return [];
  budget.isTold = true;
  const message = t(
    'The projects of this folder have more than {0},000 services, ports and other entries, the most that Portolan reads: this, and what follows, is left out.',
    // In thousands, for languages mark these differently.
    MAX_PARTS / 1000,
  );
  return [{ ...place, message, isRefusal: false, isGap: true }];
}
