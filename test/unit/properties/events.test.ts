import fc from 'fast-check';
import { expect, test } from 'vitest';
import { folderOf } from '../../../server/src/text/uri';
import { excluder } from '../../../server/src/workspace/exclude';
import { createWorkspace } from '../../../server/src/workspace/workspace';
import { memoryFiles, ROOT } from '../support/memory';
import { projects } from './projects';
import { parameters, snapshotOf } from './support';

/** One thing that happens in a folder. Places are chosen by numbers, of what is there then. */
const happening = fc.record({
  kind: fc.constantFrom(
    'create',
    'change',
    'delete',
    'move',
    'move folder',
    'delete folder',
    'ignore',
    'exclude',
  ),
  from: fc.nat(),
  to: fc.nat(),
});

const FOLDERS = ['', 'sub/', 'new/', 'new/deep/', 'infra/', 'node_modules/a/', '.git/', 'out/'] as const;
const IGNORES = [
  '',
  '*.yaml\n!compose.yaml',
  'sub/',
  '.env',
  'new',
  '/infra\n',
  '*.conf\n*.md',
  'compose*',
] as const;
const EXCLUDES = [[], ['**/infra'], ['*.md', 'sub/**'], ['**/compose.dev.yaml']] as const;

test('what is known after anything happens to files is what a new workspace finds', {
  timeout: 7_200_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(
      projects,
      projects,
      fc.array(happening, { minLength: 1, maxLength: 8 }),
      async (files, others, happenings) => {
        const texts = new Map(Object.entries(files).map(([path, text]) => [ROOT + path, text]));
        let excluded: readonly string[] = [];
        const made = () =>
          createWorkspace({
            files: memoryFiles(texts),
            folders: () => [ROOT],
            isExcluded: uri => excluder([ROOT], excluded)(uri),
            onNotice: () => {},
          });
        const workspace = made();
        await workspace.scan([ROOT]);
        for (const { kind, from, to } of happenings) {
          const uris = [...texts.keys()];
          const uri = uris[from % uris.length] ?? `${ROOT}compose.yaml`;
          const folder = ROOT + (FOLDERS[to % FOLDERS.length] ?? '');
          const own = folderOf(uri);
          switch (kind) {
            case 'create':
            case 'change': {
              const names = Object.keys(others);
              const name = names[from % names.length] ?? '';
              const target = kind === 'create' ? folder + name : uri;
              texts.set(target, others[name] ?? '');
              await workspace.refresh([target]);
              break;
            }
            case 'delete':
              texts.delete(uri);
              await workspace.refresh([uri]);
              break;
            case 'move': {
              const target = folder + uri.slice(own.length);
              texts.set(target, texts.get(uri) ?? '');
              if (target !== uri) texts.delete(uri);
              await workspace.refresh([uri, target]);
              break;
            }
            case 'move folder': {
              if (own === ROOT || folder.startsWith(own)) break;
              for (const below of uris.filter(one => one.startsWith(own))) {
                texts.set(`${folder}moved/${below.slice(own.length)}`, texts.get(below) ?? '');
                texts.delete(below);
              }
              // An editor tells of the folders alone.
              await workspace.refresh([own.slice(0, -1), `${folder}moved`]);
              break;
            }
            case 'delete folder':
              if (own === ROOT) break;
              for (const below of uris.filter(one => one.startsWith(own))) texts.delete(below);
              await workspace.refresh([own.slice(0, -1)]);
              break;
            case 'ignore': {
              const text = IGNORES[from % IGNORES.length] ?? '';
              if (text === '') texts.delete(`${folder}.gitignore`);
              else texts.set(`${folder}.gitignore`, text);
              await workspace.refresh([`${folder}.gitignore`]);
              break;
            }
            case 'exclude':
              excluded = EXCLUDES[from % EXCLUDES.length] ?? [];
              await workspace.searchAgain([ROOT]);
              break;
          }
        }
        const fresh = made();
        await fresh.scan([ROOT]);
        expect([...workspace.documents().keys()].sort()).toEqual([...fresh.documents().keys()].sort());
        expect(snapshotOf(workspace)).toEqual(snapshotOf(fresh));
      },
    ),
    parameters(300),
  );
});
