import type { Location } from 'vscode-languageclient';

/** What client and server say to each other beyond the protocol; `server/src/requests.ts` answers most of it. */

export interface PortKey {
  readonly port: number;
  readonly protocol: string;
}

export interface SearchResult extends PortKey {
  readonly label: string;
  readonly description?: string;
  readonly detail?: string;
}

/** A published port: a line of the Ports view. */
export interface PortRow {
  readonly location: Location;
  /** As in `127.0.0.1:8080/tcp`. */
  readonly host: string;
  /** The digits alone; none where Docker chooses. */
  readonly port?: string;
  readonly service: string;
  readonly target: string;
  readonly name?: string;
  readonly url?: string;
  readonly isConflict: boolean;
  readonly severity?: 'error' | 'warning' | 'information' | 'hint';
  readonly messages: readonly string[];
}

export interface PortTable {
  readonly name: string;
  readonly uri: string;
  readonly conflicts: number;
  readonly rows: readonly PortRow[];
}

export type ChartFormat = 'svg' | 'mermaid' | 'markdown';

export interface DrawnChart {
  readonly text: string;
  /** Where the rows of the drawing are written, in its order. */
  readonly places: readonly Location[];
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

/** How things stand after a change. */
export interface PortsState {
  readonly conflicts: number;
  readonly projects: number;
}

/** What is asked of the server. */
export interface ServerRequests {
  'portolan/search': { readonly params: { readonly text: string }; readonly result: readonly SearchResult[] };
  'portolan/explain': { readonly params: PortKey; readonly result: { readonly markdown: string } };
  'portolan/tables': { readonly params: undefined; readonly result: readonly PortTable[] };
  'portolan/chart': { readonly params: { readonly format: ChartFormat }; readonly result: DrawnChart };
  'portolan/freePort': {
    /** With the file that is being edited, if there is one: its project's images keep their ports. */
    readonly params: { readonly near: number; readonly uri?: string };
    readonly result: { readonly port?: number };
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
