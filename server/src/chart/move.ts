import { ANY_ADDRESS, addressesMeet } from '../ports/address';
import { formatRange, MAX_PORT, type PortRange, rangesOverlap } from '../ports/port';
import type { Protocol } from '../ports/protocol';
import type { Project } from '../systems/project';
import type { Author, Mapping, Unit } from '../systems/unit';
import { spend } from '../text/effort';
import type { PortPart } from '../text/port-spec';
import { isPlainPurpose } from '../text/purpose';
import type { Edit } from '../text/spans';
import type { Chart, Publisher } from './chart';
import { ownBindingsOn } from './collisions';
import { editPlace, linkedOccurrences } from './links';
import type { ChartedOccurrence, Subject } from './occurrence';

/** What moving a port would change, and what stands in the way. */
export interface Move {
  /** In configuration and documentation, and in the document that the move starts from. */
  readonly edits: readonly Edit[];
  /** In source code, tests and other prose: a person looks at each before it is made. */
  readonly toConfirm: readonly Edit[];
  /** The occurrences whose number all these edits change. */
  readonly moved: readonly ChartedOccurrence[];
  /** Occurrences of the same port that no edit can reach: outside the workspace, or put together from parts. */
  readonly unreached: readonly ChartedOccurrence[];
}

/**
 * Moves an occurrence, and everything that denotes the same, so that its first port becomes `to`. Undefined
 * where its own number is unknown, or a port of it would leave 0–65535. Other people's files stay as they are. Who knows
 * what denotes the same gives it.
 */
export function moveTo(
  chart: Chart,
  start: ChartedOccurrence,
  to: number,
  linked: readonly ChartedOccurrence[] = linkedOccurrences(chart, start),
): Move | undefined {
  if (!start.range) return undefined;
  const shift = to - start.range.from;
  const edits = new Map<string, Edit>();
  const toConfirm = new Map<string, Edit>();
  const moved: ChartedOccurrence[] = [];
  const unreached: ChartedOccurrence[] = [];
  for (const occurrence of linked) {
    const place = editPlace(chart, occurrence);
    const { range } = occurrence;
    const uri = place?.uri ?? occurrence.uri;
    const purpose = uri === start.uri ? 'configuration' : chart.document(uri)?.purpose;
    if (purpose === 'foreign') continue;
    if (!place || !range || !chart.isEditable(place.uri)) {
      unreached.push(occurrence);
      continue;
    }
    const target: PortRange = { from: range.from + shift, to: range.to + shift };
    if (target.from < 0 || target.to > MAX_PORT) return undefined;
    const isImplied = place.span.start === place.span.end;
    const newText = isImplied ? `:${target.from}` : formatRange(target);
    moved.push(occurrence);
    const list = purpose === undefined || isPlainPurpose(purpose) ? edits : toConfirm;
    list.set(`${place.uri} ${place.span.start} ${place.span.end}`, { ...place, newText });
  }
  return { edits: [...edits.values()], toConfirm: [...toConfirm.values()], moved, unreached };
}

/** Somebody who has a port that another is to move to. */
export type Taker =
  | { readonly kind: 'published'; readonly publisher: Publisher }
  | { readonly kind: 'target'; readonly unit: Unit };

/** The most ports of a range that are looked up. */
const MAX_LOOKED_UP = 64;

/** Who has a port already that a move would give: on the host in any project, or inside of the same unit. */
export function takersOf(chart: Chart, { moved }: Move, to: PortRange): readonly Taker[] {
  const own = new Set<Mapping>();
  for (const { subject } of moved) if ('mapping' in subject) own.add(subject.mapping);
  const ports = Array.from(
    { length: Math.min(MAX_LOOKED_UP, to.to - to.from + 1) },
    (_, index) => to.from + index,
  );
  const elsewhere = new Set(moved.flatMap(({ subject }) => elsewhereOf(subject)));
  const publishers = ranked(
    elsewhere.size > 0 ? publishersElsewhere(elsewhere, to) : ports.flatMap(port => chart.publishersOf(port)),
  ).filter(({ binding }) => !own.has(binding.mapping));
  const moving = new Map<PortPart, Set<Author>>();
  for (const { target, author } of own) moving.set(target, (moving.get(target) ?? new Set()).add(author));
  // Many that move ask for the same: each question is put once.
  const asked = new Set<string>();
  const lookedInto = new Map<Protocol, Set<Unit>>();
  const takers = moved.flatMap(({ role, subject, protocol }): readonly Taker[] => {
    spend();
    if (subject.kind === 'published') {
      const { address } = subject.mapping;
      const socket = `${protocol} ${address?.text.value ?? ''}`;
      if (asked.size === asked.add(socket).size) return [];
      spend(publishers.length);
      return publishers
        .filter(
          ({ binding }) =>
            binding.protocol === protocol &&
            addressesMeet(binding.address?.address ?? ANY_ADDRESS, address?.address ?? ANY_ADDRESS),
        )
        .map(publisher => ({ kind: 'published', publisher }));
    }
    if (role !== 'target' || subject.kind !== 'target') return [];
    const { unit } = subject;
    const units = lookedInto.get(protocol) ?? new Set();
    lookedInto.set(protocol, units);
    if (units.size === units.add(unit).size) return [];
    spend(unit.mappings.length);
    const isTaken = unit.mappings.some(
      ({ author, target, protocol: other }) =>
        other === protocol &&
        target.range !== null &&
        rangesOverlap(target.range, to) &&
        moving.get(target)?.has(author) !== true,
    );
    return isTaken ? [{ kind: 'target', unit }] : [];
  });
  const seen = new Set<Mapping | Unit>();
  return takers.filter(taker => {
    const key = taker.kind === 'target' ? taker.unit : taker.publisher.binding.mapping;
    return seen.size < seen.add(key).size;
  });
}

/** The project of a published port that runs on a machine of its own. */
function elsewhereOf(subject: Subject): readonly Project[] {
  return subject.kind === 'published' && subject.project.root.isElsewhere ? [subject.project] : [];
}

/** Who publishes a port of a range on machines that projects have for themselves. */
function publishersElsewhere(projects: ReadonlySet<Project>, to: PortRange): readonly Publisher[] {
  return [...projects].flatMap(project => ownBindingsOn(project, to).map(binding => ({ project, binding })));
}

/** Publishers come in the order in which they were read, which says nothing. */
function ranked(publishers: readonly Publisher[]): readonly Publisher[] {
  const ranks = new Map(
    publishers.map(publisher => [publisher, `${publisher.binding.uri} ${publisher.binding.unit.name}`]),
  );
  const rankOf = (publisher: Publisher) => ranks.get(publisher) ?? '';
  return publishers.toSorted((a, b) => (rankOf(a) < rankOf(b) ? -1 : 1));
}
