// Nothing that a file says is left out in silence: each limit of a system is told of a folder and of a file by its name, and
// `check` ends with 2. A limit that is new stands in one of the tables here.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Notice } from '../../../server/src/workspace/analysis';
import { scan } from '../../../server/src/workspace/scan';

type Files = Readonly<Record<string, string>>;

interface Case {
  /** The limit, as the sources have it: the file below `server/src/`, and the name. Undefined for one beyond the systems. */
  readonly limit?: string;
  readonly what: string;
  /** The file that is named, before those beside it. */
  readonly file: string;
  /** What it says, still within the limit or beyond it. */
  readonly text: (isBeyond: boolean) => string;
  readonly beside?: (isBeyond: boolean) => Files;
  readonly told: RegExp;
}

const times = (count: number, text: (index: number) => string, between = '') =>
  Array.from({ length: count }, (_, index) => text(index)).join(between);

/** Lists within lists, or blocks within blocks. */
const deep = (levels: number, open = '[', close = ']') => open.repeat(levels) + close.repeat(levels);

/** More values than are read, once the aliases are written out; or fewer. */
const bomb = (isBeyond: boolean, indent = '') =>
  times(
    isBeyond ? 12 : 3,
    at => `${indent}l${at}: &l${at} [${times(9, () => (at === 0 ? '1' : `*l${at - 1}`), ', ')}]\n`,
  );

/** A comment of so many KB. */
const comment = (kilobytes: number) => `# ${'x'.repeat(1024 * kilobytes)}\n`;

const count = (isBeyond: boolean, most: number) => (isBeyond ? most + 1 : most);

const TOO_DEEP = /nested too deeply: Portolan reads 100 levels/;
const TOO_LONG = /longer than 256 KB/;
const TOO_MANY_NODES = /stand for more than (?:50|100),000 values/;
const BLOCKS_TOO_DEEP = /Blocks stand within more than \d+ others/;
const VALUES_TOO_DEEP = /Values stand within more than 50 others/;
const TOO_MUCH_WORK = /takes more work than Portolan does at once/;

const SERVICE = 'apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {ports: [{port: 80}]}\n';

const WORKFLOW = '.github/workflows/test.yml';
const workflow = (more: string, service = '') =>
  `on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    services:\n      web:\n        image: nginx\n${service}${more}    steps:\n      - run: x\n`;

const envoy = (more: string) =>
  `static_resources:\n  listeners:\n    - address: {socket_address: {address: 0.0.0.0, port_value: 80}}\n${more}`;

const pipeline = (services: string, more = '') => `a:\n  script: x\n  services: ${services}\n${more}`;

const chart = (values: (isBeyond: boolean) => string): Pick<Case, 'file' | 'text' | 'beside'> => ({
  file: 'chart/templates/web.yaml',
  text: () => SERVICE.replace('80', '{{ .Values.port }}'),
  beside: isBeyond => ({ 'chart/Chart.yaml': 'name: web\n', 'chart/values.yaml': values(isBeyond) }),
});

/** Files of a program that include each other, one after the other; `include` says how, of all but the last. */
const chain = (
  steps: number,
  ending: string,
  include: (file: string) => string,
  text: (index: number) => string,
): Files =>
  Object.fromEntries(
    Array.from({ length: steps }, (_, at) => [
      `${at + 1}.${ending}`,
      (at + 1 < steps ? include(`${at + 2}.${ending}`) : '') + text(at + 1),
    ]),
  );

/** Kustomizations, each in a folder of the one before. */
const kustomizations = (levels: number): Files =>
  Object.fromEntries(
    Array.from({ length: levels }, (_, at) => [
      `${times(at + 1, index => `d${index + 1}/`)}kustomization.yaml`,
      at + 1 === levels ? 'resources: []\n' : `resources: [d${at + 2}]\n`,
    ]),
  );

const CASES: readonly Case[] = [
  // YAML, in each system that reads it.
  ...(
    [
      [
        'a service of Compose',
        'compose.yaml',
        text => `services:\n  web:\n    image: nginx\n    x: ${text}\n`,
      ],
      [
        'the same under another name',
        'stack.yaml',
        text => `services:\n  web:\n    image: nginx\n    x: ${text}\n`,
      ],
      ['a manifest', 'web.yaml', text => `${SERVICE}x: ${text}\n`],
      ['a manifest of a template', 'web.yaml', text => `${SERVICE}y: {{ .Values.y }}\nx: ${text}\n`],
      ['a configuration of Envoy', 'envoy.yaml', text => envoy(`  x: ${text}\n`)],
      ['a workflow', WORKFLOW, text => workflow(`    env: ${text}\n`)],
      ['a pipeline', '.gitlab-ci.yml', text => pipeline('[nginx]', `x: ${text}\n`)],
      ['settings of Spring Boot', 'application.yml', text => `server:\n  port: 80\nx: ${text}\n`],
    ] satisfies readonly (readonly [string, string, (text: string) => string])[]
  ).map(
    ([what, file, text]): Case => ({
      what: `levels of YAML: ${what}`,
      file,
      text: isBeyond => text(deep(isBeyond ? 101 : 90)),
      told: TOO_DEEP,
    }),
  ),
  {
    what: 'levels of YAML: values of a chart',
    ...chart(isBeyond => `a: ${deep(isBeyond ? 101 : 90)}\n`),
    told: TOO_DEEP,
  },
  ...(
    [
      ['a service of Compose', 'compose.yaml', text => `services:\n  web:\n    image: nginx\n    ${text}`],
      [
        'the same under another name',
        'stack.yaml',
        text => `services:\n  web:\n    image: nginx\n    ${text}`,
      ],
      ['a manifest', 'web.yaml', text => `${SERVICE}${text}`],
      ['one of several', 'web.yaml', text => `${SERVICE}---\n${SERVICE}${text}---\n${SERVICE}`],
      [
        'a manifest of JSON',
        'web.json',
        text => `{"kind": "Service", "apiVersion": "v1", "x": "${text.trim()}"}\n`,
      ],
    ] satisfies readonly (readonly [string, string, (text: string) => string])[]
  ).map(
    ([what, file, text]): Case => ({
      what: `length of YAML: ${what}`,
      file,
      text: isBeyond => text(comment(isBeyond ? 257 : 250)),
      told: TOO_LONG,
    }),
  ),
  ...(
    [
      [
        'a service of Compose',
        'compose.yaml',
        text => `services:\n  web:\n    image: nginx\n    x-a: ${text}\n`,
      ],
      ['a manifest', 'web.yaml', text => `${SERVICE}x: ${text}\n`],
      ['a workflow', WORKFLOW, text => `${workflow('')}x: ${text}\n`],
    ] satisfies readonly (readonly [string, string, (text: string) => string])[]
  ).map(
    ([what, file, text]): Case => ({
      what: `lines, commas and brackets: ${what}`,
      file,
      text: isBeyond => text(`[${times(isBeyond ? 20_001 : 19_000, () => 'a,')}a]`),
      told: /more than 20,000 lines, commas and brackets/,
    }),
  ),
  {
    what: 'a text of a manifest that goes on no further in than its key',
    file: 'web.yaml',
    text: isBeyond =>
      `apiVersion: v1\nkind: Pod\nmetadata: {name: w}\nspec:\n  containers:\n  - name: a\n    image: b\n    args:\n    - "x\n${isBeyond ? '    ' : '      '}y"\n    ports: [{containerPort: 80}]\n`,
    told: /Missing closing "quote/,
  },
  {
    what: 'lines, commas and brackets of a file: Compose',
    file: 'compose.yaml',
    text: isBeyond =>
      `services:\n  web:\n    image: nginx\n${times(isBeyond ? 3 : 2, at => `x-${at}: [${times(19_000, () => 'a,')}a]\n`)}`,
    told: /It has more than 40,000 lines, commas and brackets/,
  },
  {
    what: 'lines, commas and brackets of a file: manifests',
    file: 'web.yaml',
    text: isBeyond =>
      times(isBeyond ? 4 : 2, () => `${SERVICE}x: [${times(19_000, () => 'a,')}a]\n`, '---\n'),
    told: /It has more than 40,000 lines, commas and brackets/,
  },
  ...(
    [
      ['a manifest', 'web.yaml', text => `${SERVICE}x:\n${text}`],
      ['a configuration of Envoy', 'envoy.yaml', text => envoy(text)],
      ['a workflow', WORKFLOW, text => `${workflow('')}env:\n${text}`],
      ['a pipeline', '.gitlab-ci.yml', text => pipeline('[nginx]', `x:\n${text}`)],
    ] satisfies readonly (readonly [string, string, (text: string) => string])[]
  ).map(
    ([what, file, text]): Case => ({
      what: `values of aliases: ${what}`,
      file,
      text: isBeyond => text(bomb(isBeyond, '  ')),
      told: TOO_MANY_NODES,
    }),
  ),
  {
    limit: 'systems/compose/reading.ts MAX_NODES',
    what: 'values of aliases: Compose',
    file: 'compose.yaml',
    text: isBeyond =>
      `x-m: &m {${times(1000, at => `a${at}: 1`, ', ')}}\nservices:\n${times(
        isBeyond ? 110 : 20,
        at => `  s${at}: {image: nginx, <<: *m}\n`,
      )}`,
    told: TOO_MANY_NODES,
  },
  ...(
    [
      [
        'Compose',
        'compose.yaml',
        (anchor, aliases) =>
          `x-a: &a ${anchor}\nservices:\n${aliases((alias, at) => `  s${at}: {image: nginx, command: ${alias}}\n`)}`,
        100_000,
      ],
      [
        'a manifest',
        'web.yaml',
        (anchor, aliases) =>
          `${SERVICE}---\napiVersion: v1\nkind: Pod\nmetadata: {name: web}\nx: &a ${anchor}\nspec:\n  containers:\n${aliases((alias, at) => `  - {name: c${at}, image: nginx, args: [${alias}]}\n`)}`,
        50_000,
      ],
    ] satisfies readonly (readonly [
      string,
      string,
      (anchor: string, aliases: (item: (alias: string, at: number) => string) => string) => string,
      number,
    ])[]
  ).map(
    ([what, file, text, most]): Case => ({
      what: `characters of aliases: ${what}`,
      file,
      // 64 characters count as a value.
      text: isBeyond =>
        text('a '.repeat(32_000), item =>
          times((isBeyond ? 1.1 : 0.4) * (most / 1000), at => item('*a', at)),
        ),
      told: TOO_MANY_NODES,
    }),
  ),
  {
    limit: 'systems/kubernetes/values.ts MAX_PATH',
    what: 'path of a value of a chart',
    ...chart(isBeyond => `${'a'.repeat(count(isBeyond, 1022))}:\n  b: 1\n`),
    told: /path of more than 1024 characters/,
  },
  {
    limit: 'systems/kubernetes/values.ts MAX_VALUES',
    what: 'values of a chart',
    ...chart(
      isBeyond =>
        `m: &m {${times(1000, at => `a${at}: 1`, ', ')}}\n${times(isBeyond ? 20 : 18, at => `b${at}: *m\n`)}`,
    ),
    told: /more than 20,000 values/,
  },
  ...(
    [
      [
        'Compose',
        'compose.yaml',
        text => `${text}services:\n  web:\n    image: nginx\n    environment:\n      <<: [`,
        ']\n',
      ],
      ['a workflow', WORKFLOW, text => `${text}${workflow('    env:\n      <<: [')}`, ']\n'],
    ] satisfies readonly (readonly [string, string, (text: string) => string, string])[]
  ).map(
    ([what, file, text]): Case => ({
      what: `merged mappings: ${what}`,
      file,
      text: isBeyond => {
        const most = count(isBeyond, 100);
        const aliases = times(most, at => `*m${at}`, ', ');
        return text(`x-m:\n${times(most, at => `  - &m${at} {a${at}: 1}\n`)}`).replace(
          '<<: [',
          `<<: [${aliases}]`,
        );
      },
      told: /More than 100 mappings are merged into one/,
    }),
  ),

  // Compose.
  {
    limit: 'systems/compose/reading.ts MAX_BLOCKS',
    what: 'keys of Compose',
    file: 'compose.yaml',
    text: isBeyond =>
      `services:\n  web:\n    image: nginx\n${times(isBeyond ? 6000 : 5990, at => `x-${at}: 1\n`)}`,
    told: /more than 6,000 services and other keys/,
  },
  {
    limit: 'systems/compose/reading.ts MAX_NAMED',
    what: 'what a service needs',
    file: 'compose.yaml',
    text: isBeyond =>
      `services:\n  web:\n    image: nginx\n    secrets: [${times(count(isBeyond, 1000), at => `s${at}`, ', ')}]\n`,
    told: /names more than 1,000 networks/,
  },
  {
    what: 'networks that a service joins',
    file: 'compose.yaml',
    text: isBeyond =>
      `services:\n  web:\n    image: nginx\n    networks: {${times(count(isBeyond, 999), at => `n${at}: {}`, ', ')}, $N: {}}\n`,
    told: /names more than 1,000 networks/,
  },
  {
    limit: 'systems/project.ts MAX_PARTS',
    what: 'ports of the projects of a folder',
    file: 'compose.yaml',
    text: isBeyond =>
      `services:\n  web:\n    image: nginx\n    ports: [${times(isBeyond ? 16_000 : 15_000, () => '"80"', ', ')}]\n`,
    told: /more than 16,000 services, ports and other entries/,
  },
  {
    what: 'ports of a service whose name is said with each',
    file: 'compose.yaml',
    text: isBeyond =>
      `services:\n  ${'n'.repeat(isBeyond ? 1000 : 200)}:\n    image: nginx\n    ports: [${times(6000, () => '"80"', ', ')}]\n`,
    told: /more than 16,000 services, ports and other entries/,
  },
  {
    limit: 'systems/compose/reading.ts MAX_ITEMS',
    what: 'more items than are read at all',
    file: 'compose.yaml',
    text: isBeyond =>
      `services:\n  web:\n    image: nginx\n    ports: [${times(isBeyond ? 17_000 : 15_000, () => '"80"', ', ')}]\n`,
    told: /more than 16,000 services, ports and other entries/,
  },
  {
    limit: 'systems/compose/project.ts MAX_STEPS',
    what: 'files that include each other',
    file: 'compose.yaml',
    text: () => 'include: [1.yaml]\nservices: {web: {image: nginx}}\n',
    beside: isBeyond =>
      chain(
        isBeyond ? 40 : 20,
        'yaml',
        file => `include: [${file}]\n`,
        at => `services: {s${at}: {image: nginx}}\n`,
      ),
    told: /the last of more than 32 steps/,
  },
  {
    limit: 'systems/compose/project.ts MAX_ENV_FILES',
    what: 'files of variables of an include',
    file: 'compose.yaml',
    text: isBeyond =>
      `include: [{path: a.yaml, env_file: [${times(count(isBeyond, 50), () => 'a.env', ', ')}]}]\nservices: {web: {image: nginx}}\n`,
    beside: () => ({ 'a.yaml': 'services: {a: {image: nginx}}\n', 'a.env': 'A=1\n' }),
    told: /the first 50 are read/,
  },

  // Kubernetes.
  {
    limit: 'systems/kubernetes/reading.ts MAX_DOCUMENTS',
    what: 'documents of manifests',
    file: 'web.yaml',
    text: isBeyond =>
      `${times(count(isBeyond, 5999), at => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c${at}}\n---\n`)}${SERVICE}`,
    told: /more than 6,000 documents/,
  },
  {
    limit: 'systems/kubernetes/kustomize/build.ts MAX_RESOURCES',
    what: 'resources of a kustomization',
    file: 'kustomization.yaml',
    text: () => 'resources: [all.yaml]\n',
    beside: isBeyond => ({
      'all.yaml': times(isBeyond ? 2001 : 1990, at => SERVICE.replace('web', `web${at}`), '---\n'),
    }),
    told: /takes in more than Portolan builds/,
  },
  {
    limit: 'systems/kubernetes/kustomize/build.ts MAX_DEPTH',
    what: 'kustomizations within each other',
    file: 'kustomization.yaml',
    text: () => 'resources: [d1]\n',
    beside: isBeyond => kustomizations(isBeyond ? 22 : 15),
    told: /the last of more than 20 steps/,
  },
  {
    limit: 'systems/kubernetes/kustomize/build.ts MAX_PROBLEMS',
    what: 'a limit behind more problems than are told',
    file: 'kustomization.yaml',
    text: () => `resources: [${times(100, at => `none${at}.yaml`, ', ')}, d1]\n`,
    beside: isBeyond => kustomizations(isBeyond ? 22 : 15),
    told: /the last of more than 20 steps/,
  },
  {
    limit: 'systems/kubernetes/kustomize/build.ts MAX_STEPS',
    what: 'bases that double each other',
    file: 'kustomization.yaml',
    text: isBeyond => `resources: [${isBeyond ? 'b12' : 'b2'}]\n`,
    beside: isBeyond =>
      Object.fromEntries([
        ['b0/kustomization.yaml', 'resources: [web.yaml]\n'],
        ['b0/web.yaml', SERVICE],
        ...Array.from({ length: isBeyond ? 12 : 2 }, (_, at) => [
          `b${at + 1}/kustomization.yaml`,
          `namePrefix: ${at % 2 === 0 ? 'a' : 'b'}\nresources: [../b${at}, ../b${at}]\n`,
        ]),
      ]),
    told: /takes in more than Portolan builds/,
  },

  // Jobs of continuous integration.
  {
    limit: 'systems/actions/reading.ts MAX_PORTS',
    what: 'ports of a service of a workflow',
    file: WORKFLOW,
    text: isBeyond =>
      workflow('', `        ports: [${times(count(isBeyond, 200), at => `"${1000 + at}:80"`, ', ')}]\n`),
    told: /publishes more than 200 ports/,
  },
  {
    limit: 'systems/actions/reading.ts MAX_SHARED',
    what: 'variables that the jobs of a workflow share',
    file: WORKFLOW,
    text: isBeyond =>
      `on: push\nenv: {${times(300, at => `A${at}_PORT: 1`, ', ')}}\njobs:\n${times(
        isBeyond ? 170 : 40,
        at => `  j${at}: {runs-on: x, services: {web: {image: nginx}}, steps: [{run: x}]}\n`,
      )}`,
    told: /take over more than 50,000 variables/,
  },
  {
    what: 'ports of services that the jobs of a workflow ask for in what they share',
    file: WORKFLOW,
    text: isBeyond =>
      `on: push\njobs:\n  a: &a\n    services: {r: {image: redis}}\n    outputs: {o: "${'job.services.r.ports[1] '.repeat(500)}"}\n${times(
        isBeyond ? 100 : 30,
        at => `  b${at}: *a\n`,
      )}`,
    told: /take over more than 50,000 variables/,
  },
  {
    limit: 'systems/jobs.ts MAX_SCRIPTS',
    what: 'scripts of a workflow that aliases repeat',
    file: WORKFLOW,
    text: isBeyond =>
      `${workflow('')}      - run: &long "${'x'.repeat(60_000)}"\n${'      - run: *long\n'.repeat(isBeyond ? 4 : 3)}`,
    told: /scripts are longer than 256 KB/,
  },
  {
    what: 'scripts of a pipeline that aliases repeat',
    file: '.gitlab-ci.yml',
    text: isBeyond =>
      pipeline(
        '[nginx]',
        `b:\n  script:\n    - &long "${'x'.repeat(60_000)}"\n${'    - *long\n'.repeat(isBeyond ? 4 : 3)}`,
      ),
    told: /scripts are longer than 256 KB/,
  },
  {
    limit: 'systems/gitlab/reading.ts MAX_SERVICES',
    what: 'services of a pipeline',
    file: '.gitlab-ci.yml',
    text: isBeyond => pipeline(`[${times(count(isBeyond, 50), at => `n${at}`, ', ')}]`),
    told: /more than 50 services/,
  },
  {
    limit: 'systems/gitlab/reading.ts MAX_LISTED',
    what: 'lists of services of a pipeline',
    file: '.gitlab-ci.yml',
    text: isBeyond =>
      pipeline(
        '',
        `${times(10, () => `    - [${times(isBeyond ? 49 : 30, () => '[]', ', ')}]\n`)}    - nginx\n`,
      ),
    told: /more than 500 lists/,
  },
  {
    limit: 'systems/gitlab/reading.ts MAX_EXTENDED',
    what: 'jobs that one extends',
    file: '.gitlab-ci.yml',
    text: isBeyond =>
      `${times(100, at => `.b${at}: {variables: {A: 1}}\n`)}a:\n  extends: [${times(
        count(isBeyond, 99),
        at => `.b${at}`,
        ', ',
      )}]\n  script: x\n  services: [nginx]\n`,
    told: /extends more than 99 others/,
  },
  {
    what: 'lists that are looked at for the services of a pipeline',
    file: '.gitlab-ci.yml',
    text: isBeyond =>
      `default:\n  services: [${'[], '.repeat(100)}nginx]\n${times(isBeyond ? 500 : 300, at => `j${at}: {script: x}\n`)}`,
    told: /take over more than 50,000 variables/,
  },
  {
    what: 'jobs that are looked at for what those of a pipeline extend',
    file: '.gitlab-ci.yml',
    text: isBeyond =>
      `services: [nginx]\n${times(20, at => `.b${at}: {extends: [${times(20, to => `.b${to}`, ', ')}]}\n`)}${times(isBeyond ? 130 : 100, at => `j${at}: {script: x, extends: .b0}\n`)}`,
    told: /take over more than 50,000 variables/,
  },
  {
    what: 'variables of services that the jobs of a pipeline share',
    file: '.gitlab-ci.yml',
    text: isBeyond =>
      `default:\n  services: [{name: nginx, variables: {${times(1000, at => `A${at}: 1`, ', ')}}}]\n${times(
        isBeyond ? 50 : 49,
        at => `j${at}: {script: x}\n`,
      )}`,
    told: /take over more than 50,000 variables/,
  },
  {
    limit: 'systems/gitlab/reading.ts MAX_SHARED',
    what: 'variables that the jobs of a pipeline share',
    file: '.gitlab-ci.yml',
    text: isBeyond =>
      `variables: {${times(300, at => `A${at}: 1`, ', ')}}\n${times(
        isBeyond ? 170 : 160,
        at => `j${at}: {script: x, services: [nginx]}\n`,
      )}`,
    told: /take over more than 50,000 variables/,
  },
  {
    limit: 'systems/gitlab/services.ts MAX_ALIASES',
    what: 'aliases of a service of a pipeline',
    file: '.gitlab-ci.yml',
    text: isBeyond => pipeline(`[{name: nginx, alias: "${'a '.repeat(255)}${isBeyond ? 'abc' : 'ab'}"}]`),
    told: /aliases of a service are longer than 512 characters/,
  },

  // Commands.
  {
    limit: 'systems/commands/reading.ts MAX_COMMANDS',
    what: 'commands of a README',
    file: 'README.md',
    text: isBeyond =>
      `\`\`\`sh\n${times(count(isBeyond, 500), at => `docker run -p ${1000 + at}:80 nginx\n`)}\`\`\`\n`,
    told: /more than 500 commands/,
  },
  {
    limit: 'systems/commands/reading.ts MAX_AGAIN',
    what: 'words of a script that may be commands',
    file: 'run.sh',
    text: isBeyond =>
      `docker run -p 8080:80 nginx\n${times(isBeyond ? 20_000 : 1000, () => 'docker -a\\\n')}`,
    told: /Too much looks like commands/,
  },
  {
    limit: 'systems/commands/reading.ts MAX_PORTS',
    what: 'ports of a command of a Makefile',
    file: 'Makefile',
    text: isBeyond =>
      `run:\n\tdocker run ${times(count(isBeyond, 100), at => `-p ${1000 + at}:80`, ' ')} nginx\n`,
    told: /one option more than 100 times/,
  },
  {
    what: 'a command of a step',
    file: '.github/workflows/run.yml',
    text: isBeyond =>
      `on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: docker run ${times(count(isBeyond, 100), at => `-p ${1000 + at}:80`, ' ')} nginx\n`,
    told: /one option more than 100 times/,
  },
  {
    what: 'characters of a command',
    file: 'run.sh',
    text: isBeyond => `docker run ${'-e A=xxxx '.repeat(isBeyond ? 820 : 90)}-p 80:80 nginx\n`,
    told: /command that makes a container is longer than 8 KB/,
  },

  // Configurations of programs.
  {
    what: 'listeners of Envoy',
    file: 'envoy.yaml',
    text: isBeyond =>
      envoy(
        times(
          count(isBeyond, 1999),
          at => `    - address: {socket_address: {address: 0.0.0.0, port_value: ${at + 100}}}\n`,
        ),
      ),
    told: /more than 2,000 ports and other entries/,
  },
  {
    what: 'endpoints of Envoy',
    file: 'envoy.yaml',
    text: isBeyond =>
      envoy(
        `  clusters:\n    - hosts:\n${times(count(isBeyond, 1999), () => '        - {socket_address: {address: a, port_value: 80}}\n')}`,
      ),
    told: /more than 2,000 ports and other entries/,
  },
  {
    limit: 'systems/caddy/caddyfile.ts MAX_DEPTH',
    what: 'blocks of Caddy',
    file: 'Caddyfile',
    text: isBeyond => `:80 {\n${deep(count(isBeyond, 31), 'a {\n', '}\n')}}\n`,
    told: BLOCKS_TOO_DEEP,
  },
  {
    limit: 'systems/caddy/snippets.ts MAX_STEPS',
    what: 'snippets of Caddy within each other',
    file: 'Caddyfile',
    text: isBeyond =>
      `(s0) {\n\tbind 127.0.0.1\n}\n${times(8, at => `(s${at + 1}) {\n\timport s${at}\n}\n`)}:80 {\n\timport s${isBeyond ? 8 : 7}\n}\n`,
    told: /snippets within more than 8 others/,
  },
  {
    limit: 'systems/caddy/snippets.ts MAX_DIRECTIVES',
    what: 'directives that snippets of Caddy bring in',
    file: 'Caddyfile',
    text: isBeyond =>
      `(s) {\n${'\trespond 1\n'.repeat(999)}}\n:80 {\n\timport s\n${'\timport s\n'.repeat(isBeyond ? 2 : 1)}}\n`,
    told: /more than 2,000 directives/,
  },
  {
    limit: 'systems/caddy/sites.ts MAX_BOUND',
    what: 'hosts that the sites of Caddy bind',
    file: 'Caddyfile',
    text: isBeyond =>
      `(s) {\n\tbind ${times(1000, at => `h${at}`, ' ')}\n}\n${times(count(isBeyond, 100), at => `:${at + 80} {\n\timport s\n}\n`)}`,
    told: TOO_MUCH_WORK,
  },
  {
    limit: 'systems/caddy/sites.ts MAX_CLASHES',
    what: 'addresses of Caddy that collide',
    file: 'Caddyfile',
    text: isBeyond => times(count(isBeyond, 501), () => ':80 {\n}\n'),
    told: TOO_MUCH_WORK,
  },
  {
    limit: 'systems/nginx/directives.ts MAX_DEPTH',
    what: 'blocks of nginx',
    file: 'nginx.conf',
    text: isBeyond => `http {\n${deep(count(isBeyond, 31), 'a {\n', '}\n')}}\n`,
    told: BLOCKS_TOO_DEEP,
  },
  {
    what: 'blocks of a part of nginx',
    file: 'conf.d/web.conf',
    text: isBeyond => `server {\n  listen 80;\n${deep(count(isBeyond, 31), 'a {\n', '}\n')}}\n`,
    told: BLOCKS_TOO_DEEP,
  },
  {
    limit: 'systems/nginx/listen.ts MAX_SOCKETS',
    what: 'ports of a range of nginx',
    file: 'nginx.conf',
    text: isBeyond => `events {}\nhttp {\n  server { listen 2000-${isBeyond ? 3024 : 3023}; }\n}\n`,
    told: TOO_MUCH_WORK,
  },
  {
    limit: 'systems/nginx/clashes.ts MAX_ASKING',
    what: 'sockets of nginx',
    file: 'nginx.conf',
    text: isBeyond =>
      `events {}\nhttp {\n${times(isBeyond ? 5 : 4, at => `  server { listen 127.0.0.${at + 1}:2000-3022; }\n`)}}\n`,
    told: TOO_MUCH_WORK,
  },
  {
    limit: 'systems/nginx/clashes.ts MAX_CLASHES',
    what: 'names of nginx that collide',
    file: 'nginx.conf',
    text: isBeyond =>
      `events {}\nhttp {\n${times(2, () => `  server { listen 80; server_name ${times(count(isBeyond, 2000), at => `a${at}`, ' ')}; }\n`)}}\n`,
    told: TOO_MUCH_WORK,
  },
  {
    limit: 'systems/nginx/configuration.ts MAX_DIRECTIVES',
    what: 'directives of nginx',
    file: 'nginx.conf',
    text: isBeyond =>
      `events {}\nhttp {\n  server { listen 80; }\n${'  include a;\n'.repeat(isBeyond ? 11 : 9)}}\n`,
    beside: () => ({ a: `server { listen 81; }\n${'a 1;\n'.repeat(1900)}` }),
    told: TOO_MUCH_WORK,
  },
  {
    limit: 'systems/includes.ts MAX_STEPS',
    what: 'files of nginx that include each other',
    file: 'nginx.conf',
    text: () => 'events {}\nhttp {\n  include 1.conf;\n}\n',
    beside: isBeyond =>
      chain(
        isBeyond ? 18 : 10,
        'conf',
        file => `include ${file};\n`,
        at => `server { listen ${80 + at}; }\n`,
      ),
    told: TOO_MUCH_WORK,
  },
  {
    limit: 'systems/includes.ts MAX_FILES',
    what: 'files of nginx',
    file: 'nginx.conf',
    text: () => 'events {}\nhttp {\n  include all/*.conf;\n}\n',
    beside: isBeyond =>
      Object.fromEntries(
        Array.from({ length: isBeyond ? 500 : 490 }, (_, at) => [
          `all/${at}.conf`,
          `server { listen ${1000 + at}; }\n`,
        ]),
      ),
    told: TOO_MUCH_WORK,
  },
  {
    limit: 'systems/apache/directives.ts MAX_DEPTH',
    what: 'sections of Apache',
    file: 'httpd.conf',
    text: isBeyond => `Listen 80\n${deep(count(isBeyond, 64), '<Directory />\n', '</Directory>\n')}`,
    told: BLOCKS_TOO_DEEP,
  },
  {
    limit: 'systems/apache/listens.ts MAX_SOCKETS',
    what: 'sockets of Apache',
    file: 'httpd.conf',
    text: isBeyond => times(count(isBeyond, 1000), at => `Listen ${1000 + at}\n`),
    told: TOO_MUCH_WORK,
  },
  {
    limit: 'systems/apache/configuration.ts MAX_DIRECTIVES',
    what: 'directives of Apache',
    file: 'httpd.conf',
    text: isBeyond => `Listen 80\n${'Include a.conf\n'.repeat(isBeyond ? 11 : 9)}`,
    beside: () => ({ 'a.conf': `Listen 81\n${'IncludeOptional none.conf\n'.repeat(499)}` }),
    told: TOO_MUCH_WORK,
  },
  {
    what: 'files of Apache that include each other',
    file: 'httpd.conf',
    text: () => 'Listen 80\nInclude 1.conf\n',
    beside: isBeyond =>
      chain(
        isBeyond ? 18 : 10,
        'conf',
        file => `Include ${file}\n`,
        at => `Listen ${80 + at}\n`,
      ),
    told: TOO_MUCH_WORK,
  },
  {
    what: 'lines of HAProxy',
    file: 'haproxy.cfg',
    text: isBeyond => `frontend a\n${times(isBeyond ? 1990 : 1800, at => `  bind :${2000 + at}\n`)}`,
    told: /more than 2,000 ports and other entries/,
  },
  {
    limit: 'systems/quadlet/publish.ts MAX_FIELDS',
    what: 'ports of one value of Quadlet',
    file: 'web.container',
    text: isBeyond =>
      `[Container]\nImage=nginx\nPublishPort=${times(count(isBeyond, 1000), at => `${2000 + at}:80`, ',')}\n`,
    told: /publishes more than 1,000 ports/,
  },
  {
    limit: 'systems/devcontainer/reading.ts MAX_PUBLISHED',
    what: 'ports of a dev container',
    file: '.devcontainer/devcontainer.json',
    text: isBeyond =>
      `{"image": "x", "appPort": [${times(count(isBeyond, 40), at => `${2000 + at}`, ', ')}]}\n`,
    told: /publishes more than 40 ports/,
  },
  {
    what: 'levels of a dev container',
    file: '.devcontainer/devcontainer.json',
    text: isBeyond => `{"image": "x", "x": ${deep(count(isBeyond, 49))}}\n`,
    told: VALUES_TOO_DEEP,
  },
  {
    what: 'levels of what VS Code starts',
    file: '.vscode/launch.json',
    text: isBeyond => `{"configurations": ${deep(count(isBeyond, 49))}}\n`,
    told: VALUES_TOO_DEEP,
  },
  {
    what: 'levels of tasks of VS Code',
    file: '.vscode/tasks.json',
    text: isBeyond => `{"tasks": ${deep(count(isBeyond, 49))}}\n`,
    told: VALUES_TOO_DEEP,
  },
  {
    what: 'levels of a job of Nomad',
    file: 'web.nomad',
    text: isBeyond => `job "web" {\n  group "web" {\n${deep(isBeyond ? 60 : 50, 'a {\n', '}\n')}  }\n}\n`,
    told: /nested too deeply: Portolan reads 60 levels/,
  },
  {
    what: 'levels of a file of Terraform',
    file: 'main.tf',
    text: isBeyond => `resource "docker_container" "web" {\n${deep(isBeyond ? 61 : 50, 'a {\n', '}\n')}}\n`,
    told: /nested too deeply: Portolan reads 60 levels/,
  },
  {
    what: 'levels of JSON within a file of Terraform',
    file: 'main.tf',
    text: isBeyond =>
      `resource "aws_ecs_task_definition" "web" {\n  container_definitions = <<END\n[{"name": "web", "x": ${deep(isBeyond ? 49 : 48)}}]\nEND\n}\n`,
    told: VALUES_TOO_DEEP,
  },
  {
    limit: 'systems/recipe.ts MAX_LINEAGE',
    what: 'stages that one builds on',
    file: 'Dockerfile',
    text: isBeyond => `FROM nginx AS s0\n${times(count(isBeyond, 99), at => `FROM s${at} AS s${at + 1}\n`)}`,
    told: /builds on more than 99 others/,
  },
  {
    limit: 'systems/dockerfile/reading.ts MAX_LINES',
    what: 'lines of a Dockerfile',
    file: 'Dockerfile',
    text: isBeyond => `FROM nginx\n${times(isBeyond ? 10_000 : 9000, () => 'RUN a\n')}`,
    told: /more than 10,000 lines/,
  },
  {
    what: 'addresses of HAProxy that are none',
    file: 'haproxy.cfg',
    text: isBeyond => `frontend a\n${times(isBeyond ? 2000 : 1800, () => '  bind :0\n')}`,
    told: /more than 2,000 ports and other entries/,
  },
  {
    limit: 'systems/system.ts MAX_ENTRIES',
    what: 'ports of a Dockerfile',
    file: 'Dockerfile',
    text: isBeyond => `FROM nginx\n${times(count(isBeyond, 1999), at => `EXPOSE ${1000 + at}\n`)}`,
    told: /more than 2,000 ports and other entries/,
  },
  {
    what: 'ports of settings of a development server',
    file: 'vite.config.ts',
    text: isBeyond => times(count(isBeyond, 2000), at => `port: ${1000 + at}\n`),
    told: /more than 2,000 ports and other entries/,
  },
  {
    what: 'addresses of Traefik',
    file: 'traefik.yml',
    text: isBeyond =>
      `entryPoints:\n${times(count(isBeyond, 2000), at => `  e${at}:\n    address: ":${1000 + at}"\n`)}`,
    told: /more than 2,000 ports and other entries/,
  },

  // The size of a file, in each format that its name or its text says.
  ...(
    [
      ['envoy.yaml', envoy(''), 256],
      [WORKFLOW, workflow(''), 256],
      ['.gitlab-ci.yml', pipeline('[nginx]'), 256],
      ['Dockerfile', 'FROM nginx\n', 256],
      ['Caddyfile', ':80 {\n}\n', 256],
      ['nginx.conf', 'events {}\nhttp {\n}\n', 256],
      ['conf.d/web.conf', 'server {\n  listen 80;\n}\n', 256],
      ['httpd.conf', 'Listen 80\n', 256],
      ['web.nomad', 'job "web" {\n}\n', 256],
      ['main.tf', 'resource "docker_container" "web" {\n}\n', 256],
      ['application.yml', 'server:\n  port: 80\n', 256],
      ['application.properties', 'server.port=80\n', 256],
      ['web.container', '[Container]\nImage=nginx\n', 128],
      ['web.socket', '[Socket]\nListenStream=80\n', 128],
    ] satisfies readonly (readonly [string, string, number])[]
  ).map(
    ([file, text, kilobytes]): Case => ({
      what: `the size of ${file}`,
      file,
      text: isBeyond => text + comment(isBeyond ? kilobytes : kilobytes - 5),
      told: new RegExp(`larger than ${kilobytes} KB`),
    }),
  ),
  // What is larger than any text is not looked into: of that the name alone says what it is.
  ...(
    [
      ['compose.yaml', 'services:\n  web:\n    image: nginx\nx-a:\n'],
      ['kustomization.yaml', 'resources: []\n'],
      ['haproxy.cfg', 'frontend a\n  bind :80\n'],
      ['nginx.conf', 'events {}\n'],
      ['apache2.conf', 'Listen 80\n'],
      [WORKFLOW, workflow('')],
      ['.env', 'A=1\n'],
    ] satisfies readonly (readonly [string, string])[]
  ).map(
    ([file, text], index): Case => ({
      ...(index === 0 && { limit: 'systems/system.ts MAX_TEXT' }),
      what: `more than 1 MB of ${file}`,
      file,
      text: isBeyond => text + comment(isBeyond ? 1024 : 100),
      told: /larger than 1024 KB/,
    }),
  ),
];

/** Limits that leave out nothing that a file says, or nothing that its program reads. */
const QUIET: Readonly<Record<string, string>> = {
  'systems/actions/expressions.ts MAX_EXPRESSION': 'no key of a service is as long',
  'systems/actions/writing.ts MAX_LINES': 'of completion',
  'systems/applications/addresses.ts MAX_BEFORE': 'of what a port is called',
  'systems/applications/properties.ts MAX_LINE': 'no line with a port is as long',
  'systems/applications/settings.ts MAX_START': 'whether a line is a comment, by its start',
  'systems/caddy/tokens.ts MAX_VARIABLE': 'no expression of a variable is as long',
  'systems/commands/call.ts MAX_BEFORE': 'options of a program before its command: nobody writes as many',
  'systems/commands/reading.ts MAX_LOOKED_THROUGH': 'what a fix writes: of longer texts none is offered',
  'systems/commands/code.ts MAX_FENCE': 'whether a line opens a block of code, by its start',
  'systems/compose/content.ts MAX_HEADER': 'whether a line begins a text, by its end',
  'systems/compose/in-work.ts MAX_READERS': 'of completion',
  'systems/compose/in-work.ts MAX_VALUE': 'of completion',
  'systems/compose/project.ts MAX_PROBLEMS': 'that something is unread is told all the same',
  'systems/compose/writing.ts MAX_FLOW_LINES': 'of completion',
  'systems/dockerfile/comments.ts MAX_KEPT':
    'directives and ends of heredocs that look like comments: nobody writes as many',
  'systems/envoy/reading.ts MAX_NAMED': 'of what a finding names beside its own place',
  'systems/gitlab/services.ts MAX_NAME': 'no image has a longer name',
  'systems/haproxy/lines.ts MAX_WORDS': 'HAProxy refuses more',
  'systems/includes.ts MAX_ABOVE': 'how far above a part is looked for what includes it',
  'systems/kubernetes/go-template.ts MAX_ACTION': 'an action of a template that is no value alone is unknown',
  'systems/kubernetes/kustomize/images.ts MAX_NAME': 'no registry takes a longer name',
  'systems/kubernetes/kustomize/json-patch.ts MAX_PARTS': 'nothing is as deep',
  'systems/kubernetes/kustomize/kustomization.ts MAX_NAME': 'the API server refuses longer names',
  'systems/kubernetes/kustomize/regular-expression.ts MAX_DEPTH':
    'an expression that is not understood is unknown',
  'systems/kubernetes/kustomize/regular-expression.ts MAX_LENGTH': 'the same',
  'systems/kubernetes/kustomize/regular-expression.ts MAX_SIZE': 'the same',
  'systems/kubernetes/kustomize/regular-expression.ts MAX_TIMES': 'the same',
  'systems/kubernetes/kustomize/verdict.ts MAX_STEPS': 'no more than all of a kustomization may take',
  'systems/kubernetes/writing.ts MAX_LINES': 'of completion',
};

const CRD = 'apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\n';

/** Lines of a text, so many KB of them. */
const filler = (kilobytes: number) => `    ${'x'.repeat(59)}\n`.repeat(16 * kilobytes);

const inJson = (version: string, kind: string) =>
  `{"apiVersion": "${version}", "kind": "${kind}", "spec": {"kind": "Service", "x": "${'x'.repeat(300_000)}"}}\n`;

function folderWith(files: Files): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'portolan-limits-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  // What a file leads to is read within its repository.
  for (const [name, text] of Object.entries({ ...files, '.git/HEAD': 'ref: refs/heads/main\n' })) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  }
  return folder;
}

/** What `check` says beside its findings, and ends with 2 for. */
async function gapsOf(given: string): Promise<readonly string[]> {
  const analysis = await scan([given], {});
  // What takes too much work is known once the findings are.
  expect(analysis.findings.length).toBeGreaterThanOrEqual(0);
  return analysis.notices.flatMap(({ isGap, message }: Notice) => (isGap ? [message] : []));
}

describe('a limit is told, of a folder and of a file by its name', () => {
  test.each(CASES)('$what', { timeout: 60_000 }, async ({ file, text, beside, told }) => {
    const within = folderWith({ [file]: text(false), ...beside?.(false) });
    const beyond = folderWith({ [file]: text(true), ...beside?.(true) });
    for (const name of ['', file]) {
      expect(await gapsOf(path.join(within, name))).toEqual([]);
      expect((await gapsOf(path.join(beyond, name))).filter(message => told.test(message))).not.toEqual([]);
    }
  });

  // Each of them beyond a limit, and none a gap: nothing that rules would judge is left out.
  test.each<readonly [string, string, string]>([
    ['a definition of resources', 'crd.yaml', `${CRD}x: |\n${filler(300)}`],
    ['one between manifests', 'all.yaml', `${SERVICE}---\n${CRD}x: |\n${filler(300)}---\n${SERVICE}`],
    [
      'one in a list',
      'all.yaml',
      `apiVersion: v1\nkind: List\nitems:\n- kind: CustomResourceDefinition\n  x: |\n${filler(300)}`,
    ],
    ['one of JSON', 'crd.json', inJson('apiextensions.k8s.io/v1', 'CustomResourceDefinition')],
    ['a map of configuration', 'map.yaml', `apiVersion: v1\nkind: ConfigMap\ndata:\n  a: |\n${filler(300)}`],
    ['a map of JSON', 'map.json', inJson('v1', 'ConfigMap')],
    ['a map that speaks of others', 'map.json', inJson('v1", "x": "kind: Service, kind: Pod', 'ConfigMap')],
    ['an account of a machine', 'config.yaml', `apiVersion: v1\nkind: Config\nx: |\n${filler(300)}`],
    [
      'a service of another API',
      'web.yaml',
      `apiVersion: serving.knative.dev/v1\nkind: Service\nx: |\n${filler(300)}`,
    ],
    [
      'a description of an API',
      'swagger.json',
      `{"a": {"kind": "Service", "apiVersion": "v1", "x": "${'x'.repeat(300_000)}"}}\n`,
    ],
    [
      'a text of templates',
      'map.yaml',
      `apiVersion: v1\nkind: ConfigMap\ndata: {{ .Values.a }}\nx: |\n${filler(300)}`,
    ],
    [
      'documents without ports behind the last that is read',
      'all.yaml',
      times(6001, () => 'apiVersion: v1\nkind: ConfigMap\n---\n'),
    ],
    ['a README of more than 1 MB', 'README.md', `\`docker run -p 80:80 nginx\`\n${comment(1024)}`],
    ['a Makefile of more than 1 MB', 'Makefile', `a:\n\tdocker run -p 80:80 nginx\n${comment(1024)}`],
    ['commands of a test', 'test/run.sh', times(501, at => `docker run -p ${1000 + at}:80 nginx\n`)],
    [
      'snippets of Caddy in a circle',
      'Caddyfile',
      '(a) {\n\timport b\n}\n(b) {\n\timport a\n}\n:80 {\n\timport a\n}\n',
    ],
    ['what Caddy does not know', 'Caddyfile', ':80 {\n\timport other\n}\n'],
    [
      'a configuration of nginx that includes itself',
      'nginx.conf',
      'events {}\nhttp {\n  include a.conf;\n}\n',
    ],
  ])('%s: none', async (_, file, text) => {
    const folder = folderWith({ [file]: text, 'a.conf': 'server { listen 80; }\ninclude a.conf;\n' });
    expect(await gapsOf(folder)).toEqual([]);
  });

  test.each([
    ['a manifest', 'web.yaml', `${SERVICE}x: [\n`, 1],
    ['a configuration of Envoy', 'envoy.yaml', envoy('  x: [\n'), 0],
    ['a workflow', WORKFLOW, workflow('    x: [\n'), 0],
    ['a part of nginx', 'conf.d/web.conf', 'server {\n  listen 80;\n', 1],
  ])('a fault of %s is told where somebody asks for it', async (_, file, text, count) => {
    const folder = folderWith({ [file]: text });
    expect(await gapsOf(folder)).toEqual([]);
    expect(await gapsOf(path.join(folder, file))).toHaveLength(count);
  });

  test('each limit of the systems stands in a table', () => {
    const root = 'server/src';
    const sources = readdirSync(path.join(root, 'systems'), { recursive: true, encoding: 'utf8' })
      .filter(name => name.endsWith('.ts'))
      .map(name => path.posix.join('systems', name.replaceAll(path.sep, '/')));
    const limits = sources.flatMap(file =>
      [...readFileSync(path.join(root, file), 'utf8').matchAll(/^(?:export )?const (MAX_\w+)\b/gm)].map(
        ([, name]) => `${file} ${name}`,
      ),
    );
    const held = [...CASES.flatMap(({ limit }) => limit ?? []), ...Object.keys(QUIET)];
    expect(limits.toSorted()).toEqual(held.toSorted());
  });
});
