import type { Chart } from '../../../server/src/chart/chart';
import { folderOf } from '../../../server/src/text/uri';
import type { Notice } from '../../../server/src/workspace/analysis';
import type { Files, Refusal } from '../../../server/src/workspace/files';
import { createWorkspace, type Workspace } from '../../../server/src/workspace/workspace';

/** The workspace folder of every test that needs no disk. */
export const ROOT = 'file:///project/';

export interface MemoryWorkspace {
  readonly workspace: Workspace;
  readonly notices: Notice[];
  /** The files as a disk would hold them; change one, then `workspace.refresh`. */
  readonly texts: Map<string, string>;
}

/** A workspace over files that stand in memory: paths relative to the workspace folder; and who listens meanwhile. */
export async function workspaceOf(
  files: Readonly<Record<string, string>>,
  listenersOn: Chart['listenersOn'] = () => [],
): Promise<MemoryWorkspace> {
  const texts = new Map(Object.entries(files).map(([path, text]) => [ROOT + path, text]));
  const notices: Notice[] = [];
  const workspace = createWorkspace({
    files: memoryFiles(texts),
    folders: () => [ROOT],
    isExcluded: () => false,
    listenersOn,
    onNotice: notice => notices.push(notice),
  });
  await workspace.scan([ROOT]);
  return { workspace, notices, texts };
}

/**
 * Files as a disk would hold them: texts by URI, and links to files or folders, both named without `/` at the end. As on
 * a disk a link to a folder is no folder in a list, but what it leads to can be read through it; where workspace folders
 * are given, as long as it is below one. Git's index is a text here: a path of what it has in each line.
 */
export function memoryFiles(
  texts: ReadonlyMap<string, string>,
  targets: ReadonlyMap<string, string> = new Map(),
  folders?: () => readonly string[],
): Files {
  const links = new Map<string, readonly string[]>();
  const follow = (uri: string): string => {
    const places = trailIn(targets, uri);
    const real = places.at(-1) ?? uri;
    if (real === uri) links.delete(uri);
    else links.set(uri, places);
    return real;
  };
  const isOutside = (real: string) =>
    folders !== undefined && !folders().some(folder => `${real}/`.startsWith(folder));
  async function read(uri: string): Promise<string | Refusal> {
    follow(folderOf(uri));
    const real = follow(uri);
    return isOutside(real) ? { kind: 'outside' } : (texts.get(real) ?? { kind: 'missing' });
  }
  return {
    links,
    read,
    async tracked(tree, isWanted) {
      const index = await read(tree.index);
      return {
        paths: typeof index === 'string' ? index.split('\n').filter(isWanted) : index,
        read: 0,
      };
    },
    list: async folder => {
      const real = follow(folder);
      if (isOutside(real)) return { kind: 'outside' };
      const entries = new Map<string, 'file' | 'folder'>();
      for (const uri of [...texts.keys(), ...targets.keys()]) {
        if (!uri.startsWith(real)) continue;
        const [name = '', ...rest] = uri.slice(real.length).split('/');
        entries.set(decodeURIComponent(name), rest.length > 0 ? 'folder' : 'file');
      }
      return [...entries].map(([name, kind]) => ({ name, kind }));
    },
  };
}

/** The links on the way to a file or folder, and where it is; of links in circles, where one of them is. */
function trailIn(targets: ReadonlyMap<string, string>, uri: string, steps: number = 10): readonly string[] {
  const link = [...targets].find(([one]) => uri === one || uri.startsWith(`${one}/`));
  return link && steps > 0
    ? [link[0], ...trailIn(targets, link[1] + uri.slice(link[0].length), steps - 1)]
    : [uri];
}
