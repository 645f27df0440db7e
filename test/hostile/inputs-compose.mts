// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Compose files write variables like this.
// Hostile Compose files, each alone.
import { compose, type Input, single, small, times } from '#hostile/input';

const AFTER = '  after:\n    image: nginx\n    ports: ["8080:80"]\n';

/** Services with names `s0`, `s1`, ... and the given lines each. */
function services(count: number, lines: (index: number) => string): string {
  return `services:\n${times(count, index => `  s${index}:\n    image: nginx\n${lines(index)}`)}`;
}

const ports = (...specs: readonly string[]) => `    ports: [${specs.map(spec => `"${spec}"`).join(', ')}]\n`;

function bomb(levels: number, width: number): string {
  return `x-0: &a0 [${'"8080:80", '.repeat(width)}]\n${times(levels, level => `x-${level + 1}: &a${level + 1} [${`*a${level}, `.repeat(width)}]\n`)}`;
}

function mergeBomb(levels: number, width: number): string {
  return `x-0: &a0 {k: 1}\n${times(levels, level => `x-${level + 1}: &a${level + 1}\n  <<: [${`*a${level}, `.repeat(width)}]\n`)}`;
}

const BY_NUMBER: readonly Input[] = [
  compose(
    '8,000 ports in one service',
    `services:\n  web:\n    image: nginx\n    ports:\n${times(8000, index => `      - "${8080 + index}:${1000 + index}"\n`)}`,
  ),
  compose(
    '8,000 ports in long syntax',
    `services:\n  web:\n    image: nginx\n    ports:\n${times(4000, index => `      - {target: ${1000 + index}, published: "${8080 + index}"}\n`)}`,
  ),
  compose(
    '8,000 ports in one service, all the same',
    `services:\n  web:\n    image: nginx\n    ports:\n${'      - "8080:80"\n'.repeat(8000)}`,
  ),
  compose(
    '8,000 ports in one service, one host port',
    `services:\n  web:\n    image: nginx\n    ports:\n${times(8000, index => `      - "8080:${1000 + index}"\n`)}`,
  ),
  compose(
    '300 services on one port',
    services(300, () => ports('8080:80')),
  ),
  compose(
    '9,990 services on one port',
    services(9990, () => ports('8080:80')),
  ),
  compose(
    '9,990 services, a port each',
    services(9990, index => ports(`${8080 + index}:80`)),
  ),
  compose(
    '9,990 services on one unquoted port',
    services(9990, () => '    ports: [8080:22]\n'),
  ),
  compose(
    '300 services over a merge key with 300 ports',
    `x-p: &p\n  ports: [${times(300, index => `"${8080 + index}:80"`, ', ')}]\n${services(300, () => '    <<: *p\n')}`,
  ),
  compose(
    '300 services over an alias with 300 ports',
    `x-p: &p [${times(300, index => `"${8080 + index}:80"`, ', ')}]\n${services(300, () => '    ports: *p\n')}`,
  ),
  compose(
    'chain of network_mode: service: of 5,000',
    services(5000, index => (index === 0 ? ports('8080:80') : `    network_mode: service:s${index - 1}\n`)),
  ),
  compose(
    'chain of network_mode: service: of 5,000, ports at each',
    services(5000, index =>
      index === 0
        ? ports('8080:80')
        : `    network_mode: service:s${index - 1}\n    expose: ["${1000 + index}"]\n`,
    ),
  ),
  compose(
    'circle of network_mode: service: of 5,000',
    services(
      5000,
      index => `    network_mode: service:s${(index + 1) % 5000}\n${ports(`${8080 + index}:80`)}`,
    ),
  ),
  compose(
    '5,000 services in the network of one',
    services(5000, index =>
      index === 0 ? ports('8080:80') : `    network_mode: service:s0\n    expose: ["${1000 + index}"]\n`,
    ),
  ),
  compose(
    '100 services x 500 profiles',
    services(
      100,
      index =>
        `    profiles: [${times(500, profile => `p${index}-${profile}`, ', ')}]\n${ports(`${8080 + index}:80`)}`,
    ),
  ),
  compose(
    '100 services x 500 shared profiles',
    services(100, () => `    profiles: [${times(500, profile => `p${profile}`, ', ')}]\n${ports('8080:80')}`),
  ),
  compose(
    '100 services x 500 profiles, pools',
    services(
      100,
      index =>
        `    profiles: [${times(500, profile => `p${(index + profile) % 600}`, ', ')}]\n${ports('8080-8090:80')}`,
    ),
  ),
  compose(
    '2,000 services, a profile each, on one port',
    services(2000, index => `    profiles: [p${index}]\n${ports('8080:80')}`),
  ),
  compose(
    '20,000 silences',
    `services:\n  web:\n    image: nginx\n    ports:\n${'      # portolan-ignore\n'.repeat(20_000)}      - "8080:80"\n`,
  ),
  compose(
    '20,000 silences of rules',
    `services:\n  web:\n    image: nginx\n    ports:\n${times(7000, index => `      - "${8080 + index}:80" # portolan-ignore: port-conflict\n`)}`,
  ),
  compose(
    '20,000 silences that name nothing known',
    `${'# portolan-ignore: no-such-rule, port-conflict -- why\n'.repeat(18_000)}${small()}`,
  ),
  compose(
    '300 services with pools of 300 ports',
    services(300, () => ports('8080-8379:80')),
  ),
  compose(
    '300 services with pools that overlap',
    services(300, index => ports(`${8080 + index}-${8180 + index}:80`)),
  ),
  compose(
    '2,000 services with ranges of 1,000 ports',
    services(2000, index => ports(`${8080 + index}-${9079 + index}:${1000}-${1999}`)),
  ),
  compose(
    '1,000 ranges of all ports',
    services(1000, () => ports('8080:80', '1-65535:1-65535')),
  ),
  compose(
    '500 pools of all ports',
    services(500, () => ports('1-65535:8080')),
  ),
  compose(
    'a service scaled to 2,000,000,000',
    services(1, () => `    scale: 2000000000\n${ports('8080-9080:80')}`),
  ),
  compose(
    '300 services scaled to 60,000, pools',
    services(300, () => `    scale: 60000\n${ports('8080-60000:80')}`),
  ),
  compose(
    '5,000 services that depend on each other',
    services(
      5000,
      index =>
        `    depends_on: [s${(index + 1) % 5000}, s${(index * 7) % 5000}]\n${ports(`${8080 + index}:80`)}`,
    ),
  ),
  compose(
    '2,000 services with URLs to each other',
    services(
      2000,
      index =>
        `${ports(`${8080 + index}:80`)}    environment: {NEXT: "http://s${(index + 1) % 2000}:80", HOST: "http://localhost:8080"}\n`,
    ),
  ),
  compose(
    '8,000 URLs to one port',
    `services:\n  web:\n    image: nginx\n    ports: ["8080:80"]\n    environment:\n${times(8000, index => `      U${index}: http://localhost:8080/${index}\n`)}`,
  ),
  compose(
    '20,000 variables in environment',
    `services:\n  web:\n    image: nginx\n    ports: ["8080:80"]\n    environment:\n${times(20_000, index => `      PORT_${index}: "${8080 + (index % 999)}"\n`)}`,
  ),
  compose(
    '300 services that publish the ports of an unknown variable',
    services(3000, () => '    ports: ["${PORT}:8080"]\n'),
  ),
  compose(
    '3,000 unknown variables',
    services(3000, index => `    ports: ["\${PORT_${index}}:8080"]\n`),
  ),
  compose(
    '500 addresses x one port',
    `services:\n  web:\n    image: nginx\n    ports:\n${times(5000, index => `      - "10.0.${index >> 8}.${index & 255}:8080:80"\n`)}`,
  ),
  compose(
    '5,000 services, an address each',
    services(5000, index => ports(`10.0.${index >> 8}.${index & 255}:8080:80`)),
  ),
  compose(
    '3,000 aliases of one service',
    `services:\n  web:\n    image: nginx\n    ports: ["8080:80"]\n    networks:\n      default:\n        aliases: [${times(10_000, index => `a${index}`, ', ')}]\n`,
  ),
  compose(
    '1,000 services, the same alias',
    services(
      1000,
      () =>
        `    networks: {default: {aliases: [same]}}\n${ports('8080:80')}    environment: ["URL=http://same:80"]\n`,
    ),
  ),
  compose(
    '1,000 networks x 100 services',
    services(100, () => `    networks: [${times(1000, index => `n${index}`, ', ')}]\n${ports('8080:80')}`),
  ),
  compose(
    '2,000 services that build one folder',
    services(
      2000,
      index => `    build: {context: ., args: {PORT: "${8080 + index}"}}\n${ports(`${8080 + index}:80`)}`,
    ),
  ),
  compose(
    '2,000 services that mount one file',
    services(2000, index => `    volumes: ["./compose.yaml:/etc/c.yaml"]\n${ports(`${8080 + index}:80`)}`),
  ),
  compose(
    '5,000 labels of Traefik',
    `services:\n  web:\n    image: nginx\n    ports: ["8080:80"]\n    labels:\n${times(5000, index => `      traefik.http.services.s${index}.loadbalancer.server.port: "${8080 + index}"\n`)}`,
  ),
  compose(
    '10,000 arguments of a command',
    `services:\n  web:\n    image: nginx\n    ports: ["8080:80"]\n    command: [${times(10_000, index => `"--port", "${8080 + (index % 99)}"`, ', ')}]\n`,
  ),
  compose('100,000 services', `services:\n${times(60_000, index => `  s${index}:\n`)}${AFTER}`),
  compose('100,000 top-level keys', `${times(60_000, index => `x-${index}: 1\n`)}${small()}`),
  compose(
    '9,000 services with one name',
    `services:\n${'  web:\n    image: nginx\n    ports: ["8080:80"]\n'.repeat(9000)}`,
  ),
  compose(
    'extends within the file, a chain of 5,000',
    services(5000, index => (index === 0 ? ports('8080:80') : `    extends: s${index - 1}\n`)),
  ),
  compose(
    'extends within the file, a circle of 5,000',
    services(5000, index => `    extends: s${(index + 1) % 5000}\n${ports('8080:80')}`),
  ),
  compose(
    'extends within the file, ports that double',
    services(20, index =>
      index === 0
        ? ports('8080:80')
        : `    extends: s${index - 1}\n${ports(...Array.from({ length: 200 }, (_, at) => `${8080 + index * 200 + at}:80`))}`,
    ),
  ),
  compose(
    '5,000 services that extend one',
    services(5000, index => (index === 0 ? ports('8080:80', '8081:81') : '    extends: {service: s0}\n')),
  ),
];

const BY_NESTING: readonly Input[] = [
  compose('an alias bomb', `${bomb(40, 9)}services:\n  web:\n    ports: *a40\n${AFTER}`),
  compose('an alias bomb, two levels wide', `${bomb(2, 2000)}services:\n  web:\n    ports: *a2\n${AFTER}`),
  compose(
    'a bomb of merge keys',
    `${mergeBomb(200, 9)}services:\n${AFTER}${times(1000, index => `  s${index}:\n    <<: *a200\n`)}`,
  ),
  compose(
    'merge keys of 100 mappings in 800 services',
    `${times(100, index => `x-${index}: &m${index} {k${index}: 1}\n`)}${services(800, () => `    <<: [${times(100, index => `*m${index}`, ', ')}]\n${ports('8080:80')}`)}`,
  ),
  compose(
    'aliases of themselves',
    `services:\n${AFTER}${times(2000, index => `  s${index}: &s${index}\n    ports: *s${index}\n`)}`,
  ),
  ...(
    [
      ['brackets', `${'['.repeat(10_000)}${']'.repeat(10_000)}`],
      ['open brackets', '['.repeat(10_000)],
      ['braces', `${'{a: '.repeat(10_000)}1${'}'.repeat(10_000)}`],
      ['dashes', `\n    ${'- '.repeat(10_000)}`],
      ['JSON', `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`],
      ['explicit keys', `\n    ${'? '.repeat(10_000)}`],
      ['indentation', `\n${times(1200, level => `${' '.repeat(4 + level)}a:\n`)}`],
      ['tags', `${'!!x '.repeat(10_000)}1`],
      ['anchors', `${times(10_000, index => `&a${index} `)}1`],
    ] as const
  ).map(([what, text]) => compose(`10,000 levels of ${what}`, `services:\n  deep: ${text}\n${AFTER}`)),
  compose(
    '10,000 levels in each of 10 services',
    `services:\n${times(10, index => `  s${index}: ${'['.repeat(10_000)}\n`)}${AFTER}`,
  ),
  compose(
    '99 levels in each of 2,500 services',
    `services:\n${times(2500, index => `  s${index}: ${'['.repeat(97)}${']'.repeat(97)}\n`)}${AFTER}`,
  ),
  compose(
    '10,000 levels of ${A:-${A:-',
    `services:\n  web:\n    ports: ["8080:80", "${'${A:-'.repeat(10_000)}1${'}'.repeat(10_000)}:80"]\n`,
  ),
  compose(
    '10,000 variables in one value',
    `services:\n  web:\n    ports: ["8080:80", "${'${A}'.repeat(10_000)}:80"]\n`,
  ),
];

const BY_SIZE: readonly Input[] = [
  compose(
    'a line of 10 MB',
    `services: {web: {image: nginx, ports: [${'"8080:80", '.repeat(1024 * 1024)}]}}\n`,
  ),
  compose('a line of 1 MB', `services: {web: {image: nginx, ports: [${'"8080:80", '.repeat(100_000)}]}}\n`),
  compose(
    'a line of 250 KB',
    `services: {web: {image: nginx, ports: [${times(20_000, index => `"${8080 + index}:80"`, ', ')}]}}\n`,
  ),
  compose('a key of 1 MB', `services:\n  ${'x'.repeat(1_000_000)}:\n    ports: ["8080:80"]\n`),
  compose('a comment of 1 MB', `# ${'8080 '.repeat(200_000)}\n${small()}`),
  compose('1 MB of line breaks', `${small()}${'\n'.repeat(1_000_000)}`),
  compose('1 MB of CRs', `${small()}${'\r'.repeat(1_000_000)}`),
  compose(
    '1 MB of spaces',
    `services:\n  web:\n    image: nginx\n    ports: ["8080:80"]\n    command: a\n${' '.repeat(1_000_000)}\n`,
  ),
  compose('1 MB of tabs', `${small()}${'\t'.repeat(1_000_000)}`),
  compose('1 MB of colons', `services:\n  web:\n    ports: ["8080:80", "${':'.repeat(1_000_000)}"]\n`),
  compose(
    '250 KB of colons in a port',
    `services:\n  web:\n    ports: ["8080:80", "${':'.repeat(250_000)}"]\n`,
  ),
  compose('250 KB of digits', `services:\n  web:\n    ports: ["8080:80", "${'1'.repeat(250_000)}"]\n`),
  compose(
    '250 KB of dashes in a range',
    `services:\n  web:\n    ports: ["8080:80", "${'1-'.repeat(125_000)}2:80"]\n`,
  ),
  compose(
    '250 KB of escapes in a string',
    `services:\n  web:\n    image: "${'\\n'.repeat(125_000)}"\n    ports: ["8080:80"]\n`,
  ),
  compose(
    '120 KB of anchors and aliases',
    `services:\n  w:\n    ports: ["8080:80"]\n${'    a: &a *a\n'.repeat(10_000)}`,
  ),
  compose(
    'a block scalar of 250 KB with URLs',
    `services:\n  w:\n    ports: ["8080:80"]\n    command: |\n${'      curl http://localhost:8080/ http://w:80\n'.repeat(5500)}`,
  ),
  compose(
    'a command of 250 KB of slashes',
    `services:\n  w:\n    ports: ["8080:80"]\n    command: "${'/'.repeat(250_000)}"\n`,
  ),
  compose(
    'a command of 250 KB of x://a,',
    `services:\n  w:\n    ports: ["8080:80"]\n    command: "${'x://a,'.repeat(40_000)}"\n`,
  ),
  compose('a file of quotes alone', `${small()}${'"'.repeat(900_000)}`),
  compose('1 MB of document ends', `${small()}${'---\n'.repeat(200_000)}`),
  compose('1 MB of directives', `${'%YAML 1.2\n'.repeat(90_000)}---\n${small()}`),
  compose('NUL bytes', `services:\n  web:\n    ports: ["8080:80"]\n${'\0'.repeat(100_000)}`),
  single('NUL bytes behind 10 KB', 'compose.yaml', `# ${' '.repeat(10_000)}\n${small()}# \0\0\0\n`, '8080'),
  {
    ...compose('lone surrogates', small()),
    text: `# ${'\ud83d'.repeat(100_000)}\n${small()}  x\ude00:\n    ports: ["\ud83d8081:80"]\n`,
  },
  compose(
    '250 KB of emoji before a port',
    `services:\n  web:\n    ports: [ # ${'🚢'.repeat(60_000)}\n      "8080:80"]\n`,
  ),
  compose(
    'UTF-8 marks everywhere',
    `\ufeffservices:\n  web:\n    ports: ["\ufeff8080:80"${', "\ufeff"'.repeat(10_000)}]\n`,
  ),
  {
    ...compose('UTF-16 on disk', small()),
    files: () => [['compose.yaml', Buffer.from(`\ufeff${small()}`, 'utf16le')]],
    text: small(),
  },
  single(
    '9,500 ranges of one service that overlap',
    'compose.yaml',
    `services:\n  a:\n    image: x\n    ports: [${times(9500, at => `"1-${100 + at}:1-${100 + at}"`, ', ')}, "8080:80"]\n`,
    '8080',
  ),
];

export const COMPOSE_INPUTS: readonly Input[] = [...BY_NUMBER, ...BY_NESTING, ...BY_SIZE];
