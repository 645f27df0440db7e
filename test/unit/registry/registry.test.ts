import { describe, expect, it } from 'vitest';
import type { Protocol } from '../../../server/src/ports/protocol';
import {
  assignmentsOf,
  customaryUses,
  defaultPortOfScheme,
  imagePorts,
  imagesOf,
  isBlockedByBrowsers,
  isKnownImage,
  lookup,
  registryLink,
  search,
  unprivilegedAlternative,
} from '../../../server/src/registry/registry';

describe('lookup', () => {
  it.each<[number, Protocol, string, readonly string[], string, readonly string[]]>([
    [20, 'tcp', 'ftp-data', [], 'File Transfer [Default Data]', ['RFC 959']],
    [21, 'tcp', 'ftp', [], 'File Transfer Protocol [Control]', ['RFC 959']],
    [22, 'tcp', 'ssh', [], 'The Secure Shell (SSH) Protocol', ['RFC 4251']],
    [22, 'sctp', 'ssh', [], 'SSH', ['RFC 9260']],
    [25, 'tcp', 'smtp', [], 'Simple Mail Transfer', ['RFC 5321']],
    [42, 'udp', 'name', ['nameserver'], 'Host Name Server', []],
    [53, 'udp', 'domain', [], 'Domain Name Server', ['RFC 1035']],
    [63, 'tcp', 'whoispp', ['whois++'], 'whois++', ['RFC 1835']],
    [66, 'tcp', 'sql-net', ['sql*net'], 'Oracle SQL*NET', []],
    [67, 'udp', 'bootps', [], 'Bootstrap Protocol Server', ['RFC 951', 'RFC 2131']],
    [80, 'tcp', 'http', ['www', 'www-http'], 'World Wide Web HTTP', ['RFC 9110']],
    [80, 'udp', 'http', ['www', 'www-http'], 'World Wide Web HTTP', ['RFC 9110']],
    [80, 'sctp', 'http', [], 'HTTP', ['RFC 9260']],
    [113, 'tcp', 'auth', ['ident'], 'Authentication Service', ['RFC 1413']],
    [123, 'udp', 'ntp', [], 'Network Time Protocol', ['RFC 5905']],
    [443, 'tcp', 'https', [], 'http protocol over TLS/SSL', ['RFC 9110']],
    [512, 'tcp', 'exec', [], expect.stringContaining('remote process execution'), []],
    [514, 'udp', 'syslog', [], '', ['RFC 5426']],
    [515, 'tcp', 'printer', [], 'spooler', ['RFC 1179']],
    [700, 'tcp', 'epp', [], 'Extensible Provisioning Protocol', ['RFC 5734']],
    [3044, 'tcp', 'epp', [], 'EndPoint Protocol', []],
    [853, 'tcp', 'domain-s', [], 'DNS query-response protocol run over TLS', ['RFC 7858']],
    [993, 'tcp', 'imaps', [], 'IMAP over TLS protocol', ['RFC 9051', 'RFC 8314']],
    [995, 'tcp', 'pop3s', [], 'POP3 over TLS protocol', ['RFC 8314']],
    [4413, 'tcp', 'vision-mon', [], 'FORTÉ Vision Monitoring platform', []],
    [5060, 'udp', 'sip', [], 'SIP', ['RFC 3261', 'RFC 3263']],
    [5432, 'tcp', 'postgresql', [], 'PostgreSQL Database', []],
    [6000, 'tcp', 'x11', [], 'X Window System', []],
    [6063, 'udp', 'x11', [], 'X Window System', []],
    [6379, 'tcp', 'redis', [], 'An advanced key-value cache and store', []],
    [6400, 'tcp', 'boe-cms', [], 'Business Objects CMS contact port', []],
    [6667, 'tcp', 'ircu', [], 'IRCU', []],
    [34567, 'udp', 'edi_service', [], 'dhanalakshmi.org EDI Service', []],
  ])('%i/%s is IANA’s %s', (port, protocol, name, aliases, description, references) => {
    expect(lookup(port, protocol).iana).toEqual([{ name, aliases, description, references, protocol }]);
  });

  it.each<[number, Protocol, readonly string[]]>([
    [465, 'tcp', ['submissions', 'urd']],
    [465, 'udp', ['igmpv3lite']],
    [631, 'tcp', ['ipp', 'ipps']],
    [2049, 'tcp', ['nfs', 'shilp']],
    [2049, 'sctp', ['nfs']],
    [3478, 'udp', ['stun', 'turn', 'stun-behavior']],
    [4, 'tcp', []],
    [143, 'udp', []],
    [5173, 'tcp', []],
    [6064, 'tcp', ['ndl-ahp-svc']],
    [6666, 'udp', []],
    [49152, 'tcp', []],
    [65535, 'udp', []],
  ])('%i/%s has the assignments %j', (port, protocol, names) => {
    expect(lookup(port, protocol).iana.map(assignment => assignment.name)).toEqual(names);
  });

  it('tells class, customary use and the browsers’ block', () => {
    expect(lookup(22, 'tcp')).toMatchObject({
      port: 22,
      protocol: 'tcp',
      class: 'system',
      blockedByBrowsers: true,
    });
    expect(lookup(5173, 'tcp')).toEqual({
      port: 5173,
      protocol: 'tcp',
      class: 'user',
      iana: [],
      customary: [
        {
          port: 5173,
          protocol: 'tcp',
          software: 'Vite',
          documentation: 'https://vite.dev/config/server-options',
        },
      ],
      blockedByBrowsers: false,
    });
    expect(lookup(5173, 'udp').customary).toEqual([]);
    expect(lookup(50000, 'tcp').class).toBe('dynamic');
  });

  it.each([-1, 65536, 1e9, 1.5, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
    'finds nothing at %d',
    port => {
      expect(lookup(port, 'tcp')).toMatchObject({ iana: [], customary: [], blockedByBrowsers: false });
      expect(unprivilegedAlternative(port)).toBeUndefined();
    },
  );

  it('takes microseconds', () => {
    const start = performance.now();
    for (let port = 0; port < 65536; port += 16) lookup(port, 'tcp');
    expect((performance.now() - start) / 4096).toBeLessThan(0.1);
  });
});

describe('assignmentsOf', () => {
  it('has every protocol', () => {
    expect(assignmentsOf(9).map(({ name, protocol }) => `${name}/${protocol}`)).toEqual([
      'discard/tcp',
      'discard/udp',
      'discard/sctp',
      'discard/dccp',
    ]);
  });
});

describe('customaryUses', () => {
  it.each([
    [1025, 'Mailpit SMTP'],
    [3000, 'Grafana'],
    [4200, 'Angular CLI'],
    [5432, 'PostgreSQL'],
    [6443, 'Kubernetes API server'],
    [8025, 'Mailpit web UI'],
    [8888, 'Jupyter'],
    [9090, 'Prometheus'],
    [9200, 'Elasticsearch HTTP'],
    [15672, 'RabbitMQ management'],
    [27017, 'MongoDB'],
    [51820, 'WireGuard'],
  ])('%i is used by %s', (port, software) => {
    expect(customaryUses(port).map(use => use.software)).toContain(software);
  });
});

describe('isBlockedByBrowsers', () => {
  it.each([
    [0, true],
    [25, true],
    [6000, true],
    [6001, false],
    [6697, true],
    [10080, true],
    [80, false],
    [8080, false],
  ])('%i: %s', (port, blocked) => {
    expect(isBlockedByBrowsers(port)).toBe(blocked);
  });
});

describe('defaultPortOfScheme', () => {
  it.each([
    ['http', 80],
    ['HTTPS', 443],
    ['https:', 443],
    ['ws', 80],
    ['wss', 443],
    ['ftp', 21],
    ['ssh', 22],
    ['postgres', 5432],
    ['postgresql', 5432],
    ['postgresql+asyncpg', 5432],
    ['mysql', 3306],
    ['redis', 6379],
    ['rediss', 6379],
    ['amqp', 5672],
    ['amqps', 5671],
    ['mongodb', 27017],
    ['mqtt', 1883],
    ['mqtts', 8883],
    ['ldap', 389],
    ['ldaps', 636],
    ['nats', 4222],
    ['smtp', 25],
    ['smtps', 465],
    ['imap', 143],
    ['jdbc:postgresql', 5432],
    ['jdbc:mysql', 3306],
    ['jdbc:mariadb', 3306],
    ['jdbc:sqlserver', 1433],
    ['jdbc:oracle', 1521],
    ['mongodb+srv', undefined],
    ['kafka', undefined],
    ['file', undefined],
    ['constructor', undefined],
    ['', undefined],
  ])('%s: %s', (scheme, port) => {
    expect(defaultPortOfScheme(scheme)).toBe(port);
  });
});

describe('imagePorts', () => {
  it.each([
    ['postgres', '5432/tcp'],
    ['postgres:16-alpine', '5432/tcp'],
    ['library/postgres', '5432/tcp'],
    ['docker.io/library/postgres:16@sha256:0123456789abcdef', '5432/tcp'],
    ['localhost/postgres', '5432/tcp'],
    ['registry.local:5000/postgres', '5432/tcp'],
    ['registry.local:5000/grafana/grafana:11.1.0', '3000/tcp'],
    ['mcr.microsoft.com/mssql/server:2022-latest', '1433/tcp'],
    ['quay.io/keycloak/keycloak', '8080/tcp 8443/tcp 9000/tcp'],
    ['coredns/coredns', '53/tcp 53/udp'],
    ['redis', '6379/tcp'],
    ['mongo', '27017/tcp'],
    ['nginx', '80/tcp'],
    ['mysql', '3306/tcp 33060/tcp'],
    ['someone/postgres', ''],
    ['public.ecr.aws/docker/library/redis:7', '6379/tcp'],
    ['docker.io/library/redis', '6379/tcp'],
    ['mirror.gcr.io/library/redis', '6379/tcp'],
    ['registry.local/docker-hub/library/redis', '6379/tcp'],
    ['registry.local/docker-hub/grafana/grafana:11', '3000/tcp'],
    ['registry.gitlab.com/group/dependency_proxy/containers/grafana/loki', '3100/tcp'],
    ['registry.local/someone/postgres', ''],
    ['ghcr.io/open-webui/open-webui:main', '8080/tcp'],
    ['cr.weaviate.io/semitechnologies/weaviate:1.28', '8080/tcp 50051/tcp'],
    ['gcr.io/cadvisor/cadvisor:v0.49.1', '8080/tcp'],
    ['bitnami/redis', '6379/tcp'],
    ['bitnami/postgresql:17', '5432/tcp'],
    ['bitnamilegacy/postgresql:17', '5432/tcp'],
    ['docker.io/bitnamisecure/mongodb', '27017/tcp'],
    ['bitnamilegacy/nginx', '8080/tcp 8443/tcp'],
    ['bitnami/grafana', '3000/tcp'],
    ['lscr.io/linuxserver/mariadb', '3306/tcp'],
    ['lscr.io/linuxserver/sonarr', '8989/tcp'],
    ['quay.io/debezium/postgres:16', '5432/tcp'],
    ['quay.io/debezium/connect:3.0', '8083/tcp 8778/tcp'],
    ['provectuslabs/kafka-ui', '8080/tcp'],
    ['kafbat/kafka-ui', '8080/tcp'],
    ['nginxproxy/nginx-proxy:alpine', '80/tcp'],
    ['jwilder/nginx-proxy', '80/tcp'],
    ['consul:1.15', '8300/tcp 8301/tcp 8301/udp 8302/tcp 8302/udp 8500/tcp 8600/tcp 8600/udp'],
    ['vault:1.13', '8200/tcp'],
    ['php:8.3-apache', '80/tcp'],
    ['php:8.3-apache-bookworm', '80/tcp'],
    ['php:8-fpm', '9000/tcp'],
    ['php:8.3-fpm-alpine', '9000/tcp'],
    ['php:8.3-cli', ''],
    ['wordpress:fpm', '9000/tcp'],
    ['wordpress:6-php8.3-fpm', '9000/tcp'],
    ['wordpress:6', '80/tcp'],
    ['nextcloud:fpm', '9000/tcp'],
    ['nextcloud:29-fpm-alpine', '9000/tcp'],
    ['someone/app:fpm', ''],
    ['alpine', ''],
    ['constructor', ''],
    ['', ''],
  ])('%s: %s', (image, ports) => {
    expect(
      imagePorts(image)
        .map(({ port, protocol }) => `${port}/${protocol}`)
        .join(' '),
    ).toBe(ports);
  });

  it.each([
    ['alpine:3.20', true],
    ['busybox', true],
    ['public.ecr.aws/docker/library/node:22', true],
    ['haproxy:3', true],
    ['postgres', true],
    ['someone/postgres', false],
    ['constructor', false],
  ])('knows %s, be it without ports: %s', (image, isKnown) => {
    expect(isKnownImage(image)).toBe(isKnown);
  });

  it('is found again by port, official images first', () => {
    expect(imagesOf(5432)).toEqual([
      'crate',
      'postgres',
      'debezium/example-postgres',
      'edoburu/pgbouncer',
      'immich-app/postgres',
      'pgvector/pgvector',
      'postgis/postgis',
      'supabase/postgres',
      'tensorchord/pgvecto-rs',
      'timescale/timescaledb',
      'timescale/timescaledb-ha',
    ]);
    expect(imagesOf(53, 'udp')).toContain('coredns/coredns');
    expect(imagesOf(5432, 'udp')).toEqual([]);
  });
});

describe('unprivilegedAlternative', () => {
  it.each([
    [80, 8080],
    [443, 8443],
    [22, 2222],
    [21, 2121],
    [25, 2525],
    [53, 1053],
    [143, 1143],
    [389, 1389],
    [636, 1636],
    [7, undefined],
    [8080, undefined],
  ])('%i: %s', (port, alternative) => {
    expect(unprivilegedAlternative(port)).toBe(alternative);
  });
});

describe('registryLink', () => {
  it('searches IANA’s page', () => {
    expect(registryLink(80)).toBe(
      'https://www.iana.org/assignments/service-names-port-numbers/service-names-port-numbers.xhtml?search=80',
    );
  });
});

describe('search', () => {
  it.each([
    ['http', '80 http'],
    ['HTTP', '80 http'],
    ['www', '80 http'],
    ['https', '443 https'],
    ['ssh', '22 ssh'],
    ['x11', '6000 x11'],
    ['postgres', '5432 postgresql'],
    ['vite', '5173 Vite'],
    ['kubernetes api', '6443 Kubernetes API server'],
    ['secure shell', '22 ssh'],
    ['sql*net', '66 sql-net'],
    ['80', '80 http'],
    ['5173', '5173 Vite'],
    [' dhcp  server ', '67 DHCP server'],
  ])('finds %j: first %s', (text, found) => {
    const [first] = search(text);
    expect(first && `${first.port} ${first.name}`).toBe(found);
  });

  it('gives names with their protocols and source', () => {
    expect(search('x11')).toEqual([
      {
        port: 6000,
        protocols: ['tcp', 'udp'],
        name: 'x11',
        aliases: [],
        description: 'X Window System',
        source: 'iana',
      },
    ]);
    expect(search('wireguard')).toEqual([
      {
        port: 51820,
        protocols: ['udp'],
        name: 'WireGuard',
        aliases: [],
        description: 'https://www.wireguard.com/quickstart/',
        source: 'customary',
      },
    ]);
  });

  it('finds numbers by their start, the exact one first', () => {
    const ports = search('517', 200).map(match => match.port);
    expect(ports[0]).toBe(517);
    expect(ports).toContain(5173);
    expect(ports.every(port => String(port).startsWith('517'))).toBe(true);
    expect(ports).toEqual([...ports].sort((a, b) => a - b));
  });

  it.each([
    '',
    '   ',
    '70000',
    '99999999999',
    'no such service',
    'http\nssh',
    '((',
    '\\',
    '[a-z]',
    'constructor',
  ])('finds nothing for %j', text => {
    expect(search(text)).toEqual([]);
  });

  it('keeps to the limit', () => {
    expect(search('a')).toHaveLength(50);
    expect(search('a', 3)).toHaveLength(3);
    expect(search('1', 3)).toHaveLength(3);
    expect(search('e', 0)).toEqual([]);
    expect(search('0')).toEqual([]);
  });
});
