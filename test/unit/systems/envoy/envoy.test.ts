// biome-ignore-all lint/suspicious/noTemplateCurlyInString: so templates write their variables.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { definitionAt } from '../../../../server/src/features/navigation';
import { rename } from '../../../../server/src/features/rename';
import { findingsIn } from '../../../../server/src/rules/judge';
import { DEFAULT_SETTINGS } from '../../../../server/src/rules/settings';
import { formatOf } from '../../../../server/src/systems/all';
import { readEnvoy } from '../../../../server/src/systems/envoy/reading';
import { applied, sceneOf, showRange } from '../../support/scene';

const URI = 'file:///envoy.yaml';

function portsIn(text: string): readonly string[] {
  const { listens, urls } = readEnvoy(text, URI);
  const written = ({ start, end }: { readonly start: number; readonly end: number }) =>
    text.slice(start, end);
  return [
    ...listens.map(({ port, protocol, address, name }) =>
      ['listen', written(port.text.span), protocol, address, name].filter(Boolean).join(' '),
    ),
    ...urls.flatMap(({ mentions }) => mentions).map(({ host, portSpan }) => `${host} ${written(portSpan)}`),
  ];
}

const socket = (address: string, port: string, rest = '') =>
  `{socket_address: {address: "${address}", port_value: ${port}${rest}}}`;

const listeners = (...items: readonly string[]) =>
  `static_resources:\n  listeners:\n${items.map(item => `    - ${item}\n`).join('')}`;

describe('what a configuration says', () => {
  const text = `admin:
  address: {socket_address: {address: 127.0.0.1, port_value: 9901}}
static_resources:
  listeners:
    - name: web
      address:
        socket_address:
          address: 0.0.0.0
          port_value: 10000 # web
      additional_addresses:
        - address: {socket_address: {protocol: UDP, address: "::", port_value: "10001"}}
  clusters:
    - name: api
      load_assignment:
        endpoints:
          - lb_endpoints:
              - endpoint:
                  address:
                    socket_address: {port_value: 3000, address: Api}
                  health_check_config: {port_value: 3001}
    - name: old
      hosts: [{socket_address: {address: old, port_value: 4000}}]
    - name: auth
      typed_config: {http_service: {server_uri: {uri: "http://auth:9000/check"}}}
`;
  const expected = [
    'listen 10000 tcp 0.0.0.0 web',
    'listen 10001 udp :: web',
    'listen 9901 tcp 127.0.0.1 admin',
    'api 3000',
    'api 3001',
    'old 4000',
    'auth 9000',
  ];

  test('in YAML, with any end of line', () => {
    expect(portsIn(text)).toEqual(expected);
    expect(portsIn(text.replaceAll('\n', '\r\n'))).toEqual(expected);
    expect(portsIn(`# 😀\n${text}`)).toEqual(expected);
  });

  test('in JSON', () => {
    expect(
      portsIn(
        '{\n\t"static_resources": {\n\t\t"listeners": [{"address": {"socket_address": {"address": "0.0.0.0", "port_value": 80}}}],\n\t\t"clusters": [{"load_assignment": {"endpoints": [{"lb_endpoints": [{"endpoint": {"address": {"socket_address": {"address": "api", "port_value": 3000}}}}]}]}}]\n\t}\n}\n',
      ),
    ).toEqual(['listen 80 tcp 0.0.0.0', 'api 3000']);
  });

  test('what is no port on an address is none', () => {
    expect(portsIn(listeners('address: {pipe: {path: /run/a.sock}}', 'api_listener: {}'))).toEqual([]);
    expect(portsIn(listeners(`address: ${socket('0.0.0.0', '"80-90"')}`))).toEqual([]);
    expect(
      portsIn(
        'static_resources: {clusters: [{upstream_bind_config: {source_address: {address: a, port_value: 1}}}]}\n',
      ),
    ).toEqual([]);
  });

  test('is known by what it holds', () => {
    const web = listeners(`address: ${socket('0.0.0.0', '80')}`);
    expect(formatOf('file:///proxy/front.yaml', web)).toBe('envoy');
    expect(formatOf('file:///envoy.json', '{"static_resources": {"x": {"port_value": 1}}}')).toBe('envoy');
    expect(formatOf('file:///envoy.md', web)).toBe('text');
    // The configuration in another document is that document's.
    const map = `apiVersion: v1\nkind: ConfigMap\ndata:\n  envoy.yaml: |\n    ${web.replaceAll('\n', '\n    ')}\n`;
    expect(formatOf('file:///map.yaml', map)).toBe('kubernetes');
    expect(formatOf('file:///x.yaml', 'static_resources: {}\n')).toBe('text');
  });
});

const FILES = {
  'compose.yaml':
    'services:\n  front:\n    image: envoyproxy/envoy\n    ports: ["80:10000"]\n    volumes: ["./envoy.yaml:/etc/envoy/envoy.yaml:ro"]\n  api:\n    image: api\n    expose: [3000]\n',
  'envoy.yaml': `${listeners(`address: ${socket('0.0.0.0', '10000')}`)}  clusters:\n    - load_assignment:\n        endpoints: [{lb_endpoints: [{endpoint: {address: ${socket('api', '3000')}}}]}]\n`,
};

describe('a configuration that a service of Compose mounts', () => {
  const at = (path: keyof typeof FILES, part: string) => ({
    ...FILES,
    [path]: FILES[path].replace(part, `‸${part}`),
  });

  test('leads to the services that its endpoints are', async () => {
    const scene = await sceneOf(at('envoy.yaml', '3000'));
    const { document, position } = scene.spot;
    const places = definitionAt(scene.workspace, document, position);
    expect(places.map(({ uri, range }) => showRange(scene, uri, range))).toEqual(['compose.yaml:8 "3000"']);
  });

  test.each([
    ['envoy.yaml', '10000', '10100'],
    ['compose.yaml', '10000', '10100'],
    ['envoy.yaml', '3000', '3100'],
    ['compose.yaml', '3000', '3100'],
  ] as const)('moves from %s, %s, and back', async (path, from, to) => {
    const moved = async (files: Readonly<Record<string, string>>, port: string, next: string) => {
      const scene = await sceneOf({ ...files, [path]: (files[path] ?? '').replace(port, `‸${port}`) });
      const result = rename(scene.workspace, scene.spot.document, scene.spot.position, next);
      if ('refusal' in result) throw new Error(result.refusal);
      return { ...files, ...Object.fromEntries(applied(scene, result.edits)) };
    };
    const there = await moved(FILES, from, to);
    expect(there).toEqual(
      Object.fromEntries(Object.entries(FILES).map(([name, text]) => [name, text.replace(from, to)])),
    );
    expect(await moved(there, to, from)).toEqual(FILES);
  });
});

describe('what is found', () => {
  const findingsOf = async (text: string) => {
    const { workspace, document } = await sceneOf({ 'envoy.yaml': text });
    return findingsIn(workspace, document('envoy.yaml'), DEFAULT_SETTINGS).map(
      ({ rule, severity, span, related }) =>
        `${severity} ${rule} ${text.slice(span.start, span.end)}${related.length > 1 ? ` +${related.length}` : ''}`,
    );
  };
  const named = (name: string, ...rest: Parameters<typeof socket>) =>
    `{name: ${name}, address: ${socket(...rest)}}`;

  // By `ListenerImpl::hasDuplicatedAddress` and the limits of the API.
  test.each([
    [
      'one address and port',
      [named('a', '0.0.0.0', '80'), named('b', '0.0.0.0', '80')],
      ['error port-conflict 80', 'error port-conflict 80'],
    ],
    [
      'without names',
      [`address: ${socket('::', '80')}`, `address: ${socket('0:0::', '80')}`],
      ['error port-conflict 80', 'error port-conflict 80'],
    ],
    [
      'three of them',
      ['a', 'b', 'c'].map(name => named(name, '10.0.0.1', '8080')),
      Array.from({ length: 3 }, () => 'error port-conflict 8080 +2'),
    ],
    ['a wildcard and an address', [named('a', '0.0.0.0', '80'), named('b', '127.0.0.1', '80')], []],
    ['both families', [named('a', '0.0.0.0', '80'), named('b', '::', '80')], []],
    ['TCP and UDP', [named('a', '0.0.0.0', '80'), named('b', '0.0.0.0', '80', ', protocol: UDP')], []],
    ['port 0', [named('a', '0.0.0.0', '0'), named('b', '0.0.0.0', '0')], []],
    ['one name', [named('a', '0.0.0.0', '80'), named('a', '0.0.0.0', '80')], []],
    [
      'networks of their own',
      ['a', 'b'].map(name => named(name, '0.0.0.0', '80', `, network_namespace_filepath: /run/${name}`)),
      [],
    ],
    ['a mapped address', [named('a', '::ffff:10.0.0.1', '80'), named('b', '10.0.0.1', '80')], []],
    ['no port', [named('a', '0.0.0.0', '70000')], ['error invalid-port 70000']],
    ['a template', [named('a', '{{ address }}', '70000')], []],
    ['a variable', [named('a', '0.0.0.0', '"${PORT}"'), named('b', '0.0.0.0', '"${PORT}"')], []],
  ])('%s', async (_, items, expected) => {
    expect(await findingsOf(listeners(...items))).toEqual(expected);
  });
});

test('whatever a text holds, it is read, and what is found stands where it is said to', () => {
  const part = fc.constantFrom(
    'static_resources:',
    '\n  listeners:',
    '\n    - address: ',
    '\n  clusters: ',
    '{socket_address: ',
    '{address: a, ',
    'port_value: 80',
    'port_value: 70000',
    '}}',
    '[',
    '&a ',
    '*a',
    '"',
    '\r\n',
    '\t',
    '${X}',
    '😀',
    '{load_assignment: {endpoints: [{lb_endpoints: [{endpoint: {address: ',
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 30 }), parts => {
      const text = parts.join('');
      const { listens, urls, misfits } = readEnvoy(text, URI);
      for (const { port } of listens)
        expect(text.slice(port.text.span.start, port.text.span.end)).toMatch(/^(?:\d+|\$\{?\w+\}?)$/);
      for (const { port, portSpan } of urls.flatMap(({ mentions }) => mentions))
        expect(text.slice(portSpan.start, portSpan.end)).toBe(port ?? '');
      for (const { value, span } of misfits) expect(text.slice(span.start, span.end)).toBe(value);
    }),
  );
});
