/**
 * Port specifications as Docker's own parsers read them: `ports:` in short syntax by the package `nat` of
 * docker/go-connections, the arguments of EXPOSE by BuildKit's Dockerfile frontend.
 */
type Protocol = 'tcp' | 'udp' | 'sctp';

export interface ShortSyntaxCase {
  readonly spec: string;
  /** The test or function that decides. */
  readonly source: string;
  readonly expected:
    | 'invalid'
    | {
        readonly address?: string;
        readonly published: readonly [number, number] | null;
        readonly target: readonly [number, number];
        readonly protocol: Protocol;
      };
}

export interface ExposeCase {
  readonly argument: string;
  /** The test or function that decides. */
  readonly source: string;
  readonly expected: 'invalid' | { readonly ports: readonly [number, number]; readonly protocol: Protocol };
}

type Numbers = number | readonly [number, number];

function range(numbers: Numbers): readonly [number, number] {
  return typeof numbers === 'number' ? [numbers, numbers] : numbers;
}

/** A mapping: [address, published, target, protocol]. */
function reads(
  source: string,
  spec: string,
  published: Numbers | null,
  target: Numbers,
  protocol: Protocol = 'tcp',
  address?: string,
): ShortSyntaxCase {
  const mapping = {
    published: published === null ? null : range(published),
    target: range(target),
    protocol,
  };
  return { spec, source, expected: address === undefined ? mapping : { ...mapping, address } };
}

function refuses(source: string, ...specs: readonly string[]): readonly ShortSyntaxCase[] {
  return specs.map(spec => ({ spec, source, expected: 'invalid' }));
}

export const SHORT_SYNTAX_CASES: readonly ShortSyntaxCase[] = [
  // Numbers alone, as container ports.
  ...refuses('nat TestParsePort', 'asdf', '1asdf', '', '-1', '65536'),
  ...refuses('Docker Compose 2.40: "missing a target port"', '0', '0-0', '80:0', '80-81:0-1'),
  reads('Docker Compose 2.40', '[127.0.0.1]:80:80', 80, 80, 'tcp', '127.0.0.1'),
  reads('Docker Compose 2.40', '[]:80:80', 80, 80),
  reads('nat TestParsePort: decimal, whatever the leading zeros', '0123', null, 123),
  reads('nat TestParsePort', '65535', null, 65535),
  ...refuses('nat TestParsePortNumber', '   ', '  42  ', '70000', 'foo', '1234abc'),

  // Ranges alone.
  reads('nat TestParsePortRange', '1234', null, 1234),
  reads('nat TestParsePortRange', '1234-1234', null, 1234),
  reads('nat TestParsePortRange', '1234-1235', null, [1234, 1235]),
  reads('nat TestParsePortRange', '8000-9000', null, [8000, 9000]),
  ...refuses('nat TestParsePortRange', '9000-8000', '8000-', '-9000', '8000-a', '8000-9000a', 'a-9000'),
  ...refuses('nat TestParsePortRange', '8000a-9000', '-8000-', '-'),
  ...refuses('nat TestPort', 'asd1234', '1234-1230'),
  reads('nat TestPort', '1234-1242', null, [1234, 1242]),

  // The protocol.
  ...refuses('nat TestSplitProtoPort: no port', '/udp'),
  reads('nat TestSplitProtoPort', '1234/', null, 1234),
  reads('nat TestSplitProtoPort', '1234/udp', null, 1234, 'udp'),
  reads('nat TestSplitProtoPort', '80-8080', null, [80, 8080]),
  reads('nat TestSplitProtoPort', '80-8080/', null, [80, 8080]),
  reads('nat TestSplitProtoPort', '80-8080/udp', null, [80, 8080], 'udp'),
  reads('nat TestSplitProtoPort; ParsePortSpec lower-cases', '1234/UDP', null, 1234, 'udp'),
  ...refuses('nat TestSplitProtoPort; ParsePortSpec', 'any port value', 'any port value/any proto value'),

  // Whole specifications.
  ...refuses('nat TestParsePortSpecEmptyContainerPort', '0.0.0.0:1234-1235:/tcp', '0.0.0.0:1234-1235:'),
  reads(
    'nat TestParsePortSpecFull',
    '0.0.0.0:1234-1235:3333-3334/tcp',
    [1234, 1235],
    [3333, 3334],
    'tcp',
    '0.0.0.0',
  ),
  reads('nat TestPartPortSpecIPV6', '[2001:4860:0:2001::68]::333', null, 333, 'tcp', '2001:4860:0:2001::68'),
  reads('nat TestPartPortSpecIPV6', '[::1]:80:80', 80, 80, 'tcp', '::1'),
  reads('nat TestPartPortSpecIPV6', '2001:4860:0:2001::68::333', null, 333, 'tcp', '2001:4860:0:2001::68'),
  reads('nat TestPartPortSpecIPV6', '::1:80:80', 80, 80, 'tcp', '::1'),
  reads('nat TestPartPortSpecIPV6', '::::80', null, 80, 'tcp', '::'),

  reads('nat TestParsePortSpecs', '1234/tcp', null, 1234),
  reads('nat TestParsePortSpecs', '2345/udp', null, 2345, 'udp'),
  reads('nat TestParsePortSpecs', '3456/sctp', null, 3456, 'sctp'),
  reads('nat TestParsePortSpecs', '1234:1234/tcp', 1234, 1234),
  reads('nat TestParsePortSpecs', '2345:2345/udp', 2345, 2345, 'udp'),
  reads('nat TestParsePortSpecs', '3456:3456/sctp', 3456, 3456, 'sctp'),
  reads('nat TestParsePortSpecs', '0.0.0.0:1234:1234/tcp', 1234, 1234, 'tcp', '0.0.0.0'),
  reads('nat TestParsePortSpecs', '0.0.0.0:2345:2345/udp', 2345, 2345, 'udp', '0.0.0.0'),
  reads('nat TestParsePortSpecs', '0.0.0.0:3456:3456/sctp', 3456, 3456, 'sctp', '0.0.0.0'),
  ...refuses('nat TestParsePortSpecs: a name is no address', 'localhost:1234:1234/tcp'),

  reads('nat TestParsePortSpecsWithRange', '1234-1236/tcp', null, [1234, 1236]),
  reads('nat TestParsePortSpecsWithRange', '2345-2347/udp', null, [2345, 2347], 'udp'),
  reads('nat TestParsePortSpecsWithRange', '3456-3458/sctp', null, [3456, 3458], 'sctp'),
  reads('nat TestParsePortSpecsWithRange', '1234-1236:1234-1236/tcp', [1234, 1236], [1234, 1236]),
  reads('nat TestParsePortSpecsWithRange', '2345-2347:2345-2347/udp', [2345, 2347], [2345, 2347], 'udp'),
  reads('nat TestParsePortSpecsWithRange', '3456-3458:3456-3458/sctp', [3456, 3458], [3456, 3458], 'sctp'),
  reads(
    'nat TestParsePortSpecsWithRange',
    '0.0.0.0:1234-1236:1234-1236/tcp',
    [1234, 1236],
    [1234, 1236],
    'tcp',
    '0.0.0.0',
  ),
  reads(
    'nat TestParsePortSpecsWithRange',
    '0.0.0.0:2345-2347:2345-2347/udp',
    [2345, 2347],
    [2345, 2347],
    'udp',
    '0.0.0.0',
  ),
  reads(
    'nat TestParsePortSpecsWithRange',
    '0.0.0.0:3456-3458:3456-3458/sctp',
    [3456, 3458],
    [3456, 3458],
    'sctp',
    '0.0.0.0',
  ),
  ...refuses('nat TestParsePortSpecsWithRange: a name is no address', 'localhost:1234-1236:1234-1236/tcp'),

  reads('nat TestParseNetworkOptsPrivateOnly', '192.168.1.100::80', null, 80, 'tcp', '192.168.1.100'),
  reads('nat TestParseNetworkOptsPublic', '192.168.1.100:8080:80', 8080, 80, 'tcp', '192.168.1.100'),
  ...refuses('nat TestParseNetworkOptsPublicNoPort', '192.168.1.100'),
  ...refuses('nat TestParseNetworkOptsNegativePorts', '192.168.1.100:-1:-1'),
  reads('nat TestParseNetworkOptsUdp', '192.168.1.100::6000/udp', null, 6000, 'udp', '192.168.1.100'),
  reads('nat TestParseNetworkOptsSctp', '192.168.1.100::6000/sctp', null, 6000, 'sctp', '192.168.1.100'),

  reads('nat TestStringer', ':8080:6000/tcp', 8080, 6000),
  reads('nat TestStringer', '192.168.1.100:8080:6000', 8080, 6000, 'tcp', '192.168.1.100'),
  reads('nat TestStringer', '::6000', null, 6000),
  reads('nat TestStringer', '192.168.1.100:8080:6000/udp', 8080, 6000, 'udp', '192.168.1.100'),
  reads('nat TestStringer', '[::1]:8080:6000/udp', 8080, 6000, 'udp', '::1'),
  reads('nat TestStringer', '[::1]::6000/udp', null, 6000, 'udp', '::1'),
  reads('nat TestStringer', '::1:8080:6000/udp', 8080, 6000, 'udp', '::1'),
  reads('nat TestStringer', '::::6000/udp', null, 6000, 'udp', '::'),

  // The ports that the sorting tests are about.
  reads('nat TestSortUniquePorts', '6379/tcp', null, 6379),
  reads('nat TestSortUniquePorts', '22/tcp', null, 22),
  reads('nat TestSortSamePortWithDifferentProto', '8888/tcp', null, 8888),
  reads('nat TestSortSamePortWithDifferentProto', '8888/udp', null, 8888, 'udp'),
  reads('nat TestSortSamePortWithDifferentProto', '6379/udp', null, 6379, 'udp'),
  reads('nat TestSortPortMap', '22/udp', null, 22, 'udp'),
  reads('nat TestSortPortMap', '8000/tcp', null, 8000),
  reads('nat TestSortPortMap', '8443/tcp', null, 8443),
  reads('nat TestSortPortMap', '9999/tcp', null, 9999),
  reads('nat TestSortPortMap', '0.0.0.0:32749:6379/tcp', 32749, 6379, 'tcp', '0.0.0.0'),
  reads('nat TestSortPortMap', '0.0.0.0:40000:9999/tcp', 40000, 9999, 'tcp', '0.0.0.0'),

  // What the parser does where its tests are silent.
  reads('nat ParsePortSpec: a host range for one target', '8000-9000:80', [8000, 9000], 80),
  reads('nat ParsePortSpec: equal ends are one port', '8000-8000:80', 8000, 80),
  reads('nat ParsePortSpec', '0:80', 0, 80),
  reads('nat ParsePortSpec', ':80', null, 80),
  reads('nat ParsePortSpec: lower-cases', '53:53/Udp', 53, 53, 'udp'),
  ...refuses('Docker Compose 2.40: "Invalid hostPort"', '+8080:80', '+80'),
  reads('nat ParsePortSpec', '[::ffff:127.0.0.1]:8080:80', 8080, 80, 'tcp', '::ffff:127.0.0.1'),
  ...refuses('nat ParsePortSpec: ranges of unequal length', '8000-8002:80-81', '8000:80-81'),
  ...refuses('nat ParsePortSpec: the host port', 'web:80', '9000-8000:80', '8000-:80', '8080 :80'),
  ...refuses('nat ParsePortSpec: the protocol', '80/dccp', '80/tcp/udp', '80/ tcp'),
  ...refuses('nat ParsePortSpec: the address', '256.0.0.1:80:80', '127.1:80:80', '010.0.0.1:80:80'),
  ...refuses('nat ParsePortSpec: the address', '[::1:80:80', '[localhost]:80:80', '[fe80::1%eth0]:80:80'),

  // The bad input that must be named.
  ...refuses('issue 2, bad input', '70000:80', '3000-2000', '8080:', '1:2:3:4', '80/http', 'localhost:80:80'),
];

function exposes(source: string, argument: string, ports: Numbers, protocol: Protocol = 'tcp'): ExposeCase {
  return { argument, source, expected: { ports: range(ports), protocol } };
}

function exposesNothing(source: string, ...args: readonly string[]): readonly ExposeCase[] {
  return args.map(argument => ({ argument, source, expected: 'invalid' }));
}

export const EXPOSE_CASES: readonly ExposeCase[] = [
  ...exposesNothing(
    'BuildKit TestParsePortEmptyContainerPort',
    '',
    '0.0.0.0:1234-1235:/tcp',
    '0.0.0.0:1234-1235:',
  ),
  exposes('BuildKit TestParsePortFull', '0.0.0.0:1234-1235:3333-3334/tcp', [3333, 3334]),
  exposes('BuildKit TestPartPortIPV6', '[2001:4860:0:2001::68]::333', 333),
  exposes('BuildKit TestPartPortIPV6', '[::1]:80:80', 80),
  exposes('BuildKit TestPartPortIPV6', '2001:4860:0:2001::68::333', 333),
  exposes('BuildKit TestPartPortIPV6', '::1:80:80', 80),
  exposes('BuildKit TestPartPortIPV6', '::::80', 80),

  exposes('BuildKit TestParsePorts', '1234/tcp', 1234),
  exposes('BuildKit TestParsePorts', '2345/udp', 2345, 'udp'),
  exposes('BuildKit TestParsePorts', '3456/sctp', 3456, 'sctp'),
  exposes('BuildKit TestParsePorts: the host port is passed over', '1234:1234/tcp', 1234),
  exposes('BuildKit TestParsePorts: the host port is passed over', '2345:2345/udp', 2345, 'udp'),
  exposes('BuildKit TestParsePorts: the host port is passed over', '3456:3456/sctp', 3456, 'sctp'),
  exposes('BuildKit TestParsePorts: the address is passed over', '0.0.0.0:1234:1234/tcp', 1234),
  exposes('BuildKit TestParsePorts: the address is passed over', '0.0.0.0:2345:2345/udp', 2345, 'udp'),
  exposes('BuildKit TestParsePorts: the address is passed over', '0.0.0.0:3456:3456/sctp', 3456, 'sctp'),
  ...exposesNothing('BuildKit TestParsePorts: a name is no address', 'localhost:1234:1234/tcp'),

  exposes('BuildKit TestParsePortsWithRange', '1234-1236/tcp', [1234, 1236]),
  exposes('BuildKit TestParsePortsWithRange', '2345-2347/udp', [2345, 2347], 'udp'),
  exposes('BuildKit TestParsePortsWithRange', '3456-3458/sctp', [3456, 3458], 'sctp'),
  exposes('BuildKit TestParsePortsWithRange', '1234-1236:1234-1236/tcp', [1234, 1236]),
  exposes('BuildKit TestParsePortsWithRange', '2345-2347:2345-2347/udp', [2345, 2347], 'udp'),
  exposes('BuildKit TestParsePortsWithRange', '3456-3458:3456-3458/sctp', [3456, 3458], 'sctp'),
  exposes('BuildKit TestParsePortsWithRange', '0.0.0.0:1234-1236:1234-1236/tcp', [1234, 1236]),
  exposes('BuildKit TestParsePortsWithRange', '0.0.0.0:2345-2347:2345-2347/udp', [2345, 2347], 'udp'),
  exposes('BuildKit TestParsePortsWithRange', '0.0.0.0:3456-3458:3456-3458/sctp', [3456, 3458], 'sctp'),
  ...exposesNothing(
    'BuildKit TestParsePortsWithRange: a name is no address',
    'localhost:1234-1236:1234-1236/tcp',
  ),

  // The arguments of the Dockerfiles in BuildKit's integration tests.
  exposes('BuildKit testExposeExpansion', '3000', 3000),
  exposes('BuildKit testExposeExpansion', '4000/udp', 4000, 'udp'),
  exposes('BuildKit testExposeExpansion', '5000', 5000),
  exposes('BuildKit dockerfile_history_test', '2375', 2375),
  exposes('BuildKit dockerfile_history_test', '1234/udp', 1234, 'udp'),
  exposes('BuildKit testExposeProtoCasing: a warning, no error', '80/TcP', 80),
  exposes('BuildKit testExposeProtoCasing: a warning, no error', '8080/TCP', 8080),
  exposes('BuildKit testExposeProtoCasing', '8080/udp', 8080, 'udp'),
  exposes('BuildKit testExposeInvalidFormat: a warning, no error', '127.0.0.1:80:80', 80),
  exposes('BuildKit testExposeInvalidFormat: a warning, no error', '[::1]:8080:8080', 8080),
  exposes('BuildKit testExposeInvalidFormat: a warning, no error', '5000:5000', 5000),
  exposes('BuildKit testExposeInvalidFormat', '8000', 8000),

  // What the frontend does where its tests are silent.
  exposes('BuildKit parsePort: the host port is passed over', '8080:80', 80),
  exposes('BuildKit parsePort: a host range for one port', '8000-8001:80', 80),
  exposes('BuildKit parsePort', ':80', 80),
  exposes('BuildKit splitProtoPort: tcp by default', '1234/', 1234),
  exposes('BuildKit parsePortRange', '7000-7010/udp', [7000, 7010], 'udp'),
  exposes('BuildKit parsePortRange: equal ends are one port', '7000-7000', 7000),
  exposes('BuildKit parsePortNumber', '0', 0),
  exposes('BuildKit parsePortNumber', '65535', 65535),
  exposes('BuildKit parsePortNumber: decimal, whatever the leading zeros', '0080', 80),
  ...exposesNothing('BuildKit parsePortNumber', '65536', '70000', '-1', 'http', '80a', '80,443'),
  ...exposesNothing('BuildKit parsePortRange', '9000-8000', '8000-', '-8000', '8000-9000-9001'),
  ...exposesNothing('BuildKit splitProtoPort', '/tcp', '80/http', '80/dccp', '80/tcp/udp'),
  ...exposesNothing('BuildKit parsePort: the host port', 'web:80', '70000:80', '8080:'),
  ...exposesNothing('BuildKit parsePort: ranges of unequal length', '8000-8001:80-82'),
  ...exposesNothing('BuildKit parsePort: the address', '1:2:3:4', 'localhost:80:80'),
];
