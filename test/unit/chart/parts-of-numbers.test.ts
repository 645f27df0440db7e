// biome-ignore-all lint/suspicious/noTemplateCurlyInString: so Compose writes its variables.
import { expect, test } from 'vitest';
import { linkedOccurrences } from '../../../server/src/chart/links';
import { moveTo } from '../../../server/src/chart/move';
import { occurrencesIn } from '../../../server/src/chart/occurrences';
import { sceneOf } from '../support/scene';

// A move of the digits alone would make another number of all that they are part of.
test.each([
  ['a variable that is a port', 'WEB_PORT=8080\n', '${WEB_PORT}:80', ['variable 8080']],
  ['one that begins ports', 'PORT_PREFIX=80\n', '${PORT_PREFIX}80:80', []],
  ['one that ends ports', 'PORT_PART=81\n', '80${PORT_PART}:80', []],
  ['one that is an end of a range', 'FROM_PORT=8000\n', '${FROM_PORT}-8010:80', ['variable 8000']],
  ['one that another is made of', 'PORT_PART=80\nWEB_PORT=${PORT_PART}80\n', '${WEB_PORT}:80', []],
  ['one that is used by itself and as a part', 'A_PORT=80\n', '${A_PORT}:80", "${A_PORT}80:81', []],
])('%s', async (_name, env, port, expected) => {
  const { workspace, document } = await sceneOf({
    '.env': env,
    'compose.yaml': `services:\n  web:\n    image: x\n    ports: ["${port}"]\n`,
  });
  const found = occurrencesIn(workspace, document('.env')).map(({ role, range }) => `${role} ${range?.from}`);
  expect(found).toEqual(expected);
});

const compose = (service: string) => `services:\n  web:\n    image: x\n${service}`;

// Wherever a variable is written, and however it is used.
test.each<readonly [string, string, Readonly<Record<string, string>>, readonly string[]]>([
  [
    'an argument of a build',
    'Dockerfile',
    { Dockerfile: 'FROM x\nARG P=80\nARG Q=8080\nEXPOSE ${P}90 ${Q}\n' },
    ['variable 8080', 'exposed 8090', 'exposed 8080'],
  ],
  [
    'a variable of a script',
    'run.sh',
    { 'run.sh': 'PORT=80\nWEB_PORT=8080\ndocker run -p ${PORT}81:82 -p $WEB_PORT:83 x\n' },
    ['variable 8080', 'published undefined', 'target 82', 'published undefined', 'target 83'],
  ],
  [
    'a variable of a pipeline',
    '.gitlab-ci.yml',
    {
      '.gitlab-ci.yml':
        'variables:\n  PORT: "80"\n  WEB_PORT: "8080"\na:\n  script:\n    - curl http://localhost:${PORT}81 $WEB_PORT\n',
    },
    ['variable 8080'],
  ],
  [
    'a file of variables of a service',
    'app.env',
    {
      'app.env': 'BASE_PORT=80\nWEB_PORT=${BASE_PORT}81\nAPI_PORT=8080\n',
      'compose.yaml': compose('    env_file: app.env\n'),
    },
    ['variable 8080'],
  ],
  [
    'a part of a URL',
    '.env',
    {
      '.env': 'PORT_PREFIX=80\nAPI_PORT=8080\n',
      'compose.yaml': compose('    environment:\n      U: http://web:${PORT_PREFIX}81/\n'),
    },
    ['variable 8080'],
  ],
  [
    'a part of an option',
    '.env',
    {
      '.env': 'PORT_PREFIX=80\nAPI_PORT=8080\n',
      'compose.yaml': compose('    command: --port ${PORT_PREFIX:-70}81\n'),
    },
    ['variable 8080'],
  ],
])('%s', async (_name, path, files, expected) => {
  const { workspace, document } = await sceneOf(files);
  const found = occurrencesIn(workspace, document(path)).map(({ role, range }) => `${role} ${range?.from}`);
  expect(found).toEqual(expected);
});

test('what a URL is by a variable stays where that is part of a port elsewhere', async () => {
  const { workspace, document } = await sceneOf({
    '.env': 'PREFIX=80\n',
    'compose.yaml': compose(
      '    ports: ["${PREFIX}80:80"]\n    environment:\n      URL: http://web:${PREFIX}\n',
    ),
  });
  const target = occurrencesIn(workspace, document('compose.yaml')).find(({ role }) => role === 'target');
  if (!target) throw new Error('the container port is not found');
  const move = moveTo(workspace, target, 8000, linkedOccurrences(workspace, target));
  expect(move?.edits.map(({ uri, newText }) => `${uri.split('/').at(-1)} ${newText}`)).toEqual([
    'compose.yaml 8000',
  ]);
  expect(move?.unreached.map(({ role }) => role)).toEqual(['url']);
});
