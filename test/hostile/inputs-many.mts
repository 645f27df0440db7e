// Folders of very many files, and many changes at once.
import { filesOf, type Input, small, times } from '#hostile/input';

const base = { file: 'compose.yaml', at: '8080' };

export const MANY_INPUTS: readonly Input[] = [
  {
    ...base,
    name: '5,000 of 20,000 files deleted at once',
    files: function* () {
      yield ['compose.yaml', small()];
      yield* filesOf(20_000, index => [
        `d${index % 200}/${index}.md`,
        `http://localhost:${8080 + (index % 100)}/\n`,
      ]);
    },
    isDeleted: name => name.endsWith('.md') && Number(/(\d+)\.md$/.exec(name)?.[1]) < 5000,
  },
  {
    ...base,
    name: '5,000 of 20,000 Compose files deleted at once',
    files: function* () {
      yield ['compose.yaml', small()];
      yield* filesOf(20_000, index => [`p${index}/compose.yaml`, small(8081 + (index % 1000))]);
    },
    isDeleted: name => Number(/^p(\d+)/.exec(name)?.[1]) < 5000,
  },
  {
    ...base,
    name: '50,000 Compose files in one folder',
    files: function* () {
      yield ['compose.yaml', small()];
      yield* filesOf(50_000, index => [`compose.${index}.yaml`, small(8081 + (index % 50_000))]);
    },
  },
  {
    ...base,
    name: '5,000 Compose files in one folder, a service that only the default file has',
    files: function* () {
      yield ['compose.yaml', small()];
      yield* filesOf(5000, index => [
        `compose.${index}.yaml`,
        `services:\n  web:\n    ports: ["${8081 + index}:80"]\n`,
      ]);
    },
  },
  {
    ...base,
    name: '50,000 Compose files in 50,000 folders',
    files: function* () {
      yield ['compose.yaml', small()];
      yield* filesOf(50_000, index => [
        `p${index % 250}/${index}/compose.yaml`,
        small(8081 + (index % 50_000)),
      ]);
    },
  },
  {
    ...base,
    name: '50,000 files that hold no ports in one folder',
    files: function* () {
      yield ['compose.yaml', small()];
      yield* filesOf(50_000, index => [`${index}.yaml`, 'a: 1\n']);
    },
  },
  {
    ...base,
    name: '10,000 files created with ulimit -n 2048',
    descriptors: 2048,
    files: () => [['compose.yaml', small()]],
    created: () =>
      filesOf(10_000, index => [`new/${index}.md`, `http://localhost:${8080 + (index % 100)}/\n`]),
  },
  {
    ...base,
    name: '10,000 Compose files created with ulimit -n 2048',
    descriptors: 2048,
    files: () => [['compose.yaml', small()]],
    created: () => filesOf(10_000, index => [`new/p${index}/compose.yaml`, small(8081 + (index % 1000))]),
  },
  {
    ...base,
    name: '20,000 folders with ulimit -n 256',
    descriptors: 256,
    files: function* () {
      yield ['compose.yaml', small()];
      yield* filesOf(20_000, index => [`d${index}/a.md`, 'http://localhost:8080/\n']);
    },
  },
  {
    ...base,
    name: '1,000 folders deep',
    files: () => [
      ['compose.yaml', small()],
      [`${'a/'.repeat(1000)}compose.yaml`, small(8081)],
    ],
  },
  {
    ...base,
    name: '5,000 projects of 20 services',
    files: function* () {
      yield ['compose.yaml', small()];
      yield* filesOf(5000, index => [
        `p${index}/compose.yaml`,
        `services:\n${times(20, at => `  s${at}:\n    image: nginx\n    ports: ["${8080 + at}:80"]\n`)}`,
      ]);
    },
  },
  {
    ...base,
    name: '100 Compose files of 600 KB',
    files: function* () {
      yield ['compose.yaml', small()];
      const text = `services:\n${times(5500, index => `  service${index}:\n    image: nginx:1.27.1-alpine-perl # stays\n    ports:\n      - "${8081 + index}:80"\n`)}`;
      yield* filesOf(100, index => [`p${index}/compose.yaml`, text]);
    },
  },
];
