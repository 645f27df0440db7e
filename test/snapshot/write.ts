import { closeSync, openSync, realpathSync, writeSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { drawMermaid } from '../../server/src/features/drawing-mermaid';
import { portTables } from '../../server/src/features/port-table';
import { DEFAULT_SETTINGS } from '../../server/src/rules/settings';
import { blockingNodeFiles } from '../../server/src/workspace/node-files';
import { createWorkspace, type Workspace } from '../../server/src/workspace/workspace';
import { documentsOf, snapshotOf } from '../unit/properties/support';
import { ROOT, workspaceOf } from '../unit/support/memory';
import { QUESTIONS } from '../verdicts/questions';
import { answersOf } from './answers';

const [out, ...folders] = process.argv.slice(2);
if (out === undefined) throw new Error('usage: npm run snapshot -- OUT [FOLDER...]');
const file = openSync(out, 'w');
for (const questions of Object.values(QUESTIONS)) {
  for (const { name, files } of questions()) write(name, (await workspaceOf(files)).workspace, ROOT);
}
for (const folder of folders) {
  const root = `${pathToFileURL(realpathSync(folder))}/`;
  write(path.basename(folder), await workspaceAt(root), root);
}
closeSync(file);

/** What stands in a folder of the disk. */
async function workspaceAt(root: string): Promise<Workspace> {
  const workspace = createWorkspace({
    files: blockingNodeFiles(() => [root]),
    folders: () => [root],
    isExcluded: () => false,
    onNotice: () => {},
  });
  await workspace.scan([root]);
  return workspace;
}

function write(name: string, workspace: Workspace, root: string): void {
  const tables = portTables(workspace, workspace.projects(), () => DEFAULT_SETTINGS);
  const lines = [
    `# ${name}`,
    ...snapshotOf(workspace, root),
    ...documentsOf(workspace).flatMap(document => answersOf(workspace, document, root)),
    // What collides is told by the finding's text and places.
    ...tables.map(table => JSON.stringify(table, (key, value) => (key === 'collision' ? undefined : value))),
    drawMermaid(tables),
  ];
  // Nothing depends on where the folder stands.
  writeSync(file, `${lines.join('\n').replaceAll(root, 'file:///')}\n`);
}
