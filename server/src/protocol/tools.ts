/** What an agent may ask: the same over the Model Context Protocol and, through the editor, over the LSP. */

/** The inputs of each tool. A path is that of a file or folder, as answers name it or absolute; lines and columns count from 1. */
export interface ToolInputs {
  readonly list_ports: { readonly path?: string | undefined; readonly offset?: number | undefined };
  readonly explain_port: {
    readonly port?: number | undefined;
    readonly protocol?: string | undefined;
    readonly path?: string | undefined;
    readonly line?: number | undefined;
  };
  readonly find_free_ports: {
    readonly near?: number | undefined;
    readonly count?: number | undefined;
    readonly path?: string | undefined;
  };
  readonly check_ports: { readonly path?: string | undefined; readonly offset?: number | undefined };
  readonly move_port: {
    readonly path: string;
    readonly line: number;
    readonly column?: number | undefined;
    readonly from: number;
    readonly to: number;
    readonly write?: boolean | undefined;
  };
}

export type ToolName = keyof ToolInputs;

/** A tool with its input. */
export type ToolCall = {
  readonly [Name in ToolName]: { readonly tool: Name; readonly input: ToolInputs[Name] };
}[ToolName];

/** What a tool says: in short lines, and the same as data; or why it says nothing, and what to do. */
export type ToolAnswer<Data extends object = object> =
  | { readonly text: string; readonly data: Data }
  | { readonly refusal: string };

/** Where a port is written. Line and column count from 1, the column in UTF-16 units. */
export interface ToolPlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** A port as written, and what it does there. */
export interface ToolPort extends ToolPlace {
  readonly system: string;
  readonly role: string;
  /** Null where a variable's value is unknown. */
  readonly from: number | null;
  readonly to: number | null;
  readonly protocol: string;
  readonly name?: string;
  readonly address?: string;
  readonly service?: string;
  readonly meaning: string;
}

/** One replacement within a line: the digits before and after. */
export interface ToolEdit extends ToolPlace {
  readonly before: string;
  readonly after: string;
}

export interface PortsData {
  readonly ports: readonly ToolPort[];
  /** How many there are, those that are left out among them. */
  readonly total: number;
  /** What kept files from being read. */
  readonly unread: readonly string[];
}

export interface ExplainData {
  readonly explained: readonly {
    /** Null where it is not known. */
    readonly port: number | null;
    readonly places: readonly ToolPort[];
    readonly total: number;
    /** What is known of the number anywhere, a fact a line. */
    readonly known: readonly string[];
  }[];
  readonly projects: readonly {
    readonly name: string;
    readonly files: readonly string[];
    readonly ports: readonly (ToolPlace & {
      readonly service: string;
      readonly host: string;
      readonly target: string;
      readonly url?: string;
      readonly findings: readonly string[];
    })[];
    readonly total: number;
  }[];
}

export interface FreePortsData {
  readonly ports: readonly number[];
  /** Whether those on which programs of this machine listen now are left out. */
  readonly machine: boolean;
}

export interface CheckData {
  readonly findings: readonly (ToolPlace & {
    readonly rule: string;
    readonly severity: string;
    readonly message: string;
    readonly related: readonly (ToolPlace & { readonly message: string })[];
    readonly fixes: readonly {
      readonly title: string;
      readonly safe: boolean;
      readonly edits: readonly ToolEdit[];
    }[];
  })[];
  readonly total: number;
  readonly unread: readonly string[];
}

export interface MoveData {
  readonly edits: readonly ToolEdit[];
  /** Those in source code and tests, never made unasked: the number may mean another port there. */
  readonly asksFirst: readonly ToolEdit[];
  /** How many edits there are of both, those that are left out here among them. */
  readonly total: number;
  readonly warning?: string;
  readonly written: boolean;
}
