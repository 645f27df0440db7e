import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, realpathSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import path, { dirname } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Finding } from '../rules/finding';
import type { Steps } from '../text/effort';
import { type LineStarts, lineStarts, type Place, positionAt } from '../text/spans';
import { type Files, type FolderEntry, MAX_FILE_SIZE, NOTHING_TRACKED, tooLarge } from '../workspace/files';
import { changedLines, MAX_STEPS } from './changed-lines';
import { leftAlone } from './left-alone';

/** A commit of the repository that a folder is in. */
export interface Commit {
  /**
   * The lines of a file, counted from 0, that are not as in the commit; `all` of a file that it does not have, or for
   * which the steps do not suffice.
   */
  changed(uri: string, text: string, steps: Steps): Promise<ReadonlySet<number> | 'all'>;
  /**
   * The files as they were then. What came since is not there; what Git leaves alone, for it is ignored or of another
   * repository, is as it is on disk.
   */
  files(disk: Files): Files;
  /** Says that nothing more is asked of it. */
  end(): void;
}

/**
 * The commit that a name means. Throws an Error that says why where git does not answer. Git is asked for what the
 * commit and the index hold, never for what stands in the work tree: what a repository's settings and attributes name
 * is not run.
 */
export function commitOf(ref: string, folder: string): Commit {
  if (ref.startsWith('-')) throw new Error(`'${ref}' is no commit`);
  const top = realpathSync(git(folder, ['rev-parse', '--show-toplevel']).trimEnd());
  const { objects, repositories } = contentOf(top, ref);
  const added = addedIn(top);
  const came = new Set(added.filter(name => !objects.has(name) && !repositories.has(name)));
  const known = new Set([...objects.keys(), ...added].map(asOnDisk));
  const isTop = leadsTo(top);
  const isLeftAlone = leftAlone(top, () => excludesOf(top));
  let reader: ObjectReader | undefined;
  const textOf = (object: GitObject) => {
    reader ??= readObjects(top);
    return reader.textOf(object);
  };
  /** Whether a file came since, or what it stands in: Git has it only now, or not yet. */
  async function hasCome(name: string, isFolder: boolean): Promise<boolean> {
    for (let end = name.indexOf('/'); end >= 0; end = name.indexOf('/', end + 1)) {
      const above = name.slice(0, end);
      if (came.has(above)) return true;
      if (repositories.has(above) || objects.get(above)?.isLink) return false;
    }
    return came.has(name) || (!isFolder && !known.has(asOnDisk(name)) && !(await isLeftAlone(name)));
  }
  const follow = (name: string) => followed(objects, textOf, top, name, MAX_LINKS);
  /**
   * Where a file was then, in the commit: what is a link now need have been none, or one to another file. Undefined where
   * a link led nowhere, and of what came since.
   */
  async function placeOf(uri: string): Promise<{ readonly name: string; readonly uri: string } | undefined> {
    const written = nameWritten(isTop, uri);
    if (written === undefined) return { name: nameIn(top, uri), uri };
    if (await hasCome(written, uri.endsWith('/'))) return undefined;
    const name = await follow(written);
    if (name === undefined) return undefined;
    if (name !== written) return { name, uri: pathToFileURL(path.join(top, name)).toString() };
    return { name: objects.has(name) ? name : nameIn(top, uri), uri };
  }
  return {
    async changed(uri, text, steps) {
      const object = objects.get((await placeOf(uri))?.name ?? '');
      return object && object.size <= MAX_FILE_SIZE ? changedLines(await textOf(object), text, steps) : 'all';
    },
    files(disk) {
      const folders = foldersOf(objects.keys());
      return {
        async read(uri) {
          const place = await placeOf(uri);
          if (!place) return { kind: 'missing' };
          const text = await disk.read(place.uri);
          const object = objects.get(place.name);
          if (object === undefined || (typeof text === 'string' && isSame(text, object.id))) return text;
          return object.size > MAX_FILE_SIZE ? tooLarge(MAX_FILE_SIZE) : textOf(object);
        },
        async list(folder) {
          const place = await placeOf(folder);
          if (!place) return { kind: 'missing' };
          const { name } = place;
          const listed = await disk.list(folder);
          const then: FolderEntry[] = [];
          for (const entry of folders.get(name) ?? []) {
            const led = await follow(name === '' ? entry.name : `${name}/${entry.name}`);
            // As on the disk, a link to a folder is not listed.
            if (entry.kind === 'folder' || (led !== undefined && objects.get(led)?.isLink === false))
              then.push(entry);
          }
          if ('kind' in listed && then.length === 0) return listed;
          const written = nameWritten(isTop, folder);
          const old: FolderEntry[] = [];
          for (const entry of 'kind' in listed ? [] : listed) {
            const isNew =
              written !== undefined &&
              (await hasCome(path.posix.join(written, entry.name), entry.kind === 'folder'));
            if (!isNew) old.push(entry);
          }
          const names = new Set(old.map(({ name }) => name));
          return [...old, ...then.filter(({ name }) => !names.has(name))];
        },
        // Of another repository in this one the commit knows nothing.
        tracked: async (tree, isWanted, room) =>
          realPath(fileURLToPath(tree.top)) === top
            ? { paths: [...objects.keys()].filter(isWanted), read: 0 }
            : ((await disk.tracked?.(tree, isWanted, room)) ?? NOTHING_TRACKED),
      };
    },
    end: () => reader?.end(),
  };
}

/** One git that gives what objects hold, one after the other: to start one for each would take hours where many differ. */
interface ObjectReader {
  textOf(object: GitObject): Promise<string>;
  end(): void;
}

function readObjects(top: string): ObjectReader {
  const { stdin, stdout } = startGit(top, ['cat-file', '--batch']);
  const chunks: AsyncIterator<Buffer> = stdout[Symbol.asyncIterator]();
  /** What came and was not taken yet. */
  let held: Buffer = Buffer.alloc(0);
  async function more(): Promise<void> {
    const { done, value } = await chunks.next();
    if (done) throw new Error('git could not say what changed: it ended');
    held = Buffer.concat([held, value]);
  }
  async function read({ id, size }: GitObject): Promise<string> {
    stdin.write(`${id}\n`);
    while (!held.includes('\n')) await more();
    const end = held.indexOf('\n') + 1;
    const head = held.toString('latin1', 0, end - 1);
    if (head !== `${id} blob ${size}`) throw new Error(`git could not say what changed: ${head}`);
    // A line break follows.
    while (held.length < end + size + 1) await more();
    const text = held.toString('utf8', end, end + size);
    held = held.subarray(end + size + 1);
    return text;
  }
  let last: Promise<unknown> = Promise.resolve();
  return {
    textOf(object) {
      const text = last.then(() => read(object));
      last = text.catch(() => {});
      return text;
    },
    end: () => stdin.end(),
  };
}

/** Whether a text is what an object holds, but for how its lines end, which Git may change. */
function isSame(text: string, id: string): boolean {
  return idOf(text, id.length) === id || idOf(text.replaceAll('\r\n', '\n'), id.length) === id;
}

/** The name that Git gives to a text, in so many digits (gitformat-pack). */
function idOf(text: string, length: number): string {
  const bytes = Buffer.from(text);
  const hash = createHash(length > 40 ? 'sha256' : 'sha1');
  return hash.update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}

/** What the folders of files hold, by their names; that of the top is ''. */
function foldersOf(files: Iterable<string>): ReadonlyMap<string, readonly FolderEntry[]> {
  const folders = new Map<string, Map<string, FolderEntry>>();
  for (const file of files) {
    let kind: FolderEntry['kind'] = 'file';
    for (let path = file; path !== ''; ) {
      const end = path.lastIndexOf('/');
      const [folder, name] = [path.slice(0, Math.max(0, end)), path.slice(end + 1)];
      const own = folders.get(folder) ?? new Map<string, FolderEntry>();
      folders.set(folder, own);
      // What stands above a folder that is known is, too.
      if (own.has(name)) break;
      own.set(name, { name, kind });
      kind = 'folder';
      path = folder;
    }
  }
  return new Map([...folders].map(([folder, own]) => [folder, [...own.values()]]));
}

/** What Git has of the work tree now, by names from its top: it looks at its index alone, and at no pattern. */
function addedIn(top: string): readonly string[] {
  return git(top, ['ls-files', '-z', '--cached']).split('\0').slice(0, -1);
}

/** What somebody excludes in no `.gitignore`: in all of their repositories, and in this one (gitignore(5)). */
function excludesOf(top: string): readonly string[] {
  const named = ownExcludes(top);
  const settings = process.env.XDG_CONFIG_HOME || path.join(homedir(), '.config');
  const own = git(top, ['rev-parse', '--git-path', 'info/exclude']).trimEnd();
  return [named || path.join(settings, 'git', 'ignore'), own].flatMap(file => {
    const whole = path.resolve(top, file);
    const status = statSync(whole, { throwIfNoEntry: false });
    return status?.isFile() && status.size <= MAX_FILE_SIZE ? [readFileSync(whole, 'utf8')] : [];
  });
}

/** The file that somebody has for that, if they say so in their own settings: those of a repository may name any file. */
function ownExcludes(top: string): string {
  try {
    return git(top, ['config', '--global', '--type=path', '--get', 'core.excludesFile']).trimEnd();
  } catch {
    // There are no such settings, or nobody's.
    return '';
  }
}

/** The same for names that may be one on some disk, whatever their case and however their accents are written. */
function asOnDisk(name: string): string {
  return name.normalize('NFC').toLowerCase();
}

/** What a commit holds, by names from the top of the work tree: the objects of all files, and other repositories. */
function contentOf(
  top: string,
  ref: string,
): { readonly objects: ReadonlyMap<string, GitObject>; readonly repositories: ReadonlySet<string> } {
  const commit = git(top, [
    'rev-parse',
    '--verify',
    '--quiet',
    '--end-of-options',
    `${ref}^{commit}`,
  ]).trimEnd();
  const listed = git(top, ['ls-tree', '-r', '-l', '-z', '--full-tree', commit]);
  const objects = new Map<string, GitObject>();
  const repositories = new Set<string>();
  for (const entry of listed.split('\0')) {
    const [, mode, id, size, name] = FILE.exec(entry) ?? [];
    // A small repository can name folders without end, and no path is longer.
    if (id !== undefined && name !== undefined && name.length <= MAX_PATH)
      objects.set(name, { id, size: Number(size), isLink: mode === LINK });
    const [, repository] = SUBMODULE.exec(entry) ?? [];
    if (repository !== undefined) repositories.add(repository);
    if (objects.size > MAX_FILES) throw new Error(`'${ref}' has more than ${MAX_FILES} files`);
  }
  return { objects, repositories };
}

/** `100644 blob <object> <size>\t<name>`; a link holds where it leads, and a submodule no text of its own. */
const FILE = /^(100\d{3}|120000) blob ([0-9a-f]+) +(\d+)\t(.+)$/s;
const SUBMODULE = /^160000 commit [^\t]+\t(.+)$/s;
const LINK = '120000';

/** What a file of a commit holds: its name among Git's objects, and its size in bytes. */
interface GitObject {
  readonly id: string;
  readonly size: number;
  readonly isLink: boolean;
}

/** As many links are followed one after the other as Linux does. */
const MAX_LINKS = 40;

/** The longest path, and so the longest target of a link (`PATH_MAX`). */
const MAX_PATH = 4096;

/** Where the links of a commit lead that are on the way to a name; undefined where that is nowhere in the work tree. */
async function followed(
  objects: ReadonlyMap<string, GitObject>,
  textOf: (object: GitObject) => Promise<string>,
  top: string,
  name: string,
  links: number,
): Promise<string | undefined> {
  const parts = name.split('/');
  for (let count = 1; count <= parts.length; count++) {
    const object = objects.get(parts.slice(0, count).join('/'));
    if (!object?.isLink) continue;
    if (links === 0 || object.size > MAX_PATH) return undefined;
    const target = await textOf(object);
    const led = path.isAbsolute(target)
      ? path.relative(top, target).replaceAll(path.sep, '/')
      : path.posix.join(...parts.slice(0, count - 1), target);
    const whole = path.posix.join(led, ...parts.slice(count));
    return whole === '..' || whole.startsWith('../') || path.posix.isAbsolute(whole)
      ? undefined
      : followed(objects, textOf, top, whole, links - 1);
  }
  return name;
}

/** Whether a path leads to a folder. Each is looked up once: of a run, all files stand below few folders. */
function leadsTo(real: string): (path: string) => boolean {
  const known = new Map<string, boolean>();
  return path => {
    const is = known.get(path) ?? realPath(path) === real;
    known.set(path, is);
    return is;
  };
}

/**
 * The name of a file from the top of the work tree as it is written, links and all; undefined where it has none. `isTop`
 * says which folders are that top.
 */
function nameWritten(isTop: (folder: string) => boolean, uri: string): string | undefined {
  const file = fileURLToPath(uri);
  let found: string | undefined;
  for (let folder = file; ; folder = path.dirname(folder)) {
    if (isTop(folder)) found = path.relative(folder, file).replaceAll(path.sep, '/');
    if (folder === path.dirname(folder)) return found;
  }
}

/** A small repository can stand for any number of files. */
const MAX_FILES = 300_000;

/** The name of a file from the top of the work tree, whatever links lead to it. */
function nameIn(top: string, uri: string): string {
  const file = fileURLToPath(uri);
  const real = realPath(file) ?? path.join(realPath(dirname(file)) ?? dirname(file), path.basename(file));
  return path.relative(top, real).replaceAll(path.sep, '/');
}

/** Where a file or folder really is; undefined where there is none. */
function realPath(file: string): string | undefined {
  try {
    return realpathSync(file);
  } catch {
    return undefined;
  }
}

/** Settings of a repository that would run something, or take a folder of its files for a repository. */
const SETTINGS = ['core.fsmonitor=false', 'core.hooksPath=/dev/null', 'safe.bareRepository=explicit'];

/** Nothing is fetched that a partial clone lacks. */
const ENVIRONMENT = {
  GIT_NO_LAZY_FETCH: '1',
  GIT_ALLOW_PROTOCOL: 'none',
  GIT_OPTIONAL_LOCKS: '0',
  GIT_TERMINAL_PROMPT: '0',
};

function argumentsOf(folder: string, args: readonly string[]): string[] {
  return ['-C', folder, ...SETTINGS.flatMap(setting => ['-c', setting]), ...args];
}

/** Windows looks for programs in the folder that one is started in. */
const surroundings = () => ({ cwd: dirname(process.execPath), env: { ...process.env, ...ENVIRONMENT } });

/** A git that is asked and answers until its input ends. */
function startGit(folder: string, args: readonly string[]) {
  const child = spawn('git', argumentsOf(folder, args), {
    ...surroundings(),
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  // Its output ends then, and that is told to whoever waits for it.
  child.on('error', () => {});
  child.stdin.on('error', () => {});
  return child;
}

/** What git may say at once, in bytes: 300,000 files of 150 letters take as much. */
const MAX_OUTPUT = 64 * 1024 * 1024;

function git(folder: string, args: readonly string[]): string {
  try {
    return execFileSync('git', argumentsOf(folder, args), {
      ...surroundings(),
      encoding: 'utf8',
      maxBuffer: MAX_OUTPUT,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOBUFS')
      throw new Error(`git has more to say than ${MAX_OUTPUT / 1024 / 1024} MB`);
    const said = error instanceof Error ? (error.message.split('\n')[1] ?? error.message) : String(error);
    throw new Error(`git could not say what changed: ${said.trim() || args.at(-1)}`);
  }
}

/** The findings that stand on a changed line, or have to do with one, and those that were none at the commit. */
export async function sinceThen(
  { changed }: Commit,
  findings: readonly Finding[],
  fresh: ReadonlySet<Finding>,
  textOf: (uri: string) => string | undefined,
): Promise<readonly Finding[]> {
  const changes = new Map<string, { starts: LineStarts; lines: ReadonlySet<number> | 'all' }>();
  const uris = new Set(
    findings
      .filter(finding => !fresh.has(finding))
      .flatMap(finding => [finding, ...finding.related].map(({ uri }) => uri)),
  );
  const steps = { left: MAX_STEPS };
  for (const uri of uris) {
    const text = textOf(uri) ?? '';
    changes.set(uri, { starts: lineStarts(text), lines: await changed(uri, text, steps) });
  }
  const isChanged = ({ uri, span }: Place) => {
    const change = changes.get(uri);
    if (change === undefined || change.lines === 'all') return true;
    return change.lines.has(positionAt(change.starts, span.start).line);
  };
  return findings.filter(
    finding => fresh.has(finding) || isChanged(finding) || finding.related.some(isChanged),
  );
}
