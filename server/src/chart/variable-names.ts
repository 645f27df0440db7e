import type { PortRange } from '../ports/port';
import { imagePorts } from '../registry/registry';
import type { Project } from '../systems/project';
import type { Unit } from '../systems/unit';
import { spend } from '../text/effort';
import { addTo } from '../text/group-by';
import { imageName } from '../text/image-name';
import { perObject } from '../text/per-object';
import { type Hosts, hostOf, hostsAmong, prefixOf, speaksOfItself } from '../text/port-names';
import { isUnknown } from '../text/template';

const hostsOf = perObject(
  (unit: Unit): Hosts<string> =>
    hostsAmong([...unit.environment].map(([name, { value }]) => [name, value.value] as const)),
);

/** The host that a unit's environment names beside a port: what `DB_HOST` holds beside `DB_PORT`. */
export function hostBeside(unit: Unit, key: string): string | undefined {
  return hostOf(key, hostsOf(unit));
}

/** The host in such a value, which may be a URL; undefined where it is not known. */
export function hostNamed(value: string | undefined): string | undefined {
  const host = /^(?:[\w+.-]+:\/\/)?([\w.-]+)/.exec(value ?? '')?.[1];
  return host === undefined || isUnknown(value ?? '') ? undefined : host.toLowerCase();
}

interface Names {
  /** By the words of their names and images; of long words by their start. */
  readonly byWord: ReadonlyMap<string, readonly { readonly word: string; readonly unit: Unit }[]>;
  /** By the TCP ports that their images have by default. */
  readonly byImagePort: ReadonlyMap<number, readonly Unit[]>;
}

const namesOf = perObject((project: Project): Names => {
  const byWord = new Map<string, { word: string; unit: Unit }[]>();
  const byImagePort = new Map<number, Unit[]>();
  for (const unit of project.units.values()) {
    const image = unit.image?.value.value ?? '';
    for (const word of new Set([...plainWords(unit.name), ...plainWords(imageName(image))]))
      addTo(byWord, startOf(word), { word, unit });
    const ports = imagePorts(image).filter(({ protocol }) => protocol === 'tcp');
    for (const port of new Set(ports.map(one => one.port))) addTo(byImagePort, port, unit);
  }
  return { byWord, byImagePort };
});

/**
 * The units that the name of a variable speaks of: `API_PORT` of the unit `api`, `POSTGRES_PORT` of one of
 * that image, `DATABASE_PORT` of one whose image serves the port by default.
 */
export function unitsNamedBy(project: Project, name: string, range: PortRange): readonly Unit[] {
  const prefix = prefixOf(name);
  if (!prefix || prefix.length === 0) return [];
  const [first = [], ...others] = new Set(
    prefix.map(word => unitsAlike(project)(word)).filter(units => units.length > 0),
  );
  if (others.length > 0) {
    for (const { length } of [first, ...others]) spend(length);
    return [...new Set([first, ...others].flat())];
  }
  if (first.length > 0 || speaksOfItself(name)) return first;
  return range.from === range.to ? (namesOf(project).byImagePort.get(range.from) ?? []) : [];
}

/** The units of a project that a word speaks of: one list for each word, for thousands of names may hold it. */
const unitsAlike = perObject((project: Project) => {
  const known = new Map<string, readonly Unit[]>();
  return (word: string): readonly Unit[] => {
    spend();
    const units = known.get(word) ?? findAlike(project, word);
    known.set(word, units);
    return units;
  };
});

function findAlike(project: Project, word: string): readonly Unit[] {
  const near = namesOf(project).byWord.get(startOf(word)) ?? [];
  spend(near.length);
  return [...new Set(near.filter(other => isAlike(word, other.word)).map(({ unit }) => unit))];
}

function plainWords(name: string): readonly string[] {
  return name.toLowerCase().match(/[a-z\d]+/g) ?? [];
}

/** Words that are alike start alike. */
function startOf(word: string): string {
  return word.slice(0, 4);
}

/** `postgres` and `postgresql` are one word. */
function isAlike(a: string, b: string): boolean {
  return a === b || (Math.min(a.length, b.length) > 3 && (a.startsWith(b) || b.startsWith(a)));
}
