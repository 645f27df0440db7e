import { t } from '@vscode/l10n';
import type { Chart } from '../../chart/chart';
import { bindingsOf } from '../../chart/collisions';
import { containerPortsOf } from '../../chart/container-ports';
import { projectsAround, unitsCalled } from '../../chart/host-names';
import { formatRange, type PortRange, rangesOverlap } from '../../ports/port';
import { imagePorts } from '../../registry/registry';
import { isDevContainerReading } from '../../systems/devcontainer/reading';
import type { Document, Listen } from '../../systems/reading';
import type { Unit } from '../../systems/unit';
import { type Judgement, placeOf, type Rule } from '../rule';

type Forwarded = Listen & { readonly host: string; readonly port: { readonly range: PortRange } };

/** The ports that a dev container forwards of services of its project. */
function forwardsOf({ reading }: Document): readonly Forwarded[] {
  return isDevContainerReading(reading) ? reading.listens.filter(isOfService) : [];
}

function isOfService(listen: Listen): listen is Forwarded {
  return listen.host !== undefined && listen.port.range !== null;
}

/** A port that the project publishes as well: the editor forwards another one then (VS Code, forwarding ports). */
export const forwardedTwice: Pick<Rule, 'judgeDocument'> = {
  judgeDocument: (document, chart) =>
    forwardsOf(document).flatMap(listen => {
      const [publisher] = unitsCalled(chart, document.uri, listen.host)
        .flatMap(({ project }) => [...project.units.values()])
        .flatMap(bindingsOf)
        .filter(
          ({ range, protocol }) => range && protocol === 'tcp' && rangesOverlap(range, listen.port.range),
        );
      if (!publisher) return [];
      const there = placeOf(chart, publisher.uri, publisher.text);
      const message = t(
        '"{0}" publishes {1} on the host, so another port is forwarded here.',
        publisher.unit.name,
        formatRange(listen.port.range),
      );
      return judgement(chart, document, listen, {
        severity: 'information',
        message,
        related: there ? [{ ...there, message: t('It is published here.') }] : [],
      });
    }),
};

/** A service that there is not, or a port that it is not known to have. */
export const forwardedNowhere: Pick<Rule, 'judgeDocument'> = {
  judgeDocument: (document, chart) =>
    forwardsOf(document).flatMap(listen => {
      const projects = projectsAround(chart, document.uri);
      const isWhole = projects.every(
        ({ problems }) => !problems.some(({ isGap, isRemote }) => isGap || isRemote),
      );
      if (projects.length === 0 || !isWhole) return [];
      const called = unitsCalled(chart, document.uri, listen.host);
      if (called.length === 0) {
        const message = t('No service is called "{0}", so nothing is forwarded.', listen.host);
        return judgement(chart, document, listen, { message });
      }
      const known = called.flatMap(({ unit }) => rangesOf(unit));
      if (known.length === 0 || known.some(range => rangesOverlap(range, listen.port.range))) return [];
      const message = t(
        'As far as is known "{0}" has no port {1}, but {2}.',
        listen.host,
        formatRange(listen.port.range),
        [...new Set(known.map(formatRange))].join(', '),
      );
      return judgement(chart, document, listen, { severity: 'hint', message });
    }),
};

/** The ports that a unit is known to have: none where its image may have any. */
function rangesOf(unit: Unit): readonly PortRange[] {
  const own = containerPortsOf(unit).map(({ range }) => range);
  const ofImage = unit.image ? imagePorts(unit.image.value.value) : [];
  return [...own, ...ofImage.map(({ port }) => ({ from: port, to: port }))].filter(range => range !== null);
}

function judgement(
  chart: Chart,
  { uri }: Document,
  { port }: Forwarded,
  said: Omit<Judgement, 'uri' | 'span'>,
): readonly Judgement[] {
  const place = placeOf(chart, uri, port.text);
  return place ? [{ ...place, ...said }] : [];
}
