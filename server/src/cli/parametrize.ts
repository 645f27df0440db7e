import { meaningOf, type Parametrizing, parametrizeAll } from '../chart/parametrize';
import { formatRange } from '../ports/port';
import { groupBy } from '../text/group-by';
import { type Edit, lineStarts, type Place, positionAt, rangeOf } from '../text/spans';
import { isVariableName } from '../text/template';
import { folderOf } from '../text/uri';
import type { Files } from '../workspace/files';
import type { Opened, open } from '../workspace/scan';
import type { Workspace } from '../workspace/workspace';
import type { ParametrizeRequest } from './arguments';
import { diffOf } from './diff';
import { applyEdits, readFixable } from './fix';
import { exitCode, type Io, tell, writeNotices } from './io';
import { array } from './json';
import { type FileOf, relativeTo, rootGiven, rootShown } from './places';
import { progressOn } from './progress';
import { realFolder, replaceFiles, type Writable } from './replace-files';
import { oneLine, wantsColor } from './terminal';
import { plural } from './text';

/** `portolan parametrize`. Gives the exit code. */
export async function parametrize(
  request: ParametrizeRequest,
  io: Io,
  openFolders: typeof open,
): Promise<number> {
  const { paths, name, format } = request;
  const shown = relativeTo(rootShown(paths, io.cwd));
  const progress = progressOn(io.stderr);
  const opened = await openFolders(paths, { onProgress: progress.update }).finally(() => progress.clear());
  const planned = plan(opened, name, io, shown);
  writeNotices(io, opened.notices, shown);
  const byFile = groupBy(
    planned.flatMap(({ edits }) => edits),
    ({ uri }) => uri,
  );
  await holdSame(opened, byFile, paths, openFolders, shown);
  const textOf = (uri: string) => opened.workspace.document(uri)?.text ?? '';
  if (request.write) await io.whole(signal => write(textOf, byFile, shown, signal));
  if (format === 'json') io.stdout.write(planJson(planned, textOf, relativeTo(rootGiven(paths, io.cwd))));
  else if (!request.write) {
    const isColored = wantsColor(request.color, io.env, io.stdout);
    for (const [uri, edits] of byFile) io.stdout.write(diffOf(shown(uri), textOf(uri), edits, isColored));
  }
  const hasGap = opened.notices.some(({ isGap }) => isGap);
  if (planned.length === 0 && hasGap)
    tell(io, 'No port gets a variable: what could not be read may set any of them');
  else if (planned.length === 0) tell(io, 'No Compose file publishes a port in digits');
  else {
    for (const line of remarksOn(opened.workspace, planned, shown)) tell(io, line);
    const done = `${plural(planned.length, 'port')} in ${plural(byFile.size, 'file')}`;
    tell(io, request.write ? `Gave variables to ${done}` : `With --write: variables for ${done}`);
  }
  return exitCode(opened);
}

/** What is to be done, by files and places. */
function plan(
  { workspace, isAsked, attempt }: Opened,
  name: string | undefined,
  { env }: Io,
  shown: FileOf,
): readonly Parametrizing[] {
  if (name !== undefined && !isVariableName(name))
    throw new Error(`"${name}" is no name of a variable: it takes letters, digits and _, and no digit first`);
  const documents = [...workspace.documents().values()]
    .filter(({ uri }) => isAsked(uri))
    .sort((a, b) => (a.uri < b.uri ? -1 : 1));
  const isTaken = (candidate: string) => env[candidate] !== undefined;
  const all = (naming: { readonly name?: string }) =>
    attempt(documents[0]?.uri ?? '', [], () => parametrizeAll(workspace, documents, { ...naming, isTaken }));
  const found = all({});
  if (name === undefined) return found;
  if (found.length !== 1) {
    const places = found
      .slice(0, 5)
      .map(one => `\n  ${shown(one.place.uri)}: ${formatRange(one.range)} of ${one.unit}`);
    throw new Error(`option '--name' goes with one port, and there are ${found.length}${places.join('')}`);
  }
  const named = all({ name });
  if (named.length === 0)
    throw new Error(`${name} means something else already, in these files or in this shell`);
  return named;
}

/** Throws where anything but the texts would differ afterwards. That is a defect; it is to be one that harms nobody. */
async function holdSame(
  before: Opened,
  edits: ReadonlyMap<string, readonly Edit[]>,
  paths: readonly string[],
  openFolders: typeof open,
  shown: FileOf,
): Promise<void> {
  if (edits.size === 0) return;
  for (const [uri, own] of edits) {
    const ordered = own.map(({ span }) => span).sort((a, b) => a.start - b.start);
    if (ordered.some(({ start }, index) => start < (ordered[index - 1]?.end ?? 0)))
      throw new Error(
        `nothing was changed: what would change in ${oneLine(shown(uri))} overlaps. Please report this`,
      );
  }
  const files = (disk: Files): Files => ({
    ...disk,
    async read(uri) {
      const text = await disk.read(uri);
      const own = edits.get(uri);
      return typeof text === 'string' && own
        ? withEdits(text, before.workspace.document(uri)?.text ?? '', own)
        : text;
    },
  });
  const after = await openFolders(paths, { files });
  const was = meaningOf(before.workspace.projects());
  const is = meaningOf(after.workspace.projects());
  const other = [...was].find(([project, said]) => is.get(project) !== said);
  if (other || was.size !== is.size)
    throw new Error(
      `nothing was changed: ${oneLine(other?.[0] ?? 'a project')} would not mean the same. Please report this, with the file`,
    );
}

/** A text with edits that count in what was read of it, which may be without its byte order mark. */
function withEdits(text: string, read: string, edits: readonly Edit[]): string {
  return text.slice(0, text.length - read.length) + applyEdits(read, edits);
}

/** Writes all files, or none. */
async function write(
  textOf: (uri: string) => string,
  byFile: ReadonlyMap<string, readonly Edit[]>,
  shown: FileOf,
  signal: AbortSignal,
): Promise<void> {
  const folders = new Set(await Promise.all([...new Set([...byFile.keys()].map(folderOf))].map(realFolder)));
  const replacements: Writable[] = [];
  for (const [uri, edits] of byFile) {
    const found = await readFixable(uri, textOf(uri), folders);
    if ('refusal' in found) throw new Error(`nothing was changed: ${oneLine(shown(uri))}: ${found.refusal}`);
    replacements.push({ ...found, text: withEdits(found.text, textOf(uri), edits) });
  }
  await replaceFiles(replacements, signal);
}

/** So many places are listed. */
const MAX_LEFT = 20;

/** What a person has to look at. */
function remarksOn(
  workspace: Workspace,
  planned: readonly Parametrizing[],
  shown: FileOf,
): readonly string[] {
  const left = planned.flatMap(({ name, left: places }) =>
    places.map(place => leftText(place, name, workspace, shown)),
  );
  const lines = [...new Set(left)];
  const more = lines.length - MAX_LEFT;
  const ofVariables = new Set(
    planned
      .flatMap(({ edits }) => edits)
      .map(({ uri }) => uri)
      .filter(uri => workspace.document(uri)?.reading.holdsUnits !== true),
  );
  return [
    ...lines.slice(0, MAX_LEFT),
    ...(more > 0 ? [`and ${plural(more, 'other place')}`] : []),
    ...[...ofVariables].map(
      uri => `${oneLine(shown(uri))}: Compose fills in the variable; what reads the file itself has to, too`,
    ),
  ];
}

function leftText({ uri, span }: Place, name: string, workspace: Workspace, shown: FileOf): string {
  const text = workspace.document(uri)?.text ?? '';
  const starts = lineStarts(text);
  const { line } = positionAt(starts, span.start);
  const written = text.slice(starts[line], starts[line + 1]).trim();
  const excerpt = oneLine(written.length > 80 ? `${written.slice(0, 79)}…` : written);
  return `${oneLine(shown(uri))}:${line + 1} does not follow ${name}: ${excerpt}`;
}

function planJson(
  planned: readonly Parametrizing[],
  textOf: (uri: string) => string,
  fileOf: FileOf,
): string {
  const at = ({ uri, span }: Place) => ({ file: fileOf(uri), range: rangeOf(lineStarts(textOf(uri)), span) });
  return array(
    planned.map(({ name, unit, range, place, edits, left }) => ({
      ...at(place),
      variable: name,
      service: unit,
      from: range.from,
      to: range.to,
      edits: edits.map(edit => ({ ...at(edit), newText: edit.newText })),
      left: left.map(at),
    })),
  );
}
