// Hostile patterns, in `.gitignore`, `portolan.json` and the editor's settings, and hostile settings.
import { filesOf, type Input, type InputFile, several, small, times } from '#hostile/input';

/** Files with names that patterns are slow on. */
function* slowNames(): Iterable<InputFile> {
  yield ['compose.yaml', small()];
  yield* filesOf(200, index => [`${'a'.repeat(100)}${index}.yaml`, small(8081 + index)]);
  yield [`${'a/'.repeat(40)}${'a'.repeat(100)}.yaml`, small(9000)];
}

const base = { file: 'compose.yaml', at: '8080' };

const PATTERNS: readonly (readonly [what: string, pattern: string])[] = [
  ['(a+)+b', '(a+)+b'],
  ['*a*a*a*a*ab', '*a*a*a*a*ab'],
  ['**/a/ six times', `${'**/a/'.repeat(6)}b`],
  ['"?" x 60,000', '?'.repeat(60_000)],
  ['"?" x 1,000', '?'.repeat(1000)],
  ['"*" x 1,000', '*'.repeat(1000)],
  ['"*a" x 500', '*a'.repeat(500)],
  ['"**/" x 300', `${'**/'.repeat(300)}b`],
  ['"[a-z]*" x 160', '[a-z]*'.repeat(160)],
  ['"{a,*}" x 200', '{a,*}'.repeat(200)],
  ['"{" x 1,000', '{'.repeat(1000)],
  ['braces in braces', `${'{a,'.repeat(300)}b${'}'.repeat(300)}`],
  ['"[" x 1,000', '['.repeat(1000)],
  ['backslashes', '\\'.repeat(999)],
  ['nothing', ''],
];

const MANY = Array.from({ length: 5000 }, (_, index) => `**/*a${index}*b*/**`);

export const IGNORE_INPUTS: readonly Input[] = [
  ...PATTERNS.map(
    ([what, pattern]): Input => ({
      ...base,
      name: `.gitignore of ${what}`,
      files: function* () {
        yield ['.gitignore', `${pattern}\n`];
        yield* slowNames();
      },
    }),
  ),
  ...PATTERNS.map(
    ([what, pattern]): Input => ({
      ...base,
      name: `portolan.json with exclude of ${what}`,
      files: function* () {
        yield ['portolan.json', JSON.stringify({ exclude: [pattern] })];
        yield* slowNames();
      },
    }),
  ),
  ...PATTERNS.slice(0, 4).map(
    ([what, pattern]): Input => ({
      ...base,
      name: `files.exclude of ${what}`,
      hidden: [pattern],
      files: slowNames,
    }),
  ),
  {
    ...base,
    name: '.gitignore of 33,000 slashes',
    files: function* () {
      yield ['.gitignore', `${'/'.repeat(33_000)}\n`];
      yield* slowNames();
    },
  },
  {
    ...base,
    name: '.gitignore of 900 KB of slashes in lines',
    files: function* () {
      yield ['.gitignore', '/a//b/\n'.repeat(90_000)];
      yield* slowNames();
    },
  },
  {
    ...base,
    name: '90,000 ignore lines x 200 files',
    files: function* () {
      yield ['.gitignore', times(90_000, index => `*z${index}\n`)];
      yield* slowNames();
    },
  },
  {
    ...base,
    name: '90,000 ignore lines x 10,000 files',
    files: function* () {
      yield ['.gitignore', times(90_000, index => `z${index}\n`)];
      yield ['compose.yaml', small()];
      yield* filesOf(10_000, index => [`d${index % 50}/${index}.yaml`, 'a: 1\n']);
    },
  },
  {
    ...base,
    name: '20,000 ignore lines with stars x 2,000 files',
    files: function* () {
      yield ['.gitignore', times(20_000, index => `**/*a${index}*b*\n`)];
      yield ['compose.yaml', small()];
      yield* filesOf(2000, index => [`d${index % 50}/${'a'.repeat(50)}${index}.yaml`, 'a: 1\n']);
    },
  },
  {
    ...base,
    name: 'nested .gitignore 1,000 folders deep',
    files: function* () {
      yield ['compose.yaml', small()];
      yield* filesOf(1000, index => [`${'a/'.repeat(index)}.gitignore`, `b${index}\n*.z\n!c\n`]);
      yield [`${'a/'.repeat(1000)}compose.yaml`, small(8081)];
    },
  },
  {
    ...base,
    name: 'nested .gitignore 500 folders deep, 20 files each',
    files: function* () {
      yield ['compose.yaml', small()];
      for (let depth = 0; depth < 500; depth++) {
        yield [`${'a/'.repeat(depth)}.gitignore`, times(100, index => `b${depth}*${index}\n`)];
        yield* filesOf(20, index => [`${'a/'.repeat(depth)}${index}.yaml`, 'a: 1\n']);
      }
    },
  },
  {
    ...base,
    name: 'nested .gitignore 98 folders deep, 1,000 patterns each x 2,000 files',
    files: function* () {
      yield ['compose.yaml', small()];
      const lines = times(1000, index => `z*${index}a\n`);
      yield* filesOf(98, index => [`${'a/'.repeat(index)}.gitignore`, lines]);
      yield* filesOf(2000, index => [`${'a/'.repeat(98)}${index}.yaml`, 'a: 1\n']);
    },
  },
  {
    ...base,
    name: '5,000 globs in portolan.json x 2,000 files',
    files: function* () {
      yield ['portolan.json', JSON.stringify({ exclude: MANY })];
      yield ['compose.yaml', small()];
      yield* filesOf(2000, index => [`d${index % 50}/${'a'.repeat(50)}${index}.yaml`, 'a: 1\n']);
    },
  },
  {
    ...base,
    name: '5,000 globs in files.exclude x 2,000 files',
    hidden: MANY,
    files: function* () {
      yield ['compose.yaml', small()];
      yield* filesOf(2000, index => [`d${index % 50}/${'a'.repeat(50)}${index}.yaml`, 'a: 1\n']);
    },
  },
  {
    ...several('portolan.exclude of everything', [['compose.yaml', small()]], 'compose.yaml'),
    exclude: ['**'],
  },
  ...(
    [
      ['nested 100,000 deep', `${'['.repeat(100_000)}${']'.repeat(100_000)}`],
      ['nested 100,000 deep in rules', `{"rules": ${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}}`],
      ['of 50,000 unknown settings', `{${times(50_000, index => `"k${index}": 1`, ',')}}`],
      ['of 30,000 unknown rules', `{"rules": {${times(30_000, index => `"k${index}": "off"`, ',')}}}`],
      ['of 1 MB of no JSON', 'x'.repeat(1_000_000)],
      ['of one glob of 900 KB', JSON.stringify({ exclude: ['a'.repeat(900_000)] })],
      [
        'with __proto__',
        '{"__proto__": {"exclude": ["**"]}, "rules": {"__proto__": "off", "constructor": "off"}}',
      ],
      ['of NUL bytes', '\0'.repeat(1000)],
      ['with numbers beyond all', '{"privilegedPortThreshold": 1e999, "exclude": [1, null, {}]}'],
    ] as const
  ).map(([what, text]) =>
    several(
      `portolan.json ${what}`,
      [
        ['portolan.json', text],
        ['compose.yaml', small()],
      ],
      'compose.yaml',
    ),
  ),
  {
    ...base,
    name: '95 patterns of 100 stars x 1,000 long names that have all but a last letter of them',
    files: function* () {
      yield ['compose.yaml', small()];
      yield ['.gitignore', `${`${'*a'.repeat(100)}*[z]*\n`.repeat(95)}`];
      yield* filesOf(1000, index => [`${'a'.repeat(240)}${index}.yaml`, '']);
    },
  },
  {
    ...base,
    name: '1,000 patterns of settings x 1,000 long names that have all but a last letter of them',
    files: function* () {
      yield ['compose.yaml', small()];
      yield [
        'portolan.json',
        JSON.stringify({ exclude: Array.from({ length: 1000 }, () => `**/${'*a'.repeat(230)}*[z]*`) }),
      ];
      yield* filesOf(1000, index => [`${'a'.repeat(240)}${index}.yaml`, '']);
    },
  },
  {
    ...base,
    name: 'an index of 18 MB of empty extensions x 40 folders whose .git names it',
    files: function* () {
      yield ['compose.yaml', small()];
      const head = Buffer.from('DIRC');
      yield [
        'idx/index',
        Buffer.concat([head, Buffer.from([0, 0, 0, 2, 0, 0, 0, 0]), Buffer.alloc(18_000_000)]),
      ];
      yield* filesOf(40, index => [`d${index}/.git`, 'gitdir: ../idx\n']);
    },
  },
];
