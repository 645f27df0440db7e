import { spend } from '../../text/effort';
import { addTo } from '../../text/group-by';
import { perObject } from '../../text/per-object';
import { type Destination, NOWHERE } from '../project';
import type { Reference } from '../unit';
import { isFilledLater, isTemplate } from './go-template';
import type { Goal, GoalReference, KubernetesUnit } from './lowering';
import { maySelect, type Selector, selects } from './selector';

/** Units that are applied together. */
export interface ManifestSet {
  readonly units: readonly KubernetesUnit[];
  /** Whether that is all: nothing is left out, and no template says it. */
  readonly isWhole: boolean;
}

/** What a namespace is called where nobody says: one for all that leave it out. */
const UNSAID = '';

interface Index {
  /** Pods, each with its containers, by namespace and one of their labels. */
  readonly podsByLabel: ReadonlyMap<string, readonly Pod[]>;
  readonly pods: readonly Pod[];
  readonly byName: ReadonlyMap<string, readonly KubernetesUnit[]>;
  /** Whether something fills in labels or the namespace of a pod later. */
  readonly isUnsure: boolean;
}

interface Pod {
  readonly namespace: string;
  readonly labels: ReadonlyMap<string, string>;
  readonly containers: readonly KubernetesUnit[];
}

/** Where references of a set lead. */
export function leadsTo(set: ManifestSet): (reference: Reference) => Destination {
  return reference => (isGoalReference(reference) ? destinationOf(set, reference.goal) : NOWHERE);
}

function isGoalReference(reference: Reference): reference is GoalReference {
  return 'goal' in reference;
}

function destinationOf(set: ManifestSet, goal: Goal): Destination {
  return destinationsIn(set)(goal);
}

/** Goals that mean the same have one destination, and what follows from it is worked out once. */
const destinationsIn = perObject((set: ManifestSet) => {
  const known = new Map<string, Destination>();
  return perObject((goal: Goal): Destination => {
    const key = keyOf(goal);
    const found = known.get(key) ?? find(set, goal);
    known.set(key, found);
    return found;
  });
});

const keyOf = perObject((goal: Goal): string => {
  if (goal.kind !== 'pods') return `${goal.kind} ${goal.unit}`;
  const { labels, expressions } = goal.selector;
  const conditions = expressions.map(({ key, operator, values }) => [key, operator, ...values]);
  return JSON.stringify([goal.namespace ?? UNSAID, [...labels], conditions]);
});

function find(set: ManifestSet, goal: Goal): Destination {
  const index = indexOf(set);
  if (goal.kind !== 'pods') {
    const units = index.byName.get(goal.unit) ?? [];
    const isCertain = set.isWhole && units.length === 1 && !units.some(({ isOpen }) => isOpen);
    const hasAllPorts = goal.kind === 'unit' && units.every(({ labels }) => labels === undefined);
    return { units, isCertain, hasAllPorts };
  }
  const namespace = goal.namespace ?? UNSAID;
  const among = candidates(index, namespace, goal.selector);
  spend(among.length * (1 + goal.selector.labels.size + goal.selector.expressions.length));
  const isMeant = (pod: Pod) => pod.namespace === namespace && selects(goal.selector, pod.labels);
  const pods = among.filter(isMeant);
  const units = pods.flatMap(({ containers }) => containers);
  const isKnown = set.isWhole && pods.length > 0 && !units.some(({ isOpen }) => isOpen);
  const isCertain = isKnown && !mayMeanOthers(index, namespace, goal.selector, isMeant);
  return { units, isCertain, hasAllPorts: false };
}

/** Whether a selector may mean further pods, once what something fills in later is there. */
function mayMeanOthers(
  index: Index,
  namespace: string,
  selector: Selector,
  isMeant: (pod: Pod) => boolean,
): boolean {
  const isOpen = [namespace, ...selector.labels.values()].some(isFilledLater);
  if (!isOpen && !index.isUnsure) return false;
  const alike = alikeIn(index);
  const among = fewest([...selector.labels].map(alike), index.pods);
  spend(among.length * (1 + selector.labels.size));
  return among.some(
    pod =>
      !isMeant(pod) &&
      (pod.namespace === namespace || isFilledLater(pod.namespace) || isFilledLater(namespace)) &&
      maySelect(selector, pod.labels),
  );
}

/** The pods of all namespaces with a label that is like one, or may be once all is filled in. */
const alikeIn = perObject(({ pods }: Index) => {
  const byLabel = new Map<string, Pod[]>();
  const byOpenKey = new Map<string, Pod[]>();
  const byKey = new Map<string, Pod[]>();
  for (const pod of pods) {
    for (const [key, value] of pod.labels) {
      if (isFilledLater(value)) addTo(byOpenKey, key, pod);
      else addTo(byLabel, `${key} ${value}`, pod);
      addTo(byKey, key, pod);
    }
  }
  return ([key, value]: readonly [string, string]): readonly Pod[] =>
    isFilledLater(value)
      ? (byKey.get(key) ?? [])
      : [...(byLabel.get(`${key} ${value}`) ?? []), ...(byOpenKey.get(key) ?? [])];
});

/** The shortest of some lists of pods, or all. */
function fewest(lists: readonly (readonly Pod[])[], all: readonly Pod[]): readonly Pod[] {
  return lists.reduce((fewest, some) => (some.length < fewest.length ? some : fewest), all);
}

/** The pods that have the rarest of the labels that are selected: there may be thousands of others. */
function candidates({ pods, podsByLabel }: Index, namespace: string, { labels }: Selector): readonly Pod[] {
  spend(labels.size);
  const found = [...labels].flatMap(([key, value]) =>
    isTemplate(key) ? [] : [podsByLabel.get(`${namespace} ${key} ${value}`) ?? []],
  );
  return fewest(found, pods);
}

const indexOf = perObject(({ units }: ManifestSet): Index => {
  const byName = new Map<string, KubernetesUnit[]>();
  const pods: { namespace: string; labels: ReadonlyMap<string, string>; containers: KubernetesUnit[] }[] = [];
  for (const unit of units) {
    addTo(byName, withoutNumber(unit.name), unit);
    if (unit.labels === undefined) continue;
    const last = pods.at(-1);
    if (unit.network.kind === 'unit' && last) last.containers.push(unit);
    else pods.push({ namespace: unit.namespace ?? UNSAID, labels: unit.labels, containers: [unit] });
  }
  const podsByLabel = new Map<string, Pod[]>();
  for (const pod of pods)
    for (const [key, value] of pod.labels) addTo(podsByLabel, `${pod.namespace} ${key} ${value}`, pod);
  const isUnsure = pods.some(({ namespace, labels }) => [namespace, ...labels.values()].some(isFilledLater));
  return { byName, pods, podsByLabel, isUnsure };
});

const NUMBER = /#\d+$/;

/** A unit whose name another has as well, with a number that tells them apart: the second is `deployment/web#2`. */
export function numbered(unit: KubernetesUnit, number: number): KubernetesUnit {
  return numberedFrom(unit)(number);
}

const numberedFrom = perObject((unit: KubernetesUnit) => {
  const known = new Map<number, KubernetesUnit>();
  return (number: number): KubernetesUnit => {
    const { name, network } = unit;
    const made = known.get(number) ?? {
      ...unit,
      name: `${name}#${number}`,
      // It is the same object once more, which asks for nothing twice.
      claims: unit.claims.map(claim => ({ ...claim, machines: 'none' as const })),
      network: network.kind === 'unit' ? { ...network, name: `${network.name}#${number}` } : network,
    };
    known.set(number, made);
    return made;
  };
});

function withoutNumber(name: string): string {
  return name.replace(NUMBER, '');
}
