// biome-ignore-all lint/suspicious/noTemplateCurlyInString: so an editor writes its variables.
import { describe, expect, test } from 'vitest';
import { occurrencesIn } from '../../../../server/src/chart/occurrences';
import { findingsIn } from '../../../../server/src/rules/judge';
import { DEFAULT_SETTINGS } from '../../../../server/src/rules/settings';
import { renamedLines, sceneOf } from '../../support/scene';

/** What a file says of ports: the digits with their roles, in the order of the text. */
async function rolesIn(path: string, text: string): Promise<readonly string[]> {
  const { workspace, document } = await sceneOf({ [path]: text });
  expect(findingsIn(workspace, document(path), DEFAULT_SETTINGS)).toEqual([]);
  return [...occurrencesIn(workspace, document(path))]
    .sort((a, b) => a.span.start - b.span.start)
    .map(({ span, role }) => `${role} ${text.slice(span.start, span.end)}`);
}

const launch = (...configurations: readonly string[]) =>
  `{\n  // What to start.\n  "configurations": [${configurations.join(', ')},]\n}\n`;

describe('launch.json', () => {
  test.each([
    // vscode-js-debug, "options": `port` of `attach` is that of a program that is there.
    ['{"type": "node", "request": "attach", "port": 9229}', ['url 9229']],
    ['{"type": "node", "request": "attach", "port": 9229, "address": "localhost"}', ['url 9229']],
    ['{"type": "node", "request": "attach", "port": "${input:port}"}', []],
    ['{"type": "node", "request": "attach", "port": 9229, "address": "${input:host}"}', ['variable 9229']],
    ['{"type": "java", "request": "attach", "hostName": "localhost", "port": "5005"}', ['url 5005']],
    [
      '{"type": "go", "request": "attach", "mode": "remote", "host": "127.0.0.1", "port": 2345}',
      ['url 2345'],
    ],
    ['{"type": "go", "request": "launch", "mode": "remote", "port": 2345}', ['url 2345']],
    ['{"type": "go", "request": "launch", "port": 2345}', ['variable 2345']],
    ['{"type": "node", "request": "launch", "attachSimplePort": 9230}', ['url 9230']],
    ['{"type": "node", "request": "launch", "attachSimplePort": 0}', []],
    // The browser that is started listens there.
    [
      '{"type": "chrome", "request": "launch", "port": 9222, "url": "http://localhost:3000"}',
      ['listen 9222', 'url 3000'],
    ],
    // vscode-php-debug: "The port on which to listen for Xdebug".
    ['{"type": "php", "request": "launch", "port": 9003}', ['listen 9003']],
    // debugpy, "connect" and "listen".
    [
      '{"type": "debugpy", "request": "attach", "connect": {"host": "localhost", "port": 5678}}',
      ['url 5678'],
    ],
    [
      '{"type": "debugpy", "request": "attach", "listen": {"host": "0.0.0.0", "port": 5679}}',
      ['listen 5679'],
    ],
    [
      '{"type": "debugpy", "request": "launch", "args": ["runserver", "8000", "--noreload"]}',
      ['listen 8000'],
    ],
    ['{"type": "debugpy", "request": "launch", "args": ["app:app", "--port", "8001"]}', ['listen 8001']],
    ['{"type": "node", "request": "launch", "args": "--port=8002"}', ['listen 8002']],
    [
      '{"type": "node", "request": "launch", "runtimeArgs": ["run", "dev", "--", "--port", "3001"]}',
      ['listen 3001'],
    ],
    [
      '{"type": "node", "request": "launch", "env": {"PORT": "3000", "HTTP_PORT": "3001"}}',
      ['listen 3000', 'listen 3001'],
    ],
    // Of another program, and where: then it is a reference; of another, and nobody knows where.
    [
      '{"type": "node", "request": "launch", "env": {"DB_HOST": "localhost", "DB_PORT": "5432"}}',
      ['url 5432'],
    ],
    [
      '{"type": "node", "request": "launch", "env": {"DB_PORT": "5432", "PORT": "${env:PORT}"}}',
      ['variable 5432'],
    ],
    [
      '{"type": "node", "request": "launch", "windows": {"env": {"PORT": "3005"}}, "env": {"PORT": "3000"}}',
      ['listen 3005', 'listen 3000'],
    ],
    [
      '{"type": "coreclr", "request": "launch", "serverReadyAction": {"uriFormat": "http://localhost:%s"}}',
      [],
    ],
    [
      '{"type": "coreclr", "request": "launch", "serverReadyAction": {"uriFormat": "https://localhost:5001/x"}}',
      ['url 5001'],
    ],
    ['{"type": "node", "request": "launch", "port": 99999, "args": ["--port", "0"]}', []],
    ['"x", 5, null, [], {"args": {"port": 1}, "env": ["PORT"], "connect": 5, "request": ["attach"]}', []],
  ])('%s', async (configuration, expected) => {
    expect(await rolesIn('.vscode/launch.json', launch(configuration))).toEqual(expected);
  });

  test.each(['', '[]', '{"configurations": ', '{"configurations": {"port": 1}}', 'null'])(
    'a text that is being written: %s',
    async text => {
      expect(await rolesIn('.vscode/launch.json', text)).toEqual([]);
    },
  );
});

describe('tasks.json', () => {
  test.each([
    ['{"type": "shell", "command": "npx vite --port 5173"}', ['listen 5173']],
    ['{"type": "process", "command": "python", "args": ["-m", "http.server", "8000"]}', ['listen 8000']],
    ['{"command": "serve", "args": ["-p", {"value": "5000", "quoting": "strong"}]}', ['listen 5000']],
    ['{"command": "npm start", "options": {"env": {"PORT": "3000"}}}', ['listen 3000']],
    ['{"command": "npm start", "osx": {"command": "PORT=3001 npm start"}}', ['listen 3001']],
    ['{"command": "curl http://localhost:8080/health"}', ['url 8080']],
    ['{"command": "echo 3000", "args": ["-p", "80"]}', []],
  ])('%s', async (task, expected) => {
    expect(await rolesIn('.vscode/tasks.json', `{"version": "2.0.0", "tasks": [${task}]}`)).toEqual(expected);
  });
});

// .NET, "launchSettings.json": the addresses at which the program answers.
test('launchSettings.json says where a program answers, by URLs', async () => {
  const text =
    '{"profiles": {"http": {"applicationUrl": "http://localhost:5000;https://localhost:5001"}, "x": {"launchUrl": "swagger"}}}';
  expect(await rolesIn('src/Api/Properties/launchSettings.json', text)).toEqual(['url 5000', 'url 5001']);
});

const STACK: Readonly<Record<string, string>> = {
  'compose.yaml': `services:
  web:
    build: .
    command: node --inspect=0.0.0.0:9229 server.js
    ports: ["3000:3000", "9230:9229"]
    volumes: [".:/app"]
  php:
    image: php:8-fpm
    expose: ["9003"]
    volumes: [".:/srv"]
`,
  Dockerfile: 'FROM node\nEXPOSE 3000\n',
  '.vscode/launch.json': launch(
    '{"type": "node", "request": "attach", "port": 9230}\n',
    '{"type": "php", "request": "launch", "port": 9003}\n',
    '{"type": "node", "request": "launch", "env": {"PORT": "3000"}}\n',
    '{"type": "chrome", "request": "launch", "url": "http://localhost:3000"}\n',
  ),
  '.vscode/tasks.json': '{"tasks": [\n{"command": "next dev -p 3000"}]}',
};

describe('what an editor is told moves with what it means', () => {
  test.each([
    ['.vscode/launch.json', '"port": 9230', '"port": 92‸30'],
    ['compose.yaml', '9230:9229', '92‸30:9229'],
  ])('a port to attach to with the one that is published, from %s', async (path, part, caret) => {
    const scene = await sceneOf({ ...STACK, [path]: (STACK[path] ?? '').replace(part, caret) });
    expect(renamedLines(scene, '9300')).toEqual([
      '.vscode/launch.json:3 "configurations": [{"type": "node", "request": "attach", "port": 9300}',
      'compose.yaml:5 ports: ["3000:3000", "9300:9229"]',
    ]);
  });

  test('a port that the editor itself listens on is no port of a container that has the folder', async () => {
    const scene = await sceneOf({
      ...STACK,
      'compose.yaml': STACK['compose.yaml']?.replace('"9003"', '"90‸03"') ?? '',
    });
    expect(renamedLines(scene, '9004')).toEqual(['compose.yaml:9 expose: ["9004"]']);
  });
});
