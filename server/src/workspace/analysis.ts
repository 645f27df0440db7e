import type { Occurrence } from '../chart/occurrence';
import type { PortTable } from '../features/port-table';
import type { Finding, Fix } from '../rules/finding';

/** Something worth saying about a file that is no finding: it could not be read, or only in part. */
export interface Notice {
  readonly uri: string;
  readonly message: string;
  /** Whether it keeps a file that was asked for, or one that a project starts from, from being read as a whole. */
  readonly isGap?: boolean;
  /** Whether it is of a file that only the program can get, so that nobody who checks could have it read. */
  readonly isRemote?: boolean;
}

/** Whether all was read that was there to be read. */
export function isWhole(notices: readonly Notice[]): boolean {
  return !notices.some(({ isGap }) => isGap);
}

/** What reading a set of files gave: what the command line prints. */
export interface Analysis {
  /** Every file that was read, sorted. */
  readonly uris: readonly string[];
  readonly occurrences: readonly Occurrence[];
  readonly findings: readonly Finding[];
  /** The fixes of a finding; those that keep the meaning alone once the others have taken too much work together. */
  fixesOf(finding: Finding): readonly Fix[];
  /** What each project publishes. */
  readonly tables: readonly PortTable[];
  readonly notices: readonly Notice[];
  /** The text that the spans of a file count in; undefined for a file that was not read. */
  textOf(uri: string): string | undefined;
  /** The system that a file is of, by its id. */
  systemOf(uri: string): string | undefined;
}
