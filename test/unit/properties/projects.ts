import fc from 'fast-check';

/** The files of a workspace: texts by path. */
export type FileTexts = Readonly<Record<string, string>>;

const SERVICES = ['web', 'api', 'db', 'cache', 'worker', 'proxy', 'mail', 'dns'] as const;
const VARIABLES = ['WEB_PORT', 'API_PORT', 'DB_PORT', 'PORT'] as const;

/** Ports that people use, few enough to collide and to be linked often. */
const COMMON = [80, 8080, 443, 3000, 5432];

/** Privileged, customary, blocked and ephemeral ones, free ones, and the ends. */
const OTHERS = [22, 53, 25, 0, 1023, 1024, 6000, 8081, 8443, 2222, 1053, 9090, 40000, 65535];

/** Items of `ports` that nobody writes on purpose, among them all that YAML reads as a number. */
const ODD_ITEMS = [
  ...['0077', '0x50', '1_000', '0o120', '80', '80.0', 'true', '~', '""', '!!str 80', '80:8080', '"+80:80"'],
  ...['"0"', '"0:80"', '"0080:80"', '"0x50:80"', '"1_000:80"', '"80-81"', '"80-82:80-81"', '":80"', '"80:"'],
  ...['"[127.0.0.1]:80:80"', '"::1:80:80"', '2001:db8::1:80:80', '"127.0.0.1:80"', '"127.0.0.1::80"'],
  ...['{ target: 0x50, published: 0777 }', '{ target: 80, published: "0777" }', '{ target: 0 }', '{ }'],
  ...['{ target: 80, published: 1_000 }', '{ target: 80, host_ip: "" }', '{ target: 80, host_ip: "[::1]" }'],
  ...[
    '{ target: "80", published: "8080-8081" }',
    '{ published: 80 }',
    '{ target: 80, protocol: "" }',
    '80/TCP',
  ],
];

/** Values of `ports` that are no list, or there twice. */
const ODD_VALUES = [
  'ports: "80:80"',
  'ports: { }',
  'ports:',
  'ports: []',
  'ports: ["80:80"]\nports: ["81:81"]',
];

/** How a number is written: as digits, or by a variable with or without a default. */
interface Number {
  readonly written: 'digits' | 'default' | 'variable' | 'bare' | 'nested';
  readonly port: number;
  readonly variable: string;
}

type Scalar = 'double' | 'single' | 'plain' | 'folded';

/** One entry of `ports:`. */
interface Entry {
  readonly syntax: 'short' | 'long' | 'flow';
  readonly scalar: Scalar;
  readonly address: string | undefined;
  readonly published: Number | undefined;
  /** How many host ports beyond the first. */
  readonly more: number;
  readonly target: Number;
  /** Whether each host port has a container port of its own; else the host ports are a pool. */
  readonly isParallel: boolean;
  readonly protocol: string | undefined;
  readonly comment: string | undefined;
}

interface Url {
  readonly scheme: string;
  readonly host: string;
  readonly port: Number | undefined;
  readonly path: string;
}

interface ServiceModel {
  readonly name: string;
  /** Where its ports come from beside its own entries. */
  readonly ports: 'own' | 'alias' | 'merge' | 'scalar alias' | 'flow list' | 'none';
  readonly entries: readonly Entry[];
  readonly expose: readonly Number[];
  readonly build: 'short' | 'long' | undefined;
  readonly image: string;
  readonly environment: readonly Url[];
  readonly named: Number | undefined;
  readonly isEnvironmentMap: boolean;
  readonly healthcheck: Url | undefined;
  readonly profile: string | undefined;
  readonly network: string | undefined;
  /** Whether it is in a network that leads nowhere, alone or beside the default one. */
  readonly internal: 'alone' | 'beside' | undefined;
  readonly tag: '!override' | '!reset' | undefined;
  readonly copies: number | undefined;
  readonly extends: 'same file' | 'other file' | undefined;
  readonly envFile: boolean;
  /** What its command listens on, its label and its build's argument give. */
  readonly command: Number | undefined;
  readonly label: Number | undefined;
  readonly argument: Number | undefined;
  /** Whose port its `DB_PORT` is. */
  readonly speaksOf: { readonly host: string; readonly port: Number } | undefined;
  readonly alias: string | undefined;
  readonly link: string | undefined;
  readonly mount: string | undefined;
}

interface ProjectModel {
  readonly services: readonly ServiceModel[];
  readonly shared: readonly Entry[];
  readonly variables: Readonly<Partial<Record<string, number>>>;
  readonly envStyle: 'plain' | 'double' | 'single' | 'export';
  readonly envUrls: readonly Url[];
  readonly override: readonly ServiceModel[];
  readonly isOverrideTagged: boolean;
  /** What stands in a service of its own, if anything. */
  readonly odd: string | undefined;
  /** Whether an anchor is defined anew between two services that name it. */
  readonly isAnchorTwice: boolean;
  readonly overlay: readonly ServiceModel[];
  readonly included: readonly ServiceModel[];
  readonly includeVariables: Readonly<Partial<Record<string, number>>>;
  /** What a second `env_file` of the include gives. */
  readonly includeMore: Readonly<Partial<Record<string, number>>> | undefined;
  readonly common: ServiceModel | undefined;
  readonly readme: readonly Url[];
  readonly exposed: readonly Number[];
  readonly dockerHealthcheck: Url;
  readonly isStaged: boolean;
  readonly newline: '\n' | '\r\n';
  readonly indent: 2 | 4;
  readonly hasMark: boolean;
  /** The services of a project in a folder below. */
  readonly neighbour: readonly ServiceModel[];
  /** The URLs of files that services may mount. */
  readonly mounted: readonly Url[];
  /** What an `ARG` and an `ENV` of the Dockerfile give. */
  readonly given: Number | undefined;
}

const portNumber = fc.oneof(
  { weight: 2, arbitrary: fc.constantFrom(...COMMON) },
  { weight: 1, arbitrary: fc.constantFrom(...OTHERS) },
);

const number: fc.Arbitrary<Number> = fc.record({
  written: fc.oneof(
    { weight: 6, arbitrary: fc.constant('digits' as const) },
    {
      weight: 1,
      arbitrary: fc.constantFrom('default' as const, 'variable' as const, 'nested' as const, 'bare' as const),
    },
  ),
  port: portNumber,
  variable: fc.constantFrom(...VARIABLES),
});

/** A value that is there once in `freq` times. */
function rarely<Value>(value: fc.Arbitrary<Value>, freq: number): fc.Arbitrary<Value | undefined> {
  return fc.oneof({ weight: freq - 1, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: value });
}

/** One value, and once in thirty times the other, which a program refuses. */
function mostly<Value>(usual: fc.Arbitrary<Value>, other: fc.Arbitrary<Value>): fc.Arbitrary<Value> {
  return fc.oneof({ weight: 29, arbitrary: usual }, { weight: 1, arbitrary: other });
}

const entry: fc.Arbitrary<Entry> = fc.record({
  syntax: fc.constantFrom('short', 'short', 'long', 'flow'),
  scalar: fc.constantFrom('double', 'double', 'single', 'plain', 'folded'),
  address: rarely(
    mostly(
      fc.constantFrom('127.0.0.1', '0.0.0.0', '192.168.1.10', '[::1]', '[::]'),
      fc.constantFrom('localhost', '::1', '2001:db8::1'),
    ),
    4,
  ),
  published: fc.oneof({ weight: 8, arbitrary: number }, { weight: 1, arbitrary: fc.constant(undefined) }),
  more: fc.oneof(
    { weight: 6, arbitrary: fc.constant(0) },
    { weight: 1, arbitrary: fc.integer({ min: 1, max: 4 }) },
  ),
  target: number,
  isParallel: fc.boolean(),
  protocol: rarely(mostly(fc.constantFrom('tcp', 'udp', 'udp'), fc.constantFrom('sctp', 'http', 'UDP')), 4),
  comment: rarely(fc.constantFrom('# the front door', '# 🚢 port 80', '# see http://localhost:8080/'), 5),
});

const url: fc.Arbitrary<Url> = fc.record({
  scheme: fc.constantFrom('http://', 'http://', 'https://', 'postgres://user:pass@', ''),
  host: fc.constantFrom(
    'localhost',
    'localhost',
    'alias',
    '127.0.0.1',
    '[::1]',
    'host.docker.internal',
    'example.com',
    ...SERVICES,
  ),
  port: fc.oneof({ weight: 4, arbitrary: number }, { weight: 1, arbitrary: fc.constant(undefined) }),
  path: fc.constantFrom('/', '', '/health', '/a?b=c'),
});

function service(names: readonly string[]): fc.Arbitrary<ServiceModel> {
  return fc.record({
    name: fc.constantFrom(...names),
    ports: fc.constantFrom('own', 'own', 'own', 'own', 'alias', 'merge', 'scalar alias', 'flow list', 'none'),
    entries: fc.array(entry, { minLength: 1, maxLength: 3 }),
    expose: fc.array(number, { maxLength: 1 }),
    build: rarely(fc.constantFrom('short', 'long'), 4),
    image: fc.constantFrom('nginx', 'postgres:16', 'redis:7', 'registry.local:5000/app:1.2'),
    environment: fc.array(url, { maxLength: 2 }),
    named: rarely(number, 4),
    isEnvironmentMap: fc.boolean(),
    healthcheck: rarely(url, 4),
    profile: rarely(fc.constantFrom('dev', 'test'), 6),
    network: rarely(fc.constantFrom('host', 'none', 'service:web', 'service:api', 'bridge'), 12),
    internal: rarely(fc.constantFrom('alone', 'beside'), 10),
    tag: rarely(fc.constantFrom('!override', '!reset'), 12),
    copies: rarely(fc.constantFrom(0, 2), 10),
    extends: rarely(fc.constantFrom('same file', 'other file'), 8),
    envFile: fc.boolean(),
    command: rarely(number, 5),
    label: rarely(number, 8),
    argument: rarely(number, 8),
    speaksOf: rarely(
      fc.record({
        host: fc.constantFrom('db', 'api', 'alias', 'prod.example.com', '127.0.0.1'),
        port: number,
      }),
      4,
    ),
    alias: rarely(fc.constantFrom('alias', 'db.internal', 'api'), 6),
    link: rarely(fc.constantFrom('db:alias', 'api:db', 'web'), 10),
    mount: rarely(fc.constantFrom('./nginx.conf:/etc/nginx/nginx.conf:ro', '.:/app', './conf:/etc/conf'), 6),
  });
}

function services(names: readonly string[], minLength: number, maxLength: number) {
  return fc.uniqueArray(service(names), { minLength, maxLength, selector: ({ name }) => name });
}

const variables: fc.Arbitrary<Readonly<Partial<Record<string, number>>>> = fc.dictionary(
  fc.constantFrom(...VARIABLES),
  portNumber,
  { maxKeys: 3, noNullPrototype: true },
);

const model: fc.Arbitrary<ProjectModel> = fc.record({
  services: services(SERVICES, 1, 8),
  shared: fc.array(entry, { minLength: 1, maxLength: 2 }),
  variables,
  envStyle: fc.constantFrom('plain', 'plain', 'double', 'single', 'export'),
  envUrls: fc.array(url, { maxLength: 1 }),
  override: rarely(services(SERVICES, 1, 2), 4).map(list => list ?? []),
  isOverrideTagged: fc.boolean(),
  odd: rarely(
    fc.oneof(
      fc.constantFrom(...ODD_ITEMS).map(item => `ports: [${item}]`),
      fc.constantFrom(...ODD_VALUES),
    ),
    6,
  ),
  isAnchorTwice: rarely(fc.constant(true), 5).map(isTwice => isTwice ?? false),
  overlay: rarely(services(SERVICES, 1, 2), 6).map(list => list ?? []),
  included: rarely(services(['included', 'infra'], 1, 2), 5).map(list => list ?? []),
  includeVariables: variables,
  includeMore: rarely(variables, 2),
  common: rarely(service(['base']), 2),
  readme: fc.array(url, { maxLength: 3 }),
  exposed: fc.array(number, { minLength: 1, maxLength: 3 }),
  dockerHealthcheck: url,
  isStaged: fc.boolean(),
  newline: fc.constantFrom('\n', '\n', '\r\n'),
  indent: fc.constantFrom(2, 4),
  hasMark: rarely(fc.constant(true), 10).map(mark => mark ?? false),
  neighbour: rarely(services(SERVICES, 1, 2), 4).map(list => list ?? []),
  mounted: fc.array(url, { maxLength: 2 }),
  given: rarely(number, 3),
});

/** Compose projects of one to eight services, in the syntaxes that people write. */
export const projects: fc.Arbitrary<FileTexts> = model.map(render);

const APP_ENV = ['PORT=3000', 'API_URL=http://localhost:8080/'];

function usesEnvFile({ envFile }: ServiceModel): boolean {
  return envFile;
}

function render(project: ProjectModel): FileTexts {
  const { services: own, override, overlay, included, common } = project;
  const isBuilt = [...own, ...override, ...overlay].some(({ build }) => build);
  const files: Record<string, readonly string[] | undefined> = {
    'compose.yaml': composeLines(project, own, 'main'),
    'compose.override.yaml': override.length > 0 ? composeLines(project, override, 'override') : undefined,
    'compose.dev.yaml': overlay.length > 0 ? composeLines(project, overlay) : undefined,
    // Not a project of its own, in which the same text would have other variables.
    'infra/stack.yaml':
      included.length > 0 ? composeLines({ ...project, common: undefined }, included) : undefined,
    'infra/.env':
      included.length > 0
        ? envLines({ ...project, variables: project.includeVariables, envUrls: [] })
        : undefined,
    'infra/more.env':
      included.length > 0 && project.includeMore
        ? envLines({ ...project, variables: project.includeMore, envUrls: [] })
        : undefined,
    'common.yaml': common ? composeLines({ ...project, common: undefined }, [common]) : undefined,
    '.env':
      Object.keys(project.variables).length + project.envUrls.length > 0 ? envLines(project) : undefined,
    'app.env': [...own, ...override, ...overlay, ...(common ? [common] : [])].some(usesEnvFile)
      ? APP_ENV
      : undefined,
    'infra/app.env': included.some(usesEnvFile) ? APP_ENV : undefined,
    'web/Dockerfile': isBuilt ? dockerfileLines(project) : undefined,
    'README.md': project.readme.length > 0 ? readmeLines(project) : undefined,
    'sub/compose.yaml':
      project.neighbour.length > 0
        ? composeLines({ ...project, common: undefined }, project.neighbour)
        : undefined,
    'sub/README.md': project.neighbour.length > 0 ? readmeLines(project) : undefined,
    'nginx.conf': project.mounted.length > 0 ? mountedLines(project) : undefined,
    'conf/app.conf': project.mounted.length > 0 ? mountedLines(project) : undefined,
    'other/Dockerfile': project.given ? dockerfileLines(project) : undefined,
  };
  const mark = project.hasMark ? '\uFEFF' : '';
  return Object.fromEntries(
    Object.entries(files).flatMap(([path, lines]) =>
      lines ? [[path, `${mark}${lines.join(project.newline)}${project.newline}`]] : [],
    ),
  );
}

function composeLines(
  project: ProjectModel,
  list: readonly ServiceModel[],
  role: 'main' | 'override' | 'other' = 'other',
): readonly string[] {
  const isMain = role === 'main';
  const isTagged = role === 'override' && project.isOverrideTagged;
  const step = ' '.repeat(project.indent);
  const uses = (kind: ServiceModel['ports']) => list.some(({ ports }) => ports === kind);
  const [first] = project.shared;
  return [
    '# Ports of this project 🚢',
    ...(isMain && project.included.length > 0 ? ['include:', ...indent(includeLines(project), step)] : []),
    ...(uses('alias')
      ? ['x-ports: &shared', ...project.shared.flatMap(one => indent(entryLines(one, step), step))]
      : []),
    ...(uses('merge')
      ? [
          'x-base: &base',
          ...indent(['ports:', ...project.shared.flatMap(one => indent(entryLines(one, step), step))], step),
        ]
      : []),
    ...(uses('scalar alias') && first ? [`x-port: &one "${shortText(first)}"`] : []),
    'services:',
    ...list.flatMap((one, index) => indent(serviceLines(project, one, list, index, isTagged, step), step)),
    ...(isMain && project.odd
      ? indent(['odd:', ...indent(['image: nginx', ...project.odd.split('\n')], step)], step)
      : []),
    ...(isMain && project.isAnchorTwice ? indent(twiceLines(project.shared, step), step) : []),
    ...([...list, ...(project.common ? [project.common] : [])].some(({ internal }) => internal)
      ? ['networks:', `${step}inner: { internal: true }`]
      : []),
  ];
}

function includeLines({ includeMore }: ProjectModel): readonly string[] {
  return includeMore
    ? ['- path: infra/stack.yaml', '  env_file: [infra/.env, infra/more.env]']
    : ['- infra/stack.yaml'];
}

/** Two services that name an anchor, the second after it was defined anew. */
function twiceLines([first, second = first]: readonly Entry[], step: string): readonly string[] {
  const names = ['first', 'second'];
  return [first, second].flatMap((entry, index) =>
    entry
      ? [
          `${names[index]}:`,
          ...indent(
            ['image: nginx', `x-own: &own "${shortText(entry)}"`, ...['ports:', `${step}- *own`]],
            step,
          ),
        ]
      : [],
  );
}

function serviceLines(
  project: ProjectModel,
  model: ServiceModel,
  list: readonly ServiceModel[],
  index: number,
  isTagged: boolean,
  step: string,
): readonly string[] {
  const base = model.extends === 'same file' ? list[index - 1]?.name : undefined;
  // A service that is not there is refused, and then nothing else is asked.
  const isThere = (name = '') => name !== model.name && list.some(one => one.name === name);
  const owner = /^service:(.*)/.exec(model.network ?? '')?.[1];
  const network = owner === undefined || isThere(owner) ? model.network : undefined;
  const isExtending = model.extends === 'other file' && project.common;
  const keys = [
    ...(model.ports === 'merge' ? ['<<: *base'] : []),
    ...(model.build ? buildLines(model, step) : [`image: ${model.image}`]),
    ...(base ? ['extends:', `${step}service: ${base}`] : []),
    ...(isExtending ? ['extends:', `${step}file: common.yaml`, `${step}service: base`] : []),
    ...(model.profile ? [`profiles: [${model.profile}]`] : []),
    ...(network ? [`network_mode: "${network}"`] : []),
    ...(model.copies === undefined ? [] : [`scale: ${model.copies}`]),
    ...(model.envFile ? ['env_file: app.env'] : []),
    ...portsLines(model, isTagged, step),
    ...(model.expose.length > 0
      ? ['expose:', ...model.expose.map(port => `${step}- "${numberText(port)}"`)]
      : []),
    ...environmentLines(model, step),
    ...(model.healthcheck
      ? ['healthcheck:', `${step}test: ["CMD", "curl", "-f", "${urlText(model.healthcheck)}"]`]
      : []),
    ...(model.command ? [`command: serve --port ${numberText(model.command)}`] : []),
    ...(model.label
      ? [`labels: ["traefik.http.services.x.loadbalancer.server.port=${numberText(model.label)}"]`]
      : []),
    ...(network ? [] : networkLines(model)),
    ...(isThere(model.link?.split(':')[0]) ? [`links: ["${model.link}"]`] : []),
    ...(model.mount ? [`volumes: ["${model.mount}"]`] : []),
  ];
  return [`${model.name}:`, ...indent(keys, step)];
}

function networkLines({ internal, alias }: ServiceModel): readonly string[] {
  if (!internal && !alias) return [];
  const own = alias ? `{ aliases: [${alias}] }` : '';
  const networks = [
    ...(internal ? [`inner: ${own}`] : []),
    ...(internal === 'alone' ? [] : [`default: ${own}`]),
  ];
  return [`networks: { ${networks.join(', ')} }`];
}

function buildLines({ build, argument }: ServiceModel, step: string): readonly string[] {
  return build === 'short'
    ? ['build: ./web']
    : [
        'build:',
        `${step}context: .`,
        `${step}dockerfile: web/Dockerfile`,
        ...(argument ? [`${step}args: { PORT: "${numberText(argument)}" }`] : []),
      ];
}

function portsLines(model: ServiceModel, isTagged: boolean, step: string): readonly string[] {
  const tag = model.tag ? ` ${model.tag}` : isTagged ? ' !override' : '';
  switch (model.ports) {
    case 'none':
    case 'merge':
      return [];
    case 'alias':
      return ['ports: *shared'];
    case 'scalar alias':
      return [
        `ports:${tag}`,
        `${step}- *one`,
        ...model.entries.slice(1).flatMap(one => indent(entryLines(one, step), step)),
      ];
    case 'flow list': {
      const items = model.entries.map(one => (one.syntax === 'flow' ? flowText(one) : `"${shortText(one)}"`));
      return [`ports:${tag} [${items.join(', ')}]`];
    }
    case 'own':
      return [`ports:${tag}`, ...model.entries.flatMap(one => indent(entryLines(one, step), step))];
  }
}

function environmentLines(
  { environment, named, isEnvironmentMap, speaksOf }: ServiceModel,
  step: string,
): readonly string[] {
  const pairs = [
    ...environment.map((one, index) => [`URL_${index}`, urlText(one)] as const),
    ...(named ? [['PORT', numberText(named)] as const] : []),
    ...(speaksOf
      ? [['DB_HOST', speaksOf.host] as const, ['DB_PORT', numberText(speaksOf.port)] as const]
      : []),
  ];
  if (pairs.length === 0) return [];
  return [
    'environment:',
    ...pairs.map(([key, value]) =>
      isEnvironmentMap ? `${step}${key}: "${value}"` : `${step}- ${key}=${value}`,
    ),
  ];
}

function entryLines(model: Entry, step: string): readonly string[] {
  const comment = model.comment ? ` ${model.comment}` : '';
  if (model.syntax === 'flow') return [`- ${flowText(model)}${comment}`];
  if (model.syntax === 'long') {
    const [first = '', ...rest] = fields(model).map(([key, value]) => `${key}: ${value}`);
    return [`- ${first}${comment}`, ...rest.map(line => `  ${line}`)];
  }
  const text = shortText(model);
  if (model.scalar === 'folded' && text.includes(':')) return ['- >-', `${step}  ${text}`];
  if (model.scalar === 'single') return [`- '${text}'${comment}`];
  // A plain scalar cannot start with a bracket.
  const isPlain = model.scalar === 'plain' && !text.startsWith('[');
  return [isPlain ? `- ${text}${comment}` : `- "${text}"${comment}`];
}

function flowText(model: Entry): string {
  return `{ ${fields(model)
    .map(([key, value]) => `${key}: ${value}`)
    .join(', ')} }`;
}

function fields(model: Entry): readonly (readonly [string, string])[] {
  const { address, published, target, protocol } = model;
  return [
    ['target', target.written === 'digits' ? String(target.port) : `"${numberText(target)}"`],
    ...(published ? [['published', `"${rangeText(published, model.more)}"`] as const] : []),
    ...(address ? [['host_ip', `"${address.replace(/[[\]]/g, '')}"`] as const] : []),
    ...(protocol ? [['protocol', protocol] as const] : []),
  ];
}

function shortText({ address, published, more, target, isParallel, protocol }: Entry): string {
  const host = published ? `${rangeText(published, more)}:` : address ? ':' : '';
  const container = published && isParallel ? rangeText(target, more) : numberText(target);
  return `${address ? `${address}:` : ''}${host}${container}${protocol ? `/${protocol}` : ''}`;
}

/** A range, where the number is written in digits and has room above it. */
function rangeText(first: Number, more: number): string {
  const isRange = more > 0 && first.written === 'digits' && first.port + more <= 65535;
  return isRange ? `${first.port}-${first.port + more}` : numberText(first);
}

function numberText({ written, port, variable }: Number): string {
  switch (written) {
    case 'digits':
      return String(port);
    case 'default':
      return `\${${variable}:-${port}}`;
    case 'nested':
      return `\${OTHER:-\${${variable}:-${port}}}`;
    case 'variable':
      return `\${${variable}}`;
    case 'bare':
      return `$${variable}`;
  }
}

function urlText({ scheme, host, port, path }: Url): string {
  // Without a scheme and a port it is only a word.
  const number = port ? `:${numberText(port)}` : scheme === '' ? ':8080' : '';
  return `${scheme}${host}${number}${path}`;
}

function envLines({ variables: set, envStyle, envUrls }: ProjectModel): readonly string[] {
  const quote = { plain: '', export: '', double: '"', single: "'" }[envStyle];
  return [
    '# Settings 🌊',
    ...Object.entries(set).map(
      ([name, port]) => `${envStyle === 'export' ? 'export ' : ''}${name}=${quote}${port}${quote}`,
    ),
    ...envUrls.map(one => `BASE_URL=${urlText(one)}`),
  ];
}

function dockerfileLines({ exposed, dockerHealthcheck, isStaged, given }: ProjectModel): readonly string[] {
  const ports = exposed.map(({ port, written }) =>
    written === 'digits' ? String(port) : `\${PORT:-${port}}`,
  );
  return [
    ...(isStaged ? ['FROM node AS build', 'EXPOSE 9229'] : []),
    'FROM alpine',
    '# EXPOSE 80',
    ...(given ? [`ARG PORT=${given.port}`, `ENV APP_PORT=${given.port}`] : []),
    `EXPOSE ${ports.join(' ')}`,
    `HEALTHCHECK CMD curl -f ${urlText(dockerHealthcheck).replace(/\$\{.*?\}+|\$\w+/, '80')} || exit 1`,
  ];
}

function mountedLines({ mounted }: ProjectModel): readonly string[] {
  return mounted.map(one => `proxy_pass ${urlText(inDigits(one))};`);
}

function readmeLines({ readme }: ProjectModel): readonly string[] {
  return [
    '# 🚢 Project',
    '',
    ...readme.map((one, index) => `${index + 1}. Open <${urlText(inDigits(one))}> 🌊, at 12:30.`),
  ];
}

function indent(lines: readonly string[], step: string): readonly string[] {
  return lines.map(line => `${step}${line}`);
}

/** No program puts a value in the place of a variable there. */
function inDigits(url: Url): Url {
  return { ...url, port: url.port && { ...url.port, written: 'digits' } };
}
