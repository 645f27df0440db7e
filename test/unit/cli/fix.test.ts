import {
  chmodSync,
  chownSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { applyEdits, fixFiles } from '../../../server/src/cli/fix';
import type { Finding } from '../../../server/src/rules/finding';
import { planFixes } from '../../../server/src/rules/together';
import type { Edit } from '../../../server/src/text/spans';
import { analysisOf, findingAt, fixOf } from './analyses';

const edit = (uri: string, start: number, end: number, newText: string): Edit => ({
  uri,
  span: { start, end },
  newText,
});
const finding = (...edits: readonly Edit[]): Finding =>
  findingAt({ uri: 'a', span: { start: 0, end: 1 } }, { fixes: [fixOf('fix', edits)] });

describe('the fixes applied together', () => {
  const a = edit('a', 0, 2, 'x');
  const b = edit('a', 2, 4, 'y');
  const inB = edit('b', 0, 2, 'z');
  test.each<[string, readonly Finding[], number, readonly Edit[]]>([
    ['none', [], 0, []],
    ['one', [finding(a)], 1, [a]],
    ['neighbours', [finding(a), finding(b)], 2, [a, b]],
    ['the same edit, once', [finding(a), finding(a, b)], 2, [a, b]],
    ['not what overlaps', [finding(a), finding(edit('a', 1, 3, 'q'))], 1, [a]],
    ['not what says otherwise of the same place', [finding(a), finding(edit('a', 0, 2, 'q'))], 1, [a]],
    ['not half of a fix', [finding(a), finding(inB, edit('a', 1, 3, 'q'))], 1, [a]],
    [
      'not two insertions at one place',
      [finding(edit('a', 1, 1, 'q')), finding(edit('a', 1, 1, 'r'))],
      1,
      [edit('a', 1, 1, 'q')],
    ],
    ['an insertion beside a replacement', [finding(edit('a', 0, 0, 'q'), a)], 1, [edit('a', 0, 0, 'q'), a]],
    ['not a fix that overlaps itself', [finding(a, edit('a', 1, 3, 'q'))], 0, []],
    ['not what reaches into a file that may not be written', [finding(a, edit('locked', 0, 1, 'q'))], 0, []],
    ['several files', [finding(a, inB)], 1, [a, inB]],
    ['nothing to do', [finding()], 0, []],
  ])('are %s', (_, findings, fixed, edits) => {
    const plan = planFixes(
      findings.flatMap(({ fixes }) => fixes),
      uri => uri !== 'locked',
    );
    expect(plan.fixes.length).toBe(fixed);
    expect([...plan.edits.values()].flat()).toEqual(edits);
  });

  test('move no two ports to one number', () => {
    const move = (start: number, to: string) => fixOf('move', [edit('a', start, start + 1, to)], true, false);
    const fixes = [move(0, '8080'), move(2, '8079-8081'), move(4, ':8080'), move(6, '8082')];
    expect(planFixes(fixes).fixes).toEqual([fixes[0], fixes[3]]);
  });
});

test.each([
  ['80:80', [edit('a', 3, 5, '81'), edit('a', 0, 2, '8080')], '8080:81'],
  ['80:80', [edit('a', 5, 5, '"'), edit('a', 0, 2, '8080'), edit('a', 0, 0, '"')], '"8080:80"'],
  ['a\r\n🚢80', [edit('a', 5, 7, '')], 'a\r\n🚢'],
  ['', [edit('a', 0, 0, 'x')], 'x'],
])('edits of %j', (text, edits, expected) => {
  expect(applyEdits(text, edits)).toBe(expected);
});

describe('files', () => {
  let top = '';
  const path = (name: string) => join(top, name);
  const uri = (name: string) => pathToFileURL(path(name)).href;

  beforeEach(() => {
    top = mkdtempSync(join(tmpdir(), 'portolan-fix-'));
  });
  afterEach(() => rmSync(top, { recursive: true }));

  /** Fixes `80` into `8080` wherever it first stands in the texts that were read. */
  async function fix(
    read: Readonly<Record<string, string>>,
    signal?: AbortSignal,
    more: { readonly isSafe?: boolean; readonly isUnsafe?: boolean } = {},
  ) {
    const texts = new Map(Object.entries(read).map(([name, text]) => [uri(name), text]));
    const findings = [...texts].map(([at, text]) => {
      const start = text.indexOf('80');
      const fixes = [fixOf('fix', [edit(at, start, start + 2, '8080')], true, more.isSafe ?? true)];
      return findingAt({ uri: at, span: { start, end: start + 2 } }, { fixes });
    });
    const analysis = {
      ...analysisOf({}, { findings }),
      uris: [...texts.keys()],
      textOf: (at: string) => texts.get(at),
    };
    return fixFiles(analysis, more.isUnsafe ?? false, signal);
  }

  test.each([
    ['plain', 'a: "80:80"\n', 'a: "80:80"\n', 'a: "8080:80"\n'],
    ['CRLF and a missing last line end', 'a\r\n"80"', 'a\r\n"80"', 'a\r\n"8080"'],
    ['a byte order mark that was read', '\uFEFF80\r\n', '\uFEFF80\r\n', '\uFEFF8080\r\n'],
    ['a byte order mark that was not read', '\uFEFF80\r\n', '80\r\n', '\uFEFF8080\r\n'],
    ['letters beyond ASCII', '# ⚓ é 🚢 80', '# ⚓ é 🚢 80', '# ⚓ é 🚢 8080'],
  ])('keep every other byte: %s', async (_, before, read, after) => {
    writeFileSync(path('compose.yaml'), before);
    expect(await fix({ 'compose.yaml': read })).toEqual({
      fixed: 1,
      changes: [expect.objectContaining({ uri: uri('compose.yaml') })],
      notices: [],
    });
    expect(readFileSync(path('compose.yaml'))).toEqual(Buffer.from(after));
    expect(readdirSync(top)).toEqual(['compose.yaml']);
  });

  test('keep their mode', async () => {
    writeFileSync(path('run.yaml'), '80', { mode: 0o755 });
    const { mode } = statSync(path('run.yaml'));
    await fix({ 'run.yaml': '80' });
    expect(statSync(path('run.yaml')).mode).toBe(mode);
  });

  // Windows has no such modes.
  describe.skipIf(process.platform === 'win32')('of Unix', () => {
    test('keep their owner and group, and lose the bits that run them as somebody', async () => {
      writeFileSync(path('run.yaml'), '80');
      // Only root can give a file away.
      const owner = process.getuid?.() === 0 ? { uid: 1234, gid: 2345 } : statSync(path('run.yaml'));
      chownSync(path('run.yaml'), owner.uid, owner.gid);
      chmodSync(path('run.yaml'), 0o6755);
      await fix({ 'run.yaml': '80' });
      const { mode, uid, gid } = statSync(path('run.yaml'));
      expect([mode & 0o7777, uid, gid]).toEqual([0o755, owner.uid, owner.gid]);
      expect(readFileSync(path('run.yaml'), 'utf8')).toBe('8080');
    });

    test('stay as they are where they are read-only', async () => {
      writeFileSync(path('a.yaml'), '80', { mode: 0o444 });
      expect(await fix({ 'a.yaml': '80' })).toEqual({
        fixed: 0,
        changes: [],
        notices: [{ uri: uri('a.yaml'), message: 'not fixed: the file is read-only' }],
      });
      expect(readFileSync(path('a.yaml'), 'utf8')).toBe('80');
    });

    test('part from their hard links, which is said', async () => {
      writeFileSync(path('a.yaml'), '80');
      linkSync(path('a.yaml'), path('other'));
      expect(await fix({ 'a.yaml': '80' })).toMatchObject({
        fixed: 1,
        notices: [
          {
            uri: uri('a.yaml'),
            message: 'fixed, but its other names (hard links) still lead to the old text',
          },
        ],
      });
      expect([readFileSync(path('a.yaml'), 'utf8'), readFileSync(path('other'), 'utf8')]).toEqual([
        '8080',
        '80',
      ]);
    });
  });

  test('are all written or none', async () => {
    writeFileSync(path('a.yaml'), '80');
    mkdirSync(path('b'));
    writeFileSync(path('b/compose.yaml'), '80');
    const controller = new AbortController();
    const texts = new Map([uri('a.yaml'), uri('b/compose.yaml')].map(at => [at, '80']));
    const edits = [...texts.keys()].map(at => edit(at, 0, 2, '8080'));
    const place = { uri: uri('a.yaml'), span: { start: 0, end: 2 } };
    const analysis = {
      ...analysisOf({}, { findings: [findingAt(place, { fixes: [fixOf('fix', edits)] })] }),
      uris: [...texts.keys()],
      textOf: (at: string) => texts.get(at),
    };
    // The first file is written already when the interruption comes.
    let asked = 0;
    const signal = Object.create(controller.signal, {
      throwIfAborted: {
        value: () => {
          asked += 1;
          if (asked === 2) throw new Error('interrupted');
        },
      },
    });
    await expect(fixFiles(analysis, false, signal)).rejects.toThrow('interrupted');
    expect(readFileSync(path('a.yaml'), 'utf8')).toBe('80');
    expect(readdirSync(top).sort()).toEqual(['a.yaml', 'b']);
  });

  test('stay as they are where they are not below what was asked for', async () => {
    writeFileSync(path('a.yaml'), '80');
    const place = { uri: uri('a.yaml'), span: { start: 0, end: 2 } };
    const analysis = {
      ...analysisOf(
        {},
        { findings: [findingAt(place, { fixes: [fixOf('fix', [edit(place.uri, 0, 2, '8080')])] })] },
      ),
      uris: [uri('app/compose.yaml')],
      textOf: () => '80',
    };
    expect(await fixFiles(analysis, false)).toMatchObject({
      fixed: 0,
      notices: [{ uri: uri('a.yaml'), message: 'not fixed: it is not below what was given' }],
    });
    expect(readFileSync(path('a.yaml'), 'utf8')).toBe('80');
  });

  test.skipIf(process.platform === 'win32')(
    'stay as they are where a link leads beside what was given',
    async () => {
      mkdirSync(path('sub'));
      mkdirSync(path('other'));
      writeFileSync(path('other/compose.yaml'), '80');
      symlinkSync('../other/compose.yaml', path('sub/compose.yaml'));
      expect(await fix({ 'sub/compose.yaml': '80' })).toMatchObject({
        fixed: 0,
        notices: [{ message: 'not fixed: it is not below what was given' }],
      });
      expect(readFileSync(path('other/compose.yaml'), 'utf8')).toBe('80');
    },
  );

  test.skipIf(process.platform === 'win32')('are written through a link', async () => {
    mkdirSync(path('real'));
    writeFileSync(path('real/compose.yaml'), '80');
    symlinkSync(path('real/compose.yaml'), path('compose.yaml'));
    await fix({ 'compose.yaml': '80' });
    expect(readFileSync(path('real/compose.yaml'), 'utf8')).toBe('8080');
    expect(readdirSync(path('real'))).toEqual(['compose.yaml']);
  });

  test.skipIf(process.platform === 'win32')('are fixed once, however many links lead to them', async () => {
    writeFileSync(path('compose.yaml'), '80');
    symlinkSync('compose.yaml', path('link.yaml'));
    symlinkSync('link.yaml', path('more.yaml'));
    const { fixed, changes } = await fix({ 'compose.yaml': '80', 'link.yaml': '80', 'more.yaml': '80' });
    expect(fixed).toBe(1);
    expect(changes).toEqual([{ uri: uri('compose.yaml'), line: 1, before: '80', after: '8080' }]);
    expect(readFileSync(path('compose.yaml'), 'utf8')).toBe('8080');
  });

  test.each([
    ['that have changed', Buffer.from('# new\n80')],
    ['that are not UTF-8', Buffer.from([0x23, 0xff, 0x0a, 0x38, 0x30])],
    ['that lost their byte order mark', Buffer.from('80')],
    ['that are gone', undefined],
  ])('stay as they are, and others are fixed all the same: %s', async (_, bytes) => {
    if (bytes !== undefined) writeFileSync(path('a.yaml'), bytes);
    writeFileSync(path('b.yaml'), '80');
    expect(await fix({ 'a.yaml': '\uFEFF80', 'b.yaml': '80' })).toEqual({
      fixed: 1,
      changes: [{ uri: uri('b.yaml'), line: 1, before: '80', after: '8080' }],
      notices: [{ uri: uri('a.yaml'), message: 'not fixed: the file is not what was read, or not UTF-8' }],
    });
    if (bytes !== undefined) expect(readFileSync(path('a.yaml'))).toEqual(bytes);
  });

  test('move no port unless that is asked for', async () => {
    writeFileSync(path('a.yaml'), 'x:\n  - "80:80"\n');
    const read = { 'a.yaml': 'x:\n  - "80:80"\n' };
    expect(await fix(read, undefined, { isSafe: false })).toEqual({ fixed: 0, changes: [], notices: [] });
    expect(await fix(read, undefined, { isSafe: false, isUnsafe: true })).toEqual({
      fixed: 1,
      changes: [{ uri: uri('a.yaml'), line: 2, before: '- "80:80"', after: '- "8080:80"' }],
      notices: [],
    });
  });

  test('are not written after an interruption', async () => {
    writeFileSync(path('a.yaml'), '80');
    await expect(fix({ 'a.yaml': '80' }, AbortSignal.abort())).rejects.toThrow();
    expect(readFileSync(path('a.yaml'), 'utf8')).toBe('80');
  });
});
