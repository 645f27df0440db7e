// biome-ignore-all lint/suspicious/noTemplateCurlyInString: so Compose writes its variables.
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { xmlFault, xmlTexts } from '../unit/support/xml';
import { folderOf, portolan } from './portolan';

const FILES = {
  'compose.yaml': `services:
  web:
    image: nginx
    ports:
      - "127.0.0.1:8080:80"
      - "\${UNKNOWN}:81/udp"
`,
  'große Häuser #1/compose.yaml': `services:
  db:
    image: postgres
    ports: ["\${DB_PORT}:5432"]
  copy:
    image: postgres
    ports: ["5433:5432"]
`,
  'große Häuser #1/.env': 'DB_PORT=5433\n',
};

const range = (line: number, start: number, end: number) => ({
  start: { line, character: start },
  end: { line, character: end },
});

describe('chart', () => {
  test.each([[['chart']], [['chart', '--format', 'mermaid']], [['chart', '.', '--format=mermaid']]])(
    '%j draws Mermaid',
    async args => {
      const folder = folderOf(FILES);
      const { code, stdout, stderr } = await portolan(folder, args);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).toBe(`flowchart LR
  subgraph p0["${path.basename(folder)}"]
    subgraph host0["Host"]
      h0_0["127.0.0.1:8080/tcp"]
      h0_1["#36;#123;UNKNOWN#125;/udp"]
    end
    subgraph s0_0["web"]
      c0_0["80/tcp http"]
      c0_1["81/udp"]
    end
    h0_0 --> c0_0
    h0_1 --> c0_1
  end
  subgraph p1["große Häuser #35;1"]
    subgraph host1["Host"]
      h1_0["5433/tcp"]
      h1_1["5433/tcp"]
    end
    subgraph s1_0["db"]
      c1_0["5432/tcp postgresql"]
    end
    subgraph s1_1["copy"]
      c1_1["5432/tcp postgresql"]
    end
    h1_0 --> c1_0
    h1_1 --> c1_1
  end
  class h1_0,h1_1 conflict
  classDef conflict stroke:#cf222e,stroke-width:3px
`);
    },
  );

  test('as SVG', async () => {
    const { code, stdout, stderr } = await portolan(folderOf(FILES), ['chart', '--format', 'svg']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(xmlFault(stdout)).toBeUndefined();
    expect(xmlTexts(stdout)).toEqual(expect.arrayContaining(['große Häuser #1', '127.0.0.1:8080/tcp']));
  });

  test('as Markdown', async () => {
    const { code, stdout, stderr } = await portolan(folderOf(FILES), ['chart', '--format', 'markdown']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('## große Häuser \\#1\n');
    expect(stdout).toContain('\n| 127.0.0.1:8080/tcp | web | 80/tcp | http |\n');
  });

  test('as JSON, with places relative to the folder that is given', async () => {
    const folder = folderOf(FILES);
    const { code, stdout, stderr } = await portolan(folder, ['chart', 'große Häuser #1', '--format', 'json']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const conflict = {
      rule: 'port-conflict',
      severity: 'error',
      message: 'Host port 5433 is published by "db" and "copy": the second fails to start.',
    };
    const common = { from: 5433, to: 5433, protocol: 'tcp', pool: false, target: '5432', name: 'postgresql' };
    expect(JSON.parse(stdout)).toEqual([
      {
        file: 'compose.yaml',
        files: ['compose.yaml'],
        ports: [
          { file: 'compose.yaml', range: range(3, 13, 23), service: 'db', ...common, findings: [conflict] },
          { file: 'compose.yaml', range: range(6, 13, 17), service: 'copy', ...common, findings: [conflict] },
        ],
        conflicts: [conflict.message],
      },
    ]);
    const all = JSON.parse((await portolan(folder, ['chart', '--format', 'json'])).stdout);
    expect(all.map(({ file }: { file: string }) => file)).toEqual([
      'compose.yaml',
      'große Häuser #1/compose.yaml',
    ]);
    expect(all[0].ports).toEqual([
      {
        file: 'compose.yaml',
        range: range(4, 19, 23),
        service: 'web',
        from: 8080,
        to: 8080,
        protocol: 'tcp',
        address: '127.0.0.1',
        pool: false,
        target: '80',
        name: 'http',
        url: 'http://localhost:8080/',
        findings: [],
      },
      {
        file: 'compose.yaml',
        range: range(5, 9, 19),
        service: 'web',
        from: null,
        to: null,
        protocol: 'udp',
        pool: false,
        target: '81',
        findings: [],
      },
    ]);
  });

  test('of one file is that of its project', async () => {
    const folder = folderOf({ ...FILES, 'compose.dev.yaml': 'services:\n  web:\n    ports: ["8081:80"]\n' });
    const files = async (path: string) =>
      JSON.parse((await portolan(folder, ['chart', path, '--format', 'json'])).stdout).map(
        ({ files: from, ports }: { files: readonly string[]; ports: readonly object[] }) => [
          from,
          ports.length,
        ],
      );
    expect(await files('compose.dev.yaml')).toEqual([[['compose.yaml', 'compose.dev.yaml'], 3]]);
    expect(await files('große Häuser #1/compose.yaml')).toEqual([[['große Häuser #1/compose.yaml'], 2]]);
  });

  test.each([
    ['mermaid', 'flowchart LR\n  classDef conflict stroke:#cf222e,stroke-width:3px\n'],
    ['markdown', ''],
    ['json', '[]\n'],
  ])('of nothing, as %s', async (format, expected) => {
    expect(await portolan(folderOf({ 'README.md': 'x\n' }), ['chart', '--format', format])).toEqual({
      code: 0,
      stdout: expected,
      stderr: '',
    });
  });

  test.each([
    [['chart', '--format', 'png'], "option '--format' takes mermaid, svg, markdown or json, not 'png'"],
    [['chart', '--format', 'svgg'], "did you mean 'svg'?"],
    [['chart', '--format'], "option '--format' needs a value"],
    [['chart', 'no-such-folder'], 'no-such-folder'],
    [['chart', '--color'], "unknown option '--color' for 'portolan chart'"],
  ])('%j could not run', async (args, message) => {
    const { code, stdout, stderr } = await portolan(folderOf(FILES), args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^portolan: /);
    expect(stderr).toContain(message);
  });

  test('says what it could not read, and draws the rest', async () => {
    const folder = folderOf({ ...FILES, 'sub/compose.yaml': 'services: [\n', 'sub/x.compose.yaml': '\0' });
    const { code, stdout, stderr } = await portolan(folder, ['chart', '--format', 'markdown']);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^sub\/compose\.yaml: cannot be read as a whole: /m);
    expect(stderr).toMatch(/^sub\/x\.compose\.yaml: is not read: it is not text\.$/m);
    expect(stdout).toContain('| 127.0.0.1:8080/tcp | web | 80/tcp | http |');
  });
});
