import { describe, expect, it } from 'vitest';
import type { Protocol } from '../../../server/src/ports/protocol';
import { shortName } from '../../../server/src/registry/short-name';
import { webSchemeOf } from '../../../server/src/registry/web';

describe('shortName', () => {
  it.each<[number, Protocol, string]>([
    // IANA's name of a system port, whatever software listens there.
    [22, 'tcp', 'ssh'],
    [53, 'udp', 'domain'],
    [80, 'tcp', 'http'],
    [443, 'tcp', 'https'],
    [514, 'tcp', 'shell'],
    [514, 'udp', 'syslog'],
    // IANA's name of a user port that customary use agrees with.
    [5432, 'tcp', 'postgresql'],
    [6379, 'tcp', 'redis'],
    [27017, 'tcp', 'mongodb'],
    [3306, 'tcp', 'mysql'],
    // The only software that uses it, where IANA has nobody or somebody else.
    [5173, 'tcp', 'Vite'],
    [9092, 'tcp', 'Apache Kafka'],
    [9090, 'tcp', 'Prometheus'],
  ])('%i/%s is %s', (port, protocol, name) => {
    expect(shortName(port, protocol)).toBe(name);
  });

  it.each<[number, Protocol, string]>([
    [3000, 'tcp', 'dozens use it'],
    [8080, 'tcp', 'dozens use it'],
    [9200, 'tcp', 'Elasticsearch and OpenSearch use it'],
    [1027, 'tcp', 'only IANA knows it'],
    [5432, 'sctp', 'another protocol has it'],
    [65535, 'tcp', 'nobody knows it'],
    [70000, 'tcp', 'it is no port'],
  ])('%i/%s has no name: %s', (port, protocol) => {
    expect(shortName(port, protocol)).toBeUndefined();
  });
});

it.each([
  [80, 'http'],
  [3000, 'http'],
  [9200, 'http'],
  [443, 'https'],
  [8443, 'https'],
  [5432, undefined],
  [22, undefined],
  [6379, undefined],
])('a browser reaches what listens on %i by %s', (port, scheme) => {
  expect(webSchemeOf(port)).toBe(scheme);
});
