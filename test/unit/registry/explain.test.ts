import { describe, expect, it } from 'vitest';
import type { Protocol } from '../../../server/src/ports/protocol';
import { explainData, explainText } from '../../../server/src/registry/explain';

const SYSTEM = 'system port (0-1023, RFC 6335); needs privileges: root or CAP_NET_BIND_SERVICE';
const USER = 'user port (1024-49151, RFC 6335); needs no privileges';

describe('explainText', () => {
  it.each<[number, Protocol | undefined, string, readonly string[]]>([
    [80, undefined, SYSTEM, ['http (also www, www-http): World Wide Web HTTP (IANA, RFC 9110)']],
    [443, undefined, SYSTEM, ['https: http protocol over TLS/SSL (IANA, RFC 9110)']],
    [
      5432,
      undefined,
      USER,
      [
        'postgresql: PostgreSQL Database (IANA)',
        'tcp  PostgreSQL (https://www.postgresql.org/docs/current/runtime-config-connection.html)',
        'postgres',
      ],
    ],
    [6000, undefined, USER, ['x11: X Window System (IANA)', 'refuse http and https on this port']],
    [5173, undefined, USER, ['not assigned', 'Vite (https://vite.dev/config/server-options)']],
    [53, 'udp', SYSTEM, ['domain: Domain Name Server (IANA, RFC 1035)', 'coredns/coredns']],
    [67, 'udp', SYSTEM, ['bootps: Bootstrap Protocol Server (IANA, RFC 951, RFC 2131)', 'DHCP server']],
    [22, undefined, SYSTEM, ['ssh: The Secure Shell (SSH) Protocol (IANA, RFC 4251)', '2222, customary']],
    [50000, undefined, 'dynamic port (49152-65535, RFC 6335), never assigned; needs no privileges', []],
  ])('explains %i %s', (port, protocol, portClass, facts) => {
    const text = explainText(port, protocol);
    for (const fact of [portClass, ...facts]) expect(text).toContain(fact);
  });

  it('is a fact a line, with protocols that share it together', () => {
    expect(explainText(465)).toBe(
      `465/tcp, udp
  class      ${SYSTEM}
  instead    1465, customary without privileges
  IANA       tcp  submissions: Message Submission over TLS protocol (IANA, RFC 8314)
             tcp  urd: URL Rendezvous Directory for SSM (IANA)
             udp  igmpv3lite: IGMP over UDP for SSM (IANA)
  images     docker-mailserver/docker-mailserver, mailserver/docker-mailserver
  browsers   refuse http and https on this port (Fetch standard)
  registry   https://www.iana.org/assignments/service-names-port-numbers/service-names-port-numbers.xhtml?search=465`,
    );
    expect(explainText(22)).toContain('  IANA       tcp, udp  ssh: ');
  });

  it('names one protocol alone when asked for it', () => {
    const text = explainText(465, 'udp');
    expect(text).toMatch(/^465\/udp\n/);
    expect(text).not.toContain('submissions');
  });

  it('says little of a port that nobody knows', () => {
    expect(explainText(60001)).toMatch(/^60001\n {2}class .*\n {2}IANA {7}not assigned\n {2}registry .*$/);
  });

  it('cuts a long list of images short', () => {
    expect(explainText(80)).toMatch(/images {5}caddy, drupal, .* and \d+ more\n/);
  });
});

describe('explainData', () => {
  it('holds the same for JSON', () => {
    expect(JSON.parse(JSON.stringify(explainData(67, 'udp')))).toEqual({
      port: 67,
      protocols: ['udp'],
      class: 'system',
      privileged: true,
      unprivilegedAlternative: 1067,
      iana: [
        {
          name: 'bootps',
          aliases: [],
          description: 'Bootstrap Protocol Server',
          references: ['RFC 951', 'RFC 2131'],
          protocol: 'udp',
        },
      ],
      customary: [
        {
          port: 67,
          protocol: 'udp',
          software: 'DHCP server',
          documentation: 'https://www.rfc-editor.org/rfc/rfc2131',
        },
      ],
      images: ['adguard/adguardhome', 'pihole/pihole'],
      blockedByBrowsers: false,
      registry:
        'https://www.iana.org/assignments/service-names-port-numbers/service-names-port-numbers.xhtml?search=67',
    });
  });

  it('lists the protocols of which something is known', () => {
    expect(explainData(9).protocols).toEqual(['tcp', 'udp', 'sctp', 'dccp']);
    expect(explainData(51820).protocols).toEqual(['udp']);
    expect(explainData(5173)).not.toHaveProperty('unprivilegedAlternative');
  });
});
