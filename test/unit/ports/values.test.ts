import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  ANY_ADDRESS,
  addressesMeet,
  type HostAddress,
  isLoopback,
  parseAddress,
} from '../../../server/src/ports/address';
import {
  formatRange,
  parsePort,
  parsePortRange,
  portClass,
  rangeSize,
  rangesOverlap,
} from '../../../server/src/ports/port';
import { PROTOCOLS, parseProtocol } from '../../../server/src/ports/protocol';

const port = fc.integer({ min: 0, max: 65535 });
const range = fc.tuple(port, port).map(([a, b]) => (a <= b ? { from: a, to: b } : { from: b, to: a }));
const byte = fc.integer({ min: 0, max: 255 });
const group = fc.integer({ min: 0, max: 0xffff });

describe('ports', () => {
  test.each([
    ['0', 0],
    ['80', 80],
    ['0080', 80],
    ['65535', 65535],
    ['65536', 'out-of-range'],
    ['99999999999999999999', 'out-of-range'],
    ['', 'not-a-number'],
    ['-1', 'not-a-number'],
    [' 80', 'not-a-number'],
    ['80 ', 'not-a-number'],
    ['80\n', 'not-a-number'],
    ['8e1', 'not-a-number'],
    ['0x50', 'not-a-number'],
    ['80.0', 'not-a-number'],
    ['８０', 'not-a-number'],
    ['٨٠', 'not-a-number'],
  ])('parsePort(%j) is %j', (text, expected) => {
    expect(parsePort(text)).toBe(expected);
  });

  test.each([
    ['8080', { from: 8080, to: 8080 }],
    ['8000-8010', { from: 8000, to: 8010 }],
    ['8000-8000', { from: 8000, to: 8000 }],
    ['0-65535', { from: 0, to: 65535 }],
    ['8010-8000', 'reversed'],
    ['8000-65536', 'out-of-range'],
    ['65536-8000', 'out-of-range'],
    ['8000-', 'not-a-number'],
    ['-8000', 'not-a-number'],
    ['8000-8001-8002', 'not-a-number'],
    ['8000 - 8001', 'not-a-number'],
    ['-', 'not-a-number'],
    ['', 'not-a-number'],
  ])('parsePortRange(%j) is %j', (text, expected) => {
    expect(parsePortRange(text)).toEqual(expected);
  });

  test('a range is read as it is written', () => {
    fc.assert(
      fc.property(range, value => {
        expect(parsePortRange(formatRange(value))).toEqual(value);
      }),
    );
  });

  test('what is read as a port is its number, without leading zeros', () => {
    fc.assert(
      fc.property(port, fc.integer({ min: 0, max: 5 }), (value, zeros) => {
        expect(parsePort('0'.repeat(zeros) + value)).toBe(value);
      }),
    );
  });

  test.each([
    [0, 'system'],
    [1023, 'system'],
    [1024, 'user'],
    [49151, 'user'],
    [49152, 'dynamic'],
    [65535, 'dynamic'],
  ])('%i is a %s port', (number, expected) => {
    expect(portClass(number)).toBe(expected);
  });

  test('ranges overlap where they share a port', () => {
    const small = fc
      .tuple(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 20 }))
      .map(([a, b]) => ({ from: Math.min(a, b), to: Math.max(a, b) }));
    const portsOf = ({ from, to }: { from: number; to: number }) =>
      Array.from({ length: to - from + 1 }, (_, index) => from + index);
    fc.assert(
      fc.property(small, small, (a, b) => {
        const shared = portsOf(a).filter(one => portsOf(b).includes(one));
        expect(rangesOverlap(a, b)).toBe(shared.length > 0);
        expect(rangesOverlap(b, a)).toBe(rangesOverlap(a, b));
        expect(rangeSize(a)).toBe(portsOf(a).length);
      }),
    );
  });
});

describe('protocols', () => {
  test.each([
    ['tcp', 'tcp'],
    ['UDP', 'udp'],
    ['Sctp', 'sctp'],
    ['dccp', 'dccp'],
    ['http', undefined],
    ['', undefined],
    ['tcp ', undefined],
  ])('parseProtocol(%j) is %j', (text, expected) => {
    expect(parseProtocol(text)).toBe(expected);
  });

  test('each is read from its own name', () => {
    expect(PROTOCOLS.map(parseProtocol)).toEqual(['tcp', 'udp', 'sctp', 'dccp']);
  });
});

describe('addresses', () => {
  test.each([
    ['0.0.0.0', { kind: 'ipv4', value: '0.0.0.0', wildcard: true }],
    ['127.0.0.1', { kind: 'ipv4', value: '127.0.0.1', wildcard: false }],
    ['::', { kind: 'ipv6', value: '0:0:0:0:0:0:0:0', wildcard: true }],
    ['[::]', { kind: 'ipv6', value: '0:0:0:0:0:0:0:0', wildcard: true }],
    ['::1', { kind: 'ipv6', value: '0:0:0:0:0:0:0:1', wildcard: false }],
    ['[::1]', { kind: 'ipv6', value: '0:0:0:0:0:0:0:1', wildcard: false }],
    ['2001:DB8::0008:800', { kind: 'ipv6', value: '2001:db8:0:0:0:0:8:800', wildcard: false }],
    ['1:2:3:4:5:6:7:8', { kind: 'ipv6', value: '1:2:3:4:5:6:7:8', wildcard: false }],
    ['1:2:3:4:5:6:7::', { kind: 'ipv6', value: '1:2:3:4:5:6:7:0', wildcard: false }],
    ['::2:3:4:5:6:7:8', { kind: 'ipv6', value: '0:2:3:4:5:6:7:8', wildcard: false }],
    ['64:ff9b::192.0.2.33', { kind: 'ipv6', value: '64:ff9b:0:0:0:0:c000:221', wildcard: false }],
    ['::ffff:127.0.0.1', { kind: 'ipv4', value: '127.0.0.1', wildcard: false }],
    ['::ffff:0:0', { kind: 'ipv4', value: '0.0.0.0', wildcard: true }],
  ])('%s is read', (text, expected) => {
    expect(parseAddress(text)).toEqual(expected);
  });

  test.each([
    '',
    'localhost',
    '127.1',
    '256.0.0.1',
    '010.0.0.1',
    '1.2.3.4.5',
    '1.2.3.',
    '1.2.3.4 ',
    '1:2:3:4',
    ':',
    ':::',
    '::1::2',
    '1:2:3:4:5:6:7:8:9',
    '1:2:3:4:5:6:7::8',
    '12345::',
    'g::',
    '::1.2.3',
    '1.2.3.4::',
    'fe80::1%eth0',
    '[::1',
    '::1]',
    '[127.0.0.1]',
    '[]',
  ])('%j is no address', text => {
    expect(parseAddress(text)).toBeUndefined();
  });

  test('every spelling of an IPv6 address is the same address', () => {
    fc.assert(
      fc.property(fc.array(group, { minLength: 8, maxLength: 8 }), fc.boolean(), (groups, upper) => {
        const short = groups.map(one => one.toString(16)).join(':');
        const long = groups.map(one => one.toString(16).padStart(4, '0')).join(':');
        expect(parseAddress(upper ? long.toUpperCase() : long)).toEqual(parseAddress(short));
        expect(parseAddress(`[${long}]`)).toEqual(parseAddress(short));
        expect(parseAddress(short)).toBeDefined();
      }),
    );
  });

  test('zeros may be left out', () => {
    fc.assert(
      fc.property(fc.array(group, { maxLength: 3 }), fc.array(group, { maxLength: 3 }), (head, tail) => {
        const hex = (groups: readonly number[]) => groups.map(one => one.toString(16)).join(':');
        const zeros = new Array<number>(8 - head.length - tail.length).fill(0);
        expect(parseAddress(`${hex(head)}::${hex(tail)}`)).toEqual(
          parseAddress(hex([...head, ...zeros, ...tail])),
        );
      }),
    );
  });

  test('an IPv4 address mapped into IPv6 is the IPv4 address', () => {
    fc.assert(
      fc.property(fc.tuple(byte, byte, byte, byte), bytes => {
        const text = bytes.join('.');
        expect(parseAddress(text)).toMatchObject({ kind: 'ipv4', value: text });
        expect(parseAddress(`::ffff:${text}`)).toEqual(parseAddress(text));
      }),
    );
  });

  const none = ANY_ADDRESS;
  const read = (text: string): HostAddress => parseAddress(text) ?? none;
  const [v4, v6, one4, other4, one6, other6] = [
    read('0.0.0.0'),
    read('::'),
    read('10.0.0.1'),
    read('10.0.0.2'),
    read('fd00::1'),
    read('fd00::2'),
  ];
  test.each<[string, HostAddress, HostAddress, boolean]>([
    ['no address, no address', none, none, true],
    ['no address, 0.0.0.0', none, v4, true],
    ['no address, ::', none, v6, true],
    ['no address, one IPv4', none, one4, true],
    ['no address, one IPv6', none, one6, true],
    ['0.0.0.0, 0.0.0.0', v4, v4, true],
    ['0.0.0.0, ::', v4, v6, false],
    ['0.0.0.0, one IPv4', v4, one4, true],
    ['0.0.0.0, one IPv6', v4, one6, false],
    ['::, ::', v6, v6, true],
    ['::, one IPv4', v6, one4, false],
    ['::, one IPv6', v6, one6, true],
    ['equal IPv4', one4, read('::ffff:10.0.0.1'), true],
    ['different IPv4', one4, other4, false],
    ['equal IPv6', one6, read('[FD00:0::0001]'), true],
    ['different IPv6', one6, other6, false],
    ['one IPv4, one IPv6', one4, one6, false],
  ])('%s: meet as DESIGN §4 says', (_name, a, b, expected) => {
    expect([addressesMeet(a, b), addressesMeet(b, a)]).toEqual([expected, expected]);
  });

  test.each([
    ['127.0.0.1', true],
    ['127.8.8.8', true],
    ['::1', true],
    ['::ffff:127.0.0.1', true],
    ['0.0.0.0', false],
    ['128.0.0.1', false],
    ['::', false],
    ['::2', false],
  ])('%s reaches only this machine: %j', (text, expected) => {
    expect(isLoopback(read(text))).toBe(expected);
  });

  test('no address is no loopback', () => {
    expect(isLoopback(none)).toBe(false);
  });
});
