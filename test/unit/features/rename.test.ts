// biome-ignore-all lint/suspicious/noTemplateCurlyInString: so Compose writes its variables.
import { describe, expect, test } from 'vitest';
import { prepareRename, rename } from '../../../server/src/features/rename';
import { applied, renamedLines, sceneOf, showRange } from '../support/scene';

type Files = Readonly<Record<string, string>>;

async function prepared(files: Files) {
  const scene = await sceneOf(files);
  const { document, position } = scene.spot;
  const result = prepareRename(scene.workspace, document, position);
  return 'refusal' in result
    ? result.refusal
    : `${showRange(scene, document.uri, result.range)} is ${result.placeholder}`;
}

async function renamed(files: Files, to: string) {
  return renamedLines(await sceneOf(files), to);
}

function compose(ports: string, more = ''): Files {
  return { 'compose.yaml': `services:\n  web:\n    image: x\n    ports: [${ports}]\n${more}` };
}

describe('prepareRename', () => {
  test.each([
    ['a host port', compose('"80‸80:80"'), 'compose.yaml:4 "8080" is 8080'],
    ['just behind its digits', compose('"8080‸:80"'), 'compose.yaml:4 "8080" is 8080'],
    ['a range', compose('"80‸00-8010:80"'), 'compose.yaml:4 "8000-8010" is 8000-8010'],
    ['a default', compose('"${P:-80‸80}:80"'), 'compose.yaml:4 "8080" is 8080'],
    ['a variable', { ...compose('"${P‸}:80"'), '.env': 'P=8080\n' }, 'compose.yaml:4 "${P}" is 8080'],
  ])('%s', async (_name, files, expected) => {
    expect(await prepared(files)).toBe(expected);
  });

  test.each([
    ['no port', { 'compose.yaml': 'services:\n  we‸b:\n    image: x\n' }, 'There is no port here.'],
    [
      'an unknown one',
      compose('"${P‸}:80"'),
      'This port is not known: no file that was read sets its variable.',
    ],
    [
      'the host of a URL',
      { ...compose('"8080:80"'), 'README.md': 'http://local‸host:8080\n' },
      'Place the cursor on the digits of the port to rename it.',
    ],
    [
      'a URL without a port',
      { ...compose('"80:80"'), 'README.md': 'http://local‸host/\n' },
      'This URL names no port: it means 80 by its scheme. Write the port to change it.',
    ],
    [
      'digits of several parts',
      { ...compose('"80${P}‸:80"'), '.env': 'P=80\n' },
      'This port cannot be changed everywhere: in compose.yaml its digits stand in no single place that Portolan may edit.',
    ],
    [
      'a URL of a port with digits of several parts',
      { ...compose('"80${P}:80"'), '.env': 'P=80\n', 'README.md': 'http://localhost:80‸80\n' },
      'This port cannot be changed everywhere: in compose.yaml its digits stand in no single place that Portolan may edit.',
    ],
    [
      'one port of a range',
      { ...compose('"8080-8081:80-81"'), 'README.md': 'http://localhost:80‸81\n' },
      '8081 is part of the range 8080-8081 in compose.yaml: rename the range, and this moves with it.',
    ],
    ['port 0', compose('"0‸:80"'), 'Port 0 stands for any port that is free: there is nothing to rename.'],
  ])('refuses %s', async (_name, files, refusal) => {
    expect(await prepared(files)).toBe(refusal);
    expect(await renamed(files, '7000')).toBe(refusal);
  });
});

describe('rename', () => {
  const FILES: Files = {
    '.env': 'WEB=8080 # the web\r\n',
    'compose.yaml': `# 🚢 8080
services:
  web:
    image: x
    ports: ["127.0.0.1:\${WEB‸}:8080"]
    environment: ["EMOJI=🚢 8080", "URL=http://localhost:8080"]
`,
    'README.md': '\uFEFFhttp://localhost:8080/ 8080 http://example.com:8080 "8080:80"\n',
  };

  test('changes compose file, .env and URL together, and no other byte', async () => {
    const scene = await sceneOf(FILES);
    const { document, position } = scene.spot;
    const edits = rename(scene.workspace, document, position, '9000');
    if ('refusal' in edits) throw new Error(edits.refusal);
    expect(applied(scene, edits.edits)).toEqual(
      new Map([
        ['.env', 'WEB=9000 # the web\r\n'],
        ['README.md', '\uFEFFhttp://localhost:9000/ 8080 http://example.com:8080 "8080:80"\n'],
        [
          'compose.yaml',
          `# 🚢 8080
services:
  web:
    image: x
    ports: ["127.0.0.1:\${WEB}:8080"]
    environment: ["EMOJI=🚢 8080", "URL=http://localhost:9000"]
`,
        ],
      ]),
    );
  });

  test.each([
    ['one port', compose('"80‸80:80"'), '9000', ['compose.yaml:4 ports: ["9000:80"]']],
    ['with white space', compose('"80‸80:80"'), ' 9000 ', ['compose.yaml:4 ports: ["9000:80"]']],
    [
      'a range by its first port',
      compose('"80‸00-8002:80-82"'),
      '9000',
      ['compose.yaml:4 ports: ["9000-9002:80-82"]'],
    ],
    [
      'a range by another',
      compose('"80‸00-8002:80-82"'),
      '9000-9002',
      ['compose.yaml:4 ports: ["9000-9002:80-82"]'],
    ],
    ['an unquoted one', compose('8080:‸80'), '81', ['compose.yaml:4 ports: [8080:81]']],
    [
      'a long one',
      compose('{ target: 80, published: 80‸80 }'),
      '81',
      ['compose.yaml:4 ports: [{ target: 80, published: 81 }]'],
    ],
  ])('%s', async (_name, files, to, lines) => {
    expect(await renamed(files, to)).toEqual(lines);
  });

  test.each([
    ['8080', '', '"" is not a port: write a number from 1 to 65535.'],
    ['8080', 'http', '"http" is not a port: write a number from 1 to 65535.'],
    ['8080', '65536', '"65536" is not a port: write a number from 1 to 65535.'],
    ['8080', '-1', '"-1" is not a port: write a number from 1 to 65535.'],
    ['8080', '0', 'Port 0 is no port to name: with it the system takes any. Write a number from 1 on.'],
    ['8080', '9000-9001', '8080 can only become one port.'],
    ['8000-8002', 'x', '"x" is not a port: write a number from 1 to 65535, or a range of 3 ports.'],
    ['8000-8002', '9000-9003', '8000-8002 can only become another range of 3 ports.'],
    ['8000-8002', '65534', 'From 65534 on there is no room: ports end at 65535.'],
  ])('%s to "%s" is refused', async (from, to, refusal) => {
    expect(await renamed(compose(`"${from}‸:80"`), to)).toBe(refusal);
  });
});
