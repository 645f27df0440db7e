import { t } from '@vscode/l10n';
import type { Chart } from '../chart/chart';
import {
  type Binding,
  type Collision,
  type ConflictPart,
  canRunTogether,
  collisionsOf,
  dynamicTwins,
  isSpread,
} from '../chart/collisions';
import { type ContainerPort, containerPortsOf } from '../chart/container-ports';
import { networkOwner } from '../chart/networks';
import { endedFirst } from '../chart/starts';
import { formatRange, type PortRange, rangeSize, rangesOverlap } from '../ports/port';
import type { Project } from '../systems/project';
import { isPool, type Mapping, type Unit } from '../systems/unit';
import { groupBy } from '../text/group-by';
import type { SourceText } from '../text/source-text';
import type { Place } from '../text/spans';
import { displayValue } from '../text/template';
import { relativeName } from '../text/uri';
import { type Judgement, placeOf, type Remedy, type Rule } from './rule';

/** One process binds one (address, protocol, port); see `chart/collisions.ts` for what can meet. */
export const portConflict: Rule = {
  severity: 'error',
  summary: 'Services of one project ask for the same port: only one can start.',
  isOfCommands: true,
  judgeUnit: (unit, chart) =>
    dynamicTwins(unit).flatMap(([first, second]) => judgeTwins(chart, unit, first, second)),
  judgeProject(project, chart) {
    const ranks = new Map([...project.units.values()].map((unit, rank) => [unit, rank]));
    return [
      ...collisionsOf(project).flatMap(collision => judge(project, chart, collision, ranks)),
      ...(hasForeignNetworks(project)
        ? [...sharedNetworkConflicts(project, chart), ...hostNetworkConflicts(project, chart)]
        : []),
    ];
  },
};

/** Where each unit stands in its project. */
type Ranks = ReadonlyMap<Unit, number>;

function judge(project: Project, chart: Chart, collision: ConflictPart, ranks: Ranks): readonly Judgement[] {
  const { binding, rivals, certainty } = collision;
  const place = placeOf(chart, binding.uri, binding.text);
  if (!place) return [];
  const others = rivals.flatMap(rival => {
    const there = placeOf(chart, rival.uri, rival.text);
    return there ? [{ rival, place: there }] : [];
  });
  // A variable may differ.
  const isTogether = !project.root.startsApart || rivals.some(({ unit }) => unit === binding.unit);
  const isCertain = certainty === 'always' && binding.range !== null && isTogether;
  // Two bindings with one place, as through an alias, cannot be moved apart.
  const elsewhere = others.filter(other => !isOnePlace(other.place, place));
  const isSecond = elsewhere.some(({ rival }) => isBefore(rival, binding, ranks));
  const own = movesOf(
    binding,
    place,
    elsewhere.map(other => other.place),
    isSecond && certainty === 'always',
  );
  // Of many rivals, each has a finding of its own.
  const [only] = collision.count === 1 ? elsewhere : [];
  const remedies = only ? [...own, ...movesOf(only.rival, only.place, [place], false)] : own;
  const related = elsewhere.map(other => ({ ...other.place, message: alsoPublished(project, other.rival) }));
  return [
    {
      ...place,
      ...(isSpread(project, collision)
        ? { severity: 'hint' as const }
        : isCertain
          ? {}
          : { severity: 'warning' as const }),
      message: messageOf(project, collision, ranks),
      related,
      remedies: elsewhere.length === 0 ? [] : remedies,
      collision,
    },
  ];
}

function isOnePlace(a: Place, b: Place): boolean {
  return a.uri === b.uri && a.span.start === b.span.start;
}

/** Whether a binding comes before another in the project; of one unit, the one that is written before. */
function isBefore(a: Binding, b: Binding, ranks: Ranks): boolean {
  const { mappings } = b.unit;
  return a.unit === b.unit
    ? mappings.indexOf(a.mapping) < mappings.indexOf(b.mapping)
    : (ranks.get(a.unit) ?? 0) < (ranks.get(b.unit) ?? 0);
}

function movesOf(
  { range, unit }: Binding,
  place: Place,
  awayFrom: readonly Place[],
  preferred: boolean,
): readonly Remedy[] {
  return range ? [{ kind: 'move', place, range, unit: unit.name, preferred, awayFrom }] : [];
}

function alsoPublished(project: Project, { uri, text, unit }: Binding): string {
  const file = relativeName(uri, project.root.folder);
  return t('"{0}" publishes {1} here ({2}).', unit.name, written(text), file);
}

function messageOf(project: Project, collision: Collision, ranks: Ranks): string {
  const { binding, rivals, kind, certainty } = collision;
  const [first] = rivals;
  if (isSpread(project, collision)) return spreadMessage(collision);
  if (!first) return copiesMessage(binding);
  if (kind === 'ended') {
    const ended = endedFirst(project, binding.unit, first.unit) ?? first.unit;
    const other = ended === binding.unit ? first.unit : binding.unit;
    return t(
      'Host port {0} is published by "{1}" and "{2}". "{1}" has ended when "{2}" starts, but fails where it is started again beside it.',
      written(binding.text),
      ended.name,
      other.name,
    );
  }
  if (kind === 'others') return othersMessage(collision, ranks);
  const isPoolHere = isPool(binding.mapping);
  if (certainty === 'always') return isPoolHere ? exhaustedMessage(collision) : takesMessage(binding, first);
  if (isPoolHere) {
    return t(
      'Some of {0} are also published by {1}: may fail, depending on which starts first.',
      written(binding.text),
      listNames(rivals, collision.count),
    );
  }
  return t(
    'Host port {0} may go to "{1}" ({2}): may fail, depending on which starts first.',
    written(binding.text),
    first.unit.name,
    written(first.text),
  );
}

function spreadMessage({ binding, rivals, count }: Collision): string {
  const port = written(binding.text);
  if (rivals.length === 0)
    return t(
      '"{0}" runs {1} times, each on host port {2} of its machine: each needs one of its own.',
      binding.unit.name,
      binding.unit.copies,
      port,
    );
  const names = listNames([binding, ...rivals], count + 1);
  return t(
    'Host port {0} is published by {1} on the machine of each: each needs one of its own.',
    port,
    names,
  );
}

function othersMessage({ binding, rivals, count, ports }: Collision, ranks: Ranks): string {
  const all = [binding, ...rivals].toSorted((a, b) => (ranks.get(a.unit) ?? 0) - (ranks.get(b.unit) ?? 0));
  const [a = binding, b = binding] = all;
  if (binding.range && !ports) {
    return t(
      'Some of host ports {0} are also published by {1}: only one can start.',
      written(binding.text),
      listNames(rivals, count),
    );
  }
  const numbers = ports ? formatRange(ports) : written(binding.text);
  const port = binding.protocol === 'tcp' ? numbers : `${numbers}/${binding.protocol}`;
  const isOne = !ports || rangeSize(ports) === 1;
  if (rivals.every(({ unit }) => unit === binding.unit)) {
    return isOne
      ? t('Host port {0} is published twice by "{1}": it will fail to start.', port, binding.unit.name)
      : t('Host ports {0} are published twice by "{1}": it will fail to start.', port, binding.unit.name);
  }
  if (count > 1) {
    const names = listNames(all, count + 1);
    return isOne
      ? t('Host port {0} is published by {1}: only one can start.', port, names)
      : t('Host ports {0} are published by {1}: only one can start.', port, names);
  }
  const [one, other] = [a.unit.name, b.unit.name];
  return isOne
    ? t('Host port {0} is published by "{1}" and "{2}": the second fails to start.', port, one, other)
    : t('Host ports {0} are published by "{1}" and "{2}": the second fails to start.', port, one, other);
}

/** So many units are named in a message. */
const MAX_NAMED = 3;

/** `"web", "api", "db" and 2 others`, for so many bindings. */
function listNames(listed: readonly Binding[], count: number): string {
  const names = [...new Set(listed.map(({ unit }) => `"${unit.name}"`))];
  const shown = names.slice(0, MAX_NAMED);
  // A unit that publishes the port more than once is named once.
  const rest = names.length - shown.length + Math.max(0, count - listed.length);
  if (rest === 1) return t('{0} and 1 other', shown.join(', '));
  return rest > 1 ? t('{0} and {1} others', shown.join(', '), rest) : joinNames(shown);
}

function joinNames(names: readonly string[]): string {
  const [last = ''] = names.slice(-1);
  return names.length < 2 ? last : t('{0} and {1}', names.slice(0, -1).join(', '), last);
}

function judgeTwins(chart: Chart, unit: Unit, first: Mapping, second: Mapping): readonly Judgement[] {
  const places = [first, second].flatMap(
    ({ author, target }) => placeOf(chart, author.uri, target.text) ?? [],
  );
  const message = t(
    'Container port {0} is published twice, on addresses that overlap: "{1}" will fail to start.',
    written(second.target.text),
    unit.name,
  );
  return places.map((place, index) => ({
    ...place,
    message,
    related: places
      .filter((_, other) => other !== index)
      .map(other => ({ ...other, message: t('It is also published here.') })),
  }));
}

function copiesMessage(binding: Binding): string {
  const copies = binding.unit.copies;
  const { range } = binding;
  const size = range ? rangeSize(range) : 1;
  const { name } = binding.unit;
  if (isPool(binding.mapping)) {
    return t(
      '"{0}" runs {1} times, but {2} has only {3} ports: the others fail to start.',
      name,
      copies,
      formatRange(range ?? { from: 0, to: 0 }),
      size,
    );
  }
  return t(
    '"{0}" runs {1} times, each on host port {2}: the second fails to start.',
    name,
    copies,
    written(binding.text),
  );
}

function exhaustedMessage({ binding, rivals, count }: Collision): string {
  const [first] = rivals;
  return first && count === 1
    ? takesMessage(first, binding)
    : t(
        'No port of {0} is left for "{1}": {2} take them.',
        written(binding.text),
        binding.unit.name,
        listNames(rivals, count),
      );
}

function takesMessage(taker: Binding, pool: Binding): string {
  return t(
    'No port of {0} is left for "{1}": "{2}" takes {3} of them.',
    written(pool.text),
    pool.unit.name,
    taker.unit.name,
    written(taker.text),
  );
}

function written(text: SourceText): string {
  return displayValue(text.value);
}

function hasForeignNetworks(project: Project): boolean {
  for (const unit of project.units.values()) if (unit.network.kind !== 'own') return true;
  return false;
}

/** A container port of which the numbers are known. */
type KnownPort = ContainerPort & { readonly range: PortRange };

function knownPortsOf(unit: Unit): readonly KnownPort[] {
  return containerPortsOf(unit).flatMap(({ range, ...port }) => (range ? [{ ...port, range }] : []));
}

/** Units in one network (`network_mode: unit:x`, `container:x`) share its ports. */
function sharedNetworkConflicts(project: Project, chart: Chart): readonly Judgement[] {
  const groups = groupBy(project.units.values(), unit => networkGroup(project, unit));
  return [...groups].flatMap(([group, units]) => {
    if (units.length < 2 || group === 'host') return [];
    return meetings(project, units.flatMap(knownPortsOf)).flatMap(([first, second]) => {
      const [a, b] = [placeOf(chart, first.uri, first.text), placeOf(chart, second.uri, second.text)];
      if (!a || !b) return [];
      const message = t(
        '"{0}" and "{1}" share a network and container port {2}: only one can listen.',
        first.unit.name,
        second.unit.name,
        formatRange(second.range),
      );
      const severity = 'warning' as const;
      return [
        { ...a, severity, message, related: [{ ...b, message: namedHere(second) }] },
        { ...b, severity, message, related: [{ ...a, message: namedHere(first) }] },
      ];
    });
  });
}

function networkGroup(project: Project, unit: Unit): string {
  const owner = networkOwner(project, unit);
  const network = owner.network;
  if (network.kind === 'host') return 'host';
  return network.kind === 'foreign' ? `container:${network.name}` : `unit:${owner.name}`;
}

/** With the host's network, what a unit exposes it probably listens on: a hint, for nothing binds it yet. */
function hostNetworkConflicts(project: Project, chart: Chart): readonly Judgement[] {
  const onHost = [...project.units.values()]
    .filter(unit => networkGroup(project, unit) === 'host')
    .flatMap(knownPortsOf);
  if (onHost.length === 0) return [];
  const published = [...project.units.values()].flatMap(unit =>
    unit.network.kind === 'own'
      ? unit.mappings.flatMap(({ author, published: host, protocol }) =>
          host?.range && host.range.from > 0
            ? [{ unit, uri: author.uri, text: host.text, range: host.range, protocol }]
            : [],
        )
      : [],
  );
  return meetings(project, [...onHost, ...published])
    .filter(pair => pair.some(port => onHost.includes(port)))
    .flatMap(([first, second]) => {
      const [a, b] = [placeOf(chart, first.uri, first.text), placeOf(chart, second.uri, second.text)];
      if (!a || !b) return [];
      const message = t(
        '"{0}" and "{1}" both name port {2} of the host: only one can listen.',
        first.unit.name,
        second.unit.name,
        formatRange(second.range),
      );
      const severity = 'hint' as const;
      return [
        { ...a, severity, message, related: [{ ...b, message: namedHere(second) }] },
        { ...b, severity, message, related: [{ ...a, message: namedHere(first) }] },
      ];
    });
}

function namedHere({ unit }: KnownPort): string {
  return t('Here "{0}" names it.', unit.name);
}

function meetings(
  project: Project,
  ports: readonly KnownPort[],
): readonly (readonly [KnownPort, KnownPort])[] {
  const byProtocol = groupBy(ports, port => port.protocol);
  return [...byProtocol.values()].flatMap(alike => {
    const sorted = [...alike].sort((a, b) => a.range.from - b.range.from);
    return sorted.flatMap((second, index) => {
      const first = sorted
        .slice(Math.max(0, index - 50), index)
        .find(
          other =>
            other.unit !== second.unit &&
            rangesOverlap(other.range, second.range) &&
            canRunTogether(project, other.unit, second.unit) &&
            !endedFirst(project, other.unit, second.unit),
        );
      return first ? [[first, second] as const] : [];
    });
  });
}
