import type { Chart } from '../chart/chart';
import { pathsIn } from '../systems/all';
import { type Document, placeSpan, type WrittenPath } from '../systems/reading';
import { spend } from '../text/effort';
import { groupBy } from '../text/group-by';
import { editSite } from '../text/source-text';
import type { Edit } from '../text/spans';
import { folderOf, pathFrom, resolvePath, rootOf } from '../text/uri';

/** A file or folder that is to have another place: URIs without `/` at their ends. */
export interface Move {
  readonly from: string;
  readonly to: string;
}

/** Where each file or folder goes that moves: URIs without `/` at their ends. */
type Moves = ReadonlyMap<string, string>;

/**
 * The edits that keep paths leading where they led when files and folders move: those that name one of them, and those
 * within a file that moves to another folder. They count in the texts of before. A path is left as it is where a variable
 * is part of it, and where its new form would have to be quoted.
 */
export function editsOfMoves(
  chart: Chart,
  documents: Iterable<Document>,
  wanted: readonly Move[],
): readonly Edit[] {
  const moves: Moves = new Map(wanted.map(({ from, to }) => [from, to]));
  const all = [...documents];
  const holdsDocuments = foldersOf(all);
  return all.flatMap(document => {
    spend();
    if (document.purpose === 'foreign' && placeAfter(document.uri, moves) === document.uri) return [];
    const paths = pathsIn(document);
    const starts = paths.length === 0 ? [] : startsOf(chart, document, moves);
    // Through aliases, one text may be several paths.
    const wishes = groupBy(
      paths.flatMap(path => wishesFor(document, path, starts, moves, isThere)),
      ({ edit }) => edit.span.start,
    );
    return [...wishes.values()].flatMap(wishesOfOne => agreed(wishesOfOne) ?? []);
  });

  function isThere(uri: string): boolean {
    return chart.document(uri) !== undefined || moves.has(uri) || holdsDocuments().has(uri);
  }
}

/** The folders that hold documents, themselves or below, without `/` at their ends: looked for once somebody asks. */
function foldersOf(documents: readonly Document[]): () => ReadonlySet<string> {
  let folders: Set<string> | undefined;
  return () => {
    if (folders) return folders;
    folders = new Set();
    for (const { uri } of documents) {
      spend();
      for (let end = uri.lastIndexOf('/'); end > 0; end = uri.lastIndexOf('/', end - 1)) {
        const folder = uri.slice(0, end);
        if (folders.has(folder)) break;
        folders.add(folder);
      }
    }
    return folders;
  };
}

/** Where a file or folder is after all moves: the innermost that it lies in counts. */
function placeAfter(uri: string, moves: Moves): string {
  for (let end = uri.length; end > 0; end = uri.lastIndexOf('/', end - 1)) {
    const to = moves.get(uri.slice(0, end));
    if (to !== undefined) return to + uri.slice(end);
  }
  return uri;
}

/** A folder from which a path starts, before and after: URIs that end in `/`. */
interface Start {
  readonly before: string;
  readonly after: string;
}

/** What a path is to be if it starts in one of its folders: maybe what it is. */
interface Wish {
  readonly edit: Edit;
  readonly isNew: boolean;
  /** Whether something is where it leads, as far as anybody knows. */
  readonly isThere: boolean;
  /** Whether where it leads moves. */
  readonly follows: boolean;
  /** Whether another text does as well. */
  readonly suits: (path: string) => boolean;
}

/** The edit that suits all from whose folders a path leads to something; undefined where there is none, or nothing changes. */
function agreed(wishes: readonly Wish[]): Edit | undefined {
  const there = wishes.filter(({ isThere }) => isThere);
  const heard = there.length > 0 ? there : wishes.filter(({ follows }) => follows);
  const different = new Map(heard.map(wish => [wish.edit.newText, wish]));
  const best = [...different.values()].find(({ edit }) => {
    spend(heard.length);
    return heard.every(({ suits }) => suits(edit.newText));
  });
  return best?.isNew ? best.edit : undefined;
}

function wishesFor(
  document: Document,
  { text, within, isKey }: WrittenPath,
  starts: readonly Start[],
  moves: Moves,
  isThere: (uri: string) => boolean,
): readonly Wish[] {
  const { uri } = document;
  const site = editSite(text, uri);
  if (!site || site.uri !== uri || site.span.end - site.span.start !== text.value.length) return [];
  if (text.value.includes('$') || within?.value.includes('$')) return [];
  const span = placeSpan(document.reading, site.block, site.span);
  // Of several folders from which it may start, it does from one where there is such a file.
  const isSure = starts.length === 1 && !isLikeHost(text.value);
  return starts.flatMap(start => {
    spend();
    const inner = within ? startWithin(start, within.value, moves) : start;
    const target = inner && resolvePath(inner.before, text.value)?.replace(/\/$/, '');
    if (!inner || target === undefined) return [];
    const moved = placeAfter(target, moves);
    // One that is the shortest stays so, and the way back gives it back; another is left as it is while it leads there.
    const isShortest = written(inner.before, target, text.value) === text.value;
    const leadsThere = (path: string) => resolvePath(inner.after, path)?.replace(/\/$/, '') === moved;
    const rewritten =
      leadsThere(text.value) && !isShortest ? undefined : written(inner.after, moved, text.value);
    const newText = rewritten === undefined ? text.value : isKey ? keyed(text.value, rewritten) : rewritten;
    return [
      {
        edit: { uri, span, newText },
        isNew: newText !== text.value,
        isThere: isSure || isThere(target),
        follows: moved !== target,
        suits: path => path === newText || leadsThere(path),
      },
    ];
  });
}

/** The folders from which the paths of a file start in the projects that read it: its own where none does. */
function startsOf(chart: Chart, { uri }: Document, moves: Moves): readonly Start[] {
  const projects = chart.projectsWith(uri);
  const saying = new Set(projects.flatMap(({ starts }) => [...(starts.get(uri) ?? [uri])]));
  if (saying.size === 0) saying.add(uri);
  // What says it may be many files of one folder that stay there.
  const starts = new Map(
    [...saying].map(one => {
      spend();
      const after = one.endsWith('/')
        ? `${placeAfter(one.slice(0, -1), moves)}/`
        : folderOf(placeAfter(one, moves));
      return [`${folderOf(one)} ${after}`, { before: folderOf(one), after }] as const;
    }),
  );
  return [...starts.values()];
}

/** The folder that a path names, which does not go along with the file that says so. */
function startWithin(start: Start, path: string, moves: Moves): Start | undefined {
  const folder = resolvePath(start.before, path)?.replace(/\/$/, '');
  return folder === undefined ? undefined : { before: `${folder}/`, after: `${placeAfter(folder, moves)}/` };
}

/** A path in the place of another, with the name of that as its key where its own differs. */
function keyed(before: string, path: string): string {
  const [known, name] = [before, path].map(one => one.slice(one.lastIndexOf('/') + 1));
  return known === name ? path : `${known}=${path}`;
}

/** A repository of another host looks like a path, `example.org/base`: it is none where no such file is. */
function isLikeHost(path: string): boolean {
  return /^[\w-]+(?:\.[\w-]+)+\//.test(path);
}

/** Characters that mean nothing but themselves, with or without quotes, in YAML, JSON and files of variables. */
const PLAIN = /^[\p{L}\p{N}_./+@~-]+(?: [\p{L}\p{N}_./+@~-]+)*$/u;

/** What begins so is something else than a path where nothing stands before it. */
const ODD = /^(?:[-+@~\d]|(?:true|false|yes|no|on|off|null|y|n)$)/i;

/** A path in the way in which another is written; undefined where it would have to be quoted. */
function written(folder: string, target: string, before: string): string | undefined {
  const isAbsolute = before.startsWith('/');
  const path = pathFrom(isAbsolute ? rootOf(target) : folder, target);
  if (path === undefined || !PLAIN.test(path)) return undefined;
  const isBelow = !/^\.\.?(?:\/|$)/.test(path);
  const isDotted = /^\.\.?(?:\/|$)/.test(before);
  const start = isAbsolute ? '/' : isBelow && (isDotted || ODD.test(path)) ? './' : '';
  return `${start}${path}${before.endsWith('/') ? '/' : ''}`;
}
