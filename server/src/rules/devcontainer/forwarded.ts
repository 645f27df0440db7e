import { t } from '@vscode/l10n';
import type { Chart } from '../../chart/chart';
import { containerPortsOf } from '../../chart/container-ports';
import { projectsAround, unitsCalled } from '../../chart/host-names';
import { formatRange, type PortRange, rangesOverlap } from '../../ports/port';
import { imagePorts } from '../../registry/registry';
import { isDevContainerReading } from '../../systems/devcontainer/reading';
import type { Document, Listen } from '../../systems/reading';
import type { Unit } from '../../systems/unit';
import { spend } from '../../text/effort';
import { groupBy } from '../../text/group-by';
import { perObject } from '../../text/per-object';
import { folderOf, resolvePath } from '../../text/uri';
import { type Judgement, placeOf, type Rule } from '../rule';

type Forwarded = Listen & { readonly host: string; readonly port: { readonly range: PortRange } };

/** The ports that a dev container forwards of services of its project. */
function forwardsOf({ reading }: Document): readonly Forwarded[] {
  return isDevContainerReading(reading) ? reading.forwards.filter(isOfService) : [];
}

/** The Compose files that a dev container is of; undefined for one that nobody sees. */
function composeFilesOf({ uri, reading }: Document): readonly (string | undefined)[] {
  if (!isDevContainerReading(reading)) return [];
  return reading.composeFiles.map(path => resolvePath(folderOf(uri), path));
}

function isOfService(listen: Listen): listen is Forwarded {
  return listen.host !== undefined && listen.port.range !== null;
}

/** A port that the project publishes as well: the editor forwards another one then (VS Code, forwarding ports). */
export const forwardedTwice: Pick<Rule, 'judgeDocument'> = {
  judgeDocument: (document, chart) =>
    byHost(document).flatMap(([host, listens]) => {
      const projects = new Set(unitsCalled(chart, document.uri, host).map(({ project }) => project));
      return listens.flatMap(listen => {
        const { from } = listen.port.range;
        const publisher = firstOf(
          chart.publishersOf(from),
          ({ project, binding }) => binding.protocol === 'tcp' && projects.has(project),
        );
        if (!publisher) return [];
        const { uri, text, unit } = publisher.binding;
        const there = placeOf(chart, uri, text);
        const message = t(
          '"{0}" publishes {1} on the host, so another port is forwarded here.',
          unit.name,
          formatRange(listen.port.range),
        );
        return judgement(chart, document, listen, {
          severity: 'information',
          message,
          related: there ? [{ ...there, message: t('It is published here.') }] : [],
        });
      });
    }),
};

/** A service that there is not, or a port that it is not known to have. */
export const forwardedNowhere: Pick<Rule, 'judgeDocument'> = {
  judgeDocument(document, chart) {
    const hosts = byHost(document);
    if (hosts.length === 0) return [];
    const projects = projectsAround(chart, document.uri);
    const isWhole = projects.every(
      ({ problems }) => !problems.some(({ isGap, isRemote }) => isGap || isRemote),
    );
    // Its files may be of another folder, or of none that is read.
    const isOfThem = composeFilesOf(document).every(
      file => file !== undefined && chart.projectsWith(file).some(one => projects.includes(one)),
    );
    if (projects.length === 0 || !isWhole || !isOfThem) return [];
    return hosts.flatMap(([host, listens]) => {
      const called = unitsCalled(chart, document.uri, host);
      const known = called.flatMap(({ unit }) => rangesOf(unit));
      spend(known.length * listens.length);
      return listens.flatMap(listen => {
        const { range } = listen.port;
        if (called.length === 0) {
          // Any host is asked for from within the container: by its address, or a name that others gave it.
          if (host.includes('.') || projects.some(({ meetsOthers }) => meetsOthers)) return [];
          const message = t('No service is called "{0}", so nothing is forwarded.', host);
          return judgement(chart, document, listen, { message });
        }
        if (known.length === 0 || known.some(own => rangesOverlap(own, range))) return [];
        const message = t(
          'As far as is known "{0}" has no port {1}, but {2}.',
          host,
          formatRange(range),
          [...new Set(known.map(formatRange))].slice(0, MAX_NAMED).join(', '),
        );
        return judgement(chart, document, listen, { severity: 'hint', message });
      });
    });
  },
};

/** So many ports of a service are named. */
const MAX_NAMED = 20;

function byHost(document: Document): readonly (readonly [string, readonly Forwarded[]])[] {
  return [...groupBy(forwardsOf(document), ({ host }) => host)];
}

function firstOf<Item>(items: readonly Item[], test: (item: Item) => boolean): Item | undefined {
  return items.find(item => {
    spend();
    return test(item);
  });
}

/** The ports that a unit is known to have: none where its image may have any. */
const rangesOf = perObject((unit: Unit): readonly PortRange[] => {
  const own = containerPortsOf(unit).map(({ range }) => range);
  const ofImage = unit.image ? imagePorts(unit.image.value.value) : [];
  return [...own, ...ofImage.map(({ port }) => ({ from: port, to: port }))].filter(range => range !== null);
});

function judgement(
  chart: Chart,
  { uri }: Document,
  { port }: Forwarded,
  said: Omit<Judgement, 'uri' | 'span'>,
): readonly Judgement[] {
  const place = placeOf(chart, uri, port.text);
  return place ? [{ ...place, ...said }] : [];
}
