import { t } from '@vscode/l10n';
import type { Chart } from '../chart/chart';
import { unitsCalled } from '../chart/host-names';
import { makersOf } from '../chart/images';
import type { ChartedOccurrence, Inside } from '../chart/occurrence';
import { containerPorts, exposedByBuild, urlOccurrence } from '../chart/occurrences';
import { onlyPort, type PortRange, rangeSize } from '../ports/port';
import { isApart, type Project } from '../systems/project';
import type { Document } from '../systems/reading';
import { placeSpan } from '../systems/reading';
import type { Mapping, Sourced, Unit } from '../systems/unit';
import { isForProxies } from '../text/commands';
import { spend } from '../text/effort';
import { groupBy } from '../text/group-by';
import { perObject } from '../text/per-object';
import { namesPort } from '../text/port-names';
import { parsePortPart } from '../text/port-spec';
import type { SourceText } from '../text/source-text';
import { type Judgement, placeOf, type Rule } from './rule';

/** The port that a unit has on the host, used in the networks of its project, where units have their own ports alone. */
export const unreachablePort: Rule = {
  severity: 'warning',
  summary: 'A port that a unit has on the host, used where its own is meant.',
  judgeDocument(document, chart) {
    if (document.purpose !== 'configuration') return [];
    const projects = chart.projectsWith(document.uri);
    const mayMatter = (port: string | undefined) => port !== undefined && /^\d{1,5}$/.test(port);
    const urls = document.reading.urls.flatMap(({ block, mentions }) =>
      mentions.flatMap(mention => {
        if (!mayMatter(mention.port) || !isPublished(chart, projects, Number(mention.port))) return [];
        const occurrence = urlOccurrence(chart, document, block, mention);
        return occurrence ? judgeUrl(chart, document, occurrence) : [];
      }),
    );
    const named = document.reading.holdsUnits ? judgeNamed(chart, document, projects) : [];
    return [...urls, ...named];
  },
};

/** Whether somebody publishes a port: most URLs name none that is. */
function isPublished(chart: Chart, projects: readonly Project[], port: number): boolean {
  spend();
  return (
    chart.publishersOf(port).length > 0 ||
    // Those that nobody else means are no publishers.
    projects.some(one => (one.root.isPassedOver || isApart(one)) && publishedIn(one).has(port))
  );
}

const publishedIn = perObject(
  (project: Project): ReadonlySet<number> =>
    new Set([...project.units.values()].flatMap(unit => [...publishedBy(unit).keys()])),
);

/** The mappings of a unit by each port that they publish. */
const publishedBy = perObject((unit: Unit): ReadonlyMap<number, Mapping> => {
  const found = new Map<number, Mapping>();
  for (const mapping of unit.mappings) {
    const { published, target } = mapping;
    if (!published?.range || !target.range || rangeSize(published.range) > MAX_RANGE) continue;
    for (let port = published.range.from; port <= published.range.to; port++) found.set(port, mapping);
  }
  return found;
});

/** Wider ranges are nobody's mistake. */
const MAX_RANGE = 64;

/** A URL that is said within the project of the unit that it names. */
function judgeUrl(chart: Chart, document: Document, occurrence: ChartedOccurrence): readonly Judgement[] {
  const { subject, range } = occurrence;
  if (subject.kind !== 'url' || subject.at.side === 'host' || !range) return [];
  const [called, ...others] = unitsCalled(chart, document.uri, subject.mention.host, subject.at);
  const { units } = subject.at;
  // In the host's network nobody is called by a name of the project.
  const isWithin = units.every(
    ({ project, unit }) => project === called?.project && unit.network.kind === 'own',
  );
  if (!called || others.length > 0 || units.length === 0 || !isWithin) return [];
  return judge(chart, document, occurrence.text, called, range.from);
}

/** A label or a variable by which a proxy finds its own unit, where one project alone has it. */
function judgeNamed(chart: Chart, document: Document, projects: readonly Project[]): readonly Judgement[] {
  const named = projects.flatMap(project =>
    [...project.units.values()].flatMap(unit =>
      portsForProxies(unit).flatMap(one => (one.uri === document.uri ? { ...one, project, unit } : [])),
    ),
  );
  spend(named.length);
  const alike = groupBy(named, ({ unit, text, port }) => {
    const { start, end } = placeSpan(document.reading, text.block, text.span);
    return `${start} ${end} ${unit.name} ${port}`;
  });
  return [...alike.values()].flatMap(([one, ...others]) =>
    one && others.length === 0 ? judge(chart, document, one.text, one, one.port) : [],
  );
}

/** What a unit tells proxies of its port. */
const portsForProxies = perObject((unit: Unit): readonly PortForProxies[] => {
  const texts: readonly Sourced<SourceText>[] = [
    ...[...unit.environment].flatMap(([key, text]) => (isForProxies(key) ? [text] : [])),
    ...unit.namedPorts.flatMap(({ uri, value: { name, value } }) =>
      isForProxies(name) ? [{ uri, value }] : [],
    ),
  ];
  return texts.flatMap(({ uri, value: text }) => {
    const range = parsePortPart(text)?.range;
    return range ? [{ uri, text, port: range.from }] : [];
  });
});

interface PortForProxies {
  readonly uri: string;
  readonly text: SourceText;
  readonly port: number;
}

function judge(
  chart: Chart,
  { uri, reading }: Document,
  text: SourceText,
  { project, unit }: Inside,
  port: number,
): readonly Judgement[] {
  const mapping = publishedBy(unit).get(port);
  const target = mapping && targetOf(mapping, port);
  const isAsWritten = text.pieces.length === 1 && text.pieces[0]?.kind === 'literal';
  if (!mapping || target === undefined || target === port || !isAsWritten) return [];
  if (unit.network.kind !== 'own' || mapping.protocol !== 'tcp' || mayHave(chart, project, unit, port))
    return [];
  const place = { uri, span: placeSpan(reading, text.block, text.span) };
  const there = mapping.published && placeOf(chart, mapping.author.uri, mapping.published.text);
  return [
    {
      ...place,
      message: t(
        '"{0}" has port {1} on the host alone: in the networks of its project it is reached at {2}.',
        unit.name,
        port,
        target,
      ),
      related: there ? [{ ...there, message: t('It is published here.') }] : [],
      remedies: [
        {
          kind: 'replace',
          place,
          newText: String(target),
          title: t('Write {0}, the port of "{1}" itself', target, unit.name),
          preferred: true,
          safe: false,
        },
      ],
    },
  ];
}

/** The port of a unit that a published one leads to. */
function targetOf({ published, target }: Mapping, port: number): number | undefined {
  if (!published?.range || !target.range) return undefined;
  if (rangeSize(published.range) !== rangeSize(target.range)) return onlyPort(target.range);
  return target.range.from + port - published.range.from;
}

/** Whether a unit may have a port of its own, as far as anything says so. */
function mayHave(chart: Chart, project: Project, unit: Unit, port: number): boolean {
  const holds = (range: PortRange | null) => range !== null && range.from <= port && port <= range.to;
  const made = makersOf(chart, unit).flatMap(maker => exposedByBuild(chart, maker.unit));
  return (
    containerPorts(chart, project, unit).some(({ range }) => holds(range)) ||
    made.some(one => holds(one.port.range)) ||
    saidBy(unit).has(port)
  );
}

/** The ports that the variables, commands and checks of a unit name, but for those by which a proxy finds it. */
const saidBy = perObject((unit: Unit): ReadonlySet<number> => {
  const texts = [
    ...[...unit.environment].flatMap(([key, { value }]) =>
      namesPort(key) && !isForProxies(key) ? [value] : [],
    ),
    ...unit.namedPorts.flatMap(({ value: { name, value } }) => (isForProxies(name) ? [] : [value])),
  ];
  return new Set(texts.flatMap(text => onlyPort(parsePortPart(text)?.range ?? null) ?? []));
});
