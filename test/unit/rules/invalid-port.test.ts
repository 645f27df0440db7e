// biome-ignore-all lint/suspicious/noTemplateCurlyInString: so Compose writes its variables.
import { describe, expect, test } from 'vitest';
import { findingsIn } from '../../../server/src/rules/judge';
import { DEFAULT_SETTINGS } from '../../../server/src/rules/settings';
import { changedLines, findingsOf, sceneOf, show } from '../support/scene';

const RULE = 'invalid-port';

describe('invalid-port', () => {
  test.each([
    '{{ web.port }}:80',
    '8080:{{ port }}',
    '{{ ip }}:80:80',
    '80/{{ protocol }}',
    '__PORT__:80',
    '___:80',
    '${templateOption:ip}:${templateOption:port}:80',
    '@WEB@',
  ])('says nothing of what another program puts in: %s', async port => {
    const scene = await sceneOf({
      'compose.yaml': `services:\n  web:\n    image: x\n    ports: ["${port}"]\n`,
    });
    expect(findingsOf(scene, RULE, 'compose.yaml')).toEqual([]);
  });

  test('and of what it puts into EXPOSE, with blanks', async () => {
    const scene = await sceneOf({ Dockerfile: 'FROM x\nEXPOSE {{ hosts.api.port }} 80 99999\n' });
    expect(findingsOf(scene, RULE, 'Dockerfile')).toEqual([]);
  });

  test('but of a name that lacks its dollar sign', async () => {
    const scene = await sceneOf({
      'compose.yaml': 'services:\n  web:\n    image: x\n    ports: ["WEB_PORT:80"]\n',
    });
    expect(findingsOf(scene, RULE, 'compose.yaml')).toHaveLength(1);
  });

  test.each([
    ['"70000:80"', '"70000"', '"70000" is not a port: ports end at 65535.', []],
    ['"80:70000"', '"70000"', '"70000" is not a port: ports end at 65535.', []],
    [
      '"3000-2000"',
      '"3000-2000"',
      'The range 3000-2000 runs backwards.',
      [['Write 2000-3000', '- "2000-3000"']],
    ],
    [
      '"8080:"',
      '"8080:"',
      '"8080:" names no container port.',
      [['Map it to container port 8080', '- "8080:8080"']],
    ],
    ['"1:2:3:4"', '"1:2:3:4"', '"1:2:3:4" has too many parts: write [ip:][host port:]container port.', []],
    [
      '"80/http"',
      '"http"',
      '"http" is not a protocol that Docker maps: write tcp, udp or sctp.',
      [['Use tcp', '- "80/tcp"']],
    ],
    ['"80/icmp"', '"icmp"', '"icmp" is not a protocol that Docker maps: write tcp, udp or sctp.', []],
    [
      '"localhost:80:80"',
      '"localhost"',
      '"localhost" is not an IP address: Docker takes no host name here.',
      [['Use 127.0.0.1', '- "127.0.0.1:80:80"']],
    ],
    [
      '"example.com:80:80"',
      '"example.com"',
      '"example.com" is not an IP address: Docker takes no host name here.',
      [],
    ],
    [
      '"8000-8001:80-82"',
      '"8000-8001"',
      '2 host ports cannot map to 3 container ports: ranges must be of one length.',
      [['Publish 8000-8002', '- "8000-8002:80-82"']],
    ],
    ['"web:80"', '"web"', '"web" is not a port number.', []],
    ['{ published: "80" }', '"{ published: "80" }"', 'This entry of ports has no target.', []],
  ])('%s', async (entry, at, message, fixes) => {
    const scene = await sceneOf({
      'compose.yaml': `services:\n  web:\n    image: x\n    ports:\n      - ${entry}\n`,
    });
    expect(findingsOf(scene, RULE, 'compose.yaml')).toEqual([
      {
        at: `compose.yaml:5 ${at}`,
        severity: 'error',
        message,
        related: [],
        fixes: fixes.map(([title, line]) => ({ title, preferred: true, lines: [`compose.yaml:5 ${line}`] })),
      },
    ]);
  });

  // Docker Compose 2.40 refuses each.
  const NO_LIST = (key: string) => `${key} must be a list: each port is an item of it.`;
  test.each<[string, string, string, string | undefined]>([
    ['ports: "80:80"', '""80:80""', NO_LIST('ports'), 'ports: ["80:80"]'],
    ["ports: '80:80'", '"\'80:80\'"', NO_LIST('ports'), "ports: ['80:80']"],
    ['ports: 80 # web', '"80"', NO_LIST('ports'), 'ports: ["80"] # web'],
    ['ports: !override "80:80"', '""80:80""', NO_LIST('ports'), 'ports: !override ["80:80"]'],
    ['ports: {target: 80}', '"{target: 80}"', NO_LIST('ports'), undefined],
    ['ports: http', '"http"', NO_LIST('ports'), undefined],
    ['ports: "80:${PORT:-80}"', '""80:${PORT:-80}""', NO_LIST('ports'), 'ports: ["80:${PORT:-80}"]'],
    ['expose: 80', '"80"', NO_LIST('expose'), 'expose: ["80"]'],
    ['expose: {a: b}', '"{a: b}"', NO_LIST('expose'), undefined],
    ['ports: [["80:80"]]', '"["80:80"]"', 'This item of ports is no port.', undefined],
    ['expose: [{target: 80}]', '"{target: 80}"', 'This item of expose is no port.', undefined],
    ['expose: [~]', '"~"', 'This item of expose is no port.', undefined],
    ['ports:', '"ports"', 'ports is empty: write a list, or leave it out.', undefined],
    ['expose: ~', '"expose"', 'expose is empty: write a list, or leave it out.', undefined],
    ...['published: null', 'published:', 'published: [80]', 'host_ip: ~', 'host_ip: {a: b}', 'protocol:'].map(
      (written): [string, string, string, undefined] => {
        const [key] = written.split(':', 1);
        const message = `${key} takes one value here: write it, or leave ${key} out.`;
        return [`ports: [{target: 80, ${written} }]`, `"${key}"`, message, undefined];
      },
    ),
  ])('%s', async (line, at, message, mended) => {
    const scene = await sceneOf({ 'compose.yaml': `services:\n  web:\n    image: x\n    ${line}\n` });
    expect(
      findingsOf(scene, RULE, 'compose.yaml').map(finding => [
        finding.at,
        finding.message,
        ...finding.fixes.flatMap(({ lines }) => lines),
      ]),
    ).toEqual([[`compose.yaml:4 ${at}`, message, ...(mended ? [`compose.yaml:4 ${mended}`] : [])]]);
  });

  test.each([
    ['an empty list in a later file leaves the earlier one', '[80]', 'ports:', 0],
    ['of a key that has no earlier list it does not', '[]', 'expose:', 1],
    ['where it replaces the list it is refused', '[80]', 'ports: !override', 1],
    ['any other value is', '[80]', 'ports: "80"', 1],
  ])('%s', async (_name, ports, line, count) => {
    const scene = await sceneOf({
      'compose.yaml': `services:\n  web:\n    image: x\n    ports: ${ports}\n`,
      'compose.override.yaml': `services:\n  web:\n    ${line}\n`,
    });
    expect(findingsOf(scene, RULE, 'compose.override.yaml').length).toBe(count);
  });

  test('warns of an IPv6 address that only newer versions take', async () => {
    const scene = await sceneOf({
      'compose.yaml': 'services:\n  web:\n    image: x\n    ports:\n      - "2001:db8::1:80:80"\n',
    });
    expect(
      findingsOf(scene, RULE, 'compose.yaml').map(({ severity, fixes }) => [
        severity,
        fixes.flatMap(({ lines }) => lines),
      ]),
    ).toEqual([['warning', ['compose.yaml:5 - "[2001:db8::1]:80:80"']]]);
  });

  // YAML 1.2, 7.3.3: a plain scalar does not begin with a bracket, and has none between brackets.
  test.each([
    ['- 2001:db8::1:80:80', '- "[2001:db8::1]:80:80"'],
    ['- &x ::1:80:80 # why', '- &x "[::1]:80:80" # why'],
    ['- ::1:${P:-80}:80/udp', '- "[::1]:${P:-80}:80/udp"'],
    ["- '::1:80:80'", "- '[::1]:80:80'"],
    ['- ${A:-::1}:80:80', '- ${A:-[::1]}:80:80'],
    ['[&x ::1:80:80, "81:81"]', '[&x "[::1]:80:80", "81:81"]'],
  ])('writes %s with brackets, in quotes where it has none', async (written, mended) => {
    const scene = await sceneOf({
      'compose.yaml': `services:\n  web:\n    image: x\n    ports:\n      ${written}\n`,
    });
    const [finding] = findingsIn(scene.workspace, scene.document('compose.yaml'), DEFAULT_SETTINGS).filter(
      ({ rule }) => rule === RULE,
    );
    expect(show(scene, finding ?? { uri: '', span: { start: 0, end: 0 } })).toMatch(/:5 "[\d:a-f]+"$/);
    expect(finding?.safeFixes.map(({ edits }) => changedLines(scene, edits))).toEqual([
      [`compose.yaml:5 ${mended}`],
    ]);
  });

  test('in another file it is written where somebody looks at it: the address may be read without brackets, too', async () => {
    const scene = await sceneOf({
      'compose.yaml':
        'services:\n  web:\n    image: x\n    ports:\n      - ${A}:80:80\n      - {target: 81, published: 81, host_ip: "${A}"}\n',
      '.env': 'A=::1\n',
    });
    const found = findingsIn(scene.workspace, scene.document('compose.yaml'), DEFAULT_SETTINGS);
    const [finding] = found.filter(({ rule }) => rule === RULE);
    expect(finding?.safeFixes).toEqual([]);
    expect(finding?.fixes.map(({ edits }) => changedLines(scene, edits))).toEqual([['.env:1 A=[::1]']]);
  });

  test.each([
    ['80'],
    ['"80"'],
    ['"127.0.0.1::80"'],
    ['"[::1]:80:80"'],
    ['"8000-8010:80"'],
    ['"80:80/SCTP"'],
    ['"${ANY}"'],
    ['"${IP}:${A}:${B}/${C}"'],
    ['"${A:-}:80"'],
    ['"0:80"'],
    ['"0080:80"'],
  ])('accepts %s', async entry => {
    const scene = await sceneOf({
      'compose.yaml': `services:\n  web:\n    image: x\n    ports:\n      - ${entry}\n`,
    });
    expect(findingsOf(scene, RULE, 'compose.yaml')).toEqual([]);
  });

  test.each([
    ['EXPOSE 70000', ['Dockerfile:2 "70000"']],
    ['EXPOSE 80/http', ['Dockerfile:2 "http"']],
    ['EXPOSE 90-80', ['Dockerfile:2 "90-80"']],
    ['EXPOSE 80 81/udp 7000-7010', []],
    ['EXPOSE $PORT', []],
  ])('Dockerfile: %s', async (text, expected) => {
    const scene = await sceneOf({ Dockerfile: `FROM scratch\n${text}\n` });
    expect(findingsOf(scene, RULE, 'Dockerfile').map(({ at }) => at)).toEqual(expected);
  });

  test('a URL on no port', async () => {
    const scene = await sceneOf({
      '.env': 'A=http://localhost:70000/\nB=http://localhost:65535/\nC=12:99999\n',
    });
    expect(findingsOf(scene, RULE, '.env').map(({ at, message }) => [at, message])).toEqual([
      ['.env:1 "70000"', '"70000" is not a port: ports end at 65535.'],
    ]);
  });

  test('mends a value where it stands, in .env', async () => {
    const scene = await sceneOf({
      '.env': 'RANGE=3000-2000\n',
      'compose.yaml': 'services:\n  web:\n    image: x\n    ports: ["${RANGE}:80"]\n',
    });
    expect(findingsOf(scene, RULE, 'compose.yaml')[0]?.fixes[0]?.lines).toEqual(['.env:1 RANGE=2000-3000']);
  });
});
