import type { Document } from '../formats/reading';
import type { Claim } from './collisions';
import type { Project } from './project';

/** A project that publishes a host port, and where. */
export interface Publisher {
  readonly project: Project;
  readonly claim: Claim;
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
  /** The documents in which a URL names a port, or relies on a scheme that means it; those below a folder, or all. */
  documentsMentioning(port: number, folder?: string): readonly Document[];
  /** Whether an edit of a file may be offered: false outside the workspace folders. */
  isEditable(uri: string): boolean;
  /** A document as a person names it: its path in its workspace folder. */
  nameOf(uri: string): string;
}
