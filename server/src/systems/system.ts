import type { Purpose } from '../text/purpose';
import type { Cursor, Writing } from '../text/writing';

/** Longer texts are not read: no configuration file is. In UTF-16 units. */
export const MAX_TEXT = 1024 * 1024;

/** What has to be known of a text to read it. */
export interface Source {
  readonly uri: string;
  readonly text: string;
  readonly purpose: Purpose;
}

/** How files of one kind are read. `Reading` is what one says. */
export interface Format<Id extends string, Reading> {
  readonly id: Id;
  /** The names that promise it. */
  readonly names?: RegExp;
  /** Whether a text with such a name is one after all; where nothing is said each is. */
  readonly keeps?: (text: string) => boolean;
  /** Whether a text under a name that promises nothing is one. */
  readonly holds?: (uri: string, text: string) => boolean;
  /** The same for a file that somebody hands to us by its name, as to a program: less is enough there. */
  readonly mayHold?: (uri: string, text: string) => boolean;
  /** The most that is read of a text, in UTF-16 units. */
  readonly sizeLimit: number;
  /** Reads a text; `earlier` is an earlier version of it, whose unchanged parts may be kept. Never throws for what it holds. */
  readonly read: (source: Source, earlier: Reading | undefined) => Reading;
  /** Where the line starts that an offset stands in, if that is another place than where the text breaks. */
  readonly lineStart?: (text: string, offset: number) => number;
  /** Whether what stands before a place makes it part of a comment. */
  readonly isComment?: (at: Cursor) => boolean;
  /** What is being written at a place, where that can be a port. */
  readonly writingIn: (at: Cursor) => Writing | undefined;
}
