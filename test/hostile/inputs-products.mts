// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Files write variables like this.
// Small files that multiply each other: what an attack came upon.
import { filesOf, type Input, type InputFile, single, small, times } from '#hostile/input';

const base = { file: 'compose.yaml', at: '8080' };

const several = (name: string, files: readonly InputFile[], file = 'compose.yaml', at = base.at): Input => ({
  ...base,
  name,
  file,
  at,
  files: () => files,
});

/** A service with an image that publishes a port. */
const published = (name: string, port: number) => `  ${name}:\n    image: nginx\n    ports: ["${port}:80"]\n`;

const many = (count: number, port = 1024) =>
  `services:\n${times(count, index => published(`s${index}`, port + index))}`;

/** The numbers below a limit in an order of their own for each seed. */
function shuffled(count: number, seed: number): readonly number[] {
  const numbers = Array.from({ length: count }, (_, index) => index);
  let state = seed;
  return numbers.sort(() => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return state % 2 === 0 ? -1 : 1;
  });
}

const ENV_FILES: readonly InputFile[] = Array.from({ length: 20 }, (_, file) => [
  `e${file}.env`,
  times(1990, index => `V${file}_${index}=1\n`),
]);

const includes = (count: number) =>
  `include:\n${times(
    count,
    index =>
      `  - {path: a.yaml, env_file: [${shuffled(20, index + 1)
        .map(file => `e${file}.env`)
        .join(', ')}]}\n`,
  )}${small()}`;

const names = (count: number, prefix: string) =>
  Array.from({ length: count }, (_, index) => `${prefix}${index}`).join(', ');

const mounting = (mount: string) =>
  `services:\n${published('w', 8080)}${times(5000, index => `  s${index}: {image: n, volumes: ["${mount}"]}\n`)}`;

/** A value of so many defaults in one another. */
const levels = (depth: number) => `${times(depth, () => '${A:-')}8080${times(depth, () => '}')}`;

export const PRODUCT_INPUTS: readonly Input[] = [
  several('2,000 includes of one file, each with 20 files of variables in an order of its own', [
    ['compose.yaml', includes(2000)],
    ['a.yaml', `services:\n${published('a', 8081)}`],
    ...ENV_FILES,
  ]),
  {
    ...base,
    name: '500 folders that include a file of 5,000 services',
    file: 'p0/compose.yaml',
    files: function* () {
      yield ['base.yaml', many(5000)];
      yield* filesOf(500, index => [`p${index}/.env`, `X=${index}\n`]);
      yield* filesOf(500, index => [
        `p${index}/compose.yaml`,
        `include: [../base.yaml]\nservices:\n${published('web', 8080)}`,
      ]);
    },
  },
  several('a file that 4,000 services build and read as variables', [
    [
      'compose.yaml',
      `services:\n${times(4000, index => `  s${index}:\n    build: {context: ., dockerfile: x}\n    env_file: x\n    ports: ["8080:80"]\n`)}`,
    ],
    ['x', `FROM a\n${times(1500, index => `ENV V${index}=${'a'.repeat(140)}\n`)}`],
  ]),
  several('a file that 300 services extend and read as variables', [
    [
      'compose.yaml',
      `services:\n${times(300, index => `  s${index}:\n    extends: {file: x.yaml, service: web}\n    env_file: x.yaml\n    ports: ["8080:80"]\n`)}`,
    ],
    ['x.yaml', `${many(1500)}${published('web', 8081)}`],
  ]),
  several('60 overlays of 12,000 networks each over a file of 5,000', [
    ['compose.yaml', `${small()}networks:\n${times(5000, index => `  n${index}: {}\n`)}`],
    ...Array.from(
      { length: 60 },
      (_, index): InputFile => [
        `o${index}.yaml`,
        `services:\n  w${index}:\n    image: n\n    networks: [${names(12_000, 'm')}]\n`,
      ],
    ),
  ]),
  several('COMPOSE_PROFILES of 100,000 names', [
    ['.env', `COMPOSE_PROFILES=${names(100_000, 'p').replaceAll(' ', '')}\n`],
    [
      'compose.yaml',
      `services:\n${times(100, index => `  s${index}:\n    image: n\n    profiles: [${Array.from({ length: 100 }, (_, at) => `p${((index * 100 + at) * 7) % 100_000}`).join(', ')}]\n    ports: ["8080:80"]\n`)}`,
    ],
  ]),
  several('5,000 services that extend a file of 5,900', [
    [
      'compose.yaml',
      `services:\n${times(5000, index => `  s${index}:\n    extends: {file: b.yaml, service: b${index}}\n`)}${published('w', 8080)}`,
    ],
    ['b.yaml', `services:\n${times(5900, index => `  b${index}: {image: n}\n`)}`],
  ]),
  several('4,000 services that extend one of 100,000 ports that are none', [
    [
      'compose.yaml',
      `services:\n${published('w', 8080)}${times(4000, index => `  s${index}: {extends: {file: b.yaml, service: b}}\n`)}`,
    ],
    ['b.yaml', `services: {b: {image: n, ports: [${Array(100_000).fill('x').join(',')}]}}\n`],
  ]),
  several('5,000 includes of a file that writes one service 5,900 times', [
    ['compose.yaml', `include: [${Array(5000).fill('a.yaml').join(', ')}]\n${small()}`],
    ['a.yaml', `services:\n${'  a: {image: n}\n'.repeat(5900)}`],
  ]),
  several('15,000 includes of a file that includes 15,000 missing ones', [
    ['compose.yaml', `include: [${Array(15_000).fill('a.yaml').join(', ')}]\n${small()}`],
    ['a.yaml', `include: [${names(15_000, 'm')}]\nservices:\n${published('a', 8081)}`],
  ]),
  several('15,000 includes of a file of 5,900 networks', [
    ['compose.yaml', `include: [${Array(15_000).fill('a.yaml').join(', ')}]\n${small()}`],
    ['a.yaml', `networks:\n${times(5900, index => `  n${index}: {internal: "\${X:-1}"}\n`)}`],
  ]),
  ...Object.entries({ '640 levels of defaults': levels(640), '630 variables': times(630, () => '$A') }).map(
    ([what, value]) =>
      several(`2,000 includes of a file with variables of ${what} each`, [
        [
          'compose.yaml',
          `include:\n${times(2000, index => `  - {path: c.yaml, env_file: [e.env, s${index}.env]}\n`)}${small()}`,
        ],
        ['c.yaml', 'services:\n  z: {image: nginx, ports: ["$V1:80"]}\n'],
        ['e.env', times(3, index => `V${index}=${value}\n`)],
        ...filesOf(2000, index => [`s${index}.env`, `S=${index}\n`]),
      ]),
  ),
  several('6,000 ports of 2,000 variables each, by an alias', [
    [
      'compose.yaml',
      `x-v: &v "${times(2000, () => '$A')}"\n${small()}${times(3000, index => `  s${index}: {ports: [*v, *v]}\n`)}`,
    ],
  ]),
  several('an include with 15,000 files of variables', [
    [
      'compose.yaml',
      `include: [{path: a.yaml, env_file: [${Array(15_000).fill('e.env').join(', ')}]}]\n${small()}`,
    ],
    ['a.yaml', `services:\n${published('a', 8081)}`],
    ['e.env', 'A=1\n'],
  ]),
  {
    ...base,
    name: '400 folders whose COMPOSE_FILE is one file of 5,000 services',
    file: 'base.yaml',
    at: '1030',
    files: function* () {
      yield ['base.yaml', many(5000)];
      yield* filesOf(400, index => [`p${index}/.env`, 'COMPOSE_FILE=../base.yaml\n']);
    },
  },
  several('7,000 links and 6,500 URLs to them', [
    [
      'compose.yaml',
      `services:\n  w:\n    image: n\n    ports: ["8080:80"]\n    links: [${Array.from({ length: 7000 }, (_, index) => `a${index % 50}:l${index}`).join(', ')}]\n    environment: [${Array.from({ length: 6500 }, (_, index) => `U${index}=http://l${index}:80`).join(', ')}]\n${times(50, index => `  a${index}: {image: n, ports: ["80"]}\n`)}`,
    ],
  ]),
  several('3,000 services that share aliases', [
    [
      'compose.yaml',
      `services:\n${times(3000, index => `  s${index}:\n    image: n\n    hostname: h${index}\n    networks: {a: {aliases: [x${index % 7}, y${index % 100}]}}\n    environment: {DB_HOST: y${(index * 7) % 100}, DB_PORT: "80", U: "http://x${index % 7}:80"}\n    ports: ["${8080 + index}:80"]\n`)}`,
    ],
  ]),
  several('15,000 URLs that an alias gives to 4,500 services', [
    [
      'compose.yaml',
      `x-urls: &urls\n${times(15_000, index => `  U${index}: http://s${index % 4500}:80\n`)}services:\n  w: {image: n, ports: ["8080:80"]}\n${times(4500, index => `  s${index}: {image: n, environment: *urls}\n`)}`,
    ],
  ]),
  several('15,000 URLs in a text that an alias gives to 4,500 services', [
    [
      'compose.yaml',
      `x-text: &text >-\n${times(15_000, index => `  http://s${index % 4500}:80\n`)}services:\n  w: {image: n, ports: ["8080:80"]}\n${times(4500, index => `  s${index}: {image: n, command: *text}\n`)}`,
    ],
  ]),
  several('1,700 ports of 98 stages that 5,200 services build', [
    [
      'compose.yaml',
      `services:\n${published('w', 8080)}${times(5200, index => `  s${index}: {build: .}\n`)}`,
    ],
    [
      'Dockerfile',
      `FROM a AS s0\n${times(97, index => `FROM s${index} AS s${index + 1}\n${times(17, at => `ENV A${at}_PORT=80${at + 10}\n`)}`)}`,
    ],
  ]),
  several('a command of 8,192 folded lines that an alias gives to 4,500 services', [
    [
      'compose.yaml',
      `x-c: &c >-\n${'  a\n'.repeat(8192)}services:\n  w: {image: n, ports: ["8080:80"]}\n${times(4500, index => `  s${index}: {image: n, command: *c}\n`)}`,
    ],
  ]),
  several('8,000 ports and 1,900 EXPOSE', [
    [
      'compose.yaml',
      `services:\n  w:\n    build: .\n    ports: [${times(8000, index => `"8080:${10_000 + index}"`, ', ')}]\n`,
    ],
    ['Dockerfile', `FROM a\n${times(1900, index => `EXPOSE ${3000 + index}\n`)}`],
  ]),
  several('1,900 EXPOSE that 5,000 services build', [
    [
      'compose.yaml',
      `services:\n${times(5000, index => `  s${index}: {build: ., ports: ["${8080 + index}:80"]}\n`)}`,
    ],
    ['Dockerfile', `FROM a\n${times(1900, index => `EXPOSE ${3000 + index}\n`)}`],
  ]),
  several('a chain of 1,980 stages that 5,800 services build', [
    [
      'compose.yaml',
      `services:\n${published('w', 8080)}${times(5800, index => `  s${index}: {build: .}\n`)}`,
    ],
    ['Dockerfile', `FROM a AS s0\n${times(1980, index => `FROM s${index} AS s${index + 1}\n`)}EXPOSE 80\n`],
  ]),
  {
    ...several(
      '1,900 URLs in a file that 5,000 services mount',
      [
        ['compose.yaml', mounting('./x.conf:/etc/x.conf')],
        ['x.conf', 'http://localhost:80/\n'.repeat(1900)],
      ],
      'x.conf',
    ),
    at: '80',
  },
  several(
    '1,900 URLs in a folder that 5,000 services mount',
    [
      ['compose.yaml', mounting('./c:/srv')],
      ['c/x.conf', 'http://localhost:8080/\n'.repeat(1900)],
    ],
    'c/x.conf',
  ),
  several('15,000 mentions of a service of 8,000 ports', [
    [
      'compose.yaml',
      `services:\n  web:\n    image: a\n    ports: [${times(8000, index => `"${8080 + index}:${2000 + index}"`, ', ')}]\n  x:\n    image: b\n    command: >-\n${'      web:80\n'.repeat(15_000)}`,
    ],
  ]),
  several('3,000 mentions of localhost that an alias gives to 1,000 services', [
    [
      'compose.yaml',
      `x-text: &text >-\n${'  localhost:81\n'.repeat(3000)}services:\n  w: {image: n, ports: ["8080:80"]}\n${times(1000, index => `  s${index}: {image: n, command: *text}\n`)}`,
    ],
  ]),
  {
    ...several('7,000 variables of one port of a service of 7,001', [
      [
        'compose.yaml',
        `services:\n  web:\n    image: a\n    ports: ["8080:80", ${times(7000, index => `"${10_000 + index}:${2000 + index}"`, ', ')}]\n    environment:\n${times(7000, index => `      A${index}_PORT: 80\n`)}`,
      ],
    ]),
    at: '80"',
  },
  {
    ...several('5,000 variables whose names speak of 3,000 services', [
      [
        'compose.yaml',
        `services:\n  web:\n    image: a\n    ports: ["8080:80"]\n    environment:\n${times(5000, index => `      AAAA_B${index}_PORT: 80\n`)}${times(3000, index => `  aaaa-${index}: {image: n, expose: [80]}\n`)}`,
      ],
    ]),
    at: '80"',
  },
  {
    ...several(
      '1,900 variables of 81 words that speak of 5,000 services',
      [
        [
          'compose.yaml',
          `services:\n  web:\n    image: a\n    ports: ["8080:80"]\n    env_file: x.env\n${times(5000, index => `  aaaa-${index}: {image: n}\n`)}`,
        ],
        ['x.env', times(1900, index => `${'AAAA_'.repeat(80)}B${index}_PORT=80\n`)],
      ],
      'x.env',
    ),
    at: '80',
  },
  {
    ...base,
    name: '500 folders that include the same 40 files',
    file: 'b/f0.yaml',
    files: function* () {
      yield* filesOf(40, index => [`b/f${index}.yaml`, `services:\n${published(`s${index}`, 8080 + index)}`]);
      yield* filesOf(500, index => [
        `p${index}/compose.yaml`,
        `include: [${times(40, file => `../b/f${file}.yaml`, ', ')}]\n`,
      ]);
    },
  },
  {
    ...several('1,500 ranges that move over themselves', [
      [
        'compose.yaml',
        `services:\n  w:\n    image: n\n    ports: [${times(1500, index => `"${1024 + index * 2}-${1025 + index * 2}:80-81"`, ', ')}]\n`,
      ],
    ]),
    at: '80-81',
    newName: '81-82',
  },
  several(
    'a variable of 2,500 services that moves to a port of 2,500 others',
    [
      ['.env', 'PORT=8080\n'],
      [
        'compose.yaml',
        `services:\n${times(2500, index => `  s${index}:\n    image: nginx\n    ports: ["\${PORT}:${1000 + index}"]\n  t${index}:\n    image: nginx\n    ports: ["45678:${1000 + index}"]\n`)}`,
      ],
    ],
    '.env',
  ),
  several('5,300 services, each with a profile of its own, on one port', [
    [
      'compose.yaml',
      `services:\n${times(5300, index => `  s${index}: {image: n, profiles: [p${index}], ports: ["8080:80"]}\n`)}`,
    ],
  ]),
  several('4,000 services that share a profile, and have one of their own, on one port', [
    [
      'compose.yaml',
      `services:\n${published('w', 8080)}${times(4000, index => `  s${index}: {image: n, profiles: [a, p${index}], ports: ["8080:80"]}\n`)}`,
    ],
  ]),
  several('8,000 bindings of a port that a neighbour shares', [
    ['portolan.json', '{"rules":{"shared-port":"warning"}}'],
    ['b/compose.yaml', 'services:\n  w: {image: n, ports: ["8080:80/udp"]}\n'],
    [
      'compose.yaml',
      `services:\n  w:\n    image: n\n    ports: [${times(8000, index => `"8080:${2000 + index}"`, ', ')}]\n`,
    ],
  ]),
  several(
    'nginx: 4 servers of 6,000 names each on 1,024 ports',
    [
      [
        'nginx.conf',
        `http{${times(4, () => `server{listen 1-1024;server_name ${names(6000, 'n').replaceAll(',', '')};}\n`)}}\n`,
      ],
      ['compose.yaml', small()],
    ],
    'nginx.conf',
    'listen',
  ),
  several(
    'nginx: 10,000 patterns that no file of 3,000 matches',
    [
      ['nginx.conf', `http{\n${times(10_000, () => 'include sites/z*;\n')}}\n`],
      ...Array.from(
        { length: 3000 },
        (_, index): InputFile => [`sites/a${index}`, 'server { listen 80; }\n'],
      ),
    ],
    'nginx.conf',
    'include',
  ),
  several(
    'nginx: a block of Lua with 120,000 quotes',
    [['nginx.conf', `server {\nlisten 80;\ncontent_by_lua_block { "${'\\"'.repeat(120_000)}\n}\n}\n`]],
    'nginx.conf',
    '80',
  ),
  several(
    'nginx: 1,900 sections that listen on 1,024 ports',
    [['nginx.conf', `${'http{server{listen 127.0.0.1:1-1024;}}\n'.repeat(1900)}`]],
    'nginx.conf',
    'listen',
  ),
  several(
    'nginx: 200 configurations that include 480 sites',
    [
      ...Array.from(
        { length: 200 },
        (_, index): InputFile => [`nginx.${index}.conf`, 'http{include sites/*.conf;}\n'],
      ),
      ...Array.from(
        { length: 480 },
        (_, index): InputFile => [
          `sites/s${index}.conf`,
          `server { listen 80; server_name s${index}.test; }\n`,
        ],
      ),
    ],
    'nginx.0.conf',
    'include',
  ),
  several('100 forwarded ports of an alias that 2,000 services have', [
    [
      'compose.yaml',
      `services:\n${published('w', 8080)}${times(2000, index => `  s${index}: {image: n, ports: ["${9000 + index}:80"], networks: {default: {aliases: [a]}}}\n`)}`,
    ],
    [
      '.devcontainer/devcontainer.json',
      `{"dockerComposeFile": "../compose.yaml", "service": "w", "forwardPorts": [${Array.from({ length: 100 }, (_, index) => `"a:${index + 1}"`).join(', ')}]}\n`,
    ],
  ]),
  several('a devcontainer.json of 8,000 brackets behind as many in a comment', [
    ['compose.yaml', small()],
    ['.devcontainer/devcontainer.json', `//${']'.repeat(8000)}\n{"x":${'['.repeat(8000)}`],
  ]),
  single(
    'Envoy: 2,500 listeners on one port',
    'envoy.yaml',
    `static_resources:\n  listeners:\n${'    - {address: {socket_address: {address: 0.0.0.0, port_value: 8080}}}\n'.repeat(2500)}`,
    '8080',
  ),
  single(
    'Envoy: an endpoint that 11 lists of aliases multiply',
    'envoy.yaml',
    `static_resources:\n  clusters:\n    - x0: &x0 [{endpoint: {address: {socket_address: {address: api, port_value: 8080}}}}]\n${times(
      11,
      index => `    - x: &x${index + 1} [${Array.from({ length: 10 }, () => `*x${index}`).join(', ')}]\n`,
    )}    - load_assignment: {endpoints: [{lb_endpoints: *x11}]}\n`,
    '8080',
  ),
  single(
    'Envoy: 3,000 endpoints of one service',
    'envoy.yaml',
    `static_resources:\n  clusters:\n  - load_assignment:\n      endpoints:\n      - lb_endpoints:\n${'        - {endpoint: {address: {socket_address: {address: a, port_value: 8080}}}}\n'.repeat(3000)}`,
    '8080',
  ),
  single(
    'Nomad: 5,000 ports of one number and one name',
    'a.nomad',
    `job "a" {\ngroup "b" {\nnetwork {\n${'port "x" { static = 8080 }\n'.repeat(5000)}}\n}\n}\n`,
    '8080',
  ),
  single(
    'Nomad: 6,000 names of one port of 3,000',
    'a.nomad',
    `job "a" {\ngroup "b" {\nnetwork {\n${times(3000, index => `port "p${index}" { to = 8080 }\n`)}}\ntask "t" {\nconfig { ports = [${times(6000, index => `"p${index % 3000}"`, ',')}] }\n}\n}\n}\n`,
    '8080',
  ),
  single(
    'Nomad: 100,000 brackets and braces',
    'a.nomad',
    `job "a" {\ngroup "b" {\nnetwork { port "x" { to = 8080 } }\n}\n}\nx = ${'['.repeat(100_000)}\n${'{'.repeat(100_000)}`,
    '8080',
  ),
  single(
    'Nomad: texts in texts, and heredocs that never end',
    'a.nomad',
    `job "a" {\ngroup "b" {\nnetwork { port "x" { to = 8080 } }\n}\n}\n${'x = "${"'.repeat(10_000)}\n${'y = <<E\n'.repeat(10_000)}`,
    '8080',
  ),
  single(
    'Terraform: 3,000 rules of one port',
    'main.tf',
    `resource "aws_security_group" "a" {\n${'ingress {\nprotocol = "tcp"\nfrom_port = 8080\nto_port = 8080\n}\n'.repeat(3000)}}\n`,
    '8080',
  ),
  single(
    'Terraform: a task of 1,600 containers with one port, and 1,500 services that lead there',
    'main.tf',
    `resource "aws_ecs_task_definition" "a" {\nnetwork_mode = "awsvpc"\ncontainer_definitions = jsonencode([${'{ name = "a", portMappings = [{ containerPort = 8080 }] },\n'.repeat(1600)}])\n}\n${'resource "aws_ecs_service" "b" {\nload_balancer {\ncontainer_name = "a"\ncontainer_port = 8080\n}\n}\n'.repeat(1500)}`,
    '8080',
  ),
  single(
    'Terraform: JSON of 100,000 brackets, and of what never ends',
    'main.tf',
    `resource "docker_container" "a" {\nports { internal = 8080 }\n}\nresource "aws_ecs_task_definition" "a" {\ncontainer_definitions = <<X\n${'['.repeat(100_000)}\nX\n}\nresource "aws_ecs_task_definition" "b" {\ncontainer_definitions = <<X\n["${'${"'.repeat(30_000)}\nX\n}\n`,
    '8080',
  ),
  several(
    'Terraform: 2,000 files of one module',
    Array.from(
      { length: 2000 },
      (_, index): InputFile => [
        `m${index}.tf`,
        `locals { p${index} = 8080 }\nresource "aws_lb_listener" "l${index}" { port = local.p${index} }\nresource "aws_lb_listener" "m${index}" { port = 8080 }\n`,
      ],
    ),
    'm0.tf',
    '8080',
  ),
  several(
    '30 included files of 500 services of one image on one variable',
    [
      ['.env', 'P=8080\n'],
      ['compose.yaml', `include: [${times(30, at => `c${at}.yaml`, ', ')}]\n`],
      ...Array.from(
        { length: 30 },
        (_, file): InputFile => [
          `c${file}.yaml`,
          `services:\n${times(500, at => `  s${file}x${at}: {image: nginx, ports: ["\${P}:80"]}\n`)}`,
        ],
      ),
    ],
    'c0.yaml',
    'P}',
  ),
  several(
    '4,000 services of one host name, an overlay that adds to 3,000, and 100 URLs of it',
    [
      ['compose.yaml', `services:\n${times(4000, at => `  s${at}: {image: a${at}, hostname: x}\n`)}`],
      [
        'docker-compose.prod.yml',
        `services:\n${times(3000, at => `  s${3999 - at}: {environment: {A: b}}\n`)}`,
      ],
      ['README.md', 'http://x:8080/\n'.repeat(100)],
    ],
    'README.md',
  ),
  several(
    '4,000 services of one host name, and 4,000 URLs of it',
    [
      [
        'compose.yaml',
        `services:\n  web: {image: a, ports: ["8080:8080"]}\n  u:\n    image: a\n    command: "${'http://x:8080 '.repeat(4000)}"\n${times(4000, at => `  s${at}: {image: b${at}, hostname: x}\n`)}`,
      ],
    ],
    'compose.yaml',
    '8080:',
  ),
  {
    ...base,
    name: '11,000 folders that include one file',
    file: 'base.yml',
    files: function* () {
      yield ['base.yml', 'services:\n  b: {image: x, ports: ["8080:80"]}\n'];
      yield* filesOf(11_000, at => [`d${at}/compose.yaml`, 'include: [../base.yml]\n']);
    },
  },
  several('1,200 services with 11 ranges each that wait until another has ended', [
    [
      'compose.yaml',
      `services:\n  init: {image: x, ports: ["8080:80"]}\n${times(1200, at => `  s${at}: {image: x, depends_on: {init: {condition: service_completed_successfully}}, ports: [${times(11, port => `"${1000 + port}-${1015 + port}:${2000 + port}-${2015 + port}"`, ', ')}]}\n`)}`,
    ],
  ]),
  several('7,000 profiles and 7,000 ports of one service, two for each host port', [
    [
      'compose.yaml',
      `services:\n  a: {image: x, profiles: [${times(7000, at => `p${at}`, ', ')}], ports: [${times(7000, at => `"${8080 + Math.floor(at / 2)}:${at + 1}"`, ', ')}]}\n`,
    ],
  ]),
  several('4 services of 1,900 profiles and 1,900 ranges in one network', [
    [
      'compose.yaml',
      `services:\n  p: {image: x, ports: ["8080:80"]}\n${times(4, at => `  s${at}: {image: x, network_mode: "service:p", profiles: [${times(1900, profile => `q${at}-${profile}`, ', ')}], expose: [${times(1900, port => `"${1000 + port}-${1100 + port}"`, ', ')}]}\n`)}`,
    ],
  ]),
  several('2,000 profiles and 2,000 pools of one service', [
    [
      'compose.yaml',
      `services:\n  a: {image: x, profiles: [${times(2000, at => `p${at}`, ', ')}], ports: [${times(2000, at => `"${8080 + at * 4}-${8083 + at * 4}:${80 + at}"`, ', ')}]}\n`,
    ],
  ]),
  several('5,000 services of a profile and a pool each', [
    [
      'compose.yaml',
      `services:\n${times(5000, at => `  s${at}: {image: x, profiles: [p${at}], ports: ["${8080 + at * 4}-${8083 + at * 4}:80"]}\n`)}`,
    ],
  ]),
  several('3,000 pools of one range', [
    ['compose.yaml', `services:\n${times(3000, at => `  s${at}: {image: x, ports: ["8080-60000:80"]}\n`)}`],
  ]),
  several('1,400 pools of one range, and 5,500 fixed ports in it', [
    [
      'compose.yaml',
      `services:\n${times(1400, at => `  s${at}: {image: x, ports: ["8080-60000:80"]}\n`)}${times(550, at => `  f${at}: {image: x, ports: [${times(10, port => `"${9000 + at * 10 + port}:${1 + port}"`, ', ')}]}\n`)}`,
    ],
  ]),
  several('500 services scaled to 60,000 on pools of all ports, and 500 such pools', [
    [
      'compose.yaml',
      `services:\n  w: {image: x, ports: ["8080:80"]}\n${times(500, at => `  a${at}: {image: x, scale: 60000, ports: ["127.0.${at >> 8}.${at & 255}:1-65535:80"]}\n`)}${times(500, at => `  b${at}: {image: x, ports: ["1-65535:80"]}\n`)}`,
    ],
  ]),
];
