import { t } from '@vscode/l10n';
import type { Chart } from '../chart/chart';
import type { ChartedOccurrence, Role } from '../chart/occurrence';
import { occurrencesIn } from '../chart/occurrences';
import { portClass } from '../ports/port';
import type { Protocol } from '../ports/protocol';
import {
  assignmentsOf,
  customaryUses,
  imagesOf,
  isBlockedByBrowsers,
  lookup,
  registryLink,
} from '../registry/registry';
import type { Settings } from '../rules/settings';
import type { Project } from '../systems/project';
import { groupBy } from '../text/group-by';
import { firstOf, linkTo, roleText } from './role-text';

/** The most customary uses that are named: 8080 has dozens. */
const MAX_USES = 8;

/** The most images, and places that say the same, that are named. */
const MAX_NAMED = 6;

/** The most places of the workspace that a page lists. */
const MAX_PLACES = 20;

/** The most occurrences that are looked at for them. */
const MAX_OCCURRENCES = 200;

/** The most documents, beside the projects' own, that are searched for them. */
const MAX_SEARCHED = 50;

/** A page about a port, in Markdown: what this workspace does with it, and then what is known of it anywhere. */
export function explainPage(
  chart: Chart,
  projects: readonly Project[],
  port: number,
  protocol: Protocol | undefined,
  settings: Settings,
): string {
  const occurrences = occurrencesOf(chart, projects, port, protocol);
  const found = distinctTexts(chart, occurrences.slice(0, MAX_OCCURRENCES));
  const lines = found.slice(0, MAX_PLACES).map(line => `- ${line}`);
  const more = found.length - lines.length + Math.max(0, occurrences.length - MAX_OCCURRENCES);
  const here = [
    ...(lines.length > 0 ? [lines.join('\n')] : [t('Nothing in this workspace names this port.')]),
    ...(more > 0 ? [t('And {0} more places.', more)] : []),
  ];
  return paragraphs([
    `**${t('Port {0}', port)}**`,
    `### ${t('In this workspace')}`,
    ...here,
    `### ${t('Anywhere')}`,
    ...knownLines(port, protocol, settings),
  ]);
}

/** What is known of a port anywhere, in Markdown. */
export function explainPort(port: number, protocol: Protocol | undefined, settings: Settings): string {
  return paragraphs([`**${t('Port {0}', port)}**`, ...knownLines(port, protocol, settings)]);
}

/** Who publishes a port comes first, then who has it, then who names it. */
const ORDER: readonly Role[] = [
  'published',
  'hostPort',
  'nodePort',
  'target',
  'containerPort',
  'servicePort',
  'listener',
  'exposed',
  'listen',
  'forwarded',
  'targetPort',
  'backend',
  'policy',
  'use',
  'probe',
  'entryPoint',
  'url',
  'variable',
];

/** Where a port is written: who publishes it first, then who has it, then who names it. */
export function occurrencesOf(
  chart: Chart,
  projects: readonly Project[],
  port: number,
  protocol: Protocol | undefined,
): readonly ChartedOccurrence[] {
  const uris = new Set([
    ...projects.flatMap(({ files }) => [...files]),
    ...chart
      .documentsMentioning(port)
      .slice(0, MAX_SEARCHED)
      .map(({ uri }) => uri),
  ]);
  const found = [...uris].flatMap(uri => {
    const document = chart.document(uri);
    return document ? occurrencesIn(chart, document, { ports: [port] }) : [];
  });
  return found.filter(occurrence => !protocol || occurrence.protocol === protocol).sort(byUse);
}

/** Orders occurrences: those that publish first, and each kind by its place. */
export function byUse(a: ChartedOccurrence, b: ChartedOccurrence): number {
  return (
    ORDER.indexOf(a.role) - ORDER.indexOf(b.role) ||
    (a.uri < b.uri ? -1 : a.uri > b.uri ? 1 : a.span.start - b.span.start)
  );
}

/** What each occurrence does, with the places that say so. */
function distinctTexts(chart: Chart, occurrences: readonly ChartedOccurrence[]): readonly string[] {
  const byText = groupBy(occurrences, occurrence => roleText(chart, occurrence));
  return [...byText].map(([text, alike]) => {
    const places = alike.map(({ uri, span }) => linkTo(chart, uri, span));
    return `${text}: ${firstOf(places, MAX_NAMED)}`;
  });
}

/** What is known of a port anywhere: Markdown, a fact each. */
export function knownLines(
  port: number,
  protocol: Protocol | undefined,
  settings: Settings,
): readonly string[] {
  const isPrivileged = port > 0 && port < settings.privilegedPortThreshold;
  const assigned = protocol ? lookup(port, protocol).iana : assignmentsOf(port);
  const others = protocol ? assignmentsOf(port).filter(one => one.protocol !== protocol) : [];
  const byText = groupBy([...assigned, ...others], ({ name, aliases, description, references }) => {
    const names = [name, ...aliases].map(one => `\`${one}\``).join(', ');
    return `${names} — ${description}${references.length > 0 ? ` (${references.join(', ')})` : ''}`;
  });
  const iana = [...byText].map(([text, alike]) => `${alike.map(one => one.protocol).join(', ')}: ${text}`);
  const uses = customaryUses(port).filter(use => !protocol || use.protocol === protocol);
  const links = uses.map(use => `[${use.software}](${use.documentation})`);
  const images = imagesOf(port, protocol).map(image => `\`${image}\``);
  return [
    iana.length > 0 ? `IANA: ${iana.join('; ')}` : t('IANA: not assigned.'),
    ...(links.length > 0 ? [t('Used by default by: {0}', firstOf(links, MAX_USES))] : []),
    ...(images.length > 0 ? [t('Images: {0}', firstOf(images, MAX_NAMED))] : []),
    ...(isBlockedByBrowsers(port) ? [t('Browsers refuse to fetch from it.')] : []),
    isPrivileged
      ? t('{0}: publishing it on the host needs root or `CAP_NET_BIND_SERVICE`.', className(port))
      : t('{0}: needs no privileges.', className(port)),
    `[${t('Look it up at IANA')}](${registryLink(port)})`,
  ];
}

function className(port: number): string {
  switch (portClass(port)) {
    case 'system':
      return t('System port');
    case 'user':
      return t('User port');
    case 'dynamic':
      return t('Dynamic port');
  }
}

function paragraphs(lines: readonly string[]): string {
  return lines.join('\n\n');
}
