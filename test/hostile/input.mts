/** A file of an input: its path from the folder, and what it holds. */
export type InputFile = readonly [name: string, content: string | Uint8Array];

/** Something hostile: a folder of files, and the place at which everything is asked. */
export interface Input {
  readonly name: string;
  /** Made one by one, for together they may be larger than memory. */
  files(): Iterable<InputFile>;
  /** The file that is opened, and the text in it at which is asked: its first occurrence. */
  readonly file: string;
  readonly at: string;
  /** What the port is renamed to, where it is not 45678. */
  readonly newName?: string;
  /** What is opened, where it is not what is on the disk. */
  readonly text?: string;
  /** Globs of the settings `portolan.exclude` and `files.exclude`. */
  readonly exclude?: readonly string[];
  readonly hidden?: readonly string[];
  /** Files that come once the folder is known, all at once. */
  created?(): Iterable<InputFile>;
  /** Whether a file is deleted together with the opened one. */
  readonly isDeleted?: (name: string) => boolean;
  /** The most files that the server may have open (`ulimit -n`). */
  readonly descriptors?: number;
}

/** The texts of so many numbers from 0, joined. */
export function times(count: number, text: (index: number) => string, between = ''): string {
  return Array.from({ length: count }, (_, index) => text(index)).join(between);
}

/** So many files, made when they are wanted. */
export function* filesOf(count: number, file: (index: number) => InputFile): Iterable<InputFile> {
  for (let index = 0; index < count; index++) yield file(index);
}

/** An input of one file. */
export function single(name: string, file: string, text: string, at: string): Input {
  return { name, file, at, files: () => [[file, text]] };
}

/** An input of one `compose.yaml`, asked at its first published port where nothing else is said. */
export function compose(name: string, text: string, at = '8080'): Input {
  return single(name, 'compose.yaml', text, at);
}

/** An input of several files. */
export function several(name: string, files: readonly InputFile[], file: string, at = '8080'): Input {
  return { name, file, at, files: () => files };
}

/** A Compose file of one service that publishes a port. */
export function small(port = 8080): string {
  return `services:\n  web:\n    image: nginx\n    ports:\n      - "${port}:80"\n`;
}
