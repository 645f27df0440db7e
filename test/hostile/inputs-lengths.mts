// Texts, names and lists as long as they may be, which aliases, patches and stages give to thousands of places.
import { compose, filesOf, type Input, type InputFile, several, single, times } from '#hostile/input';

const WORKFLOW = '.github/workflows/a.yml';
/** A job whose step asks for so many ports of its service, repeated by so many aliases. */
const workflow = (keys: number, steps: number) =>
  `on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    services:\n      r:\n        image: redis\n        ports:\n          - 6379:6379\n    steps:\n      - &s\n        run: "echo ${times(keys, at => `\${{ job.services.r.ports[${1000 + at}] }}`, ' ')}"\n${'      - *s\n'.repeat(steps)}`;
/** So many hosts to bind, and so many sites that do. */
const hosts = (count: number) => times(count, at => at.toString(36), ' ');
const sites = (count: number, text: string) => times(count, at => `:${8080 + at} {\n${text}}\n`);
const PIPELINE = '.gitlab-ci.yml';
/** A job with a service, and so many others of one text. */
const pipeline = (base: string, count: number, text: string) =>
  `${base}z:\n  script: a\n  services: [redis]\n  variables: {PORT: "8080"}\n${times(count, at => `a${at}: ${text}\n`)}`;

const words = (characters: number) => 'a '.repeat(characters / 2).trim();

/** So many services, each as a text says. */
const services = (count: number, text: (at: number) => string) =>
  times(count, at => `  s${at}: ${text(at)}\n`);

const WEB = 'services:\n  web:\n    image: nginx\n    ports: ["8080:80"]\n';

const POD =
  'apiVersion: v1\nkind: Pod\nmetadata: {name: w}\nspec:\n  containers:\n  - name: w\n    image: nginx\n';

/** Aliases before 26,000 anchors of the same name. */
const FROM_BELOW = `[&a x${', *a'.repeat(12_000)}]`;
const ANCHORS = `[x${',&a x'.repeat(26_000)}]`;

/** So many folders of one file each. */
const folders = (
  name: string,
  count: number,
  file: string,
  text: string,
  more: readonly InputFile[] = [],
): Input => ({
  name,
  file: `d0/${file}`,
  at: '8080',
  *files() {
    for (let at = 0; at < count; at++)
      for (const [own, content] of [[file, text] as const, ...more]) yield [`d${at}/${own}`, content];
  },
});

/** Patterns that hold a name against classes of many ranges, again and again. */
const CLASSES = times(20, at => `  include d/*${'[bcdefghijklmnopqrstuvwxyz]'.repeat(8)}${at}b;\n`);

/** Files of a folder whose names are as long as names are. */
function longNames(count: number, text: (index: number) => string): readonly InputFile[] {
  return Array.from(
    { length: count },
    (_, at): InputFile => [`d/${'a'.repeat(244)}${10_000 + at}`, text(at)],
  );
}

export const LENGTH_INPUTS: readonly Input[] = [
  compose(
    '10 long words of a command x 3,000 services',
    `x-a: &c [${times(10, () => words(16_000), ', ')}]\n${WEB}${services(3000, () => '{image: a, command: *c}')}`,
  ),
  single(
    '10 long words of arguments x 1,500 containers',
    'pod.yaml',
    `${POD}    ports: [{containerPort: 8080}]\n    args: &c [${times(10, () => words(16_000), ', ')}]\n${times(1500, at => `  - {name: c${at}, image: a, args: *c}\n`)}`,
    '8080',
  ),
  single(
    'a long script x 12,000 steps',
    WORKFLOW,
    `on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    services:\n      r:\n        image: redis\n        ports:\n          - 6379:6379\n    steps:\n      - &s\n        run: "\${{ a }} ${words(16_000)}"\n${'      - *s\n'.repeat(12_000)}`,
    '6379',
  ),
  several(
    '10 long words that a patch adds to 1,000 pods',
    [
      ['kustomization.yaml', 'resources: [web.yaml]\npatches:\n- target: {kind: Pod}\n  path: p.yaml\n'],
      [
        'p.yaml',
        `- op: add\n  path: /spec/containers/0/args\n  value: [${times(10, () => words(16_000), ', ')}]\n`,
      ],
      [
        'web.yaml',
        times(
          1000,
          at =>
            `apiVersion: v1\nkind: Pod\nmetadata: {name: p${at}}\nspec: {containers: [{name: w, image: nginx, ports: [{containerPort: 8080}]}]}\n`,
          '---\n',
        ),
      ],
    ],
    'web.yaml',
  ),
  compose(
    '4 ports of 220,000 letters x 3,900 aliases',
    `${WEB}${times(4, of => `  s${of}:\n    image: a\n    ports:\n    - &p${of} ${'A'.repeat(220_000)}\n${`    - *p${of}\n`.repeat(3900)}`)}`,
  ),
  single(
    'a name of 150,000 letters x 2,500 ports',
    'pod.yaml',
    `${POD}    ports:\n    - {containerPort: 8080, name: &n ${'A'.repeat(150_000)}}\n${times(2500, at => `    - {containerPort: ${at + 1}, name: *n}\n`)}`,
    '8080',
  ),
  single(
    'a host of 220,000 letters x 1,900 endpoints',
    'envoy.yaml',
    `static_resources:\n  listeners:\n  - name: a\n    address: {socket_address: {address: 0.0.0.0, port_value: 8080}}\n  clusters:\n  - name: c\n    load_assignment:\n      endpoints:\n      - lb_endpoints:\n        - &e {endpoint: {address: {socket_address: {address: ${'A'.repeat(220_000)}, port_value: 8080}}}}\n${'        - *e\n'.repeat(1900)}`,
    '8080',
  ),
  compose(
    '12,000 aliases before 26,000 anchors of their name, in Compose',
    `${WEB}    command: ${FROM_BELOW}\n    x-a: ${ANCHORS}\n`,
  ),
  single(
    'the same in a pipeline',
    PIPELINE,
    `a:\n  services: [redis]\n  variables: {PORT: "8080"}\n  script: ${FROM_BELOW}\n  x: ${ANCHORS}\n`,
    '8080',
  ),
  single(
    'the same in a manifest',
    'pod.yaml',
    `${POD}    ports: [{containerPort: 8080}]\n    args: ${FROM_BELOW}\n    x: ${ANCHORS}\n`,
    '8080',
  ),
  several(
    'a key of 80,000 letters over 9,000 values of a chart',
    [
      ['Chart.yaml', 'apiVersion: v2\nname: a\nversion: 1.0.0\n'],
      ['values.yaml', `port: 8080\n${'port'.repeat(20_000)}:\n${times(9000, at => `  port${at}: ${at}\n`)}`],
      [
        'templates/s.yaml',
        'apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {ports: [{port: {{ .Values.port }}}]}\n',
      ],
    ],
    'values.yaml',
  ),
  compose(
    'a variable with a name of 150,000 letters x 3,000 services',
    `${WEB}    environment: &e {"PORT_${'aB_'.repeat(50_000)}": "8080", DB_HOST: web}\n${services(3000, () => '{image: a, environment: *e}')}`,
  ),
  compose(
    'a volume of 100,000 letters x 4,000 services',
    `${WEB}    volumes: &v ["./${'a/'.repeat(50_000)}x:/b"]\n${services(4000, () => '{image: a, volumes: *v}')}`,
  ),
  compose(
    'a folder to build of 100,000 letters x 4,000 services',
    `services:\n  web:\n    build: &b ./${'a/'.repeat(50_000)}x\n    ports: ["8080:80"]\n${services(4000, () => '{build: *b}')}`,
  ),
  compose(
    'an image of 100,000 letters x 4,000 services',
    `services:\n  web:\n    image: &b ${'a/'.repeat(50_000)}x\n    ports: ["8080:80"]\n${services(4000, at => `{image: *b, ports: ["${9000 + at}:80"]}`)}`,
  ),
  folders(
    '76 files of nginx of 125,000 words',
    76,
    'nginx.conf',
    `http { server { listen 8080; } }\nx ${words(250_000)};\n`,
  ),
  folders('76 files of Apache of 125,000 words', 76, 'httpd.conf', `Listen 8080\nx ${words(250_000)}\n`),
  folders('76 Caddyfiles of 125,000 words', 76, 'Caddyfile', `:8080 {\nx ${words(250_000)}\n}\n`),
  folders(
    '76 charts of 19,900 values',
    76,
    'values.yaml',
    `port: 8080\n${times(19_900, at => `k${at}: 1\n`)}`,
    [
      ['Chart.yaml', 'apiVersion: v2\nname: a\nversion: 1.0.0\n'],
      [
        'templates/s.yaml',
        'apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {ports: [{port: {{ .Values.port }}}]}\n',
      ],
    ],
  ),
  folders(
    '155 sockets that conflict with 28,000 units',
    155,
    'a.socket',
    `[Unit]\nConflicts=${times(28_000, at => at.toString(36), ' ')}\n[Socket]\nListenStream=8080\n`,
  ),
  folders(
    '76 manifests of a list of 19,000',
    76,
    'pod.yaml',
    `${POD}    ports: [{containerPort: 8080}]\nx: [${'a,'.repeat(19_000)}a]\n`,
  ),
  folders(
    '76 Compose files with 2 lists of 19,000',
    76,
    'compose.yaml',
    `${WEB}${times(2, at => `x-${at}: [${'a,'.repeat(19_000)}a]\n`)}`,
  ),
  folders(
    '76 Dockerfiles of 9,900 instructions',
    76,
    'Dockerfile',
    `FROM a\nEXPOSE 8080\n${`RUN ${'a'.repeat(21)}\n`.repeat(9900)}`,
  ),
  folders(
    '76 workflows of 15,000 steps',
    76,
    WORKFLOW,
    `on: push\njobs:\n  a:\n    runs-on: u\n    services:\n      r: {image: redis, ports: ["8080:80"]}\n    steps:\n${'    - run: a\n'.repeat(15_000)}`,
  ),

  single(
    "32,000 ports in a comment of a program's settings",
    'vite.config.js',
    `//${'port:80 '.repeat(32_700)}`,
    'port',
  ),
  single(
    '23,000 numbers that are no ports in a line of settings',
    'vite.config.js',
    'port:99999 '.repeat(23_000),
    'port',
  ),
  single(
    '8,000 variables of a stage x 9,000 stages that build on it',
    'Dockerfile',
    `FROM x AS a\n${times(8000, at => `ENV A${at}=1\n`)}${times(9000, at => `FROM a AS b${at}\n`)}EXPOSE 8080\n`,
    '8080',
  ),
  single(
    '15,000 variables of a stage x 1,900 stages that build on it',
    'Dockerfile',
    `FROM x AS a\n${times(15_000, at => `ENV A${at}=1\n`)}${times(1900, at => `FROM a AS b${at}\n`)}EXPOSE 8080\n`,
    '8080',
  ),
  single(
    '1,900 stages that build on each other x 10,000 variables that nothing sets',
    'Dockerfile',
    `FROM x AS a0\n${times(1900, at => `FROM a${at} AS a${at + 1}\nENV B${at}=1\n`)}${times(10_000, at => `ENV A${at}=$C$C\n`)}EXPOSE 8080\n`,
    '8080',
  ),
  single(
    '400 ports of services that a script asks for x 3,000 aliases of its step',
    WORKFLOW,
    workflow(400, 3000),
    '6379',
  ),
  single(
    '3,000 ports of services that a script asks for x 5,000 aliases of its step',
    WORKFLOW,
    workflow(3000, 5000),
    '6379',
  ),
  single(
    '200 ports of a service x 6,000 keys of them x 30 jobs',
    WORKFLOW,
    `on: push\njobs:\n  a: &a\n    runs-on: ubuntu-latest\n    services:\n      r:\n        image: redis\n        ports: [${times(200, at => `"${10000 + at}:${10000 + at}"`, ', ')}]\n    steps:\n      - run: "echo ${times(6000, at => `\${{ job.services.r.ports[${1000 + at}] }}`, ' ')}"\n${times(30, at => `  b${at}: *a\n`)}`,
    '10000',
  ),
  single(
    '1,200 ports that a script names x 400 jobs that share its step',
    WORKFLOW,
    `on: push\njobs:\n  a: &a\n    runs-on: ubuntu-latest\n    services: {r: {image: redis, ports: ["6379:6379"]}}\n    steps:\n      - run: "${times(1200, at => `--port=${1000 + at}`, ' ')}"\n${times(400, at => `  b${at}: *a\n`)}`,
    '6379',
  ),
  single(
    '40,000 hosts that a snippet binds x 1,200 sites that import it',
    'Caddyfile',
    `(s) {\nbind ${hosts(40_000)}\n}\n${sites(1200, 'import s\n')}`,
    '8080',
  ),
  single(
    '40,000 hosts that are bound by default x 1,200 sites',
    'Caddyfile',
    `{\ndefault_bind ${hosts(40_000)}\n}\n${sites(1200, '')}`,
    '8080',
  ),
  single(
    '10,000 hosts that two snippets bind x 1,200 sites that import both',
    'Caddyfile',
    `(s) {\nbind ${hosts(10_000)}\n}\n(u) {\nbind ${hosts(10_000)}\n}\n${sites(1200, 'import s\nimport u\n')}`,
    '8080',
  ),
  single(
    '80 hosts and 1,900 directives of a snippet x 1,200 sites',
    'Caddyfile',
    `(s) {\nbind ${hosts(80)}\n${'tlss\n'.repeat(1900)}}\n${times(1200, at => `${at}.com:8080 {\nimport s\n}\n`)}`,
    '8080',
  ),
  single(
    'services that refer to themselves x 8,000 jobs',
    PIPELINE,
    pipeline(
      `.b:\n  services: [!reference [.b, services]${', []'.repeat(50)}]\n`,
      8000,
      '{script: x, extends: .b}',
    ),
    '8080',
  ),
  single(
    'lists that refer to services that refer to themselves x 4,000 jobs',
    PIPELINE,
    pipeline(
      `.b:\n  services: [!reference [.b, services]${', []'.repeat(50)}]\n`,
      4000,
      '{script: x, services: [!reference [.b, services]]}',
    ),
    '8080',
  ),
  single(
    '19,000 jobs to extend that are not there x 3,000 jobs',
    PIPELINE,
    pipeline(`.b:\n  extends: [${'x, '.repeat(19_000)}x]\n`, 3000, '{script: x, extends: .b}'),
    '8080',
  ),
  single(
    '99 jobs that extend each other x 3,000 jobs',
    PIPELINE,
    pipeline(
      times(99, at => `.${at}: {extends: [${times(99, to => `.${to}`, ', ')}]}\n`),
      3000,
      '{script: x, extends: .1}',
    ),
    '8080',
  ),
  single(
    '19,000 names of what a job inherits x 3,000 jobs',
    PIPELINE,
    pipeline(`.b:\n  inherit: {default: [${'x, '.repeat(19_000)}x]}\n`, 3000, '{script: x, extends: .b}'),
    '8080',
  ),
  single(
    '4,000 variables of a service x 4,000 jobs',
    PIPELINE,
    pipeline(
      `default:\n  services: [{name: redis, variables: {${times(4000, at => `A${at}: x`, ', ')}}}]\n`,
      4000,
      '{script: x}',
    ),
    '8080',
  ),
  single(
    'a line of 16 KB that all jobs run x 5,000 jobs',
    PIPELINE,
    pipeline(
      `default:\n  services: [redis]\n  before_script:\n    - "${times(1100, at => `--port=${1000 + at}`, ' ')}"\n`,
      5000,
      '{script: x}',
    ),
    '8080',
  ),

  compose(
    '2,000 addresses of IPv6 without quotes and brackets',
    `services:\n  web:\n    image: nginx\n    ports:\n${times(2000, index => `      - ::1:${8080 + index}:${1 + index}\n`)}`,
  ),
  several(
    'a file that is included from 500 project directories',
    [
      [
        'compose.yaml',
        `include:\n${times(500, index => `  - {path: part.yaml, project_directory: p${index}}\n`)}services:\n  web:\n    image: nginx\n    ports: ["8080:80"]\n`,
      ],
      [
        'part.yaml',
        `services:\n  a:\n    image: a\n    env_file: [${times(200, index => `e${index}.env`, ', ')}]\n`,
      ],
    ],
    'compose.yaml',
  ),
  several(
    '500 folders whose COMPOSE_FILE begins in another',
    [
      ...filesOf(500, index => [
        `p${index}/.env`,
        `COMPOSE_FILE=../q/compose.yaml:../common.yaml\nP=${index}\n`,
      ]),
      ['q/compose.yaml', 'services:\n  web:\n    image: nginx\n    ports: ["8080:80"]\n'],
      ['q/.env', times(200, index => `V${index}=${index}\n`)],
      ['common.yaml', `services:\n  web:\n    env_file: [${times(100, index => `e${index}.env`, ', ')}]\n`],
    ],
    'q/compose.yaml',
  ),
  compose(
    '10,000 watched folders and contexts',
    `services:\n  web:\n    image: nginx\n    ports: ["8080:80"]\n    develop:\n      watch: [${times(5000, index => `{path: a${index}}`, ', ')}]\n    build:\n      additional_contexts: [${times(5000, index => `a=b${index}`, ', ')}]\n`,
  ),
  folders(
    '19 files of variables of 990,000 backslashes',
    19,
    '.env',
    `PORT=8080\nA="${'\\a'.repeat(490_000)}"\n`,
  ),
  folders(
    '19 scripts of 130,000 variables beside digits',
    19,
    'run.sh',
    `docker run -p 8080:80 x\nPORT=8080\n${times(130_000, at => `1$a${at.toString(36)}`, ' ')}\n`,
  ),
  folders(
    '19 manifests of quotes in quotes',
    19,
    'pod.yaml',
    times(
      4,
      at =>
        `${POD.replace('name: w', `name: w${at}`)}    ports: [{containerPort: 8080}]\n    args: ['${"''".repeat(122_000)}']\n`,
      '---\n',
    ),
  ),
  folders(
    '19 manifests of 10 x 9,500 empty lists',
    19,
    'pod.yaml',
    times(
      10,
      at =>
        `${POD.replace('name: w', `name: w${at}`)}    ports: [{containerPort: 8080}]\n  x: [${'[],'.repeat(9500)}a]\n`,
      '---\n',
    ),
  ),
  folders(
    '19 manifests of 8 x 19,000 keys without values',
    19,
    'pod.yaml',
    times(
      8,
      at =>
        `${POD.replace('name: w', `name: w${at}`)}    ports: [{containerPort: 8080}]\n  x: {${times(19_000, key => key.toString(36), ',')}}\n`,
      '---\n',
    ),
  ),
  folders(
    '19 manifests of 25 x 19,000 lines of a dash',
    19,
    'pod.yaml',
    times(
      25,
      at =>
        `${POD.replace('name: w', `name: w${at}`)}    ports: [{containerPort: 8080}]\nx:\n${'-\n'.repeat(19_000)}`,
      '---\n',
    ),
  ),
  folders(
    '19 Compose files of 5 x 19,000 lines of a dash',
    19,
    'compose.yaml',
    `${WEB}${times(5, at => `x-${at}:\n${'-\n'.repeat(19_000)}`)}`,
  ),
  compose(
    '5,000 keys x 98 mappings merged into them x 19 services',
    `x-a: &a {${times(5000, at => `k${at}: 1`, ', ')}}\n${times(98, at => `x-e${at}: &e${at} {}\n`)}${WEB}${services(19, () => `{image: a, <<: [*a, ${times(98, at => `*e${at}`, ', ')}]}`)}`,
  ),
  compose('5 x 19,000 faults of YAML', `${WEB}${times(5, at => `x-${at}: [${'@,'.repeat(19_000)}a]\n`)}`),
  single(
    '5 x 19,000 faults of YAML in a manifest',
    'pod.yaml',
    times(
      5,
      at =>
        `${POD.replace('name: w', `name: w${at}`)}    ports: [{containerPort: 8080}]\n  x: [${'@,'.repeat(19_000)}a]\n`,
      '---\n',
    ),
    '8080',
  ),
  several(
    '20 patterns of long classes that nginx includes x 2,400 long names',
    [
      ['nginx.conf', `events {}\nhttp { server { listen 8080; }\n${CLASSES}}\n`],
      ...longNames(2400, () => ''),
    ],
    'nginx.conf',
    '8080',
  ),
  several(
    '20 patterns of long classes that nginx includes x 2,400 parts of long names',
    [
      ['nginx.conf', `events {}\nhttp { server { listen 8080; }\n${CLASSES}}\n`],
      ...longNames(2400, at => `server { listen 127.0.0.1:${10_000 + at}; }\n`),
    ],
    'nginx.conf',
    '8080',
  ),
  several(
    '16 configurations of nginx that include each other, and 8,500 patterns of nothing each',
    Array.from(
      { length: 16 },
      (_, at): InputFile => [
        `nginx${at}.conf`,
        `events {}\nhttp { server { listen 8080; }\ninclude *.conf;\n${times(8500, index => ` include d/${index}*x;\n`)}}\n`,
      ],
    ),
    'nginx0.conf',
    '8080',
  ),
  ...[':1a,', ':0,', ':99999,'].map(wrong =>
    folders(
      `19 configurations of HAProxy of 1 MB of "${wrong}"`,
      19,
      'haproxy.cfg',
      `frontend a\n  bind :8080\n  bind ${wrong.repeat(990_000 / wrong.length)}:1\n`,
    ),
  ),
  folders(
    '75 Dockerfiles of 9,900 CMD',
    75,
    'Dockerfile',
    `FROM a\nEXPOSE 8080\n${`CMD ${'a'.repeat(21)}\n`.repeat(9900)}`,
  ),
  folders(
    '150 units of sockets that listen on no port 8,000 times',
    150,
    'web.socket',
    `[Socket]\nListenStream=8080\n${'ListenStream=x\n'.repeat(8000)}`,
  ),
  ...[']', '? : ', 'a: ', '- '].map(part =>
    compose(
      `4 services of 240 KB of "${part}"`,
      `${WEB}${times(4, at => `  s${at}:\n    x: ${part.repeat(240_000 / part.length)}\n`)}`,
    ),
  ),
  ...(
    [
      ['1,000 patterns', 500, times(1000, at => `*a${at}*b*c*x\n`)],
      ['2,000 names', 2000, times(2000, at => `f${at}\n`)],
      ['40 patterns of 460 characters', 500, times(40, at => `*${'a?'.repeat(230)}${at}\n`)],
    ] as const
  ).map(([what, count, text]) =>
    several(
      `${count} .gitignore of ${what}`,
      Array.from({ length: count }, (_, at): readonly InputFile[] => [
        [`p${at}/.gitignore`, text],
        [`p${at}/compose.yaml`, WEB],
      ]).flat(),
      'p0/compose.yaml',
      '8080',
    ),
  ),
  compose(
    'a service of 100,000 letters that publishes 3,000 ports',
    `services:\n  ? ${'n'.repeat(100_000)}\n  : {image: x, ports: [${times(3000, at => `"${8080 + at}:80"`, ', ')}]}\n  b: {image: x, ports: ["8079:80"]}\n`,
  ),
  single(
    'a pod of 100,000 letters with 1,900 ports',
    'pod.yaml',
    `apiVersion: v1\nkind: Pod\nmetadata: {name: ${'n'.repeat(100_000)}}\nspec:\n  containers: [{name: a, image: x, ports: [${times(1900, at => `{containerPort: ${8080 + at}}`, ', ')}]}]\n`,
    '8080',
  ),
];
