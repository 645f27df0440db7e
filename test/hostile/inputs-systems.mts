// Configurations of servers, units, workflows and commands that nobody writes, and kustomizations that multiply.
import { filesOf, type Input, type InputFile, several, single, times } from '#hostile/input';

const pod = (name: string) =>
  `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}, labels: {app: a}}\nspec: {containers: [{name: w, image: nginx, ports: [{containerPort: 8080}]}]}\n`;

const pods = (count: number) => times(count, at => pod(`p${at}`), '---\n');

/** A kustomization over so many pods. */
const kustomized = (name: string, text: string, count = 1000, more: readonly InputFile[] = []): Input =>
  several(
    name,
    [['kustomization.yaml', `resources: [web.yaml]\n${text}`], ['web.yaml', pods(count)], ...more],
    'web.yaml',
  );

const steps = (operations: string) =>
  `patches:\n  - target: {kind: Pod}\n    patch: |-\n${operations.replace(/^(?=.)/gm, '      ')}\n`;

const shell = (text: string) => `\`\`\`sh\n${text}\n\`\`\`\n`;

const addresses = (count: number, port: number) =>
  times(count, at => `10.0.${at >> 8}.${at & 255}:${port}`, ' ');

const containers = (file: number, count: number) =>
  times(
    count,
    at =>
      `resource "docker_container" "c${file}_${at}" {\n  image = "nginx"\n  ports {\n    internal = 80\n    external = local.p\n  }\n}\n`,
  );

export const SYSTEM_INPUTS: readonly Input[] = [
  kustomized(
    'a kustomization that copies a part into itself 60 times',
    steps(times(60, at => `- {op: copy, from: /spec, path: /spec/a${at}}\n`)),
    1,
  ),
  kustomized(
    '5,000 images x 1,900 pods',
    `images:\n${times(5000, at => `  - {name: n${at}, newTag: "1"}\n`)}`,
    1900,
  ),
  kustomized('1,500 labels x 1,000 pods', `commonLabels:\n${times(1500, at => `  l${at}: "x"\n`)}`),
  kustomized(
    '5,000 fields of a label x 500 pods',
    `labels:\n- pairs: {a: b}\n  fields:\n${times(5000, at => `  - {path: spec/x${at}/y, create: true}\n`)}`,
    500,
  ),
  kustomized('14,000 patches of one pod', `patches:\n${times(14_000, () => '- {path: p.yaml}\n')}`, 1, [
    ['p.yaml', pod('p0')],
  ]),
  kustomized(
    '7,500 patches of 28 pods',
    `patches:\n${times(7500, () => '- {path: p.yaml, target: {}}\n')}`,
    28,
    [['p.yaml', '- {op: add, path: /a, value: b}\n']],
  ),
  several(
    '100 overlays of 1,900 pods',
    [
      ['base/kustomization.yaml', 'resources: [web.yaml]\n'],
      ['base/web.yaml', pods(1900)],
      ...Array.from(
        { length: 100 },
        (_, at): InputFile => [
          `o${at}/kustomization.yaml`,
          `resources: [../base]\nnamePrefix: a${at}-\ncommonLabels: {a: b}\n`,
        ],
      ),
    ],
    'base/web.yaml',
  ),
  several(
    '18 prefixes of 60,000 letters in one another',
    [
      ['k0/kustomization.yaml', `resources: [web.yaml]\nnamePrefix: ${'a'.repeat(60_000)}\n`],
      ['k0/web.yaml', pods(300)],
      ...Array.from(
        { length: 17 },
        (_, at): InputFile => [
          `k${at + 1}/kustomization.yaml`,
          `resources: [../k${at}]\nnamePrefix: ${'a'.repeat(60_000)}\n`,
        ],
      ),
    ],
    'k0/web.yaml',
  ),
  several(
    '400 Services of 100 labels x 500 pods',
    [
      [
        'services.yaml',
        times(
          400,
          at =>
            `apiVersion: v1\nkind: Service\nmetadata: {name: s${at}}\nspec: {selector: {${times(100, label => `l${label}: a`, ', ')}}, ports: [{port: 80, targetPort: 8080}]}\n`,
          '---\n',
        ),
      ],
      [
        'pods.yaml',
        times(
          500,
          at => pod(`p${at}`).replace('{app: a}', `{${times(100, label => `l${label}: a`, ', ')}}`),
          '---\n',
        ),
      ],
    ],
    'pods.yaml',
  ),
  single(
    'a Caddyfile that imports 60,000 lines 1,900 times',
    'Caddyfile',
    `(s) {\n${times(60_000, () => 'x\n')}}\n:8080 {\n${times(1900, () => 'import s\n')}}\n`,
    '8080',
  ),
  single(
    'a Caddyfile of 1,900 sites that import 1,900 lines each',
    'Caddyfile',
    `(s) {\n${times(1900, () => 'x\n')}}\n${times(1900, at => `:${8080 + at} {\nimport s\n}\n`)}`,
    '8080',
  ),
  single(
    'a site of 10,000 addresses that binds 10,000',
    'Caddyfile',
    `${times(10_000, at => `:${8080 + at}`, ', ')} {\nbind ${times(10_000, at => `10.0.${at >> 8}.${at & 255}`, ' ')}\n}\n`,
    '8080',
  ),
  single(
    '60,000 addresses of one virtual host',
    'httpd.conf',
    `Listen 8080\n<VirtualHost ${times(60_000, () => '*:x ')}>\n</VirtualHost>\n`,
    '8080',
  ),
  single(
    '990 addresses that Apache listens on',
    'httpd.conf',
    `Listen 8080\n${times(990, at => `Listen 10.0.${at >> 8}.${at & 255}:8081\n`)}`,
    '8080',
  ),
  single(
    '40,000 addresses of one bind',
    'haproxy.cfg',
    `frontend a\n bind :8080,${addresses(40_000, 8081).replaceAll(' ', ',')}\n`,
    '8080',
  ),
  single(
    '1,900 frontends on one port',
    'haproxy.cfg',
    times(1900, at => `frontend a${at}\n bind :8080\n`),
    '8080',
  ),
  several(
    '3,000 containers of Quadlet on one port',
    Array.from(
      { length: 3000 },
      (_, at): InputFile => [`c${at}.container`, '[Container]\nImage=nginx\nPublishPort=8080:80\n'],
    ),
    'c0.container',
  ),
  several(
    '500 socket units of 100 lines',
    Array.from(
      { length: 500 },
      (_, at): InputFile => [
        `s${at}.socket`,
        `[Socket]\n${times(100, line => `ListenStream=${8080 + line}\n`)}`,
      ],
    ),
    's0.socket',
  ),
  single(
    '30,000 docker runs in one line',
    'README.md',
    shell(times(30_000, () => 'docker run -p 8080:80 ')),
    '8080',
  ),
  single(
    '2,000 docker runs on one port',
    'README.md',
    shell(times(2000, () => 'docker run -p 8080:80 nginx\n')),
    '8080',
  ),
  single(
    '80,000 continued lines',
    'README.md',
    shell(`docker run -p 8080:80 nginx\n${times(80_000, () => 'docker run \\\n')}`),
    '8080',
  ),
  single(
    '100,000 programs in one word of a script',
    'run.sh',
    `docker run -p 8080:80 nginx\n${times(100_000, () => 'docker^/')}\n`,
    '8080',
  ),
  single(
    '80,000 commands that go on in the next one',
    'run.sh',
    `docker run -p 8080:80 nginx\n${times(80_000, () => 'docker -a\\\n')}`,
    '8080',
  ),
  single(
    '1,800 steps of a workflow x 1,500 variables',
    '.github/workflows/a.yml',
    `env:\n${times(1500, at => `  A${at}_HOST: localhost\n`)}jobs:\n  j:\n    runs-on: ubuntu-latest\n    container: node\n    services: {r: {image: redis, ports: ["8080:6379"]}}\n    steps:\n${times(1800, at => `      - {run: x, env: {A${at}_PORT: 6379}}\n`)}`,
    '8080',
  ),
  single(
    '12 jobs of GitLab that extend 1,500 others each',
    '.gitlab-ci.yml',
    `a: {services: [{name: r, alias: r}], script: ["curl http://r:8080/"]}\n${times(4000, at => `.b${at}: {script: [x]}\n`)}${times(12, at => `j${at}: {extends: [${times(1500, base => `.b${base}`, ', ')}], services: [a]}\n`)}`,
    '8080',
  ),
  single(
    '6,000 scripts of a package.json',
    'package.json',
    `{"scripts":{${times(6000, at => `"a${at}":"vite --port ${at === 0 ? 8080 : 3000} --port 3001"`, ',')}}}`,
    '8080',
  ),
  single(
    'a script of 4,000 programs with brackets that nobody closes',
    'run.sh',
    `${times(4000, () => `docker -${'{'.repeat(60)} -b `)}\ndocker run -p 8080:80 x\n`,
    '8080',
  ),
  single(
    'a script of 1 MB of options with such brackets',
    'run.sh',
    `${times(14_500, () => `docker -a ${'{'.repeat(60)} `)}\ndocker run -p 8080:80 x\n`,
    '8080',
  ),
  single(
    'a README of one command and 7,900 URLs of its port',
    'README.md',
    `${shell('docker run -p 8080:80 nginx')}${times(7900, () => `http://localhost:8080/ ${'8080 '.repeat(20)}\n`)}`,
    '8080',
  ),
  single(
    'a Quadlet unit with 3,000 variables of URLs',
    'a.container',
    `[Container]\nImage=x\nPublishPort=8080:80\n${times(3000, () => 'Environment=A=http://x:8080 http://x:8080\n')}`,
    '8080',
  ),
  several(
    '6,200 containers of one image on one local of Terraform',
    [
      ...Array.from({ length: 3 }, (_, at): InputFile => [`m${at}.tf`, containers(at, 1900)]),
      ['z.tf', `locals {\n  p = 8080\n}\n${containers(3, 500)}`],
    ],
    'z.tf',
  ),
  single(
    'a bind of 330,000 addresses',
    'haproxy.cfg',
    `frontend a\n bind ${':1,'.repeat(330_000)}:8080\n`,
    ':8080',
  ),
  {
    name: '4 quadlets that publish one port 6,340 times',
    file: 'a.container',
    at: '1:1',
    files: () =>
      filesOf(
        4,
        (at): InputFile => [
          `${'abcd'[at]}.container`,
          `[Container]\nImage=a\n${'PublishPort=1:1\n'.repeat(6340)}`,
        ],
      ),
  },
];
