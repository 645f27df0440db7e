// biome-ignore-all lint/suspicious/noTemplateCurlyInString: so Compose writes its variables.
import { describe, expect, test } from 'vitest';
import { hoverAt } from '../../../../server/src/features/hover';
import { definitionAt } from '../../../../server/src/features/navigation';
import { findingsOf, renamedLines, type Scene, sceneOf, showRange } from '../../support/scene';

/** A Traefik that is started with these options, and an app that its labels send through an entry point. */
function stack(options: readonly string[], label: string, more = ''): string {
  const command = options.map(option => `      - ${option}\n`).join('');
  return `services:
  proxy:
    image: docker.io/library/traefik:v3.1
    command:
${command}    ports: ["8080:80", "443:443"]
${more}  app:
    image: acme/app
    labels:
      - ${label}
`;
}

const WEB = [
  '--providers.docker=true',
  '--entrypoints.web.address=:80',
  '--entryPoints.webSecure.address=:443',
];

const messages = (scene: Scene) =>
  findingsOf(scene, 'unknown-port', 'compose.yaml').map(({ severity, at, message }) => [
    severity,
    at,
    message,
  ]);

describe('entry points that Traefik does not have', () => {
  // Traefik 3, `pkg/config/runtime`: "entryPoint \"webs\" doesn't exist"; the router is left out there.
  test.each([
    ['traefik.http.routers.app.entrypoints=webs', 'webs'],
    ['traefik.http.routers.app.entryPoints=web, https', 'https'],
    ['traefik.tcp.routers.app.entrypoints=db', 'db'],
    ['traefik.udp.routers.app.entrypoints=dns', 'dns'],
  ])('%s', async (label, name) => {
    const scene = await sceneOf({ 'compose.yaml': stack(WEB, label) });
    expect(messages(scene)).toEqual([
      [
        'warning',
        `compose.yaml:12 "${name}"`,
        `"proxy" has no entry point "${name}", but web, websecure: nothing comes in here.`,
      ],
    ]);
    const [finding] = findingsOf(scene, 'unknown-port', 'compose.yaml');
    expect(finding?.fixes[0]?.lines).toEqual([`compose.yaml:12 - ${label.replace(name, 'web')}`]);
  });

  test.each([
    ['one that it has', stack(WEB, 'traefik.http.routers.app.entrypoints=web')],
    ['options are taken in any case', stack(WEB, 'traefik.http.routers.app.entrypoints=webSecure')],
    ['its own, which other options make', stack(WEB, 'traefik.http.routers.app.entrypoints=traefik')],
    ['a variable', stack(WEB, '"traefik.http.routers.app.entrypoints=${DOOR}"')],
    ['another label', stack(WEB, 'traefik.http.routers.app.rule=Host(`x`)')],
    ['a variable among the options', stack([...WEB, '${MORE}'], 'traefik.http.routers.app.entrypoints=x')],
    ['a file', stack([...WEB, '--configFile=/x.yml'], 'traefik.http.routers.app.entrypoints=x')],
    ['none but the one of default', stack(['--api=true'], 'traefik.http.routers.app.entrypoints=http')],
    [
      'what is mounted',
      stack(WEB, 'traefik.http.routers.app.entrypoints=x', '    volumes: ["./etc:/etc/traefik"]\n'),
    ],
    [
      'a named volume',
      stack(WEB, 'traefik.http.routers.app.entrypoints=x', '    volumes: ["etc:/etc/traefik"]\n'),
    ],
    ['configs', stack(WEB, 'traefik.http.routers.app.entrypoints=x', '    configs: [traefik]\n')],
    ['two of them', stack(WEB, 'traefik.http.routers.app.entrypoints=x', '  inner: {image: traefik}\n')],
    [
      'another image',
      stack(WEB, 'traefik.http.routers.app.entrypoints=x').replace('traefik:v3.1', 'proxy:1'),
    ],
  ])('nothing is said of %s', async (_, text) => {
    expect(messages(await sceneOf({ 'compose.yaml': text }))).toEqual([]);
  });

  test('what a later file may start it with is not known', async () => {
    const scene = await sceneOf({
      'compose.yaml': stack(WEB, 'traefik.http.routers.app.entrypoints=x'),
      'compose.override.yaml': 'services:\n  proxy:\n    command: [--entrypoints.x.address=:81]\n',
    });
    expect(messages(scene)).toEqual([]);
  });
});

describe('where an entry point leads', () => {
  const FILES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    options: { 'compose.yaml': stack(WEB, 'traefik.http.routers.app.entrypoints=w‸eb') },
    variables: {
      'compose.yaml': stack([], 'traefik.http.routers.app.entrypoints=w‸eb').replace(
        '    command:\n',
        '    environment:\n      TRAEFIK_ENTRYPOINTS_WEB_ADDRESS: ":80"\n',
      ),
    },
    'a file of YAML': {
      'compose.yaml': stack([], 'traefik.http.routers.app.entrypoints=w‸eb').replace(
        '    command:\n',
        '    volumes: ["./conf/traefik.yml:/traefik.yml:ro"]\n',
      ),
      'conf/traefik.yml': 'entryPoints:\n  secure:\n    address: ":443"\n  web:\n    address: ":80"\n',
    },
    'a folder with a file of TOML': {
      'compose.yaml': stack([], 'traefik.http.routers.app.entrypoints=w‸eb').replace(
        '    command:\n',
        '    volumes: ["./conf:/etc/traefik"]\n',
      ),
      'conf/traefik.toml': '[entryPoints.secure]\n  address = ":443"\n\n[entryPoints.web]\naddress = ":80"\n',
    },
  };

  test.each([
    ['options', ['compose.yaml:6 "80"']],
    ['variables', ['compose.yaml:5 "80"']],
    ['a file of YAML', ['conf/traefik.yml:5 "80"']],
    ['a folder with a file of TOML', ['conf/traefik.toml:5 "80"']],
  ])('of %s', async (from, places) => {
    const scene = await sceneOf(FILES[from] ?? {});
    const { document, position } = scene.spot;
    expect(hoverAt(scene.workspace, document, position)?.markdown).toContain(
      '**web** (80/tcp) of `proxy`, published as 8080 on the host, by which `app` is reached',
    );
    const found = definitionAt(scene.workspace, document, position);
    expect(found.map(({ uri, range }) => showRange(scene, uri, range))).toEqual(places);
  });

  test('is not renamed, for what starts Traefik names it in many ways', async () => {
    expect(renamedLines(await sceneOf(FILES.options ?? {}), 'door')).toContain(
      'does not rename entry points',
    );
  });

  test('the port moves as ever, and the name stays', async () => {
    const scene = await sceneOf({
      'compose.yaml': stack(WEB, 'traefik.http.routers.app.entrypoints=web').replace('=:80', '=:8‸0'),
    });
    expect(renamedLines(scene, '8000')).toEqual([
      'compose.yaml:6 - --entrypoints.web.address=:8000',
      'compose.yaml:8 ports: ["8080:8000", "443:443"]',
    ]);
  });
});
