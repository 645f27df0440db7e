import fc from 'fast-check';
import { expect, test } from 'vitest';
import { folderOf } from '../../../server/src/text/uri';
import { excluder } from '../../../server/src/workspace/exclude';
import { createWorkspace } from '../../../server/src/workspace/workspace';
import { memoryFiles, ROOT } from '../support/memory';
import { kustomized } from './manifests';
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
    'exchange folder',
    'take folder away',
    'bring folder back',
    'link file',
    'link folder',
    'ignore',
    'track',
    'exclude',
    'include',
    'write variables',
    'add workspace folder',
    'remove workspace folder',
    'open',
    'open',
    'type',
    'close',
  ),
  from: fc.nat(),
  to: fc.nat(),
});

const FOLDERS = ['', 'sub/', 'new/', 'new/deep/', 'infra/', 'node_modules/a/', '.git/', 'out/'] as const;
/** What may be workspace folders, in one another. */
const ROOTS = [ROOT, ...['sub/', 'infra/', 'new/', 'new/deep/', 'out/'].map(name => ROOT + name)] as const;
const IGNORES = [
  '',
  '*.yaml\n!compose.yaml',
  'sub/',
  '.env',
  'new',
  '/infra\n',
  '*.conf\n*.md',
  'compose*',
  'compose.yaml\ndocker-compose.yml',
  'compose.override.yaml',
  '/sub/compose.yaml',
] as const;

/** A default file that comes before the generated ones, and one that comes behind them. */
const DEFAULTS = ['docker-compose.yml', 'compose.override.yml'] as const;
const LINKED = ['.env', 'compose.yaml', 'app.env', 'common.yaml', 'docker-compose.yml'] as const;
/** What may stand in a file of variables: some of it says of which files the folder's project is. */
const VARIABLES = ['PORT=81\n', 'COMPOSE_FILE=compose.yaml\n', 'COMPOSE_FILE=common.yaml\n'] as const;
/** What people also have open, which nothing but a search reads. */
const LOOSE = ['README.md', 'app.env', 'nginx.conf', 'httpd.conf', 'Dockerfile', 'notes'] as const;
const TYPED = [
  '',
  'http://localhost:8080\n',
  'Listen 8080\nListen 8080\n',
  'FROM x\nEXPOSE 70000\n',
  'PORT=81\n',
];
const EXCLUDES = [[], ['**/infra'], ['*.md', 'sub/**'], ['**/compose.dev.yaml']] as const;

/** What a folder may hold. */
const folders = fc.oneof(projects, kustomized);

test('what is known after anything happens to files is what a new workspace finds', {
  timeout: 7_200_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(
      folders,
      folders,
      fc.array(happening, { minLength: 1, maxLength: 8 }),
      async (files, others, happenings) => {
        const texts = new Map(Object.entries(files).map(([path, text]) => [ROOT + path, text]));
        const links = new Map<string, string>();
        const away = new Map<string, string>();
        let excluded: readonly string[] = [];
        let roots: readonly string[] = [ROOT];
        /** What an editor has open, with its text. */
        const open = new Map<string, string>();
        const made = () =>
          createWorkspace({
            files: memoryFiles(texts, links, () => roots),
            folders: () => roots,
            isExcluded: uri => excluder(new Map(roots.map(root => [root, excluded])))(uri),
            onNotice: () => {},
          });
        const workspace = made();
        await workspace.scan([ROOT]);
        for (const { kind, from, to } of happenings) {
          const uris = [...texts.keys()];
          const uri = uris[from % uris.length] ?? `${ROOT}compose.yaml`;
          const folder = ROOT + (FOLDERS[to % FOLDERS.length] ?? '');
          const own = folderOf(uri);
          /** Takes out all that stands below a folder, and gives it. */
          const take = (from: string) => {
            const below = [...texts].filter(([one]) => one.startsWith(from));
            for (const [one] of below) texts.delete(one);
            for (const one of [...links.keys()]) if (one.startsWith(from)) links.delete(one);
            return below;
          };
          const isBehindLink = [...links.keys()].some(link => `${folder}x`.startsWith(`${link}/`));
          if (isBehindLink && kind !== 'link folder') continue;
          switch (kind) {
            case 'create':
            case 'change': {
              const names = [...Object.keys(others), ...DEFAULTS];
              const name = names[from % names.length] ?? '';
              const target = kind === 'create' ? folder + name : uri;
              if (links.has(target)) break;
              texts.set(target, others[name] ?? others['compose.yaml'] ?? '');
              await workspace.refresh([target]);
              break;
            }
            case 'delete':
              texts.delete(uri);
              await workspace.refresh([uri]);
              break;
            case 'move': {
              const target = folder + uri.slice(own.length);
              if (links.has(target)) break;
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
            case 'exchange folder': {
              if (own === ROOT) break;
              const named = Object.values(others);
              for (const [index, [one]] of take(own).entries())
                if ((from + index) % 4 > 0) texts.set(one, named[(to + index) % named.length] ?? '');
              // Deleted and created, which is told by the same name.
              await workspace.refresh([own.slice(0, -1)]);
              break;
            }
            case 'take folder away':
              if (own === ROOT) break;
              for (const [one, text] of take(own)) away.set(one, text);
              await workspace.refresh([own.slice(0, -1)]);
              break;
            case 'bring folder back': {
              const gone = [...away.keys()];
              const back = gone[from % gone.length];
              if (back === undefined) break;
              const [name = ''] = back.slice(ROOT.length).split('/');
              if (links.has(ROOT + name)) break;
              for (const [one, text] of away) {
                if (!one.startsWith(`${ROOT}${name}/`)) continue;
                texts.set(one, text);
                away.delete(one);
              }
              await workspace.refresh([ROOT + name]);
              break;
            }
            case 'link file': {
              const link = `${folder}${LINKED[from % LINKED.length] ?? ''}`;
              if (texts.has(link)) break;
              // Of several links to one another none leads anywhere.
              if (to % 5 === 0) links.delete(link);
              else links.set(link, uris[(from + to) % uris.length] ?? '');
              await workspace.refresh([link]);
              break;
            }
            case 'link folder': {
              const link = folder.slice(0, -1);
              if (folder === ROOT || isBehindLink !== links.has(link)) break;
              take(folder);
              const target = (FOLDERS[from % FOLDERS.length] ?? '').replace(/\/$/, '');
              if (from % 5 === 0 || `${ROOT}${target}/`.startsWith(folder) || target === '')
                links.delete(link);
              else links.set(link, ROOT + target);
              await workspace.refresh([link]);
              break;
            }
            case 'ignore': {
              const text = IGNORES[from % IGNORES.length] ?? '';
              if (text === '') texts.delete(`${folder}.gitignore`);
              else texts.set(`${folder}.gitignore`, text);
              await workspace.refresh([`${folder}.gitignore`]);
              break;
            }
            case 'track': {
              const index = `${folder}.git/index`;
              const below = uris.filter(one => one.startsWith(folder) && one !== index);
              const kept = below.filter((_, at) => (from >> (at % 16)) % 2 === 0);
              if (from % 5 === 0) texts.delete(index);
              else texts.set(index, kept.map(one => one.slice(folder.length)).join('\n'));
              // That the repository came or went is told by its folder alone.
              await workspace.refresh([to % 3 === 0 ? folderOf(index).slice(0, -1) : index]);
              break;
            }
            case 'include': {
              // Also of a folder that is not searched, and of one that Compose refuses: the service may be there twice.
              const base = ROOTS[from % ROOTS.length] ?? ROOT;
              const target = `${base}compose.yaml`;
              if (links.has(target)) break;
              const up = '../'.repeat(base.split('/').length - ROOT.split('/').length);
              const service = `services: {web: {image: x, ports: ["${from % 3}:80"]}}\n`;
              texts.set(target, `include: ["${up}${folder.slice(ROOT.length)}compose.yaml"]\n${service}`);
              await workspace.refresh([target]);
              break;
            }
            case 'write variables': {
              const target = `${folder}.env`;
              if (links.has(target)) break;
              texts.set(target, VARIABLES[from % VARIABLES.length] ?? '');
              await workspace.refresh([target]);
              break;
            }
            case 'exclude':
              excluded = EXCLUDES[from % EXCLUDES.length] ?? [];
              await workspace.searchAgain(roots);
              break;
            case 'add workspace folder':
            case 'remove workspace folder': {
              const root = ROOTS[from % ROOTS.length] ?? ROOT;
              const others = roots.filter(one => one !== root);
              roots = kind === 'add workspace folder' ? [...others, root] : others;
              await workspace.scan(await workspace.changeFolders([root]));
              break;
            }
            case 'open': {
              const names = [...uris, ...LOOSE.map(name => folder + name)];
              const target = names[from % names.length] ?? '';
              if (links.has(target)) break;
              if (!texts.has(target)) texts.set(target, TYPED[to % TYPED.length] ?? '');
              open.set(target, texts.get(target) ?? '');
              await workspace.refresh([target]);
              await workspace.prepare(target);
              await workspace.change(target, texts.get(target) ?? '');
              break;
            }
            case 'type': {
              const target = [...open.keys()][from % open.size];
              if (target === undefined) break;
              open.set(target, TYPED[to % TYPED.length] ?? '');
              await workspace.change(target, open.get(target) ?? '');
              break;
            }
            case 'close': {
              const target = [...open.keys()][from % open.size];
              if (target === undefined) break;
              open.delete(target);
              await workspace.close(target);
              break;
            }
          }
        }
        for (const uri of open.keys()) await workspace.close(uri);
        const fresh = made();
        await fresh.scan(roots);
        expect([...workspace.documents().keys()].sort()).toEqual([...fresh.documents().keys()].sort());
        expect(snapshotOf(workspace)).toEqual(snapshotOf(fresh));
      },
    ),
    parameters(300),
  );
});
