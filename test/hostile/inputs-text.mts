// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Files write variables like this.
// Hostile Dockerfiles, dotenv files and texts.
import { filesOf, type Input, several, single, small, times } from '#hostile/input';

const KB = 1024;

/** A text of at most so many bytes. */
function long(kilobytes: number, piece: string): string {
  return piece.repeat(Math.floor((kilobytes * KB) / piece.length));
}

const dockerfile = (name: string, text: string, at = '8080') => single(name, 'Dockerfile', text, at);
const dotenv = (name: string, text: string, at = '8080') => single(name, '.env', text, at);
const markdown = (name: string, text: string, at = '8080') => single(name, 'README.md', text, at);

const DOCKERFILES: readonly Input[] = [
  dockerfile(
    'Dockerfile of 256 KB of EXPOSE lines',
    `FROM nginx\n${times(18_000, index => `EXPOSE ${1 + index}\n`)}`,
    '808',
  ),
  dockerfile('Dockerfile of 256 KB, one EXPOSE', `FROM nginx\nEXPOSE 8080 ${long(250, '80 ')}\n`),
  dockerfile(
    'Dockerfile of 256 KB of ports that are none',
    `FROM nginx\nEXPOSE 8080 ${long(250, '99999 ')}\n`,
  ),
  dockerfile('Dockerfile of 256 KB of EXPOSE lines of one port', `FROM nginx\n${long(250, 'EXPOSE 8080\n')}`),
  dockerfile('Dockerfile of stages', `${times(8000, index => `FROM nginx AS s${index}\nEXPOSE 8080\n`)}`),
  dockerfile(
    'Dockerfile of stages from each other',
    `FROM nginx AS s0\nEXPOSE 8080\n${times(6000, index => `FROM s${index} AS s${index + 1}\nEXPOSE ${8081 + index}\n`)}`,
  ),
  dockerfile(
    'Dockerfile of 256 KB of ARG and ENV',
    `FROM nginx\nARG P0=8080\n${times(9000, index => `ENV P${index + 1}=$P${index}\n`)}EXPOSE $P9000\n`,
  ),
  dockerfile(
    'Dockerfile of variables that double',
    `FROM nginx\nARG P0=8080\n${times(60, index => `ENV P${index + 1}=$P${index}$P${index}\n`)}EXPOSE $P60\n`,
  ),
  dockerfile(
    'Dockerfile of 8,000 EXPOSE of 60 variables',
    `FROM nginx\n${times(60, index => `ARG P${index}=${8080 + index}\n`)}${times(12_000, index => `EXPOSE $P${index % 60}\n`)}`,
  ),
  dockerfile(
    'Dockerfile of 9,900 EXPOSE of a variable of 1,300 ports',
    `FROM nginx\nARG P="8080 ${times(1300, () => '80 ')}"\n${times(9900, () => 'EXPOSE $P\n')}`,
  ),
  dockerfile('Dockerfile of heredocs', `FROM nginx\nEXPOSE 8080\n${long(250, 'RUN <<E\n')}`),
  dockerfile('Dockerfile of continued lines', `FROM nginx\nEXPOSE 8080\nRUN a ${long(250, '\\\n')}`),
  dockerfile(
    'Dockerfile of comments in continued lines',
    `FROM nginx\nEXPOSE 8080\nRUN a \\\n${long(250, '# b\n')}`,
  ),
  dockerfile('Dockerfile of backslashes', `FROM nginx\nEXPOSE 8080\nRUN ${long(250, '\\')}\n`),
  dockerfile(
    'Dockerfile of URLs in health checks',
    `FROM nginx\nEXPOSE 8080\n${long(250, 'HEALTHCHECK CMD curl http://localhost:8080/\n')}`,
  ),
  dockerfile('Dockerfile of brackets', `FROM nginx\nEXPOSE 8080\nCMD ${long(250, '[')}\n`),
  dockerfile(
    'Dockerfile of JSON commands',
    `FROM nginx\nEXPOSE 8080\nCMD [${long(240, '"--port", "8080", ')}"x"]\n`,
  ),
  dockerfile('Dockerfile of stages and comments', `FROM nginx\nEXPOSE 8080\n${long(250, 'FROM a\n#\n')}`),
  dockerfile(
    'Dockerfile of stages with comments in them',
    `FROM nginx\nEXPOSE 8080\n${long(250, 'FROM a \\\n#\nAS b\n')}`,
  ),
  dockerfile('Dockerfile of silences', `FROM nginx\n${long(240, '# portolan-ignore\n')}EXPOSE 8080\n`),
  dockerfile('Dockerfile of ONBUILD', `FROM nginx\nEXPOSE 8080\n${long(250, 'ONBUILD EXPOSE 81\n')}`),
  dockerfile('Dockerfile of 10 MB', `FROM nginx\nEXPOSE 8080\n${long(10 * KB, 'EXPOSE 81\n')}`),
  dockerfile('Dockerfile of NUL bytes', `FROM nginx\nEXPOSE 8080\n${long(200, '\0')}`),
  several(
    'Dockerfile of 200 KB that 500 services build',
    [
      ['Dockerfile', `FROM nginx\n${times(12_000, index => `EXPOSE ${8080 + index}\n`)}`],
      [
        'compose.yaml',
        `services:\n${times(500, index => `  s${index}:\n    build: .\n    ports: ["${9080 + index}:${8080 + index}"]\n`)}`,
      ],
    ],
    'Dockerfile',
  ),
];

const DOTENVS: readonly Input[] = [
  dotenv(
    '.env of 60,000 ports',
    times(60_000, index => `PORT_${index}=${index}\n`),
  ),
  dotenv('.env of 1 MB of one line', `PORT=8080\nA=${long(1000, '$A')}\n`),
  dotenv('.env of 10 MB', `PORT=8080\n${long(10 * KB, 'A=1\n')}`),
  dotenv('.env of open quotes', `PORT=8080\n${long(900, 'A="\n')}`),
  dotenv(
    '.env of variables that refer to the one before',
    `PORT_0=8080\n${times(30_000, index => `PORT_${index + 1}=\${PORT_${index}}\n`)}`,
  ),
  dotenv('.env of one name 60,000 times', long(900, 'PORT=8080\n')),
  dotenv('.env of defaults in defaults', `PORT=8080\nA=${'${A:-'.repeat(50_000)}1${'}'.repeat(50_000)}\n`),
  dotenv(
    '.env of 240 variables of 680 levels of defaults each',
    `PORT=8080\n${times(240, index => `V${index}=${times(680, () => '${A:-')}1${times(680, () => '}')}\n`)}`,
  ),
  dotenv(
    '.env of URLs',
    times(20_000, index => `URL_${index}=http://localhost:${8080 + (index % 500)}/\n`),
  ),
  dotenv('.env of NUL bytes', `PORT=8080\n${long(200, '\0')}`),
];

const TEXTS: readonly Input[] = [
  markdown('text of 1 MB of URLs of one port', long(1000, 'http://localhost:8080/ ')),
  markdown('text of 1 MB of URLs of one port, in lines', long(1000, 'http://localhost:8080/\n')),
  markdown(
    'text of 20,000 ports in URLs',
    times(30_000, index => `http://localhost:${8080 + index}/\n`),
  ),
  markdown('text of 1 MB of x://a,', `http://localhost:8080/ ${long(1000, 'x://a,')}`),
  markdown('text of 1 MB of slashes', `http://localhost:8080/ ${long(1000, '/')}`),
  markdown('text of 1 MB of colons', `http://localhost:8080/ ${long(1000, ':')}`),
  markdown('text of 1 MB of digits', `http://localhost:8080/ ${long(1000, '1')}`),
  markdown('text of 1 MB of letters', `http://localhost:8080/ ${long(1000, 'a')}`),
  markdown('text of 1 MB of http://', `http://localhost:8080/ ${long(1000, 'http://')}`),
  markdown('text of 1 MB of a.', `http://localhost:8080/ http://${long(1000, 'a.')}:80`),
  markdown('text of 1 MB of @', `http://localhost:8080/ http://${long(1000, '@')}:80`),
  markdown('text of 1 MB of brackets', `http://localhost:8080/ http://${long(1000, '[')}`),
  markdown('text of 1 MB of localhost:', `http://localhost:8080/ ${long(1000, 'localhost:')}`),
  markdown('text of 1 MB of localhost:80', `http://localhost:8080/ ${long(1000, 'localhost:80 ')}`),
  markdown('text of a line of 10 MB', long(10 * KB, 'http://localhost:8080/ ')),
  markdown('text of 1 MB of ${A', `http://localhost:8080/ ${long(1000, '${A')}`),
  markdown('text of 1 MB of http://${A:-', `http://localhost:8080/ ${long(1000, 'http://${A:-')}`),
  markdown('text of 1 MB of silences', `${long(900, '<!-- portolan-ignore -->\n')}http://localhost:8080/\n`),
  markdown('text of 1 MB of NUL bytes', `http://localhost:8080/ ${long(1000, '\0')}`),
  {
    ...markdown('text of lone surrogates', 'http://localhost:8080/\n'),
    text: `http://localhost:8080/ ${long(500, '\ud83d http://\udea2:80/ ')}`,
  },
  several(
    'text of 1 MB of URLs of a project of 500 services',
    [
      [
        'compose.yaml',
        `services:\n${times(500, index => `  s${index}:\n    image: nginx\n    ports: ["${8080 + index}:80"]\n`)}`,
      ],
      [
        'README.md',
        times(20_000, index => `http://localhost:${8080 + (index % 500)}/ http://s${index % 500}:80\n`),
      ],
    ],
    'README.md',
  ),
  {
    name: '3,000 JSON files of 950 KB without ports',
    file: 'compose.yaml',
    at: '8080',
    files: function* () {
      yield ['compose.yaml', small()];
      const text = `[${times(47_000, index => `{"name": "n${index}", "a": 1}`, ',\n')}]`;
      yield* filesOf(3000, index => [`d${index % 30}/${index}.json`, text]);
    },
  },
  {
    name: '1,000 texts of 100 KB with URLs of one port',
    file: 'compose.yaml',
    at: '8080',
    files: function* () {
      yield ['compose.yaml', small()];
      yield* filesOf(1000, index => [
        `d${index % 30}/${index}.md`,
        long(100, 'See http://localhost:8080/ there.\n'),
      ]);
    },
  },
  {
    name: '10,000 texts that name one port',
    file: 'compose.yaml',
    at: '8080',
    files: function* () {
      yield ['compose.yaml', small()];
      yield* filesOf(10_000, index => [`d${index % 30}/${index}.md`, 'See http://localhost:8080/ there.\n']);
    },
  },
];

export const TEXT_INPUTS: readonly Input[] = [...DOCKERFILES, ...DOTENVS, ...TEXTS];
