import { describe, expect, test } from 'vitest';
import { type Ignoring, ignoringsOf } from '../../../server/src/features/ignoring';
import { turnOffRule } from '../../../server/src/features/settings-file';
import { findingsIn } from '../../../server/src/rules/judge';
import { DEFAULT_SETTINGS } from '../../../server/src/rules/settings';
import { ROOT } from '../support/memory';
import { applied, type Scene, sceneOf } from '../support/scene';

function found(scene: Scene, path: string) {
  return findingsIn(scene.workspace, scene.document(path), DEFAULT_SETTINGS);
}

async function offered(path: string, text: string) {
  const scene = await sceneOf({ [path]: text });
  const [finding] = found(scene, path);
  const ignorings = finding ? ignoringsOf(scene.document(path), finding) : [];
  const after = ({ edits }: Ignoring) => applied(scene, edits).get(path);
  return Object.fromEntries(ignorings.map(one => [one.title, after(one)]));
}

const COMPOSE = 'services:\n  web:\n    image: x\n    ports:\n      - "80:81"\n';

describe('a finding is ignored', () => {
  test.each([
    [
      'in a Compose file',
      'compose.yaml',
      COMPOSE,
      COMPOSE.replace('      - "80', '      # portolan-ignore: privileged-port -- \n      - "80'),
      `# portolan-ignore-file: privileged-port -- \n${COMPOSE}`,
    ],
    [
      'with CRLF',
      'compose.yaml',
      COMPOSE.replaceAll('\n', '\r\n'),
      COMPOSE.replace('      - "80', '      # portolan-ignore: privileged-port -- \n      - "80').replaceAll(
        '\n',
        '\r\n',
      ),
      `# portolan-ignore-file: privileged-port -- \n${COMPOSE}`.replaceAll('\n', '\r\n'),
    ],
    [
      'in a Dockerfile, behind its directives',
      'Dockerfile',
      '# syntax=docker/dockerfile:1\nFROM scratch\nEXPOSE 80\n',
      '# syntax=docker/dockerfile:1\nFROM scratch\n# portolan-ignore: privileged-port -- \nEXPOSE 80\n',
      '# syntax=docker/dockerfile:1\n# portolan-ignore-file: privileged-port -- \nFROM scratch\nEXPOSE 80\n',
    ],
    [
      'in a script, behind its first line',
      'run.sh',
      '#!/bin/sh\ncurl http://localhost:6000\n',
      '#!/bin/sh\n# portolan-ignore: blocked-port -- \ncurl http://localhost:6000\n',
      '#!/bin/sh\n# portolan-ignore-file: blocked-port -- \ncurl http://localhost:6000\n',
    ],
    [
      'in XML',
      'app.xml',
      '<?xml version="1.0"?>\n<a>http://localhost:6000</a>\n',
      '<?xml version="1.0"?>\n<!-- portolan-ignore: blocked-port -->\n<a>http://localhost:6000</a>\n',
      '<?xml version="1.0"?>\n<!-- portolan-ignore-file: blocked-port -->\n<a>http://localhost:6000</a>\n',
    ],
    [
      'in a comment that is there',
      'compose.yaml',
      COMPOSE.replace('      - "80', '      # portolan-ignore: invalid-port -- because\n      - "80'),
      COMPOSE.replace(
        '      - "80',
        '      # portolan-ignore: invalid-port, privileged-port -- because\n      - "80',
      ),
      `# portolan-ignore-file: privileged-port -- \n${COMPOSE.replace('      - "80', '      # portolan-ignore: invalid-port -- because\n      - "80')}`,
    ],
  ])('%s', async (_name, path, text, here, inFile) => {
    const scene = await sceneOf({ [path]: text });
    const finding = found(scene, path).find(({ rule }) => rule !== 'unused-ignore');
    const [first, second] = finding ? ignoringsOf(scene.document(path), finding) : [];
    expect([first?.title, second?.title]).toEqual(['Ignore here', 'Ignore in this file']);
    expect(applied(scene, first?.edits ?? []).get(path)).toBe(here);
    expect(applied(scene, second?.edits ?? []).get(path)).toBe(inFile);
    for (const edited of [here, inFile]) {
      const later = found(await sceneOf({ [path]: edited }), path);
      expect(later.filter(({ rule }) => rule === finding?.rule)).toEqual([]);
    }
  });

  test('not by a comment inside a text', async () => {
    const text = COMPOSE.replace(
      '    ports:\n      - "80:81"',
      '    environment:\n      RUN: |\n        curl http://localhost:6000',
    );
    expect(Object.keys(await offered('compose.yaml', text))).toEqual(['Ignore in this file']);
  });

  test.each([
    ['a command that goes on', 'run.sh', 'curl \\\n  http://localhost:6000\n'],
    ['one of Windows', 'run.cmd', 'curl ^\r\n  http://localhost:6000\r\n'],
    ['a value that goes on', 'a.properties', 'a=x \\\n  http://localhost:6000\n'],
    ['quotes', '.env', 'A="x\nhttp://localhost:6000"\n'],
    ['quotes of YAML', 'a.yaml', 'a: "x\n  http://localhost:6000"\n'],
    ['a plain text of YAML', 'a.yaml', 'a:\n  x\n  --url http://localhost:6000\n'],
    ['one that begins behind its key', 'a.yaml', 'a: curl\n  http://localhost:6000\n'],
    ['three quotes', 'a.toml', "a = '''\nhttp://localhost:6000\n'''\n"],
    ['a template of JavaScript', 'vite.config.js', 'const a = `\nhttp://localhost:6000`;\n'],
    ['a heredoc', 'run.sh', 'cat <<-"EOF"\n  http://localhost:6000\n  EOF\n'],
    ['a heredoc that nobody closes', 'run.sh', 'cat <<EOF\nx\nEOF\ncat <<A\nhttp://localhost:6000\nA\n'],
    ['one with an escaped name', 'run.sh', 'cat <<\\EOF\nhttp://localhost:6000\nEOF\n'],
    ['one with a name of two words', 'run.sh', "cat <<'A B'\nhttp://localhost:6000\nA B\n"],
    ['quotes within a word', 'run.sh', 'X=a"\nhttp://localhost:6000"\n'],
    ['a tag', 'a.xml', '<a\n  b="http://localhost:6000"/>\n'],
    ['a text as it is', 'a.xml', '<a><![CDATA[\nhttp://localhost:6000\n]]></a>\n'],
  ])('not by a comment within %s', async (_, path, text) => {
    expect(Object.keys(await offered(path, text))).toEqual(['Ignore in this file']);
  });

  test.each([
    ['behind quotes', '.env', 'A="x\ny"\nB=http://localhost:6000\n'],
    ['behind an apostrophe', 'run.sh', "# don't\necho it's\ncurl http://localhost:6000\n"],
    ['behind a heredoc', 'run.sh', 'cat <<EOF\nx\nEOF\ncurl http://localhost:6000\n'],
    ['behind an escape', 'run.sh', 'echo \\" \\\\ x\ncurl http://localhost:6000\n'],
    ['behind a tag', 'a.xml', '<a\n  b="c">\nhttp://localhost:6000</a>\n'],
    ['before a plain text of YAML', 'a.yaml', 'a: # b\n  x http://localhost:6000\n'],
    ['before an item of YAML', 'a.yaml', 'a:\n  - x\n  - http://localhost:6000\n'],
    ['before a key of YAML', 'a.yaml', 'a: x\nb: http://localhost:6000\n'],
    ['in brackets of YAML', 'a.yaml', 'a: [\n  x,\n  http://localhost:6000]\n'],
    ['in a script of Windows', 'run.bat', 'curl http://localhost:6000\r\n'],
    ['between the lines of an instruction', 'Dockerfile', 'FROM x\nEXPOSE 8080 \\\n  99999\n'],
  ])('by a comment %s', async (_, path, text) => {
    const scene = await sceneOf({ [path]: text });
    const [finding] = found(scene, path);
    const [here] = finding ? ignoringsOf(scene.document(path), finding) : [];
    expect(here?.title).toBe('Ignore here');
    const after = applied(scene, here?.edits ?? []).get(path) ?? '';
    expect(found(await sceneOf({ [path]: after }), path)).toEqual([]);
  });

  test('behind a line of a hundred thousand comments at once', async () => {
    const text = `#!/bin/sh\nif true; then\n  # ${'|# '.repeat(100_000)}\u2028x\n     docker run -p 99999:80 x\nfi\n`;
    const scene = await sceneOf({ 'run.sh': text });
    const [finding] = found(scene, 'run.sh');
    const start = performance.now();
    const ignorings = finding ? ignoringsOf(scene.document('run.sh'), finding) : [];
    // A twentieth of it, as a rule.
    expect(performance.now() - start).toBeLessThan(1000);
    expect(ignorings.length).toBeGreaterThan(0);
  });

  test.each([
    ['a.json', '{ "url": "http://localhost:6000" }'],
    [
      'pod.json',
      '{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a"}, "spec": {"containers": [{"name": "b", "image": "c", "ports": [{"containerPort": 99999}]}]}}',
    ],
    [
      'pod.yaml',
      '{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a"}, "spec": {"containers": [{"name": "b", "image": "c", "ports": [{"containerPort": 99999}]}]}}',
    ],
  ])('not where there are no comments, or nobody knows which: %s', async (path, text) => {
    expect(found(await sceneOf({ [path]: text }), path)).not.toEqual([]);
    expect(await offered(path, text)).toEqual({});
  });

  test.each([
    ['user-data.yaml', '#cloud-config\n', 'a: http://localhost:6000\n'],
    ['README.md', '---\ntitle: a\n---\n', '```sh\ndocker run -p 99999:80 x\n```\n'],
    ['README.md', '+++\ntitle = "a"\n+++\n', '```sh\ndocker run -p 99999:80 x\n```\n'],
    ['a.xml', '<?xml version="1.0"?>\n', '<!--\n a licence\n-->\n<a>http://localhost:6000</a>\n'],
    ['a.xml', '<?xml version="1.0"?>\n', '<!DOCTYPE a\n "b">\n<a>http://localhost:6000</a>\n'],
  ])('behind what has to stand first in %s: %j', async (path, first, rest) => {
    const { 'Ignore in this file': after = '' } = await offered(path, first + rest);
    expect(
      after.startsWith(`${first}<!-- portolan-ignore-file`) || after.startsWith(`${first}# portolan-`),
    ).toBe(true);
    expect(after.endsWith(rest)).toBe(true);
  });
});

describe('a comment that silences nothing is removed', () => {
  test.each([
    ['with its line', '# portolan-ignore: port-conflict -- why\nA=1\n', 'A=1\n'],
    ['alone', 'A=1 # portolan-ignore: port-conflict -- why\nB=2\n', 'A=1\nB=2\n'],
    ['with CRLF', 'A=1 # portolan-ignore\r\nB=2\r\n', 'A=1\r\nB=2\r\n'],
    ['with CR', '# portolan-ignore\rA=1\r', 'A=1\r'],
    [
      'or its rule, whatever that is called',
      'A=http://localhost:6000 # portolan-ignore: blocked-port, portolan-ignore\n',
      'A=http://localhost:6000 # portolan-ignore: blocked-port\n',
    ],
    [
      'or its rule',
      'A=http://localhost:6000 # portolan-ignore: port-conflict, blocked-port -- why\n',
      'A=http://localhost:6000 # portolan-ignore: blocked-port -- why\n',
    ],
    [
      'or its last rule',
      'A=http://localhost:6000 # portolan-ignore: blocked-port , port-conflict\n',
      'A=http://localhost:6000 # portolan-ignore: blocked-port \n',
    ],
  ])('%s', async (_name, text, expected) => {
    const scene = await sceneOf({ '.env': text });
    const finding = found(scene, '.env').find(({ rule }) => rule === 'unused-ignore');
    expect(applied(scene, finding?.fixes[0]?.edits ?? []).get('.env')).toBe(expected);
    // What looks like a comment may be text: nobody takes it out unasked.
    expect(finding?.safeFixes).toEqual([]);
  });
});

describe('a rule is turned off', () => {
  const support = { documentChanges: true, createsFiles: true };
  const uri = `${ROOT}portolan.json`;

  test('in a new file', () => {
    expect(turnOffRule(uri, undefined, 'port-conflict', support)).toEqual({
      documentChanges: [
        { kind: 'create', uri, options: { ignoreIfExists: true } },
        {
          textDocument: { uri, version: null },
          edits: [
            {
              range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } },
              newText: '{\n  "rules": {\n    "port-conflict": "off"\n  }\n}\n',
            },
          ],
        },
      ],
    });
  });

  test('not where the editor makes no files', () => {
    expect(turnOffRule(uri, undefined, 'port-conflict', { documentChanges: true })).toBeUndefined();
  });

  test('beside what is set, whose form stays', () => {
    const edit = turnOffRule(
      uri,
      '{ "rules": { "invalid-port": "hint" },\n\t"exclude": [] }',
      'port-conflict',
      support,
    );
    const edits = edit?.changes?.[uri] ?? [];
    expect(edits.map(({ newText }) => newText).join('')).toContain('"port-conflict": "off"');
    expect(edits.every(({ range }) => range.start.line === 0)).toBe(true);
  });
});
