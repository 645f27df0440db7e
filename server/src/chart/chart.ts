import type { HostAddress } from '../ports/address';
import type { PortRange } from '../ports/port';
import type { Protocol } from '../ports/protocol';
import type { Project } from '../systems/project';
import type { Document } from '../systems/reading';
import type { Binding } from './collisions';
import type { Inside } from './occurrence';

/** A project that publishes a host port, and where. */
export interface Publisher {
  readonly project: Project;
  readonly binding: Binding;
}

/** A program of this machine that listens on a port now. */
export interface Listener {
  readonly port: number;
  readonly protocol: Protocol;
  readonly address: HostAddress;
  /** Undefined where the system does not tell. */
  readonly program: string | undefined;
  /** Whether it holds the port for a container, most likely the project's own; or it may. */
  readonly isForContainer: boolean;
}

/** A unit that has a file or folder of the host in its container, and where. */
export interface Mounter extends Inside {
  readonly target: string;
}

/** What a workspace holds, as rules and features see it. */
export interface Chart {
  document(uri: string): Document | undefined;
  /** The projects that read a file. */
  projectsWith(uri: string): readonly Project[];
  /** The projects of a folder: its default one, and those of its overlays and files that stand alone. */
  projectsIn(folder: string): readonly Project[];
  /** Whether any other folder has projects. */
  hasNeighbours(folder: string): boolean;
  /** Who publishes a host port, over all projects. */
  publishersOf(port: number): readonly Publisher[];
  /** The units, of any project, that mount a file or folder: its URI without a `/` at the end. */
  mountersOf(path: string): readonly Mounter[];
  /** The units, of any project, that have an image, by its name without tag and digest. */
  unitsWithImage(repository: string): readonly Inside[];
  /** The documents in which a URL names a port, or relies on a scheme that means it; those below a folder, or all. */
  documentsMentioning(port: number, folder?: string): readonly Document[];
  /** The documents of one format that stand directly in a folder, in the order of their URIs; the same list while they are the same. */
  documentsIn(folder: string, format: string): readonly Document[];
  /** What listens on a port, or on any of a range, of the machine that the projects run on, as far as somebody looked. */
  listenersOn(ports: number | PortRange): readonly Listener[];
  /** Whether every file of a project was read that is there: another may say anything. */
  hasReadAll(project: Project): boolean;
  /** Whether an edit of a file may be offered: false outside the workspace folders. */
  isEditable(uri: string): boolean;
  /** A document as a person names it: its path in its workspace folder. */
  nameOf(uri: string): string;
}
