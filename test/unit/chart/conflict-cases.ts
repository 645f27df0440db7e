/**
 * Labelled projects: which published ports would one `docker compose up` refuse to bring up together?
 *
 * Every label follows from the source named beside it: a chapter of the Compose specification, the loader that
 * Docker Compose uses (compose-go), Docker Compose or the engine themselves (moby), or an issue thread. Where the
 * specification and the loader differ, the loader decides, since it is what runs.
 */
export interface ConflictCase {
  readonly name: string;
  /** Where the label comes from. */
  readonly source: string;
  /** Path to content; the main project stands at the root of these paths. */
  readonly files: Readonly<Record<string, string>>;
  /**
   * Each collision as the sorted pair "SERVICE PORT[-PORT]/PROTOCOL" joined by " | ", the ports as they resolve (an
   * unknown variable as it is written). Empty: nothing collides.
   */
  readonly collisions: readonly string[];
}

/** A file's text, written indented in the table below. */
function text(written: string): string {
  const lines = written.replace(/^\n/, '').replace(/[ ]*$/, '').split('\n');
  const indents = lines.filter(line => line.trim() !== '').map(line => line.length - line.trimStart().length);
  const indent = Math.min(...indents);
  return lines.map(line => line.slice(indent)).join('\n');
}

/** A Compose file of services that have ports and nothing else; each port is one YAML item as written. */
function ports(services: Readonly<Record<string, readonly string[]>>): string {
  const written = Object.entries(services).map(
    ([service, items]) =>
      `  ${service}:\n    image: example/${service}\n    ports:\n${items.map(item => `      - ${item}\n`).join('')}`,
  );
  return `services:\n${written.join('')}`;
}

/** Two services in one compose.yaml, each with one port in short syntax, quoted. */
function pair(web: string, api: string): Readonly<Record<string, string>> {
  return { 'compose.yaml': ports({ web: [`"${web}"`], api: [`"${api}"`] }) };
}

const BOTH_8080 = ['api 8080/tcp | web 8080/tcp'];

const MOBY_ALLOCATOR =
  'moby portallocator RequestPortsInRange: an unspecified address needs the port free in all of its family';
const MOBY_NO_ADDRESS = 'moby bridge sortAndNormPBs: no host address becomes 0.0.0.0 and [::]';
const PORTS_SHORT = 'Compose specification, 05-services, ports, short syntax';
const PORTS_LONG = 'Compose specification, 05-services, ports, long syntax';
const UNICITY = 'compose-go override/uncity.go portIndexer';
const POOL = `${PORTS_LONG}: a published range is where one free port is taken from`;
const ISSUE_7188 = 'docker/compose issue #7188';
const MERGE = 'Compose specification, 13-merge, unique resources';
const RESET = 'Compose specification, 13-merge, reset and replace value; compose-go loader/reset.go';
const INTERPOLATION = 'Compose specification, 12-interpolation';
const DOTENV = 'compose-go dotenv/parser.go';
const UNKNOWN = 'DESIGN §4: an unknown variable gives an unknown port and equals itself';
const PROFILES = 'Compose specification, 15-profiles; compose-go types/project.go HasProfile';
const SCALE = 'Compose specification, 05-services, scale; deploy, replicas; compose-go GetScale';
const NETWORK_MODE = 'Compose specification, 05-services, network_mode; DESIGN §4';
const INCLUDE = 'Compose specification, 14-include; compose-go loader/include.go';
const EXTENDS = 'Compose specification, 05-services, extends; compose-go loader/extends.go';
const COMPOSE_FILE = 'compose-go cli/options.go WithConfigFileEnv';
const FILE_NAMES = 'compose-go cli/options.go DefaultFileNames, WithDefaultConfigPath';
const OVERRIDE_NAMES = 'compose-go cli/options.go DefaultOverrideFileNames';
const OVERLAY = 'DESIGN §4: an overlay is judged with the base, never with another overlay';

const ADDRESSES: readonly ConflictCase[] = [
  {
    name: 'no address and no address',
    source: 'docker/compose issue #6708 (the port of one service asked for again by another)',
    files: pair('8080:80', '8080:80'),
    collisions: BOTH_8080,
  },
  {
    name: 'no address and 0.0.0.0',
    source: MOBY_NO_ADDRESS,
    files: pair('8080:80', '0.0.0.0:8080:80'),
    collisions: BOTH_8080,
  },
  {
    name: 'no address and [::]',
    source: MOBY_NO_ADDRESS,
    files: pair('8080:80', '[::]:8080:80'),
    collisions: BOTH_8080,
  },
  {
    name: 'no address and one IPv4 address',
    source: MOBY_ALLOCATOR,
    files: pair('8080:80', '127.0.0.1:8080:80'),
    collisions: BOTH_8080,
  },
  {
    name: 'no address and one IPv6 address',
    source: MOBY_ALLOCATOR,
    files: pair('8080:80', '[::1]:8080:80'),
    collisions: BOTH_8080,
  },
  {
    name: '0.0.0.0 and 0.0.0.0',
    source: MOBY_ALLOCATOR,
    files: pair('0.0.0.0:8080:80', '0.0.0.0:8080:80'),
    collisions: BOTH_8080,
  },
  {
    name: '0.0.0.0 and [::] live side by side',
    source: 'zavoloklom/docker-compose-linter issue #305; moby osallocator sets IPV6_V6ONLY',
    files: pair('0.0.0.0:8080:80', '[::]:8080:80'),
    collisions: [],
  },
  {
    name: '0.0.0.0 and one IPv4 address',
    source: MOBY_ALLOCATOR,
    files: pair('0.0.0.0:8080:80', '127.0.0.1:8080:80'),
    collisions: BOTH_8080,
  },
  {
    name: '0.0.0.0 and one IPv6 address',
    source: MOBY_ALLOCATOR,
    files: pair('0.0.0.0:8080:80', '[::1]:8080:80'),
    collisions: [],
  },
  {
    name: '[::] and [::]',
    source: MOBY_ALLOCATOR,
    files: pair('[::]:8080:80', '[::]:8080:80'),
    collisions: BOTH_8080,
  },
  {
    name: '[::] and one IPv4 address',
    source: MOBY_ALLOCATOR,
    files: pair('[::]:8080:80', '127.0.0.1:8080:80'),
    collisions: [],
  },
  {
    name: '[::] and one IPv6 address',
    source: MOBY_ALLOCATOR,
    files: pair('[::]:8080:80', '[::1]:8080:80'),
    collisions: BOTH_8080,
  },
  {
    name: 'the same IPv4 address',
    source: MOBY_ALLOCATOR,
    files: pair('127.0.0.1:8080:80', '127.0.0.1:8080:80'),
    collisions: BOTH_8080,
  },
  {
    name: 'two IPv4 addresses',
    source: MOBY_ALLOCATOR,
    files: pair('127.0.0.1:8080:80', '192.168.1.10:8080:80'),
    collisions: [],
  },
  {
    name: 'two loopback addresses are two addresses',
    source: MOBY_ALLOCATOR,
    files: pair('127.0.0.1:8080:80', '127.0.0.2:8080:80'),
    collisions: [],
  },
  {
    name: 'one IPv4 and one IPv6 address',
    source: MOBY_ALLOCATOR,
    files: pair('127.0.0.1:8080:80', '[::1]:8080:80'),
    collisions: [],
  },
  {
    name: 'the same IPv6 address',
    source: MOBY_ALLOCATOR,
    files: pair('[2001:db8::1]:8080:80', '[2001:db8::1]:8080:80'),
    collisions: BOTH_8080,
  },
  {
    name: 'two IPv6 addresses',
    source: MOBY_ALLOCATOR,
    files: pair('[2001:db8::1]:8080:80', '[2001:db8::2]:8080:80'),
    collisions: [],
  },
  {
    name: 'IPv6 with and without brackets',
    source: `${PORTS_SHORT}: brackets are optional`,
    files: pair('[::1]:8080:80', '::1:8080:80'),
    collisions: BOTH_8080,
  },
  {
    name: 'IPv6 shortened and written out',
    source: 'docker/go-connections nat ParsePortSpec: an address is what net.ParseIP reads',
    files: pair('[::1]:8080:80', '[0:0:0:0:0:0:0:1]:8080:80'),
    collisions: BOTH_8080,
  },
  {
    name: 'IPv6 in upper case, with leading zeros',
    source: 'docker/go-connections nat ParsePortSpec: an address is what net.ParseIP reads',
    files: pair('[2001:db8::a]:8080:80', '[2001:0DB8::000A]:8080:80'),
    collisions: BOTH_8080,
  },
  {
    name: 'the unspecified IPv6 address without brackets',
    source: 'docker/go-connections nat splitParts: the last two parts are ports',
    files: pair(':::8080:80', '[::1]:8080:80'),
    collisions: BOTH_8080,
  },
  {
    name: 'the unspecified IPv6 address written out, against IPv4',
    source: MOBY_ALLOCATOR,
    files: pair('[0:0:0:0:0:0:0:0]:8080:80', '0.0.0.0:8080:80'),
    collisions: [],
  },
  {
    name: 'an IPv4-mapped IPv6 address is the IPv4 address',
    source: 'moby bridge configurePortBindingIPv4: unmaps IPv4-mapped addresses',
    files: pair('[::ffff:127.0.0.1]:8080:80', '127.0.0.1:8080:80'),
    collisions: BOTH_8080,
  },
  {
    name: 'an IPv4-mapped address in hexadecimal',
    source: 'moby bridge configurePortBindingIPv4: unmaps IPv4-mapped addresses',
    files: pair('[::ffff:7f00:1]:8080:80', '127.0.0.1:8080:80'),
    collisions: BOTH_8080,
  },
  {
    name: 'an IPv4-mapped address meets 0.0.0.0',
    source: 'moby bridge configurePortBindingIPv4: unmaps IPv4-mapped addresses',
    files: pair('[::ffff:127.0.0.1]:8080:80', '0.0.0.0:8080:80'),
    collisions: BOTH_8080,
  },
  {
    name: 'an IPv4-mapped address does not meet [::]',
    source: 'moby bridge configurePortBindingIPv4: unmaps IPv4-mapped addresses',
    files: pair('[::ffff:127.0.0.1]:8080:80', '[::]:8080:80'),
    collisions: [],
  },
  {
    name: 'two IPv4-mapped addresses',
    source: 'moby bridge configurePortBindingIPv4: unmaps IPv4-mapped addresses',
    files: pair('[::ffff:127.0.0.1]:8080:80', '127.0.0.2:8080:80'),
    collisions: [],
  },
  {
    name: 'an empty address is no address',
    source: 'docker/go-connections nat TestStringer: ":8080:6000/tcp"',
    files: pair(':8080:80', '127.0.0.1:8080:80'),
    collisions: BOTH_8080,
  },
  {
    name: 'host_ip in long syntax and an address in short syntax',
    source: PORTS_LONG,
    files: {
      'compose.yaml': text(`
        services:
          web:
            image: example/web
            ports:
              - target: 80
                published: "8080"
                host_ip: 127.0.0.1
          api:
            image: example/api
            ports:
              - "127.0.0.1:8080:3000"
      `),
    },
    collisions: BOTH_8080,
  },
  {
    name: 'an IPv6 host_ip in another spelling',
    source: `${PORTS_LONG}; compose-go validation checkIPAddress: read by net.ParseIP`,
    files: {
      'compose.yaml': text(`
        services:
          web:
            image: example/web
            ports:
              - target: 80
                published: "8080"
                host_ip: "2001:db8:0:0:0:0:0:1"
          api:
            image: example/api
            ports:
              - "[2001:db8::1]:8080:3000"
      `),
    },
    collisions: BOTH_8080,
  },
  {
    name: 'different host_ip in long syntax',
    source: PORTS_LONG,
    files: {
      'compose.yaml': text(`
        services:
          web:
            image: example/web
            ports:
              - { target: 80, published: 8080, host_ip: 127.0.0.1 }
          api:
            image: example/api
            ports:
              - { target: 80, published: 8080, host_ip: 10.0.0.5 }
      `),
    },
    collisions: [],
  },
  {
    name: 'three services on one port, two addresses',
    source: MOBY_ALLOCATOR,
    files: {
      'compose.yaml': ports({
        all: ['"8080:80"'],
        inner: ['"127.0.0.1:8080:80"'],
        outer: ['"192.0.2.7:8080:80"'],
      }),
    },
    collisions: ['all 8080/tcp | inner 8080/tcp', 'all 8080/tcp | outer 8080/tcp'],
  },
];

const PROTOCOLS: readonly ConflictCase[] = [
  {
    name: 'tcp and udp on one number',
    source: 'zavoloklom/docker-compose-linter issue #91',
    files: pair('8080:80', '8080:80/udp'),
    collisions: [],
  },
  {
    name: 'tcp and udp of one service at one address',
    source: 'zavoloklom/docker-compose-linter issue #91',
    files: {
      'compose.yaml': ports({
        proxy: ["'127.0.0.1:8388:8388/tcp'", "'127.0.0.1:8388:8388/udp'", "'127.0.0.1:8888:8888/tcp'"],
      }),
    },
    collisions: [],
  },
  {
    name: 'udp and udp',
    source: MOBY_ALLOCATOR,
    files: pair('5353:53/udp', '5353:5353/udp'),
    collisions: ['api 5353/udp | web 5353/udp'],
  },
  {
    name: 'sctp and sctp',
    source: 'docker/go-connections nat validateProto: tcp, udp, sctp',
    files: pair('3868:3868/sctp', '3868:3868/sctp'),
    collisions: ['api 3868/sctp | web 3868/sctp'],
  },
  {
    name: 'sctp and tcp',
    source: 'docker/go-connections nat validateProto: tcp, udp, sctp',
    files: pair('3868:3868/sctp', '3868:3868/tcp'),
    collisions: [],
  },
  {
    name: 'tcp said and tcp by default',
    source: `${PORTS_SHORT}: the protocol defaults to tcp`,
    files: pair('8080:80/tcp', '8080:80'),
    collisions: BOTH_8080,
  },
  {
    name: 'the protocol in upper case',
    source: 'docker/go-connections nat ParsePortSpec: lower-cases the protocol',
    files: pair('5353:53/UDP', '5353:53/udp'),
    collisions: ['api 5353/udp | web 5353/udp'],
  },
  {
    name: 'upper-case TCP and the default',
    source: 'docker/go-connections nat ParsePortSpec: lower-cases the protocol',
    files: pair('8080:80/TCP', '8080:80'),
    collisions: BOTH_8080,
  },
  {
    name: 'upper-case UDP and tcp',
    source: 'docker/go-connections nat ParsePortSpec: lower-cases the protocol',
    files: pair('8080:80/UDP', '8080:80/tcp'),
    collisions: [],
  },
  {
    name: 'a slash without a protocol means tcp',
    source: 'docker/go-connections nat TestSplitProtoPort: "1234/"',
    files: pair('8080:80/', '8080:80/tcp'),
    collisions: BOTH_8080,
  },
  {
    name: 'protocol: udp in long syntax against tcp in short syntax',
    source: PORTS_LONG,
    files: {
      'compose.yaml': ports({ web: ['{ target: 53, published: "53", protocol: udp }'], api: ['"53:53"'] }),
    },
    collisions: [],
  },
  {
    name: 'protocol: udp in long syntax against udp in short syntax',
    source: PORTS_LONG,
    files: {
      'compose.yaml': ports({
        web: ['{ target: 53, published: "53", protocol: udp }'],
        api: ['"53:5300/udp"'],
      }),
    },
    collisions: ['api 53/udp | web 53/udp'],
  },
  {
    name: 'a service with both protocols and one with udp',
    source: MOBY_ALLOCATOR,
    files: { 'compose.yaml': ports({ dns: ['"53:53/tcp"', '"53:53/udp"'], resolver: ['"53:5353/udp"'] }) },
    collisions: ['dns 53/udp | resolver 53/udp'],
  },
];

const RANGES: readonly ConflictCase[] = [
  {
    name: 'two equal ranges',
    source: PORTS_SHORT,
    files: pair('8000-8005:8000-8005', '8000-8005:9000-9005'),
    collisions: ['api 8000-8005/tcp | web 8000-8005/tcp'],
  },
  {
    name: 'ranges that overlap in part',
    source: PORTS_SHORT,
    files: pair('8000-8010:8000-8010', '8005-8015:8005-8015'),
    collisions: ['api 8005-8015/tcp | web 8000-8010/tcp'],
  },
  {
    name: 'ranges that share their edge',
    source: PORTS_SHORT,
    files: pair('8000-8005:8000-8005', '8005-8010:8005-8010'),
    collisions: ['api 8005-8010/tcp | web 8000-8005/tcp'],
  },
  {
    name: 'ranges side by side',
    source: PORTS_SHORT,
    files: pair('8000-8004:8000-8004', '8005-8009:8005-8009'),
    collisions: [],
  },
  {
    name: 'a range within a range',
    source: PORTS_SHORT,
    files: pair('8000-8020:8000-8020', '8007-8008:7-8'),
    collisions: ['api 8007-8008/tcp | web 8000-8020/tcp'],
  },
  {
    name: 'a port inside a range',
    source: PORTS_SHORT,
    files: pair('8000-8005:8000-8005', '8003:80'),
    collisions: ['api 8003/tcp | web 8000-8005/tcp'],
  },
  {
    name: 'the first port of a range',
    source: PORTS_SHORT,
    files: pair('8000-8005:8000-8005', '8000:80'),
    collisions: ['api 8000/tcp | web 8000-8005/tcp'],
  },
  {
    name: 'the last port of a range',
    source: PORTS_SHORT,
    files: pair('8000-8005:8000-8005', '8005:80'),
    collisions: ['api 8005/tcp | web 8000-8005/tcp'],
  },
  {
    name: 'a port just below a range',
    source: PORTS_SHORT,
    files: pair('8000-8005:8000-8005', '7999:80'),
    collisions: [],
  },
  {
    name: 'a port just above a range',
    source: PORTS_SHORT,
    files: pair('8000-8005:8000-8005', '8006:80'),
    collisions: [],
  },
  {
    name: 'overlapping ranges of different protocols',
    source: MOBY_ALLOCATOR,
    files: pair('8000-8005:8000-8005/udp', '8000-8005:8000-8005/tcp'),
    collisions: [],
  },
  {
    name: 'overlapping ranges at different addresses',
    source: MOBY_ALLOCATOR,
    files: pair('127.0.0.1:8000-8005:8000-8005', '127.0.0.2:8000-8005:8000-8005'),
    collisions: [],
  },
  {
    name: 'overlapping ranges, one of them at an address',
    source: MOBY_ALLOCATOR,
    files: pair('8000-8005:8000-8005', '127.0.0.1:8004-8008:8004-8008'),
    collisions: ['api 8004-8008/tcp | web 8000-8005/tcp'],
  },
  {
    name: 'a range in short syntax and a port of it in long syntax',
    source: PORTS_LONG,
    files: {
      'compose.yaml': ports({ web: ['"9090-9091:8080-8081"'], api: ['{ target: 80, published: 9091 }'] }),
    },
    collisions: ['api 9091/tcp | web 9090-9091/tcp'],
  },
  {
    name: 'overlapping target ranges on host ports that differ',
    source: PORTS_SHORT,
    files: pair('8000-8005:80-85', '9000-9005:80-85'),
    collisions: [],
  },
  {
    name: 'two ranges of one service, the shared host port to two targets',
    source: MOBY_ALLOCATOR,
    files: { 'compose.yaml': ports({ web: ['"8000-8002:80-82"', '"8002-8004:90-92"'] }) },
    collisions: ['web 8000-8002/tcp | web 8002-8004/tcp'],
  },
  {
    name: 'two ranges of one service that agree where they overlap',
    source: `compose-go loader.go: unicity is enforced again once ranges are spread out; ${UNICITY}`,
    files: { 'compose.yaml': ports({ web: ['"8000-8002:8000-8002"', '"8001-8003:8001-8003"'] }) },
    collisions: [],
  },
  {
    name: 'a range of one service and a port of it to the same target',
    source: `compose-go loader.go: unicity is enforced again once ranges are spread out; ${UNICITY}`,
    files: { 'compose.yaml': ports({ web: ['"8000-8001:80-81"', '"8001:81"'] }) },
    collisions: [],
  },
  {
    name: 'a range of one service and a port of it to another target',
    source: UNICITY,
    files: { 'compose.yaml': ports({ web: ['"8000-8001:80-81"', '"8001:90"'] }) },
    collisions: ['web 8000-8001/tcp | web 8001/tcp'],
  },
];

const POOLS: readonly ConflictCase[] = [
  {
    name: 'two services take from the same large pool',
    source: `${PORTS_SHORT}: "8000-9000:80"; ${ISSUE_7188}`,
    files: pair('8000-9000:80', '8000-9000:80'),
    collisions: [],
  },
  {
    name: 'two services with small overlapping pools',
    source: `${POOL}; ${ISSUE_7188}`,
    files: {
      'compose.yaml': ports({ zookeeper: ['"2181-2182:2181"'], standby: ['"2181-2182:2181"'] }),
    },
    collisions: [],
  },
  {
    name: 'a pool in long syntax for two services',
    source: POOL,
    files: {
      'compose.yaml': ports({
        web: ['{ target: 80, published: "8083-9000" }'],
        api: ['{ target: 80, published: "8083-9000" }'],
      }),
    },
    collisions: [],
  },
  {
    name: 'a pool as large as the number of replicas',
    source: `${POOL}; ${ISSUE_7188}`,
    files: {
      'compose.yaml': text(`
        services:
          web:
            image: example/web
            scale: 3
            ports:
              - "8000-8002:80"
      `),
    },
    collisions: [],
  },
  {
    name: 'more replicas than ports in the pool',
    source: POOL,
    files: {
      'compose.yaml': text(`
        services:
          web:
            image: example/web
            scale: 4
            ports:
              - "8000-8002:80"
      `),
    },
    collisions: ['web 8000-8002/tcp | web 8000-8002/tcp'],
  },
  {
    name: 'a pool larger than the replicas, mode: host',
    source: `${POOL}; ${ISSUE_7188}`,
    files: {
      'compose.yaml': text(`
        services:
          web:
            image: example/web
            ports:
              - target: 3000
                published: "3000-3010"
                mode: host
            deploy:
              mode: replicated
              replicas: 3
      `),
    },
    collisions: [],
  },
  {
    name: 'a pool in long syntax smaller than the replicas',
    source: POOL,
    files: {
      'compose.yaml': text(`
        services:
          web:
            image: example/web
            ports:
              - target: 3000
                published: "3000-3001"
            deploy:
              replicas: 3
      `),
    },
    collisions: ['web 3000-3001/tcp | web 3000-3001/tcp'],
  },
  {
    name: 'a pool of one port and the same port of another service',
    source: 'docker/go-connections nat parsePortRange: equal ends are one port',
    files: pair('8000-8000:80', '8000:80'),
    collisions: ['api 8000/tcp | web 8000/tcp'],
  },
  {
    name: 'a pool of one port for a scaled service',
    source: 'docker/go-connections nat parsePortRange: equal ends are one port',
    files: {
      'compose.yaml': text(`
        services:
          web:
            image: example/web
            scale: 2
            ports:
              - "8000-8000:80"
      `),
    },
    collisions: ['web 8000/tcp | web 8000/tcp'],
  },
  {
    name: 'a pool that a range of another service takes whole',
    source: `${POOL}; DESIGN §4: collides when none is left`,
    files: pair('8000-8001:80', '8000-8001:3000-3001'),
    collisions: ['api 8000-8001/tcp | web 8000-8001/tcp'],
  },
  {
    name: 'a pool within a range of another service',
    source: `${POOL}; DESIGN §4: collides when none is left`,
    files: pair('8003-8005:80', '8000-8010:8000-8010'),
    collisions: ['api 8000-8010/tcp | web 8003-8005/tcp'],
  },
  {
    name: 'a pool of which another service takes one port first',
    source: `${POOL}; DESIGN §4: collides when none is left`,
    files: {
      'compose.yaml': text(`
        services:
          fixed:
            image: example/fixed
            ports:
              - "8000:80"
          web:
            image: example/web
            depends_on:
              - fixed
            ports:
              - "8000-8001:80"
      `),
    },
    collisions: [],
  },
  {
    name: 'a pool of which a range takes all but one',
    source: `${POOL}; DESIGN §4: collides when none is left`,
    files: {
      'compose.yaml': text(`
        services:
          fixed:
            image: example/fixed
            ports:
              - "8000-8001:3000-3001"
          web:
            image: example/web
            depends_on: [fixed]
            ports:
              - "8000-8002:80"
      `),
    },
    collisions: [],
  },
  {
    name: 'a pool with a fixed port in its middle',
    source: `${POOL}; DESIGN §4: collides when none is left`,
    files: {
      'compose.yaml': text(`
        services:
          admin:
            image: example/admin
            ports: ["8500:80"]
          web:
            image: example/web
            depends_on: [admin]
            ports: ["8000-9000:80"]
      `),
    },
    collisions: [],
  },
  {
    name: 'a pool whose range is taken at another address',
    source: MOBY_ALLOCATOR,
    files: pair('127.0.0.1:8000-8001:80', '127.0.0.2:8000-8001:3000-3001'),
    collisions: [],
  },
  {
    name: 'a pool at an address whose range is taken at all addresses',
    source: `${POOL}; ${MOBY_ALLOCATOR}`,
    files: pair('127.0.0.1:8000-8001:80', '8000-8001:3000-3001'),
    collisions: ['api 8000-8001/tcp | web 8000-8001/tcp'],
  },
  {
    name: 'a pool whose range is taken for udp',
    source: MOBY_ALLOCATOR,
    files: pair('8000-8001:80', '8000-8001:3000-3001/udp'),
    collisions: [],
  },
  {
    name: 'a range of equal length is no pool: every replica wants all of it',
    source: 'docker/compose issue #9727',
    files: {
      'compose.yaml': text(`
        services:
          api:
            image: example/api
            scale: 2
            ports:
              - "8000-8010:8000-8010"
      `),
    },
    collisions: ['api 8000-8010/tcp | api 8000-8010/tcp'],
  },
];

const WITHOUT_HOST_PORT: readonly ConflictCase[] = [
  {
    name: 'container ports only',
    source: `${PORTS_SHORT}: the runtime takes any free host port`,
    files: pair('80', '80'),
    collisions: [],
  },
  {
    name: 'container ports as integers',
    source: 'compose-go transform/ports.go: an integer is a container port',
    files: { 'compose.yaml': ports({ web: ['80', '443'], api: ['80', '443'] }) },
    collisions: [],
  },
  {
    name: 'an integer that another service publishes',
    source: 'compose-go transform/ports.go: an integer is a container port',
    files: { 'compose.yaml': ports({ web: ['8080'], api: ['"8080:80"'] }) },
    collisions: [],
  },
  {
    name: 'container ranges only',
    source: PORTS_SHORT,
    files: pair('3000-3005', '3000-3005'),
    collisions: [],
  },
  {
    name: 'container ports with a protocol',
    source: PORTS_SHORT,
    files: pair('53/udp', '53/udp'),
    collisions: [],
  },
  {
    name: 'an empty host port at an address',
    source: 'docker/go-connections nat TestParseNetworkOptsPrivateOnly',
    files: pair('127.0.0.1::80', '127.0.0.1::80'),
    collisions: [],
  },
  {
    name: 'an empty host port at an IPv6 address',
    source: 'docker/go-connections nat TestPartPortSpecIPV6',
    files: pair('[::1]::80', '[::1]::80'),
    collisions: [],
  },
  {
    name: 'an empty host port without an address',
    source: 'docker/go-connections nat ParsePortSpec',
    files: pair(':80', ':80'),
    collisions: [],
  },
  {
    name: 'host port 0',
    source: 'DESIGN §4; moby portallocator: 0 asks for a free port',
    files: pair('0:80', '0:80'),
    collisions: [],
  },
  {
    name: 'host port 0 in long syntax',
    source: 'DESIGN §4; moby portallocator: 0 asks for a free port',
    files: {
      'compose.yaml': ports({
        web: ['{ target: 80, published: "0" }'],
        api: ['{ target: 80, published: "0" }'],
      }),
    },
    collisions: [],
  },
  {
    name: 'long syntax without published',
    source: PORTS_LONG,
    files: { 'compose.yaml': ports({ web: ['target: 8080'], api: ['{ target: 8080, protocol: tcp }'] }) },
    collisions: [],
  },
  {
    name: 'expose publishes nothing',
    source: 'Compose specification, 05-services, expose',
    files: {
      'compose.yaml': text(`
        services:
          web:
            image: example/web
            expose: ["8080"]
          api:
            image: example/api
            ports: ["8080:80"]
      `),
    },
    collisions: [],
  },
  {
    name: 'the target of one service and the host port of another',
    source: PORTS_SHORT,
    files: pair('8080:9090', '9090:8080'),
    collisions: [],
  },
  {
    name: 'equal targets on different host ports',
    source: PORTS_SHORT,
    files: pair('8080:80', '8081:80'),
    collisions: [],
  },
];

const SYNTAX: readonly ConflictCase[] = [
  {
    name: 'short and long syntax',
    source: PORTS_LONG,
    files: { 'compose.yaml': ports({ web: ['"8080:80"'], api: ['{ target: 3000, published: "8080" }'] }) },
    collisions: BOTH_8080,
  },
  {
    name: 'published as an integer and as a string',
    source: 'Compose specification, schema: published is a string or an integer',
    files: {
      'compose.yaml': ports({
        web: ['{ target: 80, published: 8080 }'],
        api: ['{ target: 80, published: "8080" }'],
      }),
    },
    collisions: BOTH_8080,
  },
  {
    name: 'name, app_protocol and mode change nothing',
    source: PORTS_LONG,
    files: {
      'compose.yaml': text(`
        services:
          web:
            image: example/web
            ports:
              - name: web
                target: 80
                published: "8080"
                app_protocol: http
                mode: host
          api:
            image: example/api
            ports:
              - name: api
                target: 80
                published: "8080"
                app_protocol: grpc
                mode: ingress
      `),
    },
    collisions: BOTH_8080,
  },
  {
    name: 'equal names on different ports',
    source: PORTS_LONG,
    files: {
      'compose.yaml': ports({
        web: ['{ name: http, target: 80, published: "8080", app_protocol: http }'],
        api: ['{ name: http, target: 80, published: "8081", app_protocol: http }'],
      }),
    },
    collisions: [],
  },
  {
    name: 'the target as a string',
    source: 'compose-go loader/interpolate.go: casts the target of a port',
    files: {
      'compose.yaml': ports({ web: ['{ target: "80", published: "8080" }'], api: ['"8080:80"'] }),
    },
    collisions: BOTH_8080,
  },
  {
    name: 'single quotes, double quotes',
    source: PORTS_SHORT,
    files: { 'compose.yaml': ports({ web: ["'8080:80'"], api: ['"8080:81"'] }) },
    collisions: BOTH_8080,
  },
  {
    name: 'not quoted',
    source: PORTS_SHORT,
    files: { 'compose.yaml': ports({ web: ['8080:80'], api: ['127.0.0.1:8080:80'] }) },
    collisions: BOTH_8080,
  },
  {
    name: 'not quoted and of the form of a base-60 number',
    source: 'go-yaml (which compose-go reads with) has no base-60 numbers: 22:22 is a string',
    files: { 'compose.yaml': ports({ web: ['22:22'], api: ['22:22'] }) },
    collisions: ['api 22/tcp | web 22/tcp'],
  },
  {
    name: 'base-60 form in a flow sequence',
    source: 'go-yaml (which compose-go reads with) has no base-60 numbers: 25:25 is a string',
    files: {
      'compose.yaml': text(`
        services:
          mail: { image: example/mail, ports: [25:25] }
          relay: { image: example/relay, ports: [25:2525] }
      `),
    },
    collisions: ['mail 25/tcp | relay 25/tcp'],
  },
  {
    name: 'base-60 form of the same value, different ports',
    source: 'go-yaml (which compose-go reads with) has no base-60 numbers',
    files: { 'compose.yaml': ports({ web: ['22:10'], api: ['"1330:22"'] }) },
    collisions: [],
  },
  {
    name: 'the file as one flow mapping',
    source: 'YAML 1.2: JSON is YAML',
    files: {
      'compose.yaml': text(`
        {
          "services": {
            "web": { "image": "example/web", "ports": ["8080:80"] },
            "api": { "image": "example/api", "ports": [{ "target": 80, "published": 8080 }] }
          }
        }
      `),
    },
    collisions: BOTH_8080,
  },
  {
    name: 'a folded scalar',
    source: 'YAML 1.2, 8.1.3 folded style',
    files: {
      'compose.yaml': text(`
        services:
          web:
            image: example/web
            ports:
              - >-
                8080:80
          api:
            image: example/api
            ports:
              - "8080:80"
      `),
    },
    collisions: BOTH_8080,
  },
  {
    name: 'a literal scalar',
    source: 'YAML 1.2, 8.1.2 literal style',
    files: {
      'compose.yaml': text(`
        services:
          web:
            image: example/web
            ports:
              - |-
                8080:80
          api:
            image: example/api
            ports:
              - "8081:80"
      `),
    },
    collisions: [],
  },
  {
    name: 'an explicit string tag',
    source: 'YAML 1.2, 10.1.1.3 generic string',
    files: { 'compose.yaml': ports({ web: ['!!str 8080:80'], api: ['"8080:80"'] }) },
    collisions: BOTH_8080,
  },
  {
    name: 'sequences that are not indented',
    source: 'YAML 1.2, 8.2.1 block sequences',
    files: {
      'compose.yaml': text(`
        services:
          web:
            image: example/web
            ports:
            - "8080:80"
          api:
            image: example/api
            ports:
            - "8080:80"
      `),
    },
    collisions: BOTH_8080,
  },
  {
    name: 'a list of ports shared through an alias',
    source: 'Compose specification, 10-fragments',
    files: {
      'compose.yaml': text(`
        services:
          web:
            image: example/web
            ports: &published
              - "8080:80"
          api:
            image: example/api
            ports: *published
      `),
    },
    collisions: BOTH_8080,
  },
  {
    name: 'one port shared through an alias',
    source: 'Compose specification, 10-fragments',
    files: {
      'compose.yaml': text(`
        services:
          web:
            image: example/web
            ports:
              - &http "8080:80"
              - "8443:443"
          api:
            image: example/api
            ports:
              - "9443:443"
              - *http
      `),
    },
    collisions: BOTH_8080,
  },
  {
    name: 'a merge key brings the ports along',
    source: 'Compose specification, 10-fragments: merge keys',
    files: {
      'compose.yaml': text(`
        services:
          web: &web
            image: example/web
            ports:
              - "8080:80"
          api:
            <<: *web
            image: example/api
      `),
    },
    collisions: BOTH_8080,
  },
  {
    name: 'ports of its own replace those of a merge key',
    source: 'Compose specification, 10-fragments: merge keys; keys of the mapping itself win',
    files: {
      'compose.yaml': text(`
        services:
          web: &web
            image: example/web
            ports:
              - "8080:80"
          api:
            <<: *web
            ports:
              - "8081:80"
      `),
    },
    collisions: [],
  },
  {
    name: 'an extension with the ports of two services',
    source: 'Compose specification, 11-extension: x- and anchors',
    files: {
      'compose.yaml': text(`
        x-service: &service
          restart: unless-stopped
          ports:
            - "8080:80"
        services:
          web:
            <<: *service
            image: example/web
          api:
            <<: *service
            image: example/api
      `),
    },
    collisions: BOTH_8080,
  },
  {
    name: 'of several merged mappings the first wins',
    source: 'YAML merge key: earlier mappings of the sequence override later ones',
    files: {
      'compose.yaml': text(`
        x-first: &first
          ports: ["9090:80"]
        x-second: &second
          ports: ["8080:80"]
        services:
          web:
            <<: [*first, *second]
            image: example/web
          api:
            image: example/api
            ports: ["8080:80"]
      `),
    },
    collisions: [],
  },
  {
    name: 'of several merged mappings the first wins, and collides',
    source: 'YAML merge key: earlier mappings of the sequence override later ones',
    files: {
      'compose.yaml': text(`
        x-first: &first
          ports: ["8080:80"]
        x-second: &second
          ports: ["9090:80"]
        services:
          web:
            <<: [*first, *second]
            image: example/web
          api:
            image: example/api
            ports: ["8080:80"]
      `),
    },
    collisions: BOTH_8080,
  },
  {
    name: 'a long entry with a merge key',
    source: 'Compose specification, 10-fragments: merge keys',
    files: {
      'compose.yaml': text(`
        x-http: &http
          target: 80
          published: "8080"
        services:
          web:
            image: example/web
            ports:
              - *http
          api:
            image: example/api
            ports:
              - <<: *http
                host_ip: 127.0.0.1
      `),
    },
    collisions: BOTH_8080,
  },
  {
    name: 'a long entry whose merged port is replaced',
    source: 'Compose specification, 10-fragments: merge keys',
    files: {
      'compose.yaml': text(`
        x-http: &http
          target: 80
          published: "8080"
        services:
          web:
            image: example/web
            ports:
              - *http
          api:
            image: example/api
            ports:
              - <<: *http
                published: "8081"
      `),
    },
    collisions: [],
  },
  {
    name: 'ports in an extension that nothing uses',
    source: 'Compose specification, 11-extension: ignored',
    files: {
      'compose.yaml': text(`
        x-services:
          old:
            image: example/old
            ports: ["8080:80"]
        services:
          web:
            image: example/web
            x-ports: ["8080:80"]
            ports: ["8080:80"]
      `),
    },
    collisions: [],
  },
  {
    name: 'a port in a comment',
    source: 'YAML 1.2, 6.6 comments',
    files: {
      'compose.yaml': text(`
        services:
          web:
            image: example/web
            ports:
              - "8080:80"
          api:
            image: example/api
            ports:
              # - "8080:80"
              - "8081:80" # not "8080:80"
      `),
    },
    collisions: [],
  },
  {
    name: 'lines that end in CRLF',
    source: 'YAML 1.2, 5.4 line breaks',
    files: {
      'compose.yaml': ports({ web: ['"8080:80"'], api: ['8080:80'] }).replaceAll('\n', '\r\n'),
    },
    collisions: BOTH_8080,
  },
  {
    name: 'a second document in the file is merged over the first',
    source: 'compose-go loader.go loadYamlFile: decodes document after document into one model',
    files: {
      'compose.yaml': text(`
        services:
          web:
            image: example/web
            ports: ["8080:80"]
        ---
        services:
          api:
            image: example/api
            ports: ["8080:80"]
      `),
    },
    collisions: BOTH_8080,
  },
];

const ONE_SERVICE: readonly ConflictCase[] = [
  {
    name: 'an entry written twice',
    source: `docker/compose issue #6708; ${UNICITY}`,
    files: { 'compose.yaml': ports({ web: ['"5000:5000"', '"5000:5000"'] }) },
    collisions: [],
  },
  {
    name: 'an entry written twice, and another service with the port',
    source: `docker/compose issue #6708; ${UNICITY}`,
    files: {
      'compose.yaml': text(`
        services:
          web:
            build: .
            ports:
              - "5000:5000"
          worker:
            build: .
            ports:
              - "5000:5000"
              - "5000:5000"
      `),
    },
    collisions: ['web 5000/tcp | worker 5000/tcp'],
  },
  {
    name: 'an entry in short and in long syntax',
    source: UNICITY,
    files: { 'compose.yaml': ports({ web: ['"8080:80"', '{ target: 80, published: "8080" }'] }) },
    collisions: [],
  },
  {
    name: 'a long entry twice, the mode apart',
    source: `${UNICITY}: the mode is no part of the key`,
    files: {
      'compose.yaml': ports({
        web: ['{ target: 80, published: "8080", mode: host }', '{ target: 80, published: "8080" }'],
      }),
    },
    collisions: [],
  },
  {
    name: 'an entry with tcp said and with tcp by default',
    source: `${UNICITY}: applied to parsed entries`,
    files: { 'compose.yaml': ports({ web: ['"8080:80"', '"8080:80/tcp"'] }) },
    collisions: [],
  },
  {
    name: 'an entry without address and with 0.0.0.0',
    source: `${UNICITY}: a missing host_ip stands as 0.0.0.0 in the key`,
    files: { 'compose.yaml': ports({ web: ['"8080:80"', '"0.0.0.0:8080:80"'] }) },
    collisions: [],
  },
  {
    name: 'one host port to two targets',
    source: MOBY_ALLOCATOR,
    files: { 'compose.yaml': ports({ web: ['"8080:80"', '"8080:81"'] }) },
    collisions: ['web 8080/tcp | web 8080/tcp'],
  },
  {
    name: 'one host port to two targets in both syntaxes',
    source: MOBY_ALLOCATOR,
    files: { 'compose.yaml': ports({ web: ['"8080:80"', '{ target: 443, published: 8080 }'] }) },
    collisions: ['web 8080/tcp | web 8080/tcp'],
  },
  {
    name: 'two host ports to one target',
    source: PORTS_SHORT,
    files: { 'compose.yaml': ports({ web: ['"8080:80"', '"8081:80"'] }) },
    collisions: [],
  },
  {
    name: 'one port for tcp and udp',
    source: 'zavoloklom/docker-compose-linter issue #91',
    files: { 'compose.yaml': ports({ dns: ['"53:53/tcp"', '"53:53/udp"'] }) },
    collisions: [],
  },
  {
    name: 'one port at 0.0.0.0 and at [::]',
    source: 'zavoloklom/docker-compose-linter issue #305',
    files: { 'compose.yaml': ports({ backup: ["'0.0.0.0:8200:8200'", "'[::]:8200:8200'"] }) },
    collisions: [],
  },
  {
    name: 'one port at two addresses',
    source: MOBY_ALLOCATOR,
    files: { 'compose.yaml': ports({ web: ['"127.0.0.1:8080:80"', '"192.0.2.7:8080:80"'] }) },
    collisions: [],
  },
  {
    name: 'one port at both loopback addresses',
    source: MOBY_ALLOCATOR,
    files: { 'compose.yaml': ports({ web: ['"127.0.0.1:8080:80"', '"[::1]:8080:80"'] }) },
    collisions: [],
  },
  {
    name: 'one port without address and at an address',
    source: 'LvcidPsyche/auto-browser pull request #62: the second bind fails',
    files: { 'compose.yaml': ports({ web: ['"8080:80"', '"127.0.0.1:8080:80"'] }) },
    collisions: ['web 8080/tcp | web 8080/tcp'],
  },
  {
    name: 'one port at 0.0.0.0 and at an address, to two targets',
    source: MOBY_ALLOCATOR,
    files: { 'compose.yaml': ports({ web: ['"0.0.0.0:8080:80"', '"127.0.0.1:8080:81"'] }) },
    collisions: ['web 8080/tcp | web 8080/tcp'],
  },
  {
    name: 'a container port twice',
    source: 'docker/compose issue #4338',
    files: { 'compose.yaml': ports({ web: ['80', '80'] }) },
    collisions: [],
  },
  {
    name: 'services in different networks share the host',
    source: 'Compose specification, 05-services, ports: a host port is of the host, whatever the networks',
    files: {
      'compose.yaml': text(`
        services:
          web:
            image: example/web
            networks: [front]
            ports: ["8080:80"]
          api:
            image: example/api
            networks: [back]
            ports: ["8080:80"]
        networks:
          front: {}
          back: {}
      `),
    },
    collisions: BOTH_8080,
  },
];

const OVERRIDES: readonly ConflictCase[] = [
  {
    name: 'the twin repeats an entry',
    source: `docker/compose issues #3461 and #3526; ${MERGE}`,
    files: {
      'docker-compose.yml': ports({ test: ['"1234:1234"'] }),
      'docker-compose.override.yml': ports({ test: ['"1234:1234"'] }),
    },
    collisions: [],
  },
  {
    name: 'the twin repeats an entry in long syntax',
    source: `${MERGE}; ${UNICITY}`,
    files: {
      'compose.yaml': ports({ web: ['"8080:80"'] }),
      'compose.override.yaml': ports({ web: ['{ target: 80, published: "8080", mode: host }'] }),
    },
    collisions: [],
  },
  {
    name: 'the twin repeats a port of a range',
    source: `compose-go loader.go: unicity is enforced again once ranges are spread out; ${MERGE}`,
    files: {
      'compose.yaml': ports({ web: ['"8080-8082:80-82"'] }),
      'compose.override.yaml': ports({ web: ['"8081:81"'] }),
    },
    collisions: [],
  },
  {
    name: 'the twin appends a port that another service has',
    source: MERGE,
    files: {
      'compose.yaml': ports({ web: ['"80:80"'], api: ['"8080:80"'] }),
      'compose.override.yaml': ports({ web: ['"8080:80"'] }),
    },
    collisions: BOTH_8080,
  },
  {
    name: 'the twin adds a service',
    source: 'Compose specification, 13-merge, mapping',
    files: {
      'compose.yaml': ports({ web: ['"8080:80"'] }),
      'compose.override.yaml': ports({ api: ['"8080:80"'] }),
    },
    collisions: BOTH_8080,
  },
  {
    name: 'the twin adds a service with a port of its own',
    source: 'Compose specification, 13-merge, mapping',
    files: {
      'compose.yaml': ports({ web: ['"8080:80"'] }),
      'compose.override.yaml': ports({ api: ['"8081:80"'] }),
    },
    collisions: [],
  },
  {
    name: 'another host port in the twin does not take the first away',
    source: 'docker/compose issues #2260 and #7645',
    files: {
      'compose.yaml': ports({ web: ['"8000:80"'], api: ['"9000:80"'] }),
      'compose.override.yaml': ports({ web: ['"8001:80"'], api: ['"8000:3000"'] }),
    },
    collisions: ['api 8000/tcp | web 8000/tcp'],
  },
  {
    name: 'another address in the twin does not take the first away',
    source: 'LvcidPsyche/auto-browser pull request #62: the second bind fails',
    files: {
      'compose.yaml': ports({ web: ['"127.0.0.1:8080:80"'] }),
      'compose.override.yaml': ports({ web: ['"8080:80"'] }),
    },
    collisions: ['web 8080/tcp | web 8080/tcp'],
  },
  {
    name: 'the twin says 0.0.0.0 of an entry without address',
    source: `${UNICITY}: a missing host_ip stands as 0.0.0.0 in the key`,
    files: {
      'compose.yaml': ports({ web: ['"8080:80"'] }),
      'compose.override.yaml': ports({ web: ['"0.0.0.0:8080:80"'] }),
    },
    collisions: [],
  },
  {
    name: 'the twin adds the udp side',
    source: MERGE,
    files: {
      'compose.yaml': ports({ dns: ['"53:53"'] }),
      'compose.override.yaml': ports({ dns: ['"53:53/udp"'] }),
    },
    collisions: [],
  },
  {
    name: 'the twin sends a host port to a second target',
    source: MERGE,
    files: {
      'compose.yaml': ports({ web: ['"8080:80"'] }),
      'compose.override.yaml': ports({ web: ['"8080:3000"'] }),
    },
    collisions: ['web 8080/tcp | web 8080/tcp'],
  },
  {
    name: '!override replaces the ports',
    source: RESET,
    files: {
      'compose.yaml': ports({ web: ['"8080:80"'], api: ['"8080:80"'] }),
      'compose.override.yaml': text(`
        services:
          api:
            ports: !override
              - "8443:443"
      `),
    },
    collisions: [],
  },
  {
    name: '!override brings a collision',
    source: RESET,
    files: {
      'compose.yaml': ports({ web: ['"8080:80"'], api: ['"8081:80"'] }),
      'compose.override.yaml': text(`
        services:
          api:
            ports: !override
              - "8080:80"
      `),
    },
    collisions: BOTH_8080,
  },
  {
    name: '!override in flow style replaces the address',
    source: RESET,
    files: {
      'compose.yaml': ports({ web: ['"127.0.0.1:8080:80"'] }),
      'compose.override.yaml': text(`
        services:
          web:
            ports: !override ["8080:80"]
      `),
    },
    collisions: [],
  },
  {
    name: '!reset empties the ports',
    source: RESET,
    files: {
      'compose.yaml': ports({ web: ['"8080:80"'], api: ['"8080:80"'] }),
      'compose.override.yaml': text(`
        services:
          api:
            ports: !reset []
      `),
    },
    collisions: [],
  },
  {
    name: '!reset with null empties the ports',
    source: RESET,
    files: {
      'compose.yaml': ports({ web: ['"8080:80"'], api: ['"8080:80"'] }),
      'compose.override.yaml': text(`
        services:
          web:
            ports: !reset null
      `),
    },
    collisions: [],
  },
  {
    name: '!reset ignores the value it stands on',
    source: RESET,
    files: {
      'compose.yaml': ports({ web: ['"8080:80"'], api: ['"9090:80"'] }),
      'compose.override.yaml': text(`
        services:
          api:
            ports: !reset
              - "8080:80"
      `),
    },
    collisions: [],
  },
  {
    name: '!reset of other ports leaves the collision',
    source: RESET,
    files: {
      'compose.yaml': ports({ web: ['"8080:80"'], api: ['"8080:80"'], db: ['"5432:5432"'] }),
      'compose.override.yaml': text(`
        services:
          db:
            ports: !reset []
      `),
    },
    collisions: BOTH_8080,
  },
  {
    name: '!reset in an extension that two services merge',
    source: 'Docker Compose 2.40: it removes what it marks, and does not reach the services',
    files: {
      'compose.yaml': ports({ web: ['"8080:80"'], api: ['"8080:80"'] }),
      'compose.override.yaml': text(`
        x-closed: &closed
          ports: !reset []
        services:
          web:
            <<: *closed
          api:
            <<: *closed
      `),
    },
    collisions: ['api 8080/tcp | web 8080/tcp'],
  },
  {
    name: '!override of a whole service',
    source: RESET,
    files: {
      'compose.yaml': ports({ web: ['"8080:80"'], api: ['"8080:80"'] }),
      'compose.override.yaml': text(`
        services:
          api: !override
            image: example/api
            ports:
              - "8081:80"
      `),
    },
    collisions: [],
  },
  {
    name: '!reset of a whole service',
    source: RESET,
    files: {
      'compose.yaml': ports({ web: ['"8080:80"'], api: ['"8080:80"'] }),
      'compose.override.yaml': text(`
        services:
          api: !reset null
      `),
    },
    collisions: [],
  },
  {
    name: '!reset of the network mode brings the ports back',
    source: `${RESET}; ${NETWORK_MODE}`,
    files: {
      'compose.yaml': text(`
        services:
          web:
            image: example/web
            ports: ["8080:80"]
          api:
            image: example/api
            network_mode: host
            ports: ["8080:80"]
      `),
      'compose.override.yaml': text(`
        services:
          api:
            network_mode: !reset null
      `),
    },
    collisions: BOTH_8080,
  },
  {
    name: 'the twin puts a service on the host network',
    source: NETWORK_MODE,
    files: {
      'compose.yaml': ports({ web: ['"8080:80"'], api: ['"8080:80"'] }),
      'compose.override.yaml': text(`
        services:
          api:
            network_mode: host
      `),
    },
    collisions: [],
  },
  {
    name: 'the twin sets zero replicas',
    source: SCALE,
    files: {
      'compose.yaml': ports({ web: ['"8080:80"'], api: ['"8080:80"'] }),
      'compose.override.yaml': text(`
        services:
          api:
            deploy:
              replicas: 0
      `),
    },
    collisions: [],
  },
  {
    name: 'the twin scales a service with a fixed port',
    source: SCALE,
    files: {
      'compose.yaml': ports({ web: ['"8080:80"'] }),
      'compose.override.yaml': text(`
        services:
          web:
            deploy:
              replicas: 2
      `),
    },
    collisions: ['web 8080/tcp | web 8080/tcp'],
  },
  {
    name: 'the twin scales a service back to one',
    source: 'Compose specification, 13-merge, mapping',
    files: {
      'compose.yaml': text(`
        services:
          web:
            image: example/web
            scale: 2
            ports: ["8080:80"]
      `),
      'compose.override.yaml': text(`
        services:
          web:
            scale: 1
      `),
    },
    collisions: [],
  },
  {
    name: 'the twin gives a service a profile of its own',
    source: PROFILES,
    files: {
      'compose.yaml': text(`
        services:
          web:
            image: example/web
            profiles: [web]
            ports: ["8080:80"]
          api:
            image: example/api
            ports: ["8080:80"]
      `),
      'compose.override.yaml': text(`
        services:
          api:
            profiles: [api]
      `),
    },
    collisions: [],
  },
];

const ENVIRONMENT: readonly ConflictCase[] = [
  {
    name: 'a value of .env makes two ports equal',
    source: `docker/compose issue #6708 (a changed .env); ${INTERPOLATION}`,
    files: {
      'compose.yaml': pair(`\${WEB_PORT}:80`, '8080:80')['compose.yaml'] ?? '',
      '.env': 'WEB_PORT=8080\n',
    },
    collisions: BOTH_8080,
  },
  {
    name: 'values of .env that differ',
    source: INTERPOLATION,
    files: {
      'compose.yaml': ports({ web: [`"\${WEB_PORT}:80"`], api: [`"\${API_PORT}:80"`] }),
      '.env': 'WEB_PORT=8080\nAPI_PORT=8081\n',
    },
    collisions: [],
  },
  {
    name: 'two variables of one value',
    source: INTERPOLATION,
    files: {
      'compose.yaml': ports({ web: [`"\${WEB_PORT}:80"`], api: [`"\${API_PORT}:80"`] }),
      '.env': 'WEB_PORT=8080\nAPI_PORT=8080\n',
    },
    collisions: BOTH_8080,
  },
  {
    name: 'a variable without braces',
    source: INTERPOLATION,
    files: { 'compose.yaml': ports({ web: ['"$PORT:80"'], api: ['"8080:80"'] }), '.env': 'PORT=8080\n' },
    collisions: BOTH_8080,
  },
  {
    name: 'a variable in an unquoted scalar',
    source: INTERPOLATION,
    files: { 'compose.yaml': ports({ web: [`\${PORT}:80`], api: ['8080:80'] }), '.env': 'PORT=8080\n' },
    collisions: BOTH_8080,
  },
  {
    name: 'equal defaults of two unset variables',
    source: INTERPOLATION,
    files: { 'compose.yaml': ports({ web: [`"\${WEB_PORT:-8080}:80"`], api: [`"\${API_PORT:-8080}:80"`] }) },
    collisions: BOTH_8080,
  },
  {
    name: 'defaults that differ',
    source: INTERPOLATION,
    files: { 'compose.yaml': ports({ web: [`"\${WEB_PORT:-8080}:80"`], api: [`"\${API_PORT:-8081}:80"`] }) },
    collisions: [],
  },
  {
    name: 'a default and a fixed port',
    source: INTERPOLATION,
    files: { 'compose.yaml': ports({ web: [`"\${WEB_PORT-8080}:80"`], api: ['"8080:80"'] }) },
    collisions: BOTH_8080,
  },
  {
    name: '.env overrides a default that would collide',
    source: INTERPOLATION,
    files: {
      'compose.yaml': ports({ web: [`"\${WEB_PORT:-8080}:80"`], api: ['"8080:80"'] }),
      '.env': 'WEB_PORT=9090\n',
    },
    collisions: [],
  },
  {
    name: '.env overrides a default and makes it collide',
    source: INTERPOLATION,
    files: {
      'compose.yaml': ports({ web: [`"\${WEB_PORT:-9090}:80"`], api: ['"8080:80"'] }),
      '.env': 'WEB_PORT=8080\n',
    },
    collisions: BOTH_8080,
  },
  {
    name: ':- stands in for an empty value',
    source: `${INTERPOLATION}: unset or empty`,
    files: {
      'compose.yaml': ports({ web: [`"\${WEB_PORT:-8080}:80"`], api: ['"8080:80"'] }),
      '.env': 'WEB_PORT=\n',
    },
    collisions: BOTH_8080,
  },
  {
    name: '- keeps an empty value: no host port',
    source: `${INTERPOLATION}: only if unset`,
    files: {
      'compose.yaml': ports({ web: [`"\${WEB_PORT-8080}:80"`], api: ['"8080:80"'] }),
      '.env': 'WEB_PORT=\n',
    },
    collisions: [],
  },
  {
    name: 'an empty default: no host port',
    source: INTERPOLATION,
    files: { 'compose.yaml': ports({ web: [`"\${WEB_PORT:-}:80"`], api: [`"\${WEB_PORT:-}:80"`] }) },
    collisions: [],
  },
  {
    name: 'a nested default',
    source: `${INTERPOLATION}: nesting`,
    files: {
      'compose.yaml': ports({ web: [`"\${WEB_PORT:-\${BASE_PORT:-8080}}:80"`], api: ['"8080:80"'] }),
    },
    collisions: BOTH_8080,
  },
  {
    name: 'a nested default with the inner variable set',
    source: `${INTERPOLATION}: nesting`,
    files: {
      'compose.yaml': ports({ web: [`"\${WEB_PORT:-\${BASE_PORT:-8080}}:80"`], api: ['"8080:80"'] }),
      '.env': 'BASE_PORT=9090\n',
    },
    collisions: [],
  },
  {
    name: 'a nested variable without default, set',
    source: `${INTERPOLATION}: nesting`,
    files: {
      'compose.yaml': ports({ web: [`"\${WEB_PORT:-\${BASE_PORT}}:80"`], api: ['"8080:80"'] }),
      '.env': 'BASE_PORT=8080\n',
    },
    collisions: BOTH_8080,
  },
  {
    name: ':+ with the variable set',
    source: 'compose-go template.go defaultWhenNotEmpty',
    files: {
      'compose.yaml': ports({ web: [`"\${DEBUG:+8080}:80"`], api: ['"8080:80"'] }),
      '.env': 'DEBUG=1\n',
    },
    collisions: BOTH_8080,
  },
  {
    name: ':+ with the variable empty: no host port',
    source: 'compose-go template.go defaultWhenNotEmpty',
    files: {
      'compose.yaml': ports({ web: [`"\${DEBUG:+8080}:80"`], api: ['"8080:80"'] }),
      '.env': 'DEBUG=\n',
    },
    collisions: [],
  },
  {
    name: '+ with the variable empty',
    source: 'compose-go template.go defaultWhenSet',
    files: {
      'compose.yaml': ports({ web: [`"\${DEBUG+8080}:80"`], api: ['"8080:80"'] }),
      '.env': 'DEBUG=\n',
    },
    collisions: BOTH_8080,
  },
  {
    name: ':? with the variable set',
    source: INTERPOLATION,
    files: {
      'compose.yaml': ports({ web: [`"\${WEB_PORT:?set WEB_PORT}:80"`], api: ['"8080:80"'] }),
      '.env': 'WEB_PORT=8080\n',
    },
    collisions: BOTH_8080,
  },
  {
    name: '? with the variable set to another port',
    source: INTERPOLATION,
    files: {
      'compose.yaml': ports({ web: [`"\${WEB_PORT?set WEB_PORT}:80"`], api: ['"8080:80"'] }),
      '.env': 'WEB_PORT=8081\n',
    },
    collisions: [],
  },
  {
    name: 'a doubled dollar sign elsewhere in the file',
    source: `${INTERPOLATION}: $$ is a dollar sign`,
    files: {
      'compose.yaml': text(`
        services:
          web:
            image: example/web
            command: ["sh", "-c", "serve --port $$PORT --name $\${NAME:?never asked}"]
            ports: ["\${PORT}:80"]
          api:
            image: example/api
            ports: ["8080:80"]
      `),
      '.env': 'PORT=8080\n',
    },
    collisions: BOTH_8080,
  },
  {
    name: 'a variable for the address',
    source: INTERPOLATION,
    files: {
      'compose.yaml': ports({ web: [`"\${BIND:-127.0.0.1}:8080:80"`], api: ['"127.0.0.2:8080:80"'] }),
    },
    collisions: [],
  },
  {
    name: 'a variable for the address that becomes equal',
    source: INTERPOLATION,
    files: {
      'compose.yaml': ports({ web: [`"\${BIND:-127.0.0.1}:8080:80"`], api: ['"127.0.0.2:8080:80"'] }),
      '.env': 'BIND=127.0.0.2\n',
    },
    collisions: BOTH_8080,
  },
  {
    name: 'a variable for the protocol',
    source: INTERPOLATION,
    files: { 'compose.yaml': ports({ web: [`"5353:53/\${PROTOCOL:-udp}"`], api: ['"5353:53/tcp"'] }) },
    collisions: [],
  },
  {
    name: 'a variable for the whole entry',
    source: INTERPOLATION,
    files: { 'compose.yaml': ports({ web: [`"\${WEB_PORTS:-8080:80}"`], api: ['"8080:80"'] }) },
    collisions: BOTH_8080,
  },
  {
    name: 'variables for the ends of a range',
    source: INTERPOLATION,
    files: {
      'compose.yaml': ports({ web: [`"\${FROM:-8000}-\${TO:-8005}:8000-8005"`], api: ['"8005:80"'] }),
    },
    collisions: ['api 8005/tcp | web 8000-8005/tcp'],
  },
  {
    name: 'variables in long syntax',
    source: `${INTERPOLATION}; compose-go loader/interpolate.go: casts the target of a port`,
    files: {
      'compose.yaml': text(`
        services:
          web:
            image: example/web
            ports:
              - target: \${TARGET:-80}
                published: \${PUBLISHED:-8080}
                host_ip: \${BIND:-127.0.0.1}
          api:
            image: example/api
            ports: ["127.0.0.1:8080:80"]
      `),
    },
    collisions: BOTH_8080,
  },
  {
    name: '.env with quotes, comments and export',
    source: DOTENV,
    files: {
      'compose.yaml': ports({
        a: [`"\${A}:80"`],
        b: [`"\${B}:80"`],
        c: [`"\${C}:80"`],
      }),
      '.env': '# ports\nA="8080" # of a\nB=8080 # of b\nexport C=\'8081\'\n',
    },
    collisions: ['a 8080/tcp | b 8080/tcp'],
  },
  {
    name: '.env with an exported, single-quoted value',
    source: DOTENV,
    files: {
      'compose.yaml': ports({ web: [`"\${PORT}:80"`], api: ['"8080:80"'] }),
      '.env': "export PORT='8080'\n",
    },
    collisions: BOTH_8080,
  },
  {
    name: '.env with a colon',
    source: `${DOTENV}: YAML style`,
    files: {
      'compose.yaml': ports({ web: [`"\${PORT}:80"`], api: ['"8080:80"'] }),
      '.env': 'PORT: 8080\n',
    },
    collisions: BOTH_8080,
  },
  {
    name: '.env whose values refer to each other',
    source: `${DOTENV} expandVariables`,
    files: {
      'compose.yaml': ports({ web: [`"\${WEB_PORT}:80"`], api: ['"8080:80"'] }),
      '.env': `BASE=8080\nWEB_PORT=\${BASE}\n`,
    },
    collisions: BOTH_8080,
  },
  {
    name: '.env that says a variable twice: the last counts',
    source: DOTENV,
    files: {
      'compose.yaml': ports({ web: [`"\${PORT}:80"`], api: ['"8080:80"'] }),
      '.env': 'PORT=8080\nPORT=9090\n',
    },
    collisions: [],
  },
  {
    name: '.env with CRLF and a byte order mark',
    source: 'compose-go dotenv/godotenv.go parseWithLookup, parser.go extractVarValue',
    files: {
      'compose.yaml': ports({ web: [`"\${PORT}:80"`], api: ['"8080:80"'] }),
      '.env': '\uFEFFPORT=8080\r\nOTHER=1\r\n',
    },
    collisions: BOTH_8080,
  },
  {
    name: 'a commented line of .env',
    source: DOTENV,
    files: {
      'compose.yaml': ports({ web: [`"\${PORT:-9090}:80"`], api: ['"8080:80"'] }),
      '.env': '# PORT=8080\n',
    },
    collisions: [],
  },
  {
    name: 'env_file does not take part in interpolation',
    source: `${INTERPOLATION}; Compose specification, 05-services, env_file: variables of the container`,
    files: {
      'compose.yaml': text(`
        services:
          web:
            image: example/web
            env_file: web.env
            environment:
              PORT: "8080"
            ports: ["\${PORT:-9090}:80"]
          api:
            image: example/api
            ports: ["8080:80"]
      `),
      'web.env': 'PORT=8080\n',
    },
    collisions: [],
  },
  {
    name: '.env of another folder is not read',
    source: 'compose-go cli/options.go WithEnvFiles: .env of the project folder',
    files: {
      'compose.yaml': ports({ web: [`"\${PORT:-9090}:80"`], api: ['"8080:80"'] }),
      'web/.env': 'PORT=8080\n',
    },
    collisions: [],
  },
  {
    name: 'the twin is interpolated with the same .env',
    source: `${INTERPOLATION}: per file, before merging`,
    files: {
      'compose.yaml': ports({ web: [`"\${PORT}:80"`] }),
      'compose.override.yaml': ports({ web: ['"8080:80"'] }),
      '.env': 'PORT=8080\n',
    },
    collisions: [],
  },
];

const UNKNOWN_VARIABLES: readonly ConflictCase[] = [
  {
    name: 'the same unknown variable',
    source: UNKNOWN,
    files: { 'compose.yaml': ports({ web: [`"\${PORT}:80"`], api: [`"\${PORT}:3000"`] }) },
    collisions: [`api \${PORT}/tcp | web \${PORT}/tcp`],
  },
  {
    name: 'two unknown variables',
    source: UNKNOWN,
    files: { 'compose.yaml': ports({ web: [`"\${WEB_PORT}:80"`], api: [`"\${API_PORT}:80"`] }) },
    collisions: [],
  },
  {
    name: 'an unknown variable and a fixed port',
    source: UNKNOWN,
    files: { 'compose.yaml': ports({ web: [`"\${PORT}:80"`], api: ['"8080:80"'] }) },
    collisions: [],
  },
  {
    name: 'the same unknown variable with and without braces',
    source: `${UNKNOWN}; ${INTERPOLATION}: both spellings are one variable`,
    files: { 'compose.yaml': ports({ web: [`"\${PORT}:80"`], api: ['"$PORT:3000"'] }) },
    collisions: [`api $PORT/tcp | web \${PORT}/tcp`],
  },
  {
    name: 'the same unknown variable for tcp and udp',
    source: UNKNOWN,
    files: { 'compose.yaml': ports({ web: [`"\${PORT}:80"`], api: [`"\${PORT}:80/udp"`] }) },
    collisions: [],
  },
  {
    name: 'the same unknown variable at two addresses',
    source: UNKNOWN,
    files: {
      'compose.yaml': ports({ web: [`"127.0.0.1:\${PORT}:80"`], api: [`"127.0.0.2:\${PORT}:80"`] }),
    },
    collisions: [],
  },
  {
    name: 'the same unknown variable in a longer number',
    source: UNKNOWN,
    files: { 'compose.yaml': ports({ web: [`"80\${SLOT}:80"`], api: [`"80\${SLOT}:80"`] }) },
    collisions: [`api 80\${SLOT}/tcp | web 80\${SLOT}/tcp`],
  },
  {
    name: 'the same unknown variable in two numbers',
    source: UNKNOWN,
    files: { 'compose.yaml': ports({ web: [`"80\${SLOT}:80"`], api: [`"81\${SLOT}:80"`] }) },
    collisions: [],
  },
  {
    name: 'the same unknown variable to two targets of one service',
    source: UNKNOWN,
    files: { 'compose.yaml': ports({ web: [`"\${PORT}:80"`, `"\${PORT}:81"`] }) },
    collisions: [`web \${PORT}/tcp | web \${PORT}/tcp`],
  },
  {
    name: 'an entry with an unknown variable written twice',
    source: `${UNKNOWN}; ${UNICITY}`,
    files: { 'compose.yaml': ports({ web: [`"\${PORT}:80"`, `"\${PORT}:80"`] }) },
    collisions: [],
  },
  {
    name: 'the same mandatory variable, not known here',
    source: UNKNOWN,
    files: { 'compose.yaml': ports({ web: [`"\${PORT:?port}:80"`], api: [`"\${PORT:?port}:80"`] }) },
    collisions: [`api \${PORT:?port}/tcp | web \${PORT:?port}/tcp`],
  },
  {
    name: 'an unknown address, the same on both sides',
    source: `${UNKNOWN}; equal addresses meet, whatever they are`,
    files: { 'compose.yaml': ports({ web: [`"\${BIND}:8080:80"`], api: [`"\${BIND}:8080:80"`] }) },
    collisions: BOTH_8080,
  },
  {
    name: 'an unknown address and no address',
    source: 'DESIGN §4: no address meets every address',
    files: { 'compose.yaml': ports({ web: [`"\${BIND}:8080:80"`], api: ['"8080:80"'] }) },
    collisions: BOTH_8080,
  },
  {
    name: 'an unknown address on another port',
    source: UNKNOWN,
    files: { 'compose.yaml': ports({ web: [`"\${BIND}:8080:80"`], api: [`"\${BIND}:8081:80"`] }) },
    collisions: [],
  },
  {
    name: 'an unknown target changes nothing',
    source: PORTS_SHORT,
    files: { 'compose.yaml': ports({ web: [`"8080:\${TARGET}"`], api: ['"8080:80"'] }) },
    collisions: BOTH_8080,
  },
];

const PROFILE_CASES: readonly ConflictCase[] = [
  {
    name: 'one profile for both',
    source: PROFILES,
    files: {
      'compose.yaml': text(`
        services:
          web:
            image: example/web
            profiles: [dev]
            ports: ["8080:80"]
          api:
            image: example/api
            profiles: [dev]
            ports: ["8080:80"]
      `),
    },
    collisions: BOTH_8080,
  },
  {
    name: 'two profiles',
    source: PROFILES,
    files: {
      'compose.yaml': text(`
        services:
          web:
            image: example/web
            profiles: [dev]
            ports: ["8080:80"]
          api:
            image: example/api
            profiles: [prod]
            ports: ["8080:80"]
      `),
    },
    collisions: [],
  },
  {
    name: 'a profile and none: without a profile a service is always there',
    source: PROFILES,
    files: {
      'compose.yaml': text(`
        services:
          web:
            image: example/web
            ports: ["8080:80"]
          api:
            image: example/api
            profiles: [debug]
            ports: ["8080:80"]
      `),
    },
    collisions: BOTH_8080,
  },
  {
    name: 'lists of profiles with one in common',
    source: PROFILES,
    files: {
      'compose.yaml': text(`
        services:
          web:
            image: example/web
            profiles: [dev, test]
            ports: ["8080:80"]
          api:
            image: example/api
            profiles:
              - test
              - prod
            ports: ["8080:80"]
      `),
    },
    collisions: BOTH_8080,
  },
  {
    name: 'lists of profiles with none in common',
    source: PROFILES,
    files: {
      'compose.yaml': text(`
        services:
          web:
            image: example/web
            profiles: ["dev", "test"]
            ports: ["8080:80"]
          api:
            image: example/api
            profiles: ["prod", "stage"]
            ports: ["8080:80"]
      `),
    },
    collisions: [],
  },
  {
    name: 'an empty list of profiles is none',
    source: PROFILES,
    files: {
      'compose.yaml': text(`
        services:
          web:
            image: example/web
            profiles: []
            ports: ["8080:80"]
          api:
            image: example/api
            profiles: [dev]
            ports: ["8080:80"]
      `),
    },
    collisions: BOTH_8080,
  },
  {
    name: 'one service for all, two for a profile each',
    source: PROFILES,
    files: {
      'compose.yaml': text(`
        services:
          app:
            image: example/app
            ports: ["8080:80"]
          blue:
            image: example/blue
            profiles: [blue]
            ports: ["8080:80"]
          green:
            image: example/green
            profiles: [green]
            ports: ["8080:80"]
      `),
    },
    collisions: ['app 8080/tcp | blue 8080/tcp', 'app 8080/tcp | green 8080/tcp'],
  },
  {
    name: 'COMPOSE_PROFILES in .env activates both',
    source: 'compose-go cli/options.go WithDefaultProfiles',
    files: {
      'compose.yaml': text(`
        services:
          blue:
            image: example/blue
            profiles: [blue]
            ports: ["8080:80"]
          green:
            image: example/green
            profiles: [green]
            ports: ["8080:80"]
      `),
      '.env': 'COMPOSE_PROFILES=blue, green\n',
    },
    collisions: ['blue 8080/tcp | green 8080/tcp'],
  },
  {
    name: 'COMPOSE_PROFILES in .env activates every profile',
    source: 'compose-go types/project.go HasProfile: * is every profile',
    files: {
      'compose.yaml': text(`
        services:
          blue:
            image: example/blue
            profiles: [blue]
            ports: ["8080:80"]
          green:
            image: example/green
            profiles: [green]
            ports: ["8080:80"]
      `),
      '.env': 'COMPOSE_PROFILES=*\n',
    },
    collisions: ['blue 8080/tcp | green 8080/tcp'],
  },
  {
    name: 'COMPOSE_PROFILES in .env gives way to --profile',
    source: 'docker/compose issue #9895, pull request #9906; compose-go cli/options.go WithDefaultProfiles',
    files: {
      'compose.yaml': text(`
        services:
          blue:
            image: example/blue
            profiles: [blue]
            ports: ["8080:80"]
          green:
            image: example/green
            profiles: [green]
            ports: ["8080:80"]
      `),
      '.env': 'COMPOSE_PROFILES=blue\n',
    },
    collisions: [],
  },
  {
    name: 'depends_on does not activate another profile',
    source:
      'Compose specification, 15-profiles: references do not enable; compose-go loader/validate.go checkConsistency',
    files: {
      'compose.yaml': text(`
        services:
          web:
            image: example/web
            profiles: [web]
            depends_on:
              api:
                condition: service_started
                required: false
            ports: ["8080:80"]
          api:
            image: example/api
            profiles: [api]
            ports: ["8080:80"]
      `),
    },
    collisions: [],
  },
  {
    name: 'depends_on within a profile',
    source: PROFILES,
    files: {
      'compose.yaml': text(`
        services:
          web:
            image: example/web
            profiles: [web]
            depends_on: [api]
            ports: ["8080:80"]
          api:
            image: example/api
            profiles: [web, api]
            ports: ["8080:80"]
      `),
    },
    collisions: BOTH_8080,
  },
  {
    name: 'profiles through a merge key',
    source: 'Compose specification, 10-fragments and 15-profiles',
    files: {
      'compose.yaml': text(`
        x-tools: &tools
          profiles: [tools]
        services:
          adminer:
            <<: *tools
            image: example/adminer
            ports: ["8080:8080"]
          mailbox:
            <<: *tools
            image: example/mailbox
            ports: ["8080:8025"]
      `),
    },
    collisions: ['adminer 8080/tcp | mailbox 8080/tcp'],
  },
  {
    name: 'profiles from extends are added up',
    source: 'compose-go override.ExtendService: sequences append',
    files: {
      'compose.yaml': text(`
        services:
          web:
            extends:
              file: common.yaml
              service: web
            profiles: [dev]
          api:
            image: example/api
            profiles: [prod]
            ports: ["8080:80"]
      `),
      'common.yaml': text(`
        services:
          web:
            image: example/web
            profiles: [prod]
            ports: ["8080:80"]
      `),
    },
    collisions: BOTH_8080,
  },
];

const SCALING: readonly ConflictCase[] = [
  {
    name: 'scale: 2 with a fixed port',
    source: `${SCALE}; docker-archive-public/docker.community issue #50`,
    files: {
      'compose.yaml': text(`
        services:
          web:
            image: example/web
            scale: 2
            ports: ["8080:80"]
      `),
    },
    collisions: ['web 8080/tcp | web 8080/tcp'],
  },
  {
    name: 'scale: 1',
    source: SCALE,
    files: {
      'compose.yaml': text(`
        services:
          web:
            image: example/web
            scale: 1
            ports: ["8080:80"]
      `),
    },
    collisions: [],
  },
  {
    name: 'scale: 0 asks for nothing',
    source: SCALE,
    files: {
      'compose.yaml': text(`
        services:
          web:
            image: example/web
            scale: 0
            ports: ["8080:80"]
          api:
            image: example/api
            ports: ["8080:80"]
      `),
    },
    collisions: [],
  },
  {
    name: 'scale as a string',
    source: 'compose-go loader/interpolate.go: casts scale',
    files: {
      'compose.yaml': text(`
        services:
          web:
            image: example/web
            scale: "2"
            ports: ["8080:80"]
      `),
    },
    collisions: ['web 8080/tcp | web 8080/tcp'],
  },
  {
    name: 'deploy.replicas: 2 with a fixed port',
    source: SCALE,
    files: {
      'compose.yaml': text(`
        services:
          web:
            image: example/web
            deploy:
              replicas: 2
            ports: ["8080:80"]
      `),
    },
    collisions: ['web 8080/tcp | web 8080/tcp'],
  },
  {
    name: 'deploy.replicas: 1',
    source: SCALE,
    files: {
      'compose.yaml': text(`
        services:
          web:
            image: example/web
            deploy:
              replicas: 1
            ports: ["8080:80"]
      `),
    },
    collisions: [],
  },
  {
    name: 'deploy.replicas: 0 asks for nothing',
    source: `${SCALE}; whatwedo/dde issue #86`,
    files: {
      'compose.yaml': text(`
        services:
          web:
            image: example/web
            deploy:
              replicas: 0
            ports: ["8080:80"]
          api:
            image: example/api
            ports: ["8080:80"]
      `),
    },
    collisions: [],
  },
  {
    name: 'scale and deploy.replicas agree on 2',
    source: 'Compose specification, 05-services, scale: must be consistent with replicas',
    files: {
      'compose.yaml': text(`
        services:
          web:
            image: example/web
            scale: 2
            deploy:
              replicas: 2
            ports: ["8080:80"]
      `),
    },
    collisions: ['web 8080/tcp | web 8080/tcp'],
  },
  {
    name: 'scale and deploy.replicas agree on 0',
    source: 'Compose specification, 05-services, scale: must be consistent with replicas',
    files: {
      'compose.yaml': text(`
        services:
          web:
            image: example/web
            scale: 0
            deploy:
              replicas: 0
            ports: ["8080:80"]
          api:
            image: example/api
            ports: ["8080:80"]
      `),
    },
    collisions: [],
  },
  {
    name: 'replicas with container ports only',
    source: SCALE,
    files: {
      'compose.yaml': text(`
        services:
          web:
            image: example/web
            deploy:
              replicas: 5
            ports: ["80"]
      `),
    },
    collisions: [],
  },
  {
    name: 'replicas with host port 0',
    source: 'DESIGN §4; moby portallocator: 0 asks for a free port',
    files: {
      'compose.yaml': text(`
        services:
          web:
            image: example/web
            scale: 3
            ports: ["127.0.0.1:0:80"]
      `),
    },
    collisions: [],
  },
  {
    name: 'replicas with a fixed port at an address',
    source: SCALE,
    files: {
      'compose.yaml': text(`
        services:
          web:
            image: example/web
            scale: 2
            ports: ["127.0.0.1:8080:80"]
      `),
    },
    collisions: ['web 8080/tcp | web 8080/tcp'],
  },
  {
    name: 'replicas with a fixed port for each protocol',
    source: SCALE,
    files: {
      'compose.yaml': text(`
        services:
          dns:
            image: example/dns
            deploy: { replicas: 2 }
            ports: ["53:53/tcp", "53:53/udp"]
      `),
    },
    collisions: ['dns 53/tcp | dns 53/tcp', 'dns 53/udp | dns 53/udp'],
  },
  {
    name: 'replicas with a fixed port in long syntax, mode: ingress',
    source: `${SCALE}; Docker Compose has no ingress: every container binds its ports (pkg/compose/create.go)`,
    files: {
      'compose.yaml': text(`
        services:
          web:
            image: example/web
            deploy: { replicas: 2 }
            ports:
              - { target: 80, published: "8080", mode: ingress }
      `),
    },
    collisions: ['web 8080/tcp | web 8080/tcp'],
  },
  {
    name: 'the number of replicas by a default',
    source: `${INTERPOLATION}; compose-go loader/interpolate.go: casts replicas`,
    files: {
      'compose.yaml': text(`
        services:
          web:
            image: example/web
            deploy:
              replicas: \${REPLICAS:-2}
            ports: ["8080:80"]
      `),
    },
    collisions: ['web 8080/tcp | web 8080/tcp'],
  },
  {
    name: 'the number of replicas by .env',
    source: `${INTERPOLATION}; compose-go loader/interpolate.go: casts scale`,
    files: {
      'compose.yaml': text(`
        services:
          web:
            image: example/web
            scale: \${REPLICAS:-2}
            ports: ["8080:80"]
      `),
      '.env': 'REPLICAS=1\n',
    },
    collisions: [],
  },
  {
    name: 'a global service is one container on one host',
    source: 'Compose specification, deploy, mode; compose-go GetScale',
    files: {
      'compose.yaml': text(`
        services:
          web:
            image: example/web
            deploy:
              mode: global
            ports: ["8080:80"]
      `),
    },
    collisions: [],
  },
];

const NETWORK_MODES: readonly ConflictCase[] = [
  {
    name: 'host: the ports are dropped',
    source: NETWORK_MODE,
    files: {
      'compose.yaml': text(`
        services:
          web:
            image: example/web
            network_mode: host
            ports: ["8080:80"]
          api:
            image: example/api
            ports: ["8080:80"]
      `),
    },
    collisions: [],
  },
  {
    name: 'host on both sides',
    source: NETWORK_MODE,
    files: {
      'compose.yaml': text(`
        services:
          web:
            image: example/web
            network_mode: "host"
            ports: ["8080:80"]
          api:
            image: example/api
            network_mode: 'host'
            ports: ["8080:80"]
      `),
    },
    collisions: [],
  },
  {
    name: 'host with replicas',
    source: NETWORK_MODE,
    files: {
      'compose.yaml': text(`
        services:
          web:
            image: example/web
            network_mode: host
            scale: 2
            ports: ["8080:80"]
      `),
    },
    collisions: [],
  },
  {
    name: 'host by a default',
    source: `${NETWORK_MODE}; ${INTERPOLATION}`,
    files: {
      'compose.yaml': text(`
        services:
          web:
            image: example/web
            network_mode: \${MODE:-host}
            ports: ["8080:80"]
          api:
            image: example/api
            ports: ["8080:80"]
      `),
    },
    collisions: [],
  },
  {
    name: 'host through a merge key',
    source: `${NETWORK_MODE}; Compose specification, 10-fragments`,
    files: {
      'compose.yaml': text(`
        x-host: &host
          network_mode: host
        services:
          web:
            <<: *host
            image: example/web
            ports: ["8080:80"]
          api:
            image: example/api
            ports: ["8080:80"]
      `),
    },
    collisions: [],
  },
  {
    name: 'none',
    source: NETWORK_MODE,
    files: {
      'compose.yaml': text(`
        services:
          web:
            image: example/web
            network_mode: none
            ports: ["8080:80"]
          api:
            image: example/api
            ports: ["8080:80"]
      `),
    },
    collisions: [],
  },
  {
    name: 'service: the network of another service',
    source: 'moby/moby issue #5725: no ports are published through the network of another container',
    files: {
      'compose.yaml': text(`
        services:
          vpn:
            image: example/vpn
            ports: ["8080:8080"]
          web:
            image: example/web
            network_mode: service:vpn
            ports: ["8080:80"]
      `),
    },
    collisions: [],
  },
  {
    name: 'container: the network of another container',
    source: 'moby/moby issue #5725: no ports are published through the network of another container',
    files: {
      'compose.yaml': text(`
        services:
          web:
            image: example/web
            network_mode: "container:vpn"
            ports: ["8080:80"]
          api:
            image: example/api
            ports: ["8080:80"]
      `),
    },
    collisions: [],
  },
  {
    name: 'the owner of a shared network still has its ports',
    source: NETWORK_MODE,
    files: {
      'compose.yaml': text(`
        services:
          vpn:
            image: example/vpn
            ports: ["8080:8080"]
          torrent:
            image: example/torrent
            network_mode: "service:vpn"
          api:
            image: example/api
            ports: ["8080:80"]
      `),
    },
    collisions: ['api 8080/tcp | vpn 8080/tcp'],
  },
  {
    name: 'bridge publishes as usual',
    source: NETWORK_MODE,
    files: {
      'compose.yaml': text(`
        services:
          web:
            image: example/web
            network_mode: bridge
            ports: ["8080:80"]
          api:
            image: example/api
            network_mode: bridge
            ports: ["8080:80"]
      `),
    },
    collisions: BOTH_8080,
  },
];

const INCLUDES: readonly ConflictCase[] = [
  {
    name: 'an included service',
    source: INCLUDE,
    files: {
      'compose.yaml': text(`
        include:
          - db/compose.yaml
        services:
          proxy:
            image: example/proxy
            ports: ["5432:80"]
      `),
      'db/compose.yaml': ports({ db: ['"5432:5432"'] }),
    },
    collisions: ['db 5432/tcp | proxy 5432/tcp'],
  },
  {
    name: 'an included service on a port of its own',
    source: INCLUDE,
    files: {
      'compose.yaml': text(`
        include:
          - ./db/compose.yaml
        services:
          web:
            image: example/web
            ports: ["8080:80"]
      `),
      'db/compose.yaml': ports({ db: ['"5432:5432"'] }),
    },
    collisions: [],
  },
  {
    name: 'a file that is not included is another project',
    source: INCLUDE,
    files: {
      'compose.yaml': ports({ proxy: ['"5432:80"'] }),
      'db/compose.yaml': ports({ db: ['"5432:5432"'] }),
    },
    collisions: [],
  },
  {
    name: 'include in long syntax',
    source: INCLUDE,
    files: {
      'compose.yaml': text(`
        include:
          - path: db/compose.yaml
        services:
          proxy:
            image: example/proxy
            ports: ["5432:80"]
      `),
      'db/compose.yaml': ports({ db: ['"5432:5432"'] }),
    },
    collisions: ['db 5432/tcp | proxy 5432/tcp'],
  },
  {
    name: 'two included files',
    source: INCLUDE,
    files: {
      'compose.yaml': text(`
        include:
          - blue/compose.yaml
          - green/compose.yaml
      `),
      'blue/compose.yaml': ports({ blue: ['"8080:80"'] }),
      'green/compose.yaml': ports({ green: ['"8080:80"'] }),
    },
    collisions: ['blue 8080/tcp | green 8080/tcp'],
  },
  {
    name: 'include within an included file, from its folder',
    source: `${INCLUDE}: applies recursively`,
    files: {
      'compose.yaml': text(`
        include:
          - backend/compose.yaml
        services:
          proxy:
            image: example/proxy
            ports: ["5432:80"]
      `),
      'backend/compose.yaml': text(`
        include:
          - db/compose.yaml
        services:
          api:
            image: example/api
            ports: ["3000:3000"]
      `),
      'backend/db/compose.yaml': ports({ db: ['"5432:5432"'] }),
    },
    collisions: ['db 5432/tcp | proxy 5432/tcp'],
  },
  {
    name: 'a file included along two paths counts once',
    source: 'compose-go loader/include.go importResource: merged with itself; uncity.go makes it one again',
    files: {
      'compose.yaml': text(`
        include:
          - a/compose.yaml
          - b/compose.yaml
      `),
      'a/compose.yaml': text(`
        include:
          - ../common/db.yaml
        services:
          a:
            image: example/a
            ports: ["3001:3000"]
      `),
      'b/compose.yaml': text(`
        include:
          - ../common/db.yaml
        services:
          b:
            image: example/b
            ports: ["3002:3000"]
      `),
      'common/db.yaml': ports({ db: ['"5432:5432"'] }),
    },
    collisions: [],
  },
  {
    name: 'a file included along two paths collides once with another service',
    source: 'compose-go loader/include.go importResource: merged with itself; uncity.go makes it one again',
    files: {
      'compose.yaml': text(`
        include:
          - a/compose.yaml
          - b/compose.yaml
        services:
          cache:
            image: example/cache
            ports: ["5432:80"]
      `),
      'a/compose.yaml': text(`
        include:
          - ../common/db.yaml
      `),
      'b/compose.yaml': text(`
        include:
          - ../common/db.yaml
      `),
      'common/db.yaml': ports({ db: ['"5432:5432"'] }),
    },
    collisions: ['cache 5432/tcp | db 5432/tcp'],
  },
  {
    name: 'an included file has the .env beside it',
    source: `${INCLUDE}: .env of its folder`,
    files: {
      'compose.yaml': text(`
        include:
          - db/compose.yaml
        services:
          proxy:
            image: example/proxy
            ports: ["15432:80"]
      `),
      'db/compose.yaml': ports({ db: [`"\${DB_PORT:-5432}:5432"`] }),
      'db/.env': 'DB_PORT=15432\n',
    },
    collisions: ['db 15432/tcp | proxy 15432/tcp'],
  },
  {
    name: 'the .env of an included file says nothing to the including one',
    source: `${INCLUDE}: loaded as a model of its own`,
    files: {
      'compose.yaml': text(`
        include:
          - db/compose.yaml
        services:
          proxy:
            image: example/proxy
            ports: ["\${DB_PORT:-5432}:80"]
      `),
      'db/compose.yaml': ports({ db: [`"\${DB_PORT:-5432}:5432"`] }),
      'db/.env': 'DB_PORT=15432\n',
    },
    collisions: [],
  },
  {
    name: 'the .env of the including project wins',
    source: `${INCLUDE}: the local environment has precedence`,
    files: {
      'compose.yaml': text(`
        include:
          - db/compose.yaml
        services:
          proxy:
            image: example/proxy
            ports: ["5432:80"]
      `),
      '.env': 'DB_PORT=5432\n',
      'db/compose.yaml': ports({ db: [`"\${DB_PORT}:5432"`] }),
      'db/.env': 'DB_PORT=15432\n',
    },
    collisions: ['db 5432/tcp | proxy 5432/tcp'],
  },
  {
    name: 'include with an env_file, from the including folder',
    source: `${INCLUDE}: env_file`,
    files: {
      'compose.yaml': text(`
        include:
          - path: db/compose.yaml
            env_file: settings/db.env
        services:
          proxy:
            image: example/proxy
            ports: ["15432:80"]
      `),
      'db/compose.yaml': ports({ db: [`"\${DB_PORT:-5432}:5432"`] }),
      'settings/db.env': 'DB_PORT=15432\n',
    },
    collisions: ['db 15432/tcp | proxy 15432/tcp'],
  },
  {
    name: 'include with an env_file: the .env beside the file is not read',
    source: `${INCLUDE}: env_file defaults to .env`,
    files: {
      'compose.yaml': text(`
        include:
          - path: db/compose.yaml
            env_file: [settings/db.env]
        services:
          proxy:
            image: example/proxy
            ports: ["15432:80"]
      `),
      'db/compose.yaml': ports({ db: [`"\${DB_PORT:-5432}:5432"`] }),
      'db/.env': 'DB_PORT=15432\n',
      'settings/db.env': 'DB_PORT=25432\n',
    },
    collisions: [],
  },
  {
    name: 'include with a project_directory: the .env is from there',
    source: `${INCLUDE}: env_file defaults to .env of the project_directory`,
    files: {
      'compose.yaml': text(`
        include:
          - path: db/compose.yaml
            project_directory: settings
        services:
          proxy:
            image: example/proxy
            ports: ["15432:80"]
      `),
      'db/compose.yaml': ports({ db: [`"\${DB_PORT:-5432}:5432"`] }),
      'db/.env': 'DB_PORT=25432\n',
      'settings/.env': 'DB_PORT=15432\n',
    },
    collisions: ['db 15432/tcp | proxy 15432/tcp'],
  },
  {
    name: 'include with several paths, merged',
    source: `${INCLUDE}: a list of paths`,
    files: {
      'compose.yaml': text(`
        include:
          - path:
              - db/compose.yaml
              - db-open.yaml
        services:
          proxy:
            image: example/proxy
            ports: ["15432:80"]
      `),
      'db/compose.yaml': ports({ db: ['"127.0.0.1:5432:5432"'] }),
      'db-open.yaml': text(`
        services:
          db:
            ports: ["15432:5432"]
      `),
    },
    collisions: ['db 15432/tcp | proxy 15432/tcp'],
  },
  {
    name: 'include with several paths, replaced',
    source: `${INCLUDE}: a list of paths; ${RESET}`,
    files: {
      'compose.yaml': text(`
        include:
          - path: [db/compose.yaml, db-moved.yaml]
        services:
          proxy:
            image: example/proxy
            ports: ["5432:80"]
      `),
      'db/compose.yaml': ports({ db: ['"5432:5432"'] }),
      'db-moved.yaml': text(`
        services:
          db:
            ports: !override ["15432:5432"]
      `),
    },
    collisions: [],
  },
  {
    name: 'the override twin of an included file is not read',
    source: `${INCLUDE}: only the paths named`,
    files: {
      'compose.yaml': text(`
        include:
          - db/compose.yaml
        services:
          proxy:
            image: example/proxy
            ports: ["15432:80"]
      `),
      'db/compose.yaml': ports({ db: ['"5432:5432"'] }),
      'db/compose.override.yaml': ports({ db: ['"15432:5432"'] }),
    },
    collisions: [],
  },
  {
    name: 'the twin replaces the ports of an included service',
    source: `${INCLUDE}; ${RESET}`,
    files: {
      'compose.yaml': text(`
        include:
          - db/compose.yaml
        services:
          proxy:
            image: example/proxy
            ports: ["5432:80"]
      `),
      'compose.override.yaml': text(`
        services:
          db:
            ports: !override ["15432:5432"]
      `),
      'db/compose.yaml': ports({ db: ['"5432:5432"'] }),
    },
    collisions: [],
  },
  {
    name: 'the twin adds a port to an included service',
    source: `${INCLUDE}; ${MERGE}`,
    files: {
      'compose.yaml': text(`
        include:
          - db/compose.yaml
        services:
          proxy:
            image: example/proxy
            ports: ["15432:80"]
      `),
      'compose.override.yaml': text(`
        services:
          db:
            ports: ["15432:5432"]
      `),
      'db/compose.yaml': ports({ db: ['"5432:5432"'] }),
    },
    collisions: ['db 15432/tcp | proxy 15432/tcp'],
  },
  {
    name: 'the twin includes a file',
    source: 'compose-go loader.go loadYamlFile: include is applied file by file',
    files: {
      'compose.yaml': ports({ proxy: ['"5432:80"'] }),
      'compose.override.yaml': text(`
        include:
          - db/compose.yaml
      `),
      'db/compose.yaml': ports({ db: ['"5432:5432"'] }),
    },
    collisions: ['db 5432/tcp | proxy 5432/tcp'],
  },
  {
    name: 'a variable in the path of an include',
    source: `${INCLUDE}: interpolated variables`,
    files: {
      'compose.yaml': text(`
        include:
          - \${DB:-postgres}/compose.yaml
        services:
          proxy:
            image: example/proxy
            ports: ["3306:80"]
      `),
      '.env': 'DB=mysql\n',
      'mysql/compose.yaml': ports({ mysql: ['"3306:3306"'] }),
      'postgres/compose.yaml': ports({ postgres: ['"5432:5432"'] }),
    },
    collisions: ['mysql 3306/tcp | proxy 3306/tcp'],
  },
  {
    name: 'a service extends an included one',
    source: 'Docker Compose 2.40: "cannot extend service replica: service db not found"',
    files: {
      'compose.yaml': text(`
        include:
          - db/compose.yaml
        services:
          replica:
            extends:
              service: db
      `),
      'db/compose.yaml': ports({ db: ['"5432:5432"'] }),
    },
    collisions: [],
  },
  {
    name: 'a service of the same name as an included one is not merged with it: Compose refuses the project',
    source: 'Docker Compose 2.40: "services.db conflicts with imported resource"',
    files: {
      'compose.yaml': text(`
        include:
          - db/compose.yaml
        services:
          db:
            image: example/db
            ports: ["15432:5432"]
          proxy:
            image: example/proxy
            ports: ["5432:80"]
      `),
      'db/compose.yaml': ports({ db: ['"5432:5432"'] }),
    },
    collisions: [],
  },
  {
    name: 'included services with profiles of their own',
    source: `${INCLUDE}; ${PROFILES}`,
    files: {
      'compose.yaml': text(`
        include:
          - db/compose.yaml
        services:
          mysql:
            image: example/mysql
            profiles: [mysql]
            ports: ["5432:3306"]
      `),
      'db/compose.yaml': text(`
        services:
          db:
            image: example/db
            profiles: [postgres]
            ports: ["5432:5432"]
      `),
    },
    collisions: [],
  },
];

const EXTENDING: readonly ConflictCase[] = [
  {
    name: 'the base is a service of the same file',
    source: EXTENDS,
    files: {
      'compose.yaml': text(`
        services:
          base:
            image: example/base
            ports: ["8080:80"]
          web:
            extends:
              service: base
      `),
    },
    collisions: ['base 8080/tcp | web 8080/tcp'],
  },
  {
    name: 'extends as a string',
    source: 'compose-go loader/extends.go applyServiceExtends',
    files: {
      'compose.yaml': text(`
        services:
          base:
            image: example/base
            ports: ["8080:80"]
          web:
            extends: base
      `),
    },
    collisions: ['base 8080/tcp | web 8080/tcp'],
  },
  {
    name: 'ports of its own do not replace those of the base',
    source: `${EXTENDS}: sequences are combined`,
    files: {
      'compose.yaml': text(`
        services:
          base:
            image: example/base
            ports: ["8080:80"]
          web:
            extends:
              service: base
            ports: ["8081:80"]
      `),
    },
    collisions: ['base 8080/tcp | web 8080/tcp'],
  },
  {
    name: '!override replaces the ports of the base',
    source: `${EXTENDS}; ${RESET}`,
    files: {
      'compose.yaml': text(`
        services:
          base:
            image: example/base
            ports: ["8080:80"]
          web:
            extends:
              service: base
            ports: !override ["8081:80"]
      `),
    },
    collisions: [],
  },
  {
    name: '!reset drops the ports of the base',
    source: `${EXTENDS}; ${RESET}`,
    files: {
      'compose.yaml': text(`
        services:
          base:
            image: example/base
            ports: ["8080:80"]
          worker:
            extends:
              service: base
            ports: !reset []
      `),
    },
    collisions: [],
  },
  {
    name: 'the base of another file is no service of the project',
    source: EXTENDS,
    files: {
      'compose.yaml': text(`
        services:
          web:
            extends:
              file: common.yaml
              service: base
      `),
      'common.yaml': ports({ base: ['"8080:80"'], unused: ['"8080:80"'] }),
    },
    collisions: [],
  },
  {
    name: 'ports from another file',
    source: EXTENDS,
    files: {
      'compose.yaml': text(`
        services:
          web:
            extends:
              file: common.yaml
              service: base
          api:
            image: example/api
            ports: ["8080:80"]
      `),
      'common.yaml': ports({ base: ['"8080:80"'] }),
    },
    collisions: BOTH_8080,
  },
  {
    name: 'two services with the same base in another file',
    source: EXTENDS,
    files: {
      'compose.yaml': text(`
        services:
          web:
            extends: { file: common.yaml, service: base }
          api:
            extends: { file: common.yaml, service: base }
      `),
      'common.yaml': ports({ base: ['"8080:80"'] }),
    },
    collisions: BOTH_8080,
  },
  {
    name: 'a chain of services',
    source: `${EXTENDS}: chains`,
    files: {
      'compose.yaml': text(`
        services:
          web:
            extends:
              file: common.yaml
              service: middle
          api:
            image: example/api
            ports: ["8080:80"]
      `),
      'common.yaml': text(`
        services:
          base:
            image: example/base
            ports: ["8080:80"]
          middle:
            extends:
              service: base
            ports: ["8443:443"]
      `),
    },
    collisions: BOTH_8080,
  },
  {
    name: 'a chain over three files, each from its own folder',
    source: `${EXTENDS}: chains; relative paths of the extended file`,
    files: {
      'compose.yaml': text(`
        services:
          web:
            extends:
              file: shared/common.yaml
              service: middle
          api:
            image: example/api
            ports: ["8080:80"]
      `),
      'shared/common.yaml': text(`
        services:
          middle:
            extends:
              file: base/base.yaml
              service: base
      `),
      'shared/base/base.yaml': ports({ base: ['"8080:80"'] }),
    },
    collisions: BOTH_8080,
  },
  {
    name: 'an entry of the base repeated',
    source: `${EXTENDS}: duplicates are removed; docker/compose issue #11371`,
    files: {
      'compose.yaml': text(`
        services:
          web:
            extends:
              file: common.yaml
              service: base
            ports: ["8080:80"]
      `),
      'common.yaml': ports({ base: ['"8080:80"'] }),
    },
    collisions: [],
  },
  {
    name: 'the base at an address, the service without one',
    source: `${EXTENDS}; LvcidPsyche/auto-browser pull request #62: the second bind fails`,
    files: {
      'compose.yaml': text(`
        services:
          web:
            extends:
              file: common.yaml
              service: base
            ports: ["8080:80"]
      `),
      'common.yaml': ports({ base: ['"127.0.0.1:8080:80"'] }),
    },
    collisions: ['web 8080/tcp | web 8080/tcp'],
  },
  {
    name: 'the extended file is interpolated with the .env of the project',
    source: 'compose-go loader/extends.go getExtendsBaseFromFile: the options of the project',
    files: {
      'compose.yaml': text(`
        services:
          web:
            extends:
              file: shared/common.yaml
              service: base
          api:
            image: example/api
            ports: ["8080:80"]
      `),
      '.env': 'PORT=8080\n',
      'shared/common.yaml': ports({ base: [`"\${PORT:-9090}:80"`] }),
      'shared/.env': 'PORT=9191\n',
    },
    collisions: BOTH_8080,
  },
  {
    name: 'the .env beside the extended file is not read',
    source: 'compose-go loader/extends.go getExtendsBaseFromFile: the options of the project',
    files: {
      'compose.yaml': text(`
        services:
          web:
            extends:
              file: shared/common.yaml
              service: base
          api:
            image: example/api
            ports: ["8080:80"]
      `),
      'shared/common.yaml': ports({ base: [`"\${PORT:-9090}:80"`] }),
      'shared/.env': 'PORT=8080\n',
    },
    collisions: [],
  },
  {
    name: 'the number of replicas comes from the base',
    source: EXTENDS,
    files: {
      'compose.yaml': text(`
        services:
          web:
            extends:
              file: common.yaml
              service: base
            ports: ["8080:80"]
      `),
      'common.yaml': text(`
        services:
          base:
            image: example/base
            scale: 2
      `),
    },
    collisions: ['web 8080/tcp | web 8080/tcp'],
  },
  {
    name: 'the network mode comes from the base',
    source: `${EXTENDS}; ${NETWORK_MODE}`,
    files: {
      'compose.yaml': text(`
        services:
          web:
            extends:
              file: common.yaml
              service: base
            ports: ["8080:80"]
          api:
            image: example/api
            ports: ["8080:80"]
      `),
      'common.yaml': text(`
        services:
          base:
            image: example/base
            network_mode: host
      `),
    },
    collisions: [],
  },
  {
    name: 'the twin appends to a service that extends',
    source: `${EXTENDS}; ${MERGE}`,
    files: {
      'compose.yaml': text(`
        services:
          web:
            extends:
              file: common.yaml
              service: base
          api:
            image: example/api
            ports: ["9090:80"]
      `),
      'compose.override.yaml': text(`
        services:
          web:
            ports: ["9090:80"]
      `),
      'common.yaml': ports({ base: ['"8080:80"'] }),
    },
    collisions: ['api 9090/tcp | web 9090/tcp'],
  },
];

const PROJECT_FILES: readonly ConflictCase[] = [
  {
    name: 'compose.yaml wins over docker-compose.yml',
    source: FILE_NAMES,
    files: {
      'compose.yaml': ports({ web: ['"8080:80"'] }),
      'docker-compose.yml': ports({ api: ['"8080:80"'] }),
    },
    collisions: [],
  },
  {
    name: 'compose.yaml wins over compose.yml',
    source: FILE_NAMES,
    files: {
      'compose.yaml': ports({ web: ['"8080:80"'] }),
      'compose.yml': ports({ web: ['"8081:80"'], api: ['"8081:80"'] }),
    },
    collisions: [],
  },
  {
    name: 'compose.yml wins over docker-compose.yml',
    source: FILE_NAMES,
    files: {
      'compose.yml': ports({ web: ['"8080:80"'], api: ['"8080:80"'] }),
      'docker-compose.yml': ports({ web: ['"9090:80"'], api: ['"9090:80"'] }),
    },
    collisions: BOTH_8080,
  },
  {
    name: 'docker-compose.yml wins over docker-compose.yaml',
    source: FILE_NAMES,
    files: {
      'docker-compose.yml': ports({ web: ['"8080:80"'], api: ['"8080:80"'] }),
      'docker-compose.yaml': ports({ web: ['"9090:80"'], api: ['"9090:80"'] }),
    },
    collisions: BOTH_8080,
  },
  {
    name: 'docker-compose.yaml alone',
    source: FILE_NAMES,
    files: { 'docker-compose.yaml': ports({ web: ['"8080:80"'], api: ['"8080:80"'] }) },
    collisions: BOTH_8080,
  },
  {
    name: 'docker-compose.override.yml is a twin of compose.yaml too',
    source: OVERRIDE_NAMES,
    files: {
      'compose.yaml': ports({ web: ['"8080:80"'] }),
      'docker-compose.override.yml': ports({ api: ['"8080:80"'] }),
    },
    collisions: BOTH_8080,
  },
  {
    name: 'compose.override.yaml is a twin of docker-compose.yml too',
    source: OVERRIDE_NAMES,
    files: {
      'docker-compose.yml': ports({ web: ['"8080:80"'] }),
      'compose.override.yaml': ports({ api: ['"8080:80"'] }),
    },
    collisions: BOTH_8080,
  },
  {
    name: 'of two twins compose.override.yml wins, and collides',
    source: OVERRIDE_NAMES,
    files: {
      'compose.yaml': ports({ web: ['"8080:80"'] }),
      'compose.override.yml': ports({ api: ['"8080:80"'] }),
      'compose.override.yaml': ports({ api: ['"8081:80"'] }),
    },
    collisions: BOTH_8080,
  },
  {
    name: 'of two twins compose.override.yml wins, the other is ignored',
    source: OVERRIDE_NAMES,
    files: {
      'compose.yaml': ports({ web: ['"8080:80"'] }),
      'compose.override.yml': ports({ api: ['"8081:80"'] }),
      'compose.override.yaml': ports({ api: ['"8080:80"'] }),
    },
    collisions: [],
  },
  {
    name: 'folders are projects apart',
    source: 'DESIGN §4: ports of different projects may run at different times',
    files: {
      'one/compose.yaml': ports({ web: ['"8080:80"'] }),
      'two/compose.yaml': ports({ web: ['"8080:80"'] }),
      'compose.yaml': ports({ web: ['"8080:80"'] }),
    },
    collisions: [],
  },
  {
    name: 'COMPOSE_FILE names the files',
    source: COMPOSE_FILE,
    files: {
      '.env': 'COMPOSE_FILE=web.yaml,api.yaml\nCOMPOSE_PATH_SEPARATOR=,\n',
      'web.yaml': ports({ web: ['"8080:80"'] }),
      'api.yaml': ports({ api: ['"8080:80"'] }),
    },
    collisions: BOTH_8080,
  },
  {
    name: 'COMPOSE_FILE with a semicolon',
    source: COMPOSE_FILE,
    files: {
      '.env': 'COMPOSE_PATH_SEPARATOR=;\nCOMPOSE_FILE=compose.yaml;monitoring.yaml\n',
      'compose.yaml': ports({ web: ['"9090:80"'] }),
      'monitoring.yaml': ports({ prometheus: ['"9090:9090"'] }),
    },
    collisions: ['prometheus 9090/tcp | web 9090/tcp'],
  },
  {
    name: 'COMPOSE_FILE with the separator quoted',
    source: `${COMPOSE_FILE}; ${DOTENV}`,
    files: {
      '.env': 'COMPOSE_PATH_SEPARATOR=":"\nCOMPOSE_FILE="compose.yaml:monitoring.yaml"\n',
      'compose.yaml': ports({ web: ['"9090:80"'] }),
      'monitoring.yaml': ports({ prometheus: ['"9090:9090"'] }),
    },
    collisions: ['prometheus 9090/tcp | web 9090/tcp'],
  },
  {
    name: 'COMPOSE_FILE without compose.yaml: it is not read',
    source: COMPOSE_FILE,
    files: {
      '.env': 'COMPOSE_FILE=production.yaml\n',
      'production.yaml': ports({ web: ['"80:80"'], api: ['"8080:80"'] }),
      'compose.yaml': ports({ web: ['"8080:80"'] }),
    },
    collisions: [],
  },
  {
    name: 'COMPOSE_FILE without the twin: it is not read',
    source: `${COMPOSE_FILE}; WithDefaultConfigPath looks for the twin only when nothing is named`,
    files: {
      '.env': 'COMPOSE_FILE=compose.yaml\n',
      'compose.yaml': ports({ web: ['"8080:80"'] }),
      'compose.override.yaml': ports({ api: ['"8080:80"'] }),
    },
    collisions: [],
  },
  {
    name: 'COMPOSE_FILE in order: a later file replaces',
    source: `${COMPOSE_FILE}; ${RESET}`,
    files: {
      '.env': 'COMPOSE_FILE=compose.yaml,moved.yaml\nCOMPOSE_PATH_SEPARATOR=,\n',
      'compose.yaml': ports({ web: ['"8080:80"'], api: ['"8080:80"'] }),
      'moved.yaml': text(`
        services:
          api:
            ports: !override ["8081:80"]
      `),
    },
    collisions: [],
  },
  {
    name: 'COMPOSE_FILE names an entry twice over: it merges',
    source: `${COMPOSE_FILE}; docker/compose issue #3461`,
    files: {
      '.env': 'COMPOSE_FILE=docker-compose.yml,production.yml\nCOMPOSE_PATH_SEPARATOR=,\n',
      'docker-compose.yml': ports({ test: ['"1234:1234"'] }),
      'production.yml': text(`
        services:
          test:
            ports: ["1234:1234"]
      `),
    },
    collisions: [],
  },
];

const OVERLAYS: readonly ConflictCase[] = [
  {
    name: 'an overlay that adds a colliding service',
    source: OVERLAY,
    files: {
      'compose.yaml': ports({ web: ['"8080:80"'] }),
      'compose.debug.yaml': text(`
        services:
          web:
            environment: { DEBUG: "1" }
          api:
            image: example/api
            ports: ["8080:80"]
      `),
    },
    collisions: BOTH_8080,
  },
  {
    name: 'an overlay that appends a colliding port',
    source: OVERLAY,
    files: {
      'compose.yaml': ports({ web: ['"80:80"'], api: ['"8080:80"'] }),
      'compose.dev.yaml': text(`
        services:
          web:
            ports: ["8080:80"]
      `),
    },
    collisions: BOTH_8080,
  },
  {
    name: 'an overlay that repeats an entry',
    source: `docker/compose issue #3461; ${MERGE}`,
    files: {
      'compose.yaml': ports({ test: ['"1234:1234"'] }),
      'compose.prod.yaml': text(`
        services:
          test:
            ports: ["1234:1234"]
      `),
    },
    collisions: [],
  },
  {
    name: 'docker-compose.prod.yml repeats an entry',
    source: `docker/compose issue #3461; ${MERGE}`,
    files: {
      'docker-compose.yml': ports({ test: ['"1234:1234"'] }),
      'docker-compose.prod.yml': text(`
        services:
          test:
            ports: ["1234:1234"]
      `),
    },
    collisions: [],
  },
  {
    name: 'an overlay that opens an address',
    source: `${OVERLAY}; LvcidPsyche/auto-browser pull request #62`,
    files: {
      'compose.yaml': ports({ browser: ['"127.0.0.1:8000:8000"'] }),
      'compose.codespaces.yaml': text(`
        services:
          browser:
            ports: ["8000:8000"]
      `),
    },
    collisions: ['browser 8000/tcp | browser 8000/tcp'],
  },
  {
    name: 'an overlay that replaces the address',
    source: `${OVERLAY}; LvcidPsyche/auto-browser pull request #62`,
    files: {
      'compose.yaml': ports({ browser: ['"127.0.0.1:8000:8000"'] }),
      'compose.codespaces.yaml': text(`
        services:
          browser:
            ports: !override ["8000:8000"]
      `),
    },
    collisions: [],
  },
  {
    name: 'two overlays are not used together',
    source: OVERLAY,
    files: {
      'compose.yaml': ports({ web: ['"80:80"'] }),
      'compose.dev.yaml': text(`
        services:
          web:
            environment: { MODE: dev }
          mailbox:
            image: example/mailbox
            ports: ["8080:8025"]
      `),
      'compose.prod.yaml': text(`
        services:
          web:
            environment: { MODE: prod }
          metrics:
            image: example/metrics
            ports: ["8080:9090"]
      `),
    },
    collisions: [],
  },
  {
    name: 'two overlays that both give a service a port',
    source: OVERLAY,
    files: {
      'compose.yaml': text(`
        services:
          web:
            image: example/web
          api:
            image: example/api
      `),
      'compose.blue.yaml': text(`
        services:
          web:
            ports: ["8080:80"]
      `),
      'compose.green.yaml': text(`
        services:
          api:
            ports: ["8080:80"]
      `),
    },
    collisions: [],
  },
  {
    name: 'one overlay that gives two services a port',
    source: OVERLAY,
    files: {
      'compose.yaml': text(`
        services:
          web:
            image: example/web
          api:
            image: example/api
      `),
      'compose.open.yaml': text(`
        services:
          web:
            ports: ["8080:80"]
          api:
            ports: ["8080:80"]
      `),
    },
    collisions: BOTH_8080,
  },
  {
    name: 'an overlay that shares nothing with the base stands alone',
    source: 'DESIGN §4: stands alone',
    files: {
      'compose.yaml': ports({ web: ['"9090:80"'] }),
      'compose.monitoring.yaml': ports({ prometheus: ['"9090:9090"'] }),
    },
    collisions: [],
  },
  {
    name: 'a file that stands alone collides within itself',
    source: 'DESIGN §4: stands alone',
    files: {
      'compose.yaml': ports({ web: ['"8080:80"'] }),
      'compose.monitoring.yaml': ports({ grafana: ['"3000:3000"'], loki: ['"3000:3100"'] }),
    },
    collisions: ['grafana 3000/tcp | loki 3000/tcp'],
  },
  {
    name: 'an overlay that moves a port out of the way of its own service',
    source: `${OVERLAY}; ${RESET}`,
    files: {
      'compose.yaml': ports({ web: ['"8080:80"'] }),
      'compose.dev.yaml': text(`
        services:
          web:
            ports: !override ["9090:80"]
          api:
            image: example/api
            ports: ["8080:80"]
      `),
    },
    collisions: [],
  },
  {
    name: 'an overlay that scales a service',
    source: OVERLAY,
    files: {
      'compose.yaml': ports({ web: ['"8080:80"'] }),
      'compose.scaled.yml': text(`
        services:
          web:
            deploy: { replicas: 3 }
      `),
    },
    collisions: ['web 8080/tcp | web 8080/tcp'],
  },
  {
    name: 'an overlay reads the same .env',
    source: `${OVERLAY}; ${INTERPOLATION}`,
    files: {
      'compose.yaml': ports({ web: ['"8080:80"'] }),
      'compose.dev.yaml': text(`
        services:
          web:
            environment: { MODE: dev }
          api:
            image: example/api
            ports: ["\${API_PORT:-8081}:80"]
      `),
      '.env': 'API_PORT=8080\n',
    },
    collisions: BOTH_8080,
  },
];

const NEWER_KEYS: readonly ConflictCase[] = [
  {
    name: 'develop.watch changes nothing',
    source: 'Compose specification, develop',
    files: {
      'compose.yaml': text(`
        services:
          web:
            build: .
            ports: ["8080:80"]
            develop:
              watch:
                - action: sync
                  path: ./src
                  target: /app/src
          api:
            image: example/api
            ports: ["8080:80"]
      `),
    },
    collisions: BOTH_8080,
  },
  {
    name: 'a provider has no containers',
    source: 'Compose specification, 05-services, provider',
    files: {
      'compose.yaml': text(`
        services:
          database:
            provider:
              type: awesomecloud
              options:
                type: mysql
                port: 8080
          web:
            image: example/web
            depends_on: [database]
            ports: ["8080:80"]
      `),
    },
    collisions: [],
  },
  {
    name: 'top-level models, configs and a name',
    source: 'Compose specification, models, configs, name',
    files: {
      'compose.yaml': text(`
        name: harbour
        services:
          web:
            image: example/web
            models: [words]
            ports: ["8080:80"]
          api:
            image: example/api
            ports: ["8081:80"]
        models:
          words:
            model: example/words
        configs:
          ports:
            content: |
              ports: ["8080:80"]
      `),
    },
    collisions: [],
  },
  {
    name: 'the old version key',
    source: 'Compose specification, 04-version-and-name: ignored',
    files: {
      'docker-compose.yml': text(`
        version: "3.8"
        services:
          web:
            image: example/web
            ports: ["8080:80"]
          api:
            image: example/api
            ports: ["8080:80"]
      `),
    },
    collisions: BOTH_8080,
  },
];

export const CONFLICT_CASES: readonly ConflictCase[] = [
  ...ADDRESSES,
  ...PROTOCOLS,
  ...RANGES,
  ...POOLS,
  ...WITHOUT_HOST_PORT,
  ...SYNTAX,
  ...ONE_SERVICE,
  ...OVERRIDES,
  ...ENVIRONMENT,
  ...UNKNOWN_VARIABLES,
  ...PROFILE_CASES,
  ...SCALING,
  ...NETWORK_MODES,
  ...INCLUDES,
  ...EXTENDING,
  ...PROJECT_FILES,
  ...OVERLAYS,
  ...NEWER_KEYS,
];
