import { t } from '@vscode/l10n';
import { ANY_ADDRESS, addressesMeet, type HostAddress } from '../../ports/address';
import { formatRange, MAX_PORT, type PortRange, rangesOverlap } from '../../ports/port';
import { type Bind, type HaproxyReading, isHaproxyReading, type Misfit } from '../../systems/haproxy/reading';
import { spend } from '../../text/effort';
import { endsInMark } from '../../text/template-actions';
import type { Judgement, Rule } from '../rule';

/** A bind of which address and ports are known. */
interface Known {
  readonly bind: Bind;
  readonly address: HostAddress;
  readonly range: PortRange;
}

/**
 * Sockets that are bound twice. HAProxy lets sockets share a port, and then the kernel chooses who gets a connection; with
 * `noreuseport` the second fails. Recorded from HAProxy 2.6 and 3.0.
 */
export const haproxyBinds: Pick<Rule, 'judgeDocument'> = {
  judgeDocument({ uri, reading }) {
    if (!isHaproxyReading(reading) || reading.isTemplated) return [];
    return twins(reading).flatMap(([first, second]): readonly Judgement[] => {
      const there = t('It is bound here, too.');
      const said = reading.isExclusive
        ? {
            message: t(
              'Port {0} is bound twice, which "noreuseport" forbids: HAProxy fails to start.',
              common(first, second),
            ),
          }
        : {
            message: t(
              '"{0}" and "{1}" bind the same address and port {2}: each gets some of the connections.',
              first.bind.proxy,
              second.bind.proxy,
              common(first, second),
            ),
            severity: 'warning' as const,
          };
      const [a, b] = [first.bind.span, second.bind.span];
      return [
        { uri, span: a, ...said, related: [{ uri, span: b, message: there }] },
        { uri, span: b, ...said, related: [{ uri, span: a, message: there }] },
      ];
    });
  },
};

function common({ range: a }: Known, { range: b }: Known): string {
  return formatRange({ from: Math.max(a.from, b.from), to: Math.min(a.to, b.to) });
}

/** Pairs of binds of which the second is one too many: each that meets another is in one at least. */
function twins({ binds, isExclusive }: HaproxyReading): readonly (readonly [Known, Known])[] {
  const known = binds.flatMap((bind): readonly Known[] => {
    const { address, range, isUdp } = bind.endpoint;
    if (!address || !range || isUdp || bind.isApart) return [];
    // An IPv6 address that is any takes IPv4 as well.
    const isAny = address.kind === 'ipv6' && address.wildcard && bind.isBoth && isExclusive;
    return [{ bind, address: isAny ? ANY_ADDRESS : address, range }];
  });
  const sorted = known.toSorted((a, b) => a.range.from - b.range.from);
  // Those before a bind whose ports it may have, too.
  let open: Known[] = [];
  const paired = new Set<Known>();
  const pairs = sorted.flatMap(second => {
    spend(open.length + 1);
    open = open.filter(({ range }) => range.to >= second.range.from);
    const met = open.filter(other => collide(other, second, isExclusive));
    const own = met.filter((other, index) => index === 0 || !paired.has(other));
    for (const one of own) paired.add(one).add(second);
    open.push(second);
    return own.map(first => [first, second] as const);
  });
  // As they stand in the text.
  return pairs.map(([a, b]) => (a.bind.span.start < b.bind.span.start ? [a, b] : [b, a]));
}

function collide(a: Known, b: Known, isExclusive: boolean): boolean {
  if (!rangesOverlap(a.range, b.range)) return false;
  if (isExclusive) return addressesMeet(a.address, b.address);
  // One proxy may have several sockets on a port, to share its work.
  return a.bind.index !== b.bind.index && isSame(a.address, b.address);
}

function isSame(a: HostAddress, b: HostAddress): boolean {
  return a.kind !== 'any' && b.kind !== 'any' && a.kind === b.kind && a.value === b.value;
}

/** What HAProxy refuses as a port of `bind` and of a server; recorded from HAProxy 2.6 and 3.0. */
export const haproxyAddresses: Pick<Rule, 'judgeDocument'> = {
  judgeDocument({ uri, reading }) {
    if (!isHaproxyReading(reading) || reading.isTemplated) return [];
    return reading.misfits
      .filter(({ text }) => !endsInMark(text))
      .map(misfit => ({
        uri,
        span: misfit.span,
        message: messageOf(misfit),
        ...(misfit.fault === 'loose' && { severity: 'warning' as const }),
      }));
  },
};

function messageOf({ text, fault }: Misfit): string {
  if (fault === 'missing') return t('"{0}" has no port: HAProxy refuses it.', text);
  if (fault === 'range') return t('"{0}" has a range of ports that HAProxy does not take here.', text);
  if (fault === 'loose') return t('"{0}" has more than a port at its end: HAProxy 3 refuses it.', text);
  return t('"{0}" has no port that HAProxy accepts: ports go from 1 to {1}.', text, MAX_PORT);
}
