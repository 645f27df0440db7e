import { t } from '@vscode/l10n';
import { MAX_TEXT } from '../systems/system';

/** Why a file has no text for us. */
export type Refusal =
  | { readonly kind: 'missing' }
  | { readonly kind: 'outside' }
  | { readonly kind: 'unreadable'; readonly reason: string };

export interface FolderEntry {
  readonly name: string;
  readonly kind: 'file' | 'folder';
  /** Whether its name on disk is no UTF-8: then this is not the name, and may be that of another. */
  readonly isLost?: true;
}

/** How many bytes of indexes, with all of their paths, may still be read; several who read at once share it. */
export interface Room {
  left: number;
}

/** A working tree of Git: its top, a folder, and the file in which Git notes what it has of it. */
export interface WorkingTree {
  readonly top: string;
  readonly index: string;
}

/** What Git has of a working tree. */
export interface Tracked {
  /** A refusal where nothing is known of that. */
  readonly paths: readonly string[] | Refusal;
  /** How much room that took. */
  readonly read: number;
}

/** What is known of a working tree where there is no Git. */
export const NOTHING_TRACKED: Tracked = { paths: { kind: 'missing' }, read: 0 };

/** The one way to files: on a disk, or behind the editor. Documents and folders are named by URI. */
export interface Files {
  /** The text of a file, its byte order mark kept; never of one that leads outside the given folders. */
  read(uri: string): Promise<string | Refusal>;
  /** What a folder holds. Symbolic links to folders are left out. */
  list(folder: string): Promise<readonly FolderEntry[] | Refusal>;
  /**
   * The files that Git has of a working tree, by their paths from its top, as far as they are wanted and there is room for
   * all of its paths. Absent where there is no Git.
   */
  tracked?(tree: WorkingTree, isWanted: (path: string) => boolean, room: Room): Promise<Tracked>;
  /** The files and folders that were reached through links so far, with these links, and last where they lead. */
  readonly links?: ReadonlyMap<string, readonly string[]>;
}

/** Larger files are not read. In bytes on disk, where a character takes one at least. */
export const MAX_FILE_SIZE = MAX_TEXT;

/** Nor are longer indexes of Git: this is room for some 600,000 files. In bytes. */
export const MAX_INDEX_SIZE = 1 << 26;

/** Why a file is not read that is longer than is read of its format. */
export function tooLarge(limit: number): Refusal {
  return {
    kind: 'unreadable',
    reason: t('it is larger than {0} KB, the most that Portolan reads', limit / 1024),
  };
}
