// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are the variables of the files that are read.
import { describe, expect, test } from 'vitest';
import { portSettings } from '../../../server/src/text/port-settings';

const inConfiguration = (text: string) => shown(text, portSettings(text, 'configuration'));
const inPages = (text: string) => shown(text, portSettings(text, 'documentation'));

/** Each as its name and its digits. */
function shown(text: string, settings: ReturnType<typeof portSettings>): readonly string[] {
  return settings.map(({ name, span }) => `${name} ${text.slice(span.start, span.end)}`);
}

describe('ports that a text gives by a name', () => {
  test.each<[string, readonly string[]]>([
    ['port = 8080', ['port 8080']],
    ['route:\n  port:\n    number: 8080\n', ['port 8080']],
    ['servers:\n  - port:\n      number: 443\r\n', ['port 443']],
    ['  port: "8080"', ['port 8080']],
    ['{"port":8080}', ['port 8080']],
    ['"sslPort": 44313,', ['sslPort 44313']],
    ['quarkus.http.port=8087', ['quarkus.http.port 8087']],
    ['prometheus.io/port: "9797"', ['prometheus.io/port 9797']],
    ['export DATA="$PWD" PORT=8080', ['PORT 8080']],
    ['port=${PORT:8080}', ['PORT 8080']],
    ['reverse_proxy http://localhost:{$API_PORT:3001}', ['API_PORT 3001']],
    ['mongodump --port 27019', ['--port 27019']],
    ['exec push \\\n  --metrics-port=7868 \\', ['--metrics-port 7868']],
    ['args: ["--port", "9001"]', ['--port 9001']],
    ['iptables --dport 3306 -j ACCEPT', ['--dport 3306']],
    ['firewall-cmd --add-port=53/tcp --add-port=54/udp', ['--add-port 53', '--add-port 54']],
    ['firewall-cmd --add-port=3001-3005/tcp', ['--add-port 3001-3005']],
    ['psql -h db -p 5433 -U app', ['-p 5433']],
    ['docker exec db pg_dump -U app -p 5434 app', ['-p 5434']],
    ['mysql -h db -P 3307', ['-P 3307']],
    ['ssh -p 2222 git@example.com', ['-p 2222']],
    ['bin/rails s -p 3001', ['-p 3001']],
    ['nmap -p 8080 host', ['-p 8080']],
    ['./proxy.sh -d example.com -p 9600 -a n', ['-p 9600']],
    ['gcloud compute firewall-rules create x --allow tcp:8443,udp:53', ['tcp 8443', 'udp 53']],
    ['server -l :19081 -w 1', ['-l 19081']],
    ['Label=tsdproxy.port.web=443/https:8006/http', ['tsdproxy.port.web 443', 'tsdproxy.port.web 8006']],
    ['a: 1\r\n\tport: 80\r\n', ['port 80']],
    [
      'nginx.conf: |\n  server {\n    listen 80;\n    listen [::]:81 ssl;\n    # listen 82;\n  }\n',
      ['listen 80', 'listen 81'],
    ],
  ])('%j gives %j', (text, expected) => {
    expect(inConfiguration(text)).toEqual(expected);
  });

  test.each([
    'import: 8080',
    'support = 24',
    'transport: 30',
    'viewport: 1280',
    'port: 80.5',
    'port: 8090-8080',
    'port: 99999',
    'port: 0080',
    'ports: 8080',
    'the port 8080 is taken',
    'port 8080',
    'listen 8080',
    'listen: 8080;',
    'we listen 80;',
    'listen unix:/a;',
    'report-8080',
    '# port = 8080',
    'x: 1 # port = 8080',
    '; port = 8080',
    '  // "port": 8080',
    'port: 2024-10-01',
    'docker run -p PORT:80 nginx',
    'docker run --name psql -p 5432 postgres',
    'mysql -p 3306',
    'lsof -p 1234',
    'mkdir -p 2024',
    'docker create -p 8080 nginx',
    'cp -p 123 456',
    'a -p 8080/x',
    'mailto:tcp:80:90',
    'PublishPort=${PORT}:80',
  ])('%j gives none', text => {
    expect(inConfiguration(text)).toEqual([]);
  });

  test('of pages only what is typed', () => {
    expect(inPages('Run `app --port 8080`, or set PORT=8081.')).toEqual(['--port 8080', 'PORT 8081']);
    expect(inPages('* Start it with --port 8080')).toEqual(['--port 8080']);
    expect(inPages('port: 8080, "port": 8081, the port = 8082')).toEqual([]);
  });

  test('none of what others wrote', () => {
    expect(portSettings('port = 8080', 'foreign')).toEqual([]);
    expect(portSettings('const port = 8080; // PORT=8081', 'code')).toHaveLength(1);
  });
});

describe('mappings in what is of no system as it stands', () => {
  const withRoles = (text: string) =>
    portSettings(text, 'configuration').map(
      ({ name, role, span }) => `${name} ${role} ${text.slice(span.start, span.end)}`,
    );

  test.each<[string, readonly string[]]>([
    ['k3d cluster create a --port "8443:443@loadbalancer"', ['--port published 8443', '--port target 443']],
    ['k3d cluster create --port=80:80', []],
    [
      '{% if tls %}\n    ports:\n      # TLS\n      - "8443:443/tcp" # one\n{% endif %}\n      - 127.0.0.1:8080:80\n\n      - 9000\n    x:\n      - "1:10:20"\n',
      [
        'ports published 8443',
        'ports target 443',
        'ports published 8080',
        'ports target 80',
        'ports target 9000',
      ],
    ],
    [
      'ports:\n- "${A:-127.0.0.1:10143}:10144"\n- ${B:-81}:${C:-82}\n',
      ['ports published 10143', 'ports target 10144', 'ports published 81', 'ports target 82'],
    ],
    ['  expose:\r\n    - "3000"\r\n', ['expose exposed 3000']],
    [
      'docker run # as root\n  -p 80:81 \\\n  --publish "[::1]:82:83/udp" x\n',
      ['-p published 80', '-p target 81', '-p published 82', '-p target 83'],
    ],
    ['ports:\n  - 80:99999\n', ['ports published 80']],
    ['ports:\n  - "10:20:30"\n  - 2024-10-01\n  - name: 80:81\n', []],
    ['export:\n  - 80:81\n', []],
    ['server {\n  listen 80;\n}\n', ['listen listen 80']],
    ['Caddyfile: |\n  :8001 {\n  }\n  a:8002 {\n', ['listen listen 8001']],
    [
      'NameVirtualHost *:8081\n<VirtualHost *:8082>\n',
      ['NameVirtualHost listen 8081', 'VirtualHost listen 8082'],
    ],
  ])('%j gives %j', (text, expected) => {
    expect(withRoles(text)).toEqual(expected);
  });
});

describe('addresses that are listened on', () => {
  test.each<[string, readonly string[]]>([
    ['LISTEN_ADDR=0.0.0.0:8080', ['LISTEN_ADDR 8080']],
    ['address: ":8080"', ['address 8080']],
    ["metrics: ':9090'", ['metrics 9090']],
    ['"ADDRESS=:10078",', ['ADDRESS 10078']],
    ['addr: :5000', ['addr 5000']],
    ['command: ["/probe", "-addr=:7070"]', ['-addr 7070']],
    ['rclone --rc-addr :5572 \\', ['--rc-addr 5572']],
    ['http-socket = :8000', ['http-socket 8000']],
    ['value: [::]:5432', ['value 5432']],
    ['servers=${HOST:localhost}:9092', ['servers 9092']],
  ])('%j gives %j', (text, expected) => {
    expect(inConfiguration(text)).toEqual(expected);
  });

  test.each([
    '{"a":80}',
    "{'8080':80}",
    'a::80',
    'at 10:30',
    'x:80:90',
    'a b :80',
    'image: ${IMAGE}:16',
    'user: "${UID:-1000}:1000"',
    '# address: ":8080"',
    'path: /a:8080/b',
  ])('%j gives none', text => {
    expect(inConfiguration(text)).toEqual([]);
  });

  test('a page may mean anything by a colon and a number, but for an address', () => {
    expect(inPages('Listens on `:8080`.')).toEqual([]);
    expect(inPages('gunicorn -b 0.0.0.0:8000')).toEqual(['-b 8000']);
  });

  // A megabyte in one line: looking back to its start for each would take a quarter of a minute.
  test.each(['port=8080 ', '--port 8080 ', '0.0.0.0:8080 '])('%j again and again', part => {
    expect(inConfiguration(part.repeat(80_000))).toHaveLength(500);
  });
});
