import { t } from '@vscode/l10n';
import type { Format } from '../systems/format';

/** Why a file has no text for us. */
export type Refusal =
  | { readonly kind: 'missing' }
  | { readonly kind: 'outside' }
  | { readonly kind: 'unreadable'; readonly reason: string };

export interface FolderEntry {
  readonly name: string;
  readonly kind: 'file' | 'folder';
}

/** The one way to files: on a disk, or behind the editor. Documents and folders are named by URI. */
export interface Files {
  /** The text of a file, its byte order mark kept; never of one that leads outside the given folders. */
  read(uri: string): Promise<string | Refusal>;
  /** What a folder holds. Symbolic links to folders are left out. */
  list(folder: string): Promise<readonly FolderEntry[] | Refusal>;
}

/** Larger files are not read: no configuration file is. In bytes on disk, in UTF-16 units in the editor. */
export const MAX_FILE_SIZE = 1024 * 1024;

/** The most that is read of a format: a Dockerfile of this size takes its parser half a second. */
export function sizeLimit(format: Format): number {
  return format === 'dockerfile' ? MAX_FILE_SIZE / 4 : MAX_FILE_SIZE;
}

export function tooLarge(limit: number): Refusal {
  return {
    kind: 'unreadable',
    reason: t('it is larger than {0} KB, the most that Portolan reads', limit / 1024),
  };
}
