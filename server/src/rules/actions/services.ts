import { t } from '@vscode/l10n';
import type { Chart } from '../../chart/chart';
import { formatRange, onlyPort, type PortRange, rangesOverlap } from '../../ports/port';
import { defaultPortOfScheme, imagePorts } from '../../registry/registry';
import type { PortKey } from '../../systems/actions/expressions';
import {
  isWorkflowReading,
  type Job,
  type JobContainer,
  type WorkflowReading,
} from '../../systems/actions/reading';
import type { Document } from '../../systems/reading';
import { spend } from '../../text/effort';
import { imageName } from '../../text/image-name';
import { parsePortPart } from '../../text/port-spec';
import type { SourceText } from '../../text/source-text';
import type { Span } from '../../text/spans';
import { isUnknown } from '../../text/template';
import { isLoopbackHost } from '../../text/urls';
import { type Judgement, placeOf, type Rule, writeInstead } from '../rule';

/** So many ports of a service are named. */
const MAX_NAMED = 5;

/**
 * `job.services.NAME.ports[KEY]`: the key is a port of the container that is published, else it gives an empty text
 * (actions/runner, `ContainerOperationProvider.StartContainerAsync` and `DockerUtil.ParseDockerPort`; github/docs#33621).
 */
export const unknownKey: Pick<Rule, 'judgeDocument'> = {
  judgeDocument: (document, chart) =>
    jobsOf(document).flatMap(job => job.portKeys.flatMap(one => judgeKey(chart, document, job, one))),
};

function jobsOf({ reading }: Document): readonly Job[] {
  return isWorkflowReading(reading) ? reading.jobs : [];
}

function judgeKey(
  chart: Chart,
  { uri }: Document,
  { services, hasOtherServices }: Job,
  { service: name, key }: PortKey,
): readonly Judgement[] {
  spend(services.length);
  const service = services.find(one => isSameName(one.name, name));
  if (!service) {
    const message = t('This job has no service "{0}", so this is empty.', name.value);
    const names = services.map(one => one.name.value);
    return hasOtherServices ? [] : judgement(chart, uri, name, message, [], names);
  }
  spend(service.published.length);
  const asked = parsePortPart(key)?.range;
  const specs = service.published.flatMap(one => (one.faults ? [] : [one.spec]));
  const targets = specs.flatMap(({ target }) => target.range ?? []);
  const isKnown =
    service.hasAllPorts && targets.length === service.published.length && service.faults.length === 0;
  if (!asked || !isKnown || targets.some(range => rangesOverlap(range, asked))) return [];
  const known = [...new Set(targets.map(formatRange))];
  const shown = known.slice(0, MAX_NAMED).join(', ');
  const message =
    known.length === 0
      ? t('"{0}" publishes no port, so this is empty: list {1} in its ports.', service.name.value, key.value)
      : t(
          'The key is the port of the container: "{0}" publishes {1}, not {2}, so this is empty.',
          service.name.value,
          shown,
          key.value,
        );
  // Who writes the port of the machine means that of the container behind it.
  const meant = specs.flatMap(({ published, target }) =>
    published?.range && rangesOverlap(published.range, asked) ? (onlyPort(target.range) ?? []) : [],
  );
  const single = targets.flatMap(range => onlyPort(range) ?? []);
  const related = specs.map(({ target }) => target.text);
  return judgement(chart, uri, key, message, related, [...new Set([...meant, ...single])].map(String));
}

/** Names of services are keys of a context, whatever their case (actions/runner, `DictionaryContextData`). */
function isSameName(a: SourceText, b: SourceText): boolean {
  return a.value.toLowerCase() === b.value.toLowerCase();
}

function judgement(
  chart: Chart,
  uri: string,
  text: SourceText,
  message: string,
  related: readonly SourceText[],
  instead: readonly string[],
): readonly Judgement[] {
  const place = placeOf(chart, uri, text);
  if (!place) return [];
  return [
    {
      ...place,
      severity: 'warning',
      message,
      related: related.slice(0, MAX_NAMED).flatMap(one => {
        const there = placeOf(chart, uri, one);
        return there ? [{ ...there, message: t('It has this port.') }] : [];
      }),
      remedies: writeInstead(place, instead.slice(0, MAX_NAMED)),
    },
  ];
}

/**
 * `localhost` in a job that runs in a container, with the port of a service: the service has the network address of its
 * name there (GitHub, "About service containers"; actions/example-services#22). On a runner of somebody's own both may
 * be in one pod, which shares its network (actions/runner-container-hooks): nothing is said of those.
 */
export const serviceOnLocalhost: Pick<Rule, 'judgeDocument'> = {
  judgeDocument(document, chart) {
    const { reading } = document;
    return isWorkflowReading(reading)
      ? reading.jobs
          .filter(isApart)
          .flatMap(job => [
            ...urlsOf(reading, job).flatMap(mention => judgeLocal(chart, document, job, mention)),
            ...variablesOf(job).flatMap(mention => judgeLocal(chart, document, job, mention)),
          ])
      : [];
  },
};

/** The labels of machines that GitHub hosts and that start containers. */
const HOSTED = /^ubuntu-(?:latest|slim|\d\d\.\d\d)(?:-arm)?$/;

/** Whether the steps of a job run in a container for certain, and none of them starts what may listen there. */
function isApart({ container, machine = '', scripts, actions, services }: Job): boolean {
  if (!container || container.isConditional || !container.hasAllPorts || !HOSTED.test(machine)) return false;
  const words = services.flatMap(({ name, image }) => wordsFor(name.value, image?.value ?? ''));
  return !scripts.some(script => STARTS.test(script)) && !actions.some(action => mayStart(action, words));
}

/** What starts something that goes on, or leads a port elsewhere. */
const STARTS =
  /(?:^|[^&>])&(?![&>\d])|\b(?:docker|podman|socat|ssh|kubectl|minikube|nohup|daemon|service|systemctl|start|serve|server|listen|tunnel|forward|proxy|supervisord|foreman|pm2|pg_ctl|pg_ctlcluster|mysqld|mongod)/i;

/** What a service may be called: by its name, and by the last part of its image's. */
function wordsFor(name: string, image: string): readonly string[] {
  return [name, imageName(image)].map(word => word.toLowerCase()).filter(word => word.length > 2);
}

/** Whether an action may start a service itself: one of the repository, or one that is called like it. */
function mayStart(action: string, services: readonly string[]): boolean {
  const name = action.toLowerCase();
  return /^\.|docker|compose|server|start/.test(name) || services.some(word => name.includes(word));
}

/** A port at `localhost`, and the place of both. */
interface Mention {
  readonly port: number;
  readonly host: string;
  readonly span: Span;
  /** Whether the port is written in that place, too. */
  readonly hasPort: boolean;
  /** The service that is meant for certain, whatever the port. */
  readonly service?: string;
}

function urlsOf({ urls }: WorkflowReading, { ownSpans }: Job): readonly Mention[] {
  return urls
    .flatMap(({ mentions }) => mentions)
    .flatMap(({ host, hostSpan, port, portSpan, scheme }) => {
      spend();
      const number = port === undefined ? defaultPortOfScheme(scheme ?? '') : Number(port);
      const isIn = ownSpans.some(({ start, end }) => start <= hostSpan.start && portSpan.end <= end);
      if (!isIn || !isLoopbackHost(host) || number === undefined || Number.isNaN(number)) return [];
      const span = { start: hostSpan.start, end: portSpan.end };
      return [{ port: number, host, span, hasPort: port !== undefined }];
    });
}

/** The ports that variables name whose host is `localhost`. */
function variablesOf({ namedPorts, ownSpans, portKeys }: Job): readonly Mention[] {
  return namedPorts.flatMap(({ value, host }) => {
    if (!host || isUnknown(host.value) || !isLoopbackHost(host.value.toLowerCase())) return [];
    const isIn = ownSpans.some(({ start, end }) => start <= host.span.start && host.span.end <= end);
    const asked = portKeys.find(
      ({ key }) => value.span.start <= key.span.start && key.span.end <= value.span.end,
    );
    spend(portKeys.length);
    const port = asked ? Number(asked.key.value) : onlyPort(parsePortPart(value)?.range ?? null);
    if (!isIn || port === undefined) return [];
    const service = asked && { service: asked.service.value.toLowerCase() };
    return [{ port, host: host.value, span: host.span, hasPort: false, ...service }];
  });
}

function judgeLocal(
  chart: Chart,
  { uri }: Document,
  { services }: Job,
  { port, host, span, hasPort, service: named }: Mention,
): readonly Judgement[] {
  spend(services.length);
  const meant = services.flatMap(service => {
    if (named !== undefined && service.name.value.toLowerCase() !== named) return [];
    const inside = portInside(service, port);
    return inside === undefined ? [] : [{ name: service.name.value, inside }];
  });
  const [only, ...others] = meant;
  if (!only || others.length > 0 || !chart.isEditable(uri)) return [];
  const { name, inside } = only;
  const message = t(
    'This job runs in a container, and {0} is that container: the service is reached at {1}.',
    host,
    `${name}:${inside}`,
  );
  const newText = hasPort ? `${name}:${inside}` : name;
  // Of a port that stands elsewhere, both have to change.
  const isWhole = hasPort || inside === port;
  return [
    {
      uri,
      span,
      severity: 'warning',
      message,
      remedies: isWhole ? writeInstead({ uri, span }, [newText]) : [],
    },
  ];
}

/** The port of a service that a number means: its own, or the one behind that of the machine. */
function portInside(service: JobContainer, port: number): number | undefined {
  const range: PortRange = { from: port, to: port };
  if (!service.hasAllPorts || service.isConditional) return undefined;
  const specs = service.published.flatMap(one =>
    one.faults || one.spec.protocol !== 'tcp' ? [] : [one.spec],
  );
  if (specs.some(({ target }) => target.range && rangesOverlap(target.range, range))) return port;
  const [behind] = specs.flatMap(({ published, target }) => {
    if (!published?.range || !target.range || !rangesOverlap(published.range, range)) return [];
    const inside = target.range.from + (port - published.range.from);
    return inside <= target.range.to ? [inside] : [];
  });
  if (behind !== undefined || service.published.length > 0) return behind;
  const usual = service.image ? imagePorts(service.image.value) : [];
  return usual.some(one => one.port === port && one.protocol === 'tcp') ? port : undefined;
}
