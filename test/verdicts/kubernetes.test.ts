import { describe, expect, test } from 'vitest';
import { isMap, isScalar, isSeq, type Node, type Pair, parseAllDocuments } from 'yaml';
import { occurrencesIn } from '../../server/src/chart/occurrences';
import { findingsIn } from '../../server/src/rules/judge';
import { DEFAULT_SETTINGS } from '../../server/src/rules/settings';
import type { Span } from '../../server/src/text/spans';
import { ROOT, workspaceOf } from '../unit/support/memory';
import recording from './kubernetes/refusals.json' with { type: 'json' };

interface Cause {
  readonly field: string;
  readonly reason: string;
  readonly message: string;
}

interface Answer {
  readonly document: number;
  readonly item?: number;
  readonly ok: boolean;
  readonly ports?: Readonly<Record<string, string | number | undefined>>;
  readonly message?: string;
  readonly causes?: readonly Cause[];
}

interface Case {
  readonly name: string;
  readonly manifest: string;
  readonly answers: readonly Answer[];
}

/** What the server refuses of ports, and where else Portolan may say it. */
interface Kind {
  readonly reason: string;
  /** The last key of the field; that of an entry is the list's. */
  readonly keys: RegExp;
  readonly says: RegExp;
  /** Each of those that are the same is a good place, in every object of the manifest. */
  readonly ofSeveral?: true;
  /** A key beside the field that is as good a place. */
  readonly beside?: string;
}

const NUMBER = /^(?:containerPort|hostPort|port|targetPort|number|servicePort)$/;
const NAME_OR_NUMBER = /^(?:name|port|targetPort|servicePort)$/;

const KINDS: readonly Kind[] = [
  { reason: 'FieldValueRequired', keys: /^(?:containerPort|ports|name)$/, says: /^Required value$/ },
  { reason: 'FieldValueInvalid', keys: NUMBER, says: /: must be between 1 and 65535, inclusive$/ },
  { reason: 'FieldValueInvalid', keys: NAME_OR_NUMBER, says: /: must be no more than (?:15|63) characters$/ },
  { reason: 'FieldValueInvalid', keys: NAME_OR_NUMBER, says: /: must contain only alpha-numeric characters/ },
  { reason: 'FieldValueInvalid', keys: NAME_OR_NUMBER, says: /: must contain at least one letter or number/ },
  { reason: 'FieldValueInvalid', keys: NAME_OR_NUMBER, says: /: must not contain consecutive hyphens$/ },
  { reason: 'FieldValueInvalid', keys: NAME_OR_NUMBER, says: /: must not begin or end with a hyphen$/ },
  { reason: 'FieldValueInvalid', keys: /^name$/, says: /: a lowercase RFC 1123 label must consist of/ },
  { reason: 'FieldValueDuplicate', keys: /^name$/, says: /^Duplicate value: "/, ofSeveral: true },
  {
    reason: 'FieldValueDuplicate',
    keys: /^(?:hostPort|nodePort)$/,
    says: /^Duplicate value: /,
    ofSeveral: true,
  },
  {
    reason: 'FieldValueDuplicate',
    keys: /^ports$/,
    says: /^Duplicate value: core\.ServicePort\{/,
    ofSeveral: true,
  },
  { reason: 'FieldValueNotSupported', keys: /^protocol$/, says: /^Unsupported value: / },
  {
    reason: 'FieldValueInvalid',
    keys: /^containerPort$/,
    says: /: must match `hostPort` when `hostNetwork` is true$/,
    beside: 'hostPort',
  },
  { reason: 'FieldValueForbidden', keys: /^nodePort$/, says: /may not be used when `type` is 'ClusterIP'$/ },
  { reason: 'FieldValueInvalid', keys: /^nodePort$/, says: /: provided port is not in the valid range\./ },
  {
    reason: 'FieldValueInvalid',
    keys: /^nodePort$/,
    says: /: provided port is already allocated$/,
    ofSeveral: true,
  },
  { reason: 'FieldValueInvalid', keys: /^healthCheckNodePort$/, says: /: HealthCheckNodePort (?:must|can)/ },
  { reason: 'FieldValueInvalid', keys: /^ports$/, says: /: may not expose port 10250 externally/ },
  {
    reason: 'FieldValueInvalid',
    keys: /^ports$/,
    says: /: may not contain more than 1 protocol when type is 'LoadBalancer'$/,
  },
  {
    reason: 'FieldValueInvalid',
    keys: /^(?:backend|defaultBackend)$/,
    says: /: cannot set both port name & port number$/,
  },
  {
    reason: 'FieldValueRequired',
    keys: /^(?:backend|defaultBackend)$/,
    says: /: port name or number is required$/,
  },
];

/** What has no causes: the manifest cannot be read, or there is no port to take. The first group is the key, in capitals. */
const MESSAGES: readonly { readonly says: RegExp; readonly beside?: string }[] = [
  { says: /(\w+): (?:readUint32|assertInteger|unmarshalerDecoder|ReadString|readObjectStart)\b/ },
  { says: /failed to allocate requested (HealthCheck ?NodePort)/, beside: 'nodePort' },
];

/** Where Portolan says something else, and why. */
const ON_PURPOSE: Readonly<Record<string, string>> = {
  'StatefulSet: a port out of range': 'accepted by 1.20; the pods that it asks for are refused',
  'StatefulSet: a hostPort twice': 'accepted by 1.20; the pods that it asks for are refused',
  'StatefulSet: a name too long': 'accepted by 1.20; the pods that it asks for are refused',
  'StatefulSet: hostNetwork with another hostPort': 'accepted by 1.20; the pods that it asks for are refused',
  'a load balancer with two protocols': 'accepted by default from 1.24 on',
  'nodePort of a service that is refused itself': 'once the one is mended, the other is refused',
  'a network policy with a range that ends before it begins': '1.20 does not know endPort',
  'a network policy with a range that ends beyond the last': '1.20 does not know endPort',
  'a network policy with a range that begins nowhere': '1.20 does not know endPort',
  'a network policy with a range from a name': '1.20 does not know endPort',
  'an endpoint slice with port 0': 'nobody can be reached there',
  'an endpoint slice with a port out of range': 'nobody can be reached there',
};

/** Fields that the server says nothing of because it ends before, or means though it names another. */
const ALSO: Readonly<Record<string, readonly string[]>> = {
  'two node ports out of range': ['spec.ports[1].nodePort'],
  'nodePort out of range, twice in a service': ['spec.ports[0].nodePort'],
  'a hostPort twice in the second init container': ['spec.initContainers[1].ports[*].hostPort'],
};

const CASES: readonly Case[] = recording.cases.filter(({ name }) => !(name in ON_PURPOSE));

/** The keys of numbers that are ports of something that runs, or lead to one. */
const READ = new Set([
  'containerPort',
  'hostPort',
  'port',
  'targetPort',
  'nodePort',
  'number',
  'servicePort',
]);

/** A port that the server reads, and the key with the value that it reads it from. */
interface WrittenPort {
  readonly field: string;
  readonly port: number;
  readonly place: Span;
}

/** A refusal, as places in the manifest. */
interface Refusal {
  readonly said: string;
  /** One of these has an error. */
  readonly places: readonly Span[];
}

describe(`what ${recording.program} says of ports`, () => {
  test.each(CASES.map(one => [one.name, one] as const))('%s', async (_, one) => {
    const errors = await errorsOf(one.manifest);
    const refusals = refusalsOf(one);
    const missed = refusals.filter(({ places }) => !errors.some(({ span }) => places.some(holds(span))));
    const good = [...refusals.flatMap(({ places }) => places), ...alsoOf(one)];
    const unasked = errors.filter(({ span }) => !good.some(holds(span)));
    expect({
      missed: missed.map(({ said }) => said),
      unasked: unasked.map(({ message }) => message),
    }).toEqual({ missed: [], unasked: [] });
  });

  test.each(CASES.filter(one => numbersOf(one).length > 0).map(one => [one.name, one] as const))(
    'reads: %s',
    async (_, one) => {
      const { workspace, document } = await read(one.manifest);
      const occurrences = occurrencesIn(workspace, document);
      const isRead = ({ place, port }: WrittenPort) =>
        occurrences.some(({ span, range }) => range?.from === port && holds(span)(place));
      expect(numbersOf(one).filter(written => !isRead(written))).toEqual([]);
    },
  );

  test('each refusal is understood', () => {
    const unknown = recording.cases.flatMap(({ answers }: Case) =>
      answers.flatMap(({ ok, message, causes = [] }) => [
        ...causes.filter(cause => !kindOf(cause)).map(cause => `${cause.field}: ${cause.message}`),
        ...(ok || causes.length > 0 || keyIn(message ?? '') ? [] : [message]),
      ]),
    );
    const nowhere = recording.cases.flatMap(refusalsOf).filter(({ places }) => places.length === 0);
    expect([...unknown, ...nowhere.map(({ said }) => said)]).toEqual([]);
  });

  test('is decisive in most cases', () => {
    expect(CASES.filter(({ answers }) => answers.some(({ ok }) => !ok)).length).toBeGreaterThan(250);
    expect(CASES.filter(({ answers }) => answers.every(({ ok }) => ok)).length).toBeGreaterThan(150);
  });

  test('what differs on purpose is recorded', () => {
    const names = new Set(recording.cases.map(({ name }) => name));
    expect([...Object.keys(ON_PURPOSE), ...Object.keys(ALSO)].filter(name => !names.has(name))).toEqual([]);
  });
});

async function read(manifest: string) {
  const { workspace } = await workspaceOf({ 'manifest.yaml': manifest });
  const document = workspace.document(`${ROOT}manifest.yaml`);
  if (!document) throw new Error('manifest.yaml was not read');
  return { workspace, document };
}

async function errorsOf(manifest: string) {
  const { workspace, document } = await read(manifest);
  // What leads nowhere the server accepts.
  return findingsIn(workspace, document, DEFAULT_SETTINGS).filter(
    ({ rule, severity }) => severity === 'error' && rule !== 'unknown-port',
  );
}

const holds = (inner: Span) => (outer: Span) => outer.start <= inner.start && inner.end <= outer.end;

function refusalsOf({ manifest, answers }: Case): readonly Refusal[] {
  const roots = rootsOf(manifest);
  return answers.flatMap(({ document, item, ok, message, causes = [] }): readonly Refusal[] => {
    const root = roots[document];
    if (ok || !root) return [];
    if (causes.length === 0) {
      const { key, beside } = keyIn(message ?? '') ?? { key: '', beside: undefined };
      return [{ said: message ?? '', places: [key, beside ?? key].flatMap(each => pairsWith(root, each)) }];
    }
    const prefix = item === undefined ? '' : `items[${item}].`;
    return causes.map(cause => {
      const said = `${cause.field}: ${cause.message}`;
      const { ofSeveral, beside } = kindOf(cause) ?? {};
      const field = prefix + cause.field;
      if (ofSeveral) {
        const every = field.replace(/\[\d+\]/g, '[*]');
        return { said, places: roots.flatMap(each => placesAt(each, every)) };
      }
      const besides = beside === undefined ? [] : [field.replace(/[^.]+$/, beside)];
      return { said, places: [field, ...besides].flatMap(each => placesAt(root, each)) };
    });
  });
}

/** The ports of what is accepted, as the server reads them, where the manifest has a number. */
function numbersOf({ manifest, answers }: Case): readonly WrittenPort[] {
  const roots = rootsOf(manifest);
  return answers.flatMap(({ document, item, ports = {} }) =>
    Object.entries(ports).flatMap(([field, port]) => {
      const root = roots[document];
      const key = field.slice(field.lastIndexOf('.') + 1);
      if (!root || typeof port !== 'number' || !READ.has(key)) return [];
      const [place] = placesAt(root, item === undefined ? field : `items[${item}].${field}`);
      // What the server adds stands nowhere, what an alias names elsewhere; 0 is what it takes for nothing.
      const text = place ? manifest.slice(place.start, place.end).replaceAll('"', '') : '';
      return place && text.startsWith(`${key}: `) && !text.endsWith(': 0') ? [{ field, port, place }] : [];
    }),
  );
}

function alsoOf({ name, manifest }: Case): readonly Span[] {
  const roots = rootsOf(manifest);
  return (ALSO[name] ?? []).flatMap(field => roots.flatMap(root => placesAt(root, field)));
}

/** The documents that hold anything. */
function rootsOf(manifest: string): readonly Node[] {
  return [...parseAllDocuments(manifest)].flatMap(({ contents }) => (contents ? [contents] : []));
}

function kindOf({ field, reason, message }: Cause): Kind | undefined {
  const key = /([^.[\]]+)(?:\[\d+\])?$/.exec(field)?.[1] ?? '';
  return KINDS.find(kind => kind.reason === reason && kind.keys.test(key) && kind.says.test(message));
}

function keyIn(message: string): { readonly key: string; readonly beside: string | undefined } | undefined {
  for (const { says, beside } of MESSAGES) {
    const name = says.exec(message)?.[1]?.replace(' ', '');
    if (name !== undefined) return { key: name[0]?.toLowerCase() + name.slice(1), beside };
  }
  return undefined;
}

/**
 * Where the fields stand that a path names, `[*]` being every entry: a key with its value, an entry of a list. What is
 * missing, or empty, stands in the nearest that is there.
 */
function placesAt(root: Node, field: string): readonly Span[] {
  const steps = [...field.matchAll(/([^.[\]]+)|\[(\d+|\*)\]/g)].map(([, key, index]) => key ?? index ?? '');
  return placesFrom(root, steps, spanOf(root));
}

function placesFrom(node: unknown, [step, ...rest]: readonly string[], place: Span): readonly Span[] {
  if (step === undefined) return [place];
  if (isMap(node)) {
    const pair = node.items.find(({ key }) => isScalar(key) && key.value === step);
    return pair && !isEmpty(pair.value) ? placesFrom(pair.value, rest, spanOfPair(pair)) : [place];
  }
  if (isSeq(node)) {
    const entries = step === '*' ? node.items : node.items.slice(Number(step), Number(step) + 1);
    return entries.flatMap(entry => placesFrom(entry, rest, spanOf(entry)));
  }
  return [place];
}

function isEmpty(value: unknown): boolean {
  return value === null || (isScalar(value) && (value.value === null || value.value === ''));
}

/** Every key of a name with its value. */
function pairsWith(node: unknown, name: string): readonly Span[] {
  if (isSeq(node)) return node.items.flatMap(entry => pairsWith(entry, name));
  if (!isMap(node)) return [];
  return node.items.flatMap(pair => [
    ...(isScalar(pair.key) && pair.key.value === name ? [spanOfPair(pair)] : []),
    ...pairsWith(pair.value, name),
  ]);
}

function spanOfPair({ key, value }: Pair): Span {
  const from = spanOf(key);
  return { start: from.start, end: Math.max(from.end, spanOf(value).end) };
}

function spanOf(node: unknown): Span {
  const range = isMap(node) || isSeq(node) || isScalar(node) ? node.range : undefined;
  return range ? { start: range[0], end: range[1] } : { start: 0, end: 0 };
}
