import type { Chart } from '../../../server/src/chart/chart';
import { toRange } from '../../../server/src/features/places';
import { rename } from '../../../server/src/features/rename';
import { findingsIn } from '../../../server/src/rules/judge';
import { DEFAULT_SETTINGS, mergeSettings, type Settings } from '../../../server/src/rules/settings';
import type { Document } from '../../../server/src/systems/reading';
import type { Edit, Place, Position, Range } from '../../../server/src/text/spans';
import { lineStarts, positionAt } from '../../../server/src/text/spans';
import { type MemoryWorkspace, ROOT, workspaceOf } from './memory';

/** Marks a position in the texts of a test; it is no part of them. */
const CARET = '‸';

/** A place in a document, where the caret stood. */
export interface Spot {
  readonly document: Document;
  readonly position: Position;
}

export interface Scene extends MemoryWorkspace {
  /** Where the carets stood, in the order of the files and of their text. */
  readonly spots: readonly Spot[];
  /** Where the only caret stood. */
  readonly spot: Spot;
  document(path: string): Document;
}

/** A workspace in memory whose texts may hold carets. */
export async function sceneOf(
  files: Readonly<Record<string, string>>,
  listenersOn?: Chart['listenersOn'],
): Promise<Scene> {
  const bare = Object.fromEntries(
    Object.entries(files).map(([path, text]) => [path, text.replaceAll(CARET, '')]),
  );
  const memory = await workspaceOf(bare, listenersOn);
  // Where somebody's caret is, the document is open.
  for (const [path, text] of Object.entries(files))
    if (text.includes(CARET)) await memory.workspace.change(ROOT + path, bare[path] ?? '');
  const document = (path: string): Document => {
    const found = memory.workspace.document(ROOT + path);
    if (!found) throw new Error(`${path} was not read`);
    return found;
  };
  const spots = Object.entries(files).flatMap(([path, text]) =>
    text
      .split(CARET)
      .slice(0, -1)
      .map((_, index, parts) => {
        const offset = parts.slice(0, index + 1).join('').length;
        return { document: document(path), position: positionAt(lineStarts(bare[path] ?? ''), offset) };
      }),
  );
  return {
    ...memory,
    document,
    spots,
    get spot() {
      const [only] = spots;
      if (!only || spots.length > 1) throw new Error('The texts must hold one caret');
      return only;
    },
  };
}

/** A place as `compose.yaml:4 "8080"`: the line from 1, and the text of the place. */
export function show(scene: Scene, { uri, span }: Place): string {
  const document = scene.workspace.document(uri);
  if (!document) return `${uri} is not read`;
  return showRange(scene, uri, toRange(document, span));
}

/** Likewise, for a place as the protocol says it. */
export function showRange(scene: Scene, uri: string, range: Range): string {
  const text = scene.texts.get(uri) ?? '';
  const starts = lineStarts(text);
  const offset = ({ line, character }: Position) => (starts[line] ?? 0) + character;
  return `${uri.replace(ROOT, '')}:${range.start.line + 1} "${text.slice(offset(range.start), offset(range.end))}"`;
}

/** The lines that edits change, as they are afterwards: `compose.yaml:4 - "8080:80"`. */
export function changedLines(scene: Scene, edits: readonly Edit[]): readonly string[] {
  const after = applied(scene, edits);
  return [...after].flatMap(([path, text]) => {
    const before = (scene.texts.get(ROOT + path) ?? '').split('\n');
    return text
      .split('\n')
      .flatMap((line, index) => (line === before[index] ? [] : [`${path}:${index + 1} ${line.trim()}`]));
  });
}

/** The lines that a rename of what stands at the caret changes, without those that ask first; or why it is refused. */
export function renamedLines(scene: Scene, to: string): string | readonly string[] {
  const { document, position } = scene.spot;
  const result = rename(scene.workspace, document, position, to);
  return 'refusal' in result ? result.refusal : changedLines(scene, result.edits);
}

/** The files that edits change, as they are afterwards, in the order of their names. */
export function applied(scene: Scene, edits: readonly Edit[]): ReadonlyMap<string, string> {
  const uris = [...new Set(edits.map(({ uri }) => uri))].sort();
  return new Map(
    uris.map(uri => {
      const own = edits.filter(edit => edit.uri === uri).sort((a, b) => b.span.start - a.span.start);
      const text = own.reduce(
        (before, { span, newText }) => before.slice(0, span.start) + newText + before.slice(span.end),
        scene.texts.get(uri) ?? '',
      );
      return [uri.replace(ROOT, ''), text];
    }),
  );
}

/** A finding in the words of a test. */
export interface ShownFinding {
  readonly at: string;
  readonly severity: string;
  readonly message: string;
  readonly related: readonly string[];
  readonly fixes: readonly {
    readonly title: string;
    readonly preferred: boolean;
    readonly lines: readonly string[];
  }[];
}

/** What one rule says of a document. */
export function findingsOf(
  scene: Scene,
  rule: string,
  path: string,
  settings: Partial<Settings> = {},
): readonly ShownFinding[] {
  return findingsIn(scene.workspace, scene.document(path), mergeSettings(DEFAULT_SETTINGS, settings))
    .filter(finding => finding.rule === rule)
    .map(finding => ({
      at: show(scene, finding),
      severity: finding.severity,
      message: finding.message,
      related: finding.related.map(one => `${show(scene, one)} ${one.message}`),
      fixes: finding.fixes.map(({ title, preferred, edits }) => ({
        title,
        preferred,
        lines: changedLines(scene, edits),
      })),
    }));
}
