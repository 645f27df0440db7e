// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Compose files write variables like this.
// Hostile projects: files that name, merge and extend each other.
import { filesOf, type Input, type InputFile, several, small, times } from '#hostile/input';

const published = (name: string, port: number) => `  ${name}:\n    image: nginx\n    ports: ["${port}:80"]\n`;

function chain(count: number, link: (index: number) => string, isCircle: boolean): readonly InputFile[] {
  return Array.from({ length: count }, (_, index): InputFile => {
    const next = index + 1 < count ? link(index + 1) : isCircle ? link(0) : '';
    return [
      index === 0 ? 'compose.yaml' : `f${index}.yaml`,
      `${next}services:\n${published(`s${index}`, 8080 + index)}`,
    ];
  });
}

const include = (index: number) => `include: [${index === 0 ? 'compose.yaml' : `f${index}.yaml`}]\n`;

function extending(count: number, isCircle: boolean): readonly InputFile[] {
  return Array.from({ length: count }, (_, index): InputFile => {
    const next = index + 1 < count ? index + 1 : 0;
    const file = next === 0 ? 'compose.yaml' : `f${next}.yaml`;
    const lines =
      index + 1 < count || isCircle ? `    extends: {file: ${file}, service: web}\n` : '    image: nginx\n';
    return [
      index === 0 ? 'compose.yaml' : `f${index}.yaml`,
      `services:\n  web:\n${lines}    ports: ["${8080 + index}:80"]\n`,
    ];
  });
}

/** Files that each include the next two levels' files `width` times: as many paths as no program follows. */
function lattice(levels: number, width: number): readonly InputFile[] {
  return Array.from({ length: levels }, (_, level) =>
    Array.from({ length: level === 0 ? 1 : width }, (_, index): InputFile => {
      const next =
        level + 1 < levels ? `include: [${times(width, at => `f${level + 1}-${at}.yaml`, ', ')}]\n` : '';
      return [
        level === 0 ? 'compose.yaml' : `f${level}-${index}.yaml`,
        `${next}services:\n${published(`s${level}-${index}`, 8080 + level * 100 + index)}`,
      ];
    }),
  ).flat();
}

/** Services of which each extends two of the next file: as many ways as there are subsets. */
function doubling(levels: number): readonly InputFile[] {
  return Array.from({ length: levels }, (_, level): InputFile => {
    const file = `f${level + 1}.yaml`;
    const from = (service: string) =>
      level + 1 < levels ? `    extends: {file: ${file}, service: ${service}}\n` : '    image: nginx\n';
    return [
      level === 0 ? 'compose.yaml' : `f${level}.yaml`,
      `services:\n  a:\n${from('b')}    ports: ["${8080 + level}:80"]\n  b:\n${from('a')}    ports: ["${9080 + level}:80"]\n`,
    ];
  });
}

const overlays = (count: number) => Array.from({ length: count }, (_, index) => `o${index}.yaml`);

export const PROJECT_INPUTS: readonly Input[] = [
  several(
    '50 overlay files x 500 services',
    [
      ['.env', `COMPOSE_FILE=compose.yaml:${overlays(50).join(':')}\n`],
      ['compose.yaml', `services:\n${times(500, index => published(`s${index}`, 8080 + index))}`],
      ...overlays(50).map(
        (name, overlay): InputFile => [
          name,
          `services:\n${times(500, index => `  s${index}:\n    ports: ["${9000 + overlay * 500 + index}:80"]\n`)}`,
        ],
      ),
    ],
    'compose.yaml',
  ),
  several(
    '50 overlays beside a default file x 500 services',
    [
      ['compose.yaml', `services:\n${times(500, index => published(`s${index}`, 8080 + index))}`],
      ...overlays(50).map(
        (name, overlay): InputFile => [
          `compose.${name}`,
          `services:\n${times(500, index => `  s${index}:\n    ports: ["${9000 + overlay * 500 + index}:80"]\n`)}`,
        ],
      ),
    ],
    'compose.yaml',
  ),
  several(
    'one file named 2,000 times in COMPOSE_FILE',
    [
      ['.env', `COMPOSE_FILE=${times(2000, () => 'compose.yaml', ':')}\n`],
      ['compose.yaml', small()],
    ],
    'compose.yaml',
  ),
  several(
    'one file of 500 services named 2,000 times in COMPOSE_FILE',
    [
      ['.env', `COMPOSE_FILE=${times(2000, () => 'compose.yaml', ':')}\n`],
      ['compose.yaml', `services:\n${times(500, index => published(`s${index}`, 8080 + index))}`],
    ],
    'compose.yaml',
  ),
  several(
    'one file named 2,000 times in an include list',
    [
      ['compose.yaml', `include: [${times(2000, () => 'a.yaml', ', ')}]\n${small()}`],
      ['a.yaml', `services:\n${published('a', 8081)}`],
    ],
    'compose.yaml',
  ),
  several(
    'one file of 500 services named 2,000 times in an include list',
    [
      ['compose.yaml', `include: [${times(2000, () => 'a.yaml', ', ')}]\n${small()}`],
      ['a.yaml', `services:\n${times(500, index => published(`a${index}`, 9080 + index))}`],
    ],
    'compose.yaml',
  ),
  several(
    'one file named 2,000 times in the paths of an include',
    [
      ['compose.yaml', `include:\n  - path: [${times(2000, () => 'a.yaml', ', ')}]\n${small()}`],
      ['a.yaml', `services:\n${times(100, index => published(`a${index}`, 9080 + index))}`],
    ],
    'compose.yaml',
  ),
  several(
    '5,000 files that are not there in an include list',
    [['compose.yaml', `include: [${times(5000, index => `no${index}.yaml`, ', ')}]\n${small()}`]],
    'compose.yaml',
  ),
  several(
    '2,000 files in an include list',
    [
      ['compose.yaml', `include: [${times(2000, index => `i/${index}.yaml`, ', ')}]\n${small()}`],
      ...Array.from(
        { length: 2000 },
        (_, index): InputFile => [`i/${index}.yaml`, `services:\n${published(`i${index}`, 9080 + index)}`],
      ),
    ],
    'compose.yaml',
  ),
  several('a chain of 33 includes', chain(33, include, false), 'compose.yaml'),
  several('a chain of 200 includes', chain(200, include, false), 'compose.yaml'),
  several('a circle of 20 includes', chain(20, include, true), 'compose.yaml'),
  several(
    'a file that includes itself 1,000 times',
    [['compose.yaml', `include: [${times(1000, () => 'compose.yaml', ', ')}]\n${small()}`]],
    'compose.yaml',
  ),
  several('10 levels of includes, 10 wide', lattice(10, 10), 'compose.yaml'),
  several('30 levels of includes, 2 wide', lattice(30, 2), 'compose.yaml'),
  several('a chain of 33 extends', extending(33, false), 'compose.yaml'),
  several('a chain of 200 extends', extending(200, false), 'compose.yaml'),
  several('a circle of 20 extends', extending(20, true), 'compose.yaml'),
  several('32 levels of extends, crossed', doubling(32), 'compose.yaml'),
  several(
    '2,000 services that extend one of another file',
    [
      [
        'compose.yaml',
        `services:\n${times(2000, index => `  s${index}:\n    extends: {file: base.yaml, service: web}\n    ports: ["${8080 + index}:80"]\n`)}`,
      ],
      ['base.yaml', small(9999)],
    ],
    'compose.yaml',
  ),
  several(
    '2,000 services, an env_file each',
    [
      [
        'compose.yaml',
        `services:\n${times(2000, index => `${published(`s${index}`, 8080 + index)}    env_file: [e/${index}.env, .env]\n`)}`,
      ],
      ['.env', 'PORT=8080\n'],
      ...Array.from(
        { length: 2000 },
        (_, index): InputFile => [`e/${index}.env`, `PORT=${8080 + index}\nDB_HOST=s${index}\nDB_PORT=80\n`],
      ),
    ],
    'compose.yaml',
  ),
  several(
    '500 services that read one env_file of 5,000 lines',
    [
      [
        'compose.yaml',
        `services:\n${times(500, index => `${published(`s${index}`, 8080 + index)}    env_file: all.env\n`)}`,
      ],
      ['all.env', times(5000, index => `PORT_${index}=${8080 + (index % 500)}\n`)],
    ],
    'compose.yaml',
  ),
  several(
    'a huge .env',
    [
      ['.env', times(60_000, index => `PORT_${index}=${index}\n`)],
      [
        'compose.yaml',
        `services:\n${times(2000, index => `  s${index}:\n    image: nginx\n    ports: ["\${PORT_${index + 1000}}:8080"]\n`)}`,
      ],
    ],
    'compose.yaml',
  ),
  several(
    'variables that refer to each other',
    [
      ['.env', `A0=8080\n${times(5000, index => `A${index + 1}=\${A${index}}\n`)}`],
      ['compose.yaml', 'services:\n  web:\n    image: nginx\n    ports: ["${A5000}:80"]\n'],
    ],
    'compose.yaml',
    '80"',
  ),
  several(
    'variables that double',
    [
      ['.env', `A0=8080\n${times(60, index => `A${index + 1}=\${A${index}}\${A${index}}\n`)}`],
      ['compose.yaml', 'services:\n  web:\n    image: nginx\n    ports: ["${A60}:80", "${A0}:8080"]\n'],
    ],
    'compose.yaml',
  ),
  several(
    'variables in a circle',
    [
      ['.env', times(5000, index => `A${index}=\${A${(index + 1) % 5000}}\n`)],
      ['compose.yaml', 'services:\n  web:\n    image: nginx\n    ports: ["${A1}:8080"]\n'],
    ],
    'compose.yaml',
  ),
  several(
    'a variable that 5,000 services publish',
    [
      ['.env', 'PORT=8080\n'],
      [
        'compose.yaml',
        `services:\n${times(5000, index => `  s${index}:\n    image: nginx\n    ports: ["\${PORT}:${1000 + index}"]\n`)}`,
      ],
    ],
    '.env',
  ),
  {
    name: '300 projects that publish one port',
    file: 'p0/compose.yaml',
    at: '8080',
    files: () => filesOf(3000, index => [`p${index}/compose.yaml`, small()]),
  },
  {
    name: '1,000 projects of 10 services, URLs to each other',
    file: 'p0/compose.yaml',
    at: '8080',
    files: () =>
      filesOf(1000, index => [
        `p${index}/compose.yaml`,
        `services:\n${times(10, at => `${published(`s${at}`, 8080 + at)}    environment: {U: "http://s${(at + 1) % 10}:80", V: "http://localhost:8080"}\n`)}`,
      ]),
  },
];
