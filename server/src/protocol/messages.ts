import type { Location } from 'vscode-languageserver-types';
import type { ToolAnswer, ToolName } from './tools';

/** What client and server say to each other beyond the LSP; `server/src/requests.ts` answers most of it. */

export interface PortKey {
  readonly port: number;
  readonly protocol: string;
}

export interface SearchResult extends PortKey {
  readonly label: string;
  readonly description?: string;
  readonly detail?: string;
}

/** Which ports are wanted: those that hold a text, and of these perhaps only those in a conflict. */
export interface PortFilter {
  readonly text: string;
  readonly areConflictsOnly: boolean;
}

/** What the ports stand under: the project that publishes them, or the host port itself, with all who publish it. */
export type Grouping = 'project' | 'port';

/** What a view lists: the filter holds for the groups and, in those of projects, for their rows. */
export interface PortsQuery {
  readonly grouping: Grouping;
  readonly filter: PortFilter;
}

/** A project, or a host port: a line that others stand under. */
export interface PortGroup {
  /** Of one group alone, and the same after changes. */
  readonly id: string;
  readonly name: string;
  /** The name, without its middle where it is long. */
  readonly label: string;
  readonly description: string;
  /** The file of a project. */
  readonly uri?: string;
  /** Whether several projects publish the port. */
  readonly isShared: boolean;
}

export interface PortGroups {
  readonly groups: readonly PortGroup[];
  /** The ID of the project that the named document is nearest to. */
  readonly near?: string;
  /** Whether there is no file with ports at all. */
  readonly isNothingRead: boolean;
}

/** A published port: a line of the view. */
export interface PortRow {
  readonly location: Location;
  /** As in `127.0.0.1:8080/tcp`. */
  readonly host: string;
  /** The digits alone; none where the engine chooses. */
  readonly port?: string;
  readonly project: string;
  /** The project's name, without its middle where it is long. */
  readonly projectLabel: string;
  readonly service: string;
  readonly target: string;
  readonly name?: string;
  readonly url?: string;
  readonly severity?: 'error' | 'warning' | 'information' | 'hint';
  readonly messages: readonly string[];
}

export type ChartFormat = 'svg' | 'mermaid' | 'markdown';

/** What a chart is to show: everything, where nothing is said. */
export interface ChartQuery {
  /** The ID of the only project to draw; '' for all of them. One that is gone is as good as none. */
  readonly project?: string;
  /** A document: where no project is named, that of the document is drawn, or else the first. */
  readonly near?: string;
  readonly filter?: PortFilter;
  /** How wide a picture may be, in units in which its text has the size 13. */
  readonly width?: number;
}

export interface DrawnChart {
  readonly text: string;
  /** Where the rows of the drawing are written, in its order. */
  readonly places: readonly Location[];
  /** The projects to choose from. */
  readonly projects: readonly ProjectName[];
  /** The one that is drawn; '' for all. */
  readonly project: string;
}

export interface ProjectName {
  readonly id: string;
  readonly name: string;
}

export interface FolderEntry {
  readonly name: string;
  readonly kind: 'file' | 'folder';
}

export type FileAnswer =
  | { readonly text: string }
  | {
      readonly refusal:
        | { readonly kind: 'missing' }
        | { readonly kind: 'unreadable'; readonly reason: string };
    };

/** What is asked of the server. */
export interface ServerRequests {
  'portolan/search': { readonly params: { readonly text: string }; readonly result: readonly SearchResult[] };
  'portolan/explain': { readonly params: PortKey; readonly result: { readonly markdown: string } };
  'portolan/groups': {
    /** `near` is a document. */
    readonly params: PortsQuery & { readonly near?: string };
    readonly result: PortGroups;
  };
  /** The rows of one group, by its ID. */
  'portolan/rows': {
    readonly params: PortsQuery & { readonly group: string };
    readonly result: readonly PortRow[];
  };
  'portolan/chart': {
    readonly params: ChartQuery & { readonly format: ChartFormat };
    readonly result: DrawnChart;
  };
  'portolan/freePort': {
    /** With the file that is being edited, if there is one: its project's images keep their ports. */
    readonly params: { readonly near: number; readonly uri?: string };
    readonly result: { readonly port?: number };
  };
  /** What an agent asks: nobody has looked at its input yet. */
  'portolan/tool': {
    readonly params: { readonly tool: ToolName; readonly input: unknown };
    readonly result: ToolAnswer;
  };
}

/** What the server asks: files that are not on its disk. */
export interface ClientRequests {
  'portolan/readFile': { readonly params: { readonly uri: string }; readonly result: FileAnswer };
  'portolan/listFolder': {
    readonly params: { readonly uri: string };
    readonly result: readonly FolderEntry[];
  };
}

/** What the server is told: whether it may look at the machine, and whether somebody asked for it just now. */
export interface ServerNotifications {
  'portolan/lookAtMachine': { readonly may: boolean; readonly isAsked: boolean };
}
