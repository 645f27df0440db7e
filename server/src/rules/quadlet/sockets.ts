import { t } from '@vscode/l10n';
import type { Chart } from '../../chart/chart';
import { bindingsOf } from '../../chart/collisions';
import { ANY_ADDRESS, addressesMeet, type HostAddress } from '../../ports/address';
import { MAX_PORT } from '../../ports/port';
import { isSocketReading, type SocketListen, type SocketReading } from '../../systems/quadlet/socket';
import type { Document } from '../../systems/reading';
import type { Unit } from '../../systems/unit';
import { spend } from '../../text/effort';
import { groupBy } from '../../text/group-by';
import { perObject } from '../../text/per-object';
import type { Place } from '../../text/spans';
import { fileName, folderOf } from '../../text/uri';
import { type Judgement, placeOf, type Rule } from '../rule';

/** What somebody asks for of the host. */
interface Asked {
  readonly who: string;
  readonly port: number;
  readonly address: HostAddress;
  readonly place: Place;
}

/** What one unit asks for of a port. */
type AsksFor = (port: number) => readonly Asked[];

/**
 * Sockets of systemd that cannot be had at once. Of UDP both can, for systemd lets addresses be used again; recorded from
 * systemd 252.
 */
export const socketsTwice: Pick<Rule, 'judgeDocument'> = {
  judgeDocument(document, chart) {
    const { reading, uri } = document;
    if (!isSocketReading(reading) || reading.listens.length === 0) return [];
    const others = othersOf(document, reading, chart);
    return [...askedBy(reading, uri).values()].flatMap(own =>
      own.flatMap((asked, index) => {
        const twin = own.find((other, at) => at < index && meet(asked, other));
        if (twin && !reading.isShared) {
          const message = t(
            'This unit listens on port {0} twice, on addresses that meet: it fails to start.',
            asked.port,
          );
          return [judgement(asked, twin, message)];
        }
        const other = firstThatMeets(asked, others);
        if (!other) return [];
        const message = t(
          '"{0}" asks for port {1}, too: only one of the two can run.',
          other.who,
          asked.port,
        );
        return [{ ...judgement(asked, other, message), severity: 'warning' as const }];
      }),
    );

    function judgement(asked: Asked, other: Asked, message: string): Judgement {
      const related = [{ ...other.place, message: t('It is asked for here, too.') }];
      return { uri, span: asked.place.span, message, related };
    }
  },
};

const askedBy = perObject(
  ({ listens }: SocketReading, uri: string): ReadonlyMap<number, readonly Asked[]> => {
    const asked = listens.flatMap((listen: SocketListen): readonly Asked[] => {
      const { port, protocol, at } = listen;
      if (protocol !== 'tcp' || !port.range) return [];
      return [
        { who: fileName(uri), port: port.range.from, address: at, place: { uri, span: port.text.span } },
      ];
    });
    return groupBy(asked, ({ port }) => port);
  },
);

/** What the other sockets and the containers of the folder ask for. */
function othersOf(
  { uri }: Document,
  { conflicts, isShared }: SocketReading,
  chart: Chart,
): readonly AsksFor[] {
  const folder = folderOf(uri);
  const name = fileName(uri);
  const sockets = chart.documentsIn(folder, 'socket');
  const beside = sockets.flatMap(document => {
    const { reading } = document;
    if (document.uri === uri || !isSocketReading(reading)) return [];
    const isNever = conflicts.has(fileName(document.uri)) || reading.conflicts.has(name);
    if (isNever || (isShared && reading.isShared)) return [];
    return [(port: number) => askedBy(reading, document.uri).get(port) ?? []];
  });
  const units = chart
    .projectsIn(folder)
    .filter(({ root }) => root.startsApart)
    .flatMap(project => [...project.units.values()]);
  spend(sockets.length + units.length);
  return [...beside, ...units.map(unit => askedByContainer(unit, chart))];
}

function askedByContainer(unit: Unit, chart: Chart): AsksFor {
  const bindings = bindingsOf(unit).filter(
    ({ protocol, address }) => protocol === 'tcp' && address?.address !== null,
  );
  return port => {
    spend(bindings.length);
    return bindings.flatMap(({ uri, text, range, address }): readonly Asked[] => {
      const place = range && range.from <= port && port <= range.to && placeOf(chart, uri, text);
      return place ? [{ who: unit.name, port, address: address?.address ?? ANY_ADDRESS, place }] : [];
    });
  };
}

function firstThatMeets(asked: Asked, others: readonly AsksFor[]): Asked | undefined {
  spend(others.length);
  for (const other of others) {
    const found = other(asked.port).find(one => meet(asked, one));
    if (found) return found;
  }
  return undefined;
}

function meet(a: Asked, b: Asked): boolean {
  spend();
  return addressesMeet(a.address, b.address);
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
