// biome-ignore-all lint/suspicious/noTemplateCurlyInString: so GitHub writes its expressions.
/**
 * What a runner makes of the ports of a workflow. No runner is at hand to record it from; the labels are of its source
 * (actions/runner at 258d6c85), of GitHub's documentation, of issues, and of what Docker says of `-p`, which
 * `test/verdicts/compose` records.
 */
const CREATE = 'actions/runner DockerCommandManager.DockerCreate: each port is passed as `-p`';
const SPEC = 'docker/go-connections nat.ParsePortSpec, by `-p`; recorded in test/verdicts/compose';
const ALLOCATED = 'dockerd: "Bind for 0.0.0.0:… failed: port is already allocated"; test/verdicts/compose';
const DICTIONARY = 'actions/runner ContainerInfo.UserPortMappings: a dictionary by the text';
const SCHEMA = 'actions/runner workflow-v1.0.json: ports is a sequence-of-non-empty-string';
const EMPTY = 'actions/runner JobExtension: a service with an empty image is not started';
const KEY = 'actions/runner ContainerOperationProvider, DockerUtil.ParseDockerPort: keys are container ports';
const KEY_ISSUE = 'github/docs#33621: the key is the port of the container';
const CASE = 'actions/runner DictionaryContextData: keys are compared without case';
const LOCALHOST = 'actions/example-services#22, docs.github.com "About service containers"';
const POD = 'actions/runner-container-hooks: the containers of a job are one pod; actions/runner#2783';
const OTHER = 'a step may start something there itself';
const NETWORK = 'actions/runner DockerCommandManager.DockerCreate: options are passed on as they are';
const YAML = 'actions/runner YamlObjectReader: YAML 1.2, core schema';

/** A text of ports, and what is read: host port, container port, protocol; or who refuses it. */
export interface PortCase {
  readonly ports: string;
  readonly reads: readonly string[];
  readonly refused?: readonly string[];
  readonly source: string;
}

export const PORTS: readonly PortCase[] = [
  { ports: '[5432:5432]', reads: ['5432 -> 5432/tcp'], source: SPEC },
  { ports: '["5432:5432"]', reads: ['5432 -> 5432/tcp'], source: SPEC },
  { ports: "['5432:5432']", reads: ['5432 -> 5432/tcp'], source: SPEC },
  { ports: '[5432]', reads: ['any -> 5432/tcp'], source: `${CREATE}; ${SPEC}` },
  { ports: '["5432"]', reads: ['any -> 5432/tcp'], source: SPEC },
  {
    ports: '[5432/tcp]',
    reads: ['any -> 5432/tcp'],
    source: 'actions/example-services postgres-service.yml',
  },
  { ports: '[8080:80/udp]', reads: ['8080 -> 80/udp'], source: SPEC },
  { ports: '[8080:80/sctp]', reads: ['8080 -> 80/sctp'], source: SPEC },
  { ports: '[30000-30009:30000-30009]', reads: ['30000-30009 -> 30000-30009/tcp'], source: SPEC },
  { ports: '["127.0.0.1:8080:80"]', reads: ['8080 -> 80/tcp'], source: SPEC },
  { ports: '["[::1]:8080:80"]', reads: ['8080 -> 80/tcp'], source: SPEC },
  { ports: '[22:22]', reads: ['22 -> 22/tcp'], source: `${YAML}: no number of base 60` },
  { ports: '[0x1538]', reads: ['any -> 5432/tcp'], source: YAML },
  { ports: '["${{ matrix.port }}:5432"]', reads: ['? -> 5432/tcp'], source: 'an expression gives the port' },
  {
    ports: '["${{ matrix.a || \'1:2\' }}:5432"]',
    reads: ['? -> 5432/tcp'],
    source: 'a string in an expression',
  },
  { ports: '["${{ matrix.ports }}"]', reads: [], source: 'an expression may give all of an entry' },
  { ports: '${{ fromJSON(matrix.ports) }}', reads: [], source: `${SCHEMA}; an expression may give the list` },
  { ports: '[]', reads: [], source: SCHEMA },
  { ports: '["80:80", "80:80"]', reads: ['80 -> 80/tcp'], source: DICTIONARY },
  { ports: '["5432:54320", "5433:5432"]', reads: ['5432 -> 54320/tcp', '5433 -> 5432/tcp'], source: SPEC },
  { ports: '[99999:80]', reads: [], refused: ['99999'], source: SPEC },
  { ports: '[8080:http]', reads: [], refused: ['http'], source: SPEC },
  { ports: '[8080:80/http]', reads: [], refused: ['http'], source: SPEC },
  { ports: '["8080:"]', reads: [], refused: ['8080:'], source: SPEC },
  { ports: '["localhost:8080:80"]', reads: [], refused: ['localhost'], source: SPEC },
  { ports: '[8000-8002:80-81]', reads: [], refused: ['8000-8002'], source: SPEC },
  { ports: '[81-80]', reads: [], refused: ['81-80'], source: SPEC },
  { ports: '[80:0]', reads: [], refused: ['0'], source: SPEC },
  { ports: '[5432: 5432]', reads: [], refused: ['5432: 5432'], source: SCHEMA },
  { ports: '[{ target: 80 }]', reads: [], refused: ['{ target: 80 }'], source: SCHEMA },
  { ports: '5432:5432', reads: [], refused: ['5432:5432'], source: SCHEMA },
  { ports: '5432', reads: [], refused: ['5432'], source: SCHEMA },
  { ports: '{ a: 80 }', reads: [], refused: ['{ a: 80 }'], source: SCHEMA },
];

/** Jobs, and the findings: rule, severity, text. */
export interface JobCase {
  readonly name: string;
  readonly jobs: string;
  readonly says: readonly string[];
  readonly source: string;
}

const service = (name: string, port: string, image = name) =>
  `      ${name}:\n        image: ${image}\n        ports: [${port}]\n`;

const job = (services: string, rest = '', id = 'test') =>
  `  ${id}:\n    runs-on: ubuntu-latest\n    services:\n${services}${rest}`;

const run = (script: string, env = '') =>
  `    steps:\n      - run: ${script}\n${env === '' ? '' : `        env: ${env}\n`}`;

const inContainer = (script: string, env = '', image = 'node:22') =>
  `    container: ${image}\n${run(script, env)}`;

const redis = service('redis', '"6379:6379"');
const pg = service('postgres', '"5433:5432"', 'postgres:16');

export const CONFLICTS: readonly JobCase[] = [
  {
    name: 'two services of one job',
    jobs: job(service('mysql', '"3306:3306"') + service('mariadb', '"3306:3306"')),
    says: ['port-conflict error 3306', 'port-conflict error 3306'],
    source: ALLOCATED,
  },
  {
    name: 'one service by itself',
    jobs: job(service('a', '"80:80", "80:81"')),
    says: ['port-conflict error 80', 'port-conflict error 80'],
    source: ALLOCATED,
  },
  {
    name: 'the container of the job and a service',
    jobs: job(redis, '    container:\n      image: node\n      ports: ["6379:80"]\n'),
    says: ['port-conflict error 6379', 'port-conflict error 6379'],
    source: `${ALLOCATED}; actions/runner JobExtension: the job's container is started with the services`,
  },
  {
    name: 'by an option',
    jobs: job(`${redis}      other:\n        image: other\n        options: -p 6379:1\n`),
    says: ['port-conflict error 6379', 'port-conflict error 6379'],
    source: `${ALLOCATED}; ${NETWORK}`,
  },
  {
    name: 'in two jobs',
    jobs: job(redis) + job(redis, '', 'other'),
    says: [],
    source: 'each job has its own runner',
  },
  {
    name: 'other protocols',
    jobs: job(service('a', '"53:53/udp"') + service('b', '"53:53/tcp"')),
    says: [],
    source: ALLOCATED,
  },
  {
    name: 'other addresses',
    jobs: job(service('a', '"127.0.0.1:80:80"') + service('b', '"127.0.0.2:80:80"')),
    says: [],
    source: ALLOCATED,
  },
  {
    name: 'any free port',
    jobs: job(service('a', '80') + service('b', '80')),
    says: [],
    source: 'actions/example-services postgres-service.yml: a free port of the host is taken',
  },
  {
    name: 'one entry twice',
    jobs: job(service('a', '"80:80", "80:80"')),
    says: [],
    source: DICTIONARY,
  },
  {
    name: 'services of which one at a time is started',
    jobs: job(
      service('a', '"80:80"', "${{ matrix.a && 'a' || '' }}") +
        service('b', '"80:80"', "${{ matrix.b && 'b' || '' }}"),
    ),
    says: [],
    source: EMPTY,
  },
  {
    name: 'unknown host ports',
    jobs: job(service('a', '"${{ matrix.a }}:80"') + service('b', '"${{ matrix.b }}:80"')),
    says: [],
    source: 'expressions may give other ports',
  },
];

const key = (asked: string) => run('"true"', `{ PORT: "\${{ ${asked} }}" }`);

export const KEYS: readonly JobCase[] = [
  { name: 'a number', jobs: job(pg, key('job.services.postgres.ports[5432]')), says: [], source: KEY },
  { name: 'a string', jobs: job(pg, key("job.services.postgres.ports['5432']")), says: [], source: KEY },
  {
    name: 'in brackets',
    jobs: job(pg, key("job.services['postgres'].ports['5432']")),
    says: [],
    source: KEY,
  },
  { name: 'another case', jobs: job(pg, key('job.services.Postgres.ports[5432]')), says: [], source: CASE },
  {
    name: 'the port of the host',
    jobs: job(pg, key("job.services.postgres.ports['5433']")),
    says: ['unknown-port warning 5433'],
    source: KEY_ISSUE,
  },
  {
    name: 'in a script',
    jobs: job(pg, run('psql -p ${{ job.services.postgres.ports[5433] }}')),
    says: ['unknown-port warning 5433'],
    source: KEY_ISSUE,
  },
  {
    name: 'a port that is not published',
    jobs: job(service('redis', ''), key('job.services.redis.ports[6379]')),
    says: ['unknown-port warning 6379'],
    source: `${KEY}; \`docker port\` lists what is published`,
  },
  {
    name: 'a service that there is not',
    jobs: job(redis, key('job.services.reddis.ports[6379]')),
    says: ['unknown-port warning reddis'],
    source: KEY,
  },
  {
    name: 'one of a range',
    jobs: job(service('a', '"8000-8009:8000-8009"'), key('job.services.a.ports[8005]')),
    says: [],
    source: KEY,
  },
  {
    name: 'UDP',
    jobs: job(service('a', '53/udp'), key('job.services.a.ports[53]')),
    says: [],
    source: `${KEY}: without the protocol`,
  },
  {
    name: 'a port of the options',
    jobs: job(
      `      a:\n        image: a\n        options: --publish 8080:80\n`,
      key('job.services.a.ports[80]'),
    ),
    says: [],
    source: NETWORK,
  },
  {
    name: 'all ports of the image',
    jobs: job(`      a:\n        image: a\n        options: -P\n`, key('job.services.a.ports[80]')),
    says: [],
    source: NETWORK,
  },
  {
    name: 'ports that an expression gives',
    jobs: job(service('a', '"${{ matrix.port }}"'), key('job.services.a.ports[80]')),
    says: [],
    source: 'unknown',
  },
  {
    name: 'a target that an expression gives',
    jobs: job(service('a', '"80:${{ matrix.port }}"'), key('job.services.a.ports[81]')),
    says: [],
    source: 'unknown',
  },
  {
    name: 'a key that an expression gives',
    jobs: job(pg, key('job.services.postgres.ports[matrix.port]')),
    says: [],
    source: 'unknown',
  },
  {
    name: 'no expression',
    jobs: job(pg, run('"true" # job.services.postgres.ports[1]')),
    says: [],
    source: 'a comment',
  },
];

const url = 'curl http://localhost:6379';

export const LOCALHOST_CASES: readonly JobCase[] = [
  {
    name: 'a URL',
    jobs: job(redis, inContainer(url)),
    says: ['unknown-port warning localhost:6379'],
    source: LOCALHOST,
  },
  {
    name: 'an address',
    jobs: job(redis, inContainer('nc 127.0.0.1:6379')),
    says: ['unknown-port warning 127.0.0.1:6379'],
    source: LOCALHOST,
  },
  {
    name: 'a URL of a scheme with a port',
    jobs: job(redis, inContainer('npm test', '{ URL: "redis://localhost/0" }')),
    says: ['unknown-port warning localhost'],
    source: LOCALHOST,
  },
  {
    name: 'the port of the machine',
    jobs: job(pg, inContainer('npm test', '{ URL: "postgres://u@localhost:5433/db" }')),
    says: ['unknown-port warning localhost:5433'],
    source: LOCALHOST,
  },
  {
    name: 'in variables of a step',
    jobs: job(redis, inContainer('npm test', '{ REDIS_HOST: localhost, REDIS_PORT: 6379 }')),
    says: ['unknown-port warning localhost'],
    source: LOCALHOST,
  },
  {
    name: 'with the port by an expression',
    jobs: job(
      redis,
      inContainer(
        'npm test',
        '{ REDIS_HOST: localhost, REDIS_PORT: "${{ job.services.redis.ports[6379] }}" }',
      ),
    ),
    says: ['unknown-port warning localhost'],
    source: LOCALHOST,
  },
  {
    name: 'of the job',
    jobs: job(redis, `    env: { URL: "redis://localhost:6379" }\n${inContainer('npm test')}`),
    says: ['unknown-port warning localhost:6379'],
    source: LOCALHOST,
  },
  {
    name: 'without ports, by the image',
    jobs: job('      redis: { image: "redis:7" }\n', inContainer(url)),
    says: ['unknown-port warning localhost:6379'],
    source: LOCALHOST,
  },
  { name: 'without a container', jobs: job(redis, run(url)), says: [], source: LOCALHOST },
  {
    name: 'by the name',
    jobs: job(redis, inContainer('curl http://redis:6379')),
    says: [],
    source: LOCALHOST,
  },
  {
    name: 'another port',
    jobs: job(redis, inContainer('curl http://localhost:3000')),
    says: [],
    source: OTHER,
  },
  {
    name: 'an empty container',
    jobs: job(redis, inContainer(url, '', "''")),
    says: [],
    source: 'actions/runner PipelineTemplateConverter.ConvertToJobContainer',
  },
  {
    name: 'a container that an expression gives',
    jobs: job(redis, inContainer(url, '', '"${{ matrix.container }}"')),
    says: [],
    source: 'it may be empty',
  },
  {
    name: 'a runner of their own',
    jobs: job(redis, inContainer(url)).replace('ubuntu-latest', 'self-hosted'),
    says: [],
    source: POD,
  },
  {
    name: 'a runner by an expression',
    jobs: job(redis, inContainer(url)).replace('ubuntu-latest', '${{ matrix.os }}'),
    says: [],
    source: POD,
  },
  {
    name: 'something in the background',
    jobs: job(redis, inContainer(`"redis-cli & ${url}"`)),
    says: [],
    source: OTHER,
  },
  {
    name: 'a server that a step starts',
    jobs: job(redis, inContainer(`redis-server && ${url}`)),
    says: [],
    source: OTHER,
  },
  {
    name: 'a tunnel',
    jobs: job(redis, inContainer(`"socat tcp-l:6379,fork tcp:redis:6379 && ${url}"`)),
    says: [],
    source: OTHER,
  },
  {
    name: 'an action that may start it',
    jobs: job(redis, `${inContainer(url)}      - uses: supercharge/redis-github-action@v2\n`),
    says: [],
    source: OTHER,
  },
  {
    name: 'a network of their own',
    jobs: job(redis, `    container:\n      image: node\n      options: --network host\n${run(url)}`),
    says: [],
    source: NETWORK,
  },
  {
    name: 'what all jobs share',
    jobs: `${job(redis, inContainer('npm test'))}env: { URL: "redis://localhost:6379" }\n`,
    says: [],
    source: 'other jobs may run on the machine',
  },
];
