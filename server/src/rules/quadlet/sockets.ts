import { t } from '@vscode/l10n';
import type { Chart } from '../../chart/chart';
import { bindingsOf } from '../../chart/collisions';
import { ANY_ADDRESS, addressesMeet, type HostAddress } from '../../ports/address';
import { formatRange, MAX_PORT, type PortRange, rangesOverlap } from '../../ports/port';
import { isSocketReading, type SocketListen, type SocketReading } from '../../systems/quadlet/socket';
import type { Document } from '../../systems/reading';
import { spend } from '../../text/effort';
import type { Place } from '../../text/spans';
import { fileName, folderOf } from '../../text/uri';
import { type Judgement, placeOf, type Rule } from '../rule';

/** What somebody asks for of the host. */
interface Asked {
  readonly who: string;
  readonly range: PortRange;
  readonly address: HostAddress;
  readonly place: Place;
}

/** More sockets beside one are not looked at: nobody has so many. */
const MAX_OTHERS = 1000;

/**
 * Sockets of systemd that cannot be had at once. Of UDP both can, for systemd lets addresses be used again; recorded from
 * systemd 252.
 */
export const socketsTwice: Pick<Rule, 'judgeDocument'> = {
  judgeDocument(document, chart) {
    const { reading, uri } = document;
    if (!isSocketReading(reading) || reading.listens.length === 0) return [];
    const own = askedBy(document, reading);
    const others = othersOf(document, reading, chart);
    return own.flatMap((asked, index) => {
      const twin = own.find((other, at) => at < index && meet(asked, other));
      if (twin && !reading.isShared) {
        const port = formatRange(asked.range);
        const message = t(
          'This unit listens on port {0} twice, on addresses that meet: it fails to start.',
          port,
        );
        return [judgement(asked, twin, message)];
      }
      const other = others.find(one => meet(asked, one));
      if (!other) return [];
      const message = t(
        '"{0}" asks for port {1}, too: only one of the two can run.',
        other.who,
        formatRange(asked.range),
      );
      return [{ ...judgement(asked, other, message), severity: 'warning' as const }];
    });

    function judgement(asked: Asked, other: Asked, message: string): Judgement {
      const related = [{ ...other.place, message: t('It is asked for here, too.') }];
      return { uri, span: asked.place.span, message, related };
    }
  },
};

function askedBy({ uri }: Document, { listens }: SocketReading): readonly Asked[] {
  return listens.flatMap((listen: SocketListen): readonly Asked[] => {
    const { port, protocol, at } = listen;
    if (protocol !== 'tcp' || !port.range) return [];
    return [{ who: fileName(uri), range: port.range, address: at, place: { uri, span: port.text.span } }];
  });
}

/** What the other sockets and the containers of the folder ask for. */
function othersOf({ uri }: Document, { conflicts, isShared }: SocketReading, chart: Chart): readonly Asked[] {
  const folder = folderOf(uri);
  const name = fileName(uri);
  const sockets = chart.documentsIn(folder, 'socket').slice(0, MAX_OTHERS);
  spend(sockets.length);
  const beside = sockets.flatMap(document => {
    const { reading } = document;
    if (document.uri === uri || !isSocketReading(reading)) return [];
    const isNever = conflicts.has(fileName(document.uri)) || reading.conflicts.has(name);
    return isNever || (isShared && reading.isShared) ? [] : askedBy(document, reading);
  });
  const units = chart
    .projectsIn(folder)
    .filter(({ root }) => root.startsApart)
    .flatMap(project => [...project.units.values()])
    .slice(0, MAX_OTHERS);
  spend(units.length);
  const containers = units.flatMap(unit =>
    bindingsOf(unit).flatMap(({ uri: there, text, range, protocol, address }): readonly Asked[] => {
      const place = placeOf(chart, there, text);
      if (!place || !range || protocol !== 'tcp' || address?.address === null) return [];
      return [{ who: unit.name, range, address: address?.address ?? ANY_ADDRESS, place }];
    }),
  );
  return [...beside, ...containers];
}

function meet(a: Asked, b: Asked): boolean {
  spend();
  return rangesOverlap(a.range, b.range) && addressesMeet(a.address, b.address);
}

/** What systemd passes over, for it is no address; recorded from systemd 252. */
export const socketAddresses: Pick<Rule, 'judgeDocument'> = {
  judgeDocument({ uri, reading }) {
    if (!isSocketReading(reading)) return [];
    return reading.misfits.map(({ value, span }) => ({
      uri,
      span,
      message: reading.isEmpty
        ? t('"{0}" has no port from 1 to {1} that systemd accepts: it refuses the unit.', value, MAX_PORT)
        : t('"{0}" has no port from 1 to {1} that systemd accepts: it passes this over.', value, MAX_PORT),
      ...(!reading.isEmpty && { severity: 'warning' as const }),
    }));
  },
};
