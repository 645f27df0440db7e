import type { Chart } from '../../../server/src/chart/chart';
import type { Notice } from '../../../server/src/workspace/analysis';
import type { Files } from '../../../server/src/workspace/files';
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

/** Files as a disk would hold them: texts by URI. */
export function memoryFiles(texts: ReadonlyMap<string, string>): Files {
  return {
    read: async uri => texts.get(uri) ?? { kind: 'missing' },
    list: async folder => {
      const entries = new Map<string, 'file' | 'folder'>();
      for (const uri of texts.keys()) {
        if (!uri.startsWith(folder)) continue;
        const [name = '', ...rest] = uri.slice(folder.length).split('/');
        entries.set(decodeURIComponent(name), rest.length > 0 ? 'folder' : 'file');
      }
      return [...entries].map(([name, kind]) => ({ name, kind }));
    },
  };
}
