import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { relativeTo, rootGiven, rootShown } from '../../../server/src/cli/places';

describe('the names of files', () => {
  let top = '';
  const name = (root: string, file: string) => relativeTo(root)(pathToFileURL(join(top, file)).href);

  beforeAll(() => {
    top = mkdtempSync(join(tmpdir(), 'portolan-places-'));
    mkdirSync(join(top, 'here', 'app', 'web'), { recursive: true });
    mkdirSync(join(top, 'here-too'));
    writeFileSync(join(top, 'here', 'app', 'compose.yaml'), '');
  });
  afterAll(() => rmSync(top, { recursive: true }));

  test.each([
    ['the current folder', ['.'], 'here/app/compose.yaml', 'app/compose.yaml', 'app/compose.yaml'],
    ['a folder in it', ['app'], 'here/app/compose.yaml', 'compose.yaml', 'app/compose.yaml'],
    ['a file', ['app/compose.yaml'], 'here/app/compose.yaml', 'app/compose.yaml', 'app/compose.yaml'],
    [
      'two folders',
      ['app', 'app/web'],
      'here/app/web/Dockerfile',
      'app/web/Dockerfile',
      'app/web/Dockerfile',
    ],
    ['a folder elsewhere', ['../here-too'], 'here-too/é #1.yaml', 'é #1.yaml', 'é #1.yaml'],
    ['a folder above', ['..'], 'here-too/compose.yaml', 'here-too/compose.yaml', 'here-too/compose.yaml'],
    ['what a folder refers to outside', ['app'], 'here/.env', '../.env', '.env'],
    ['what does not exist', ['none'], 'here/app/compose.yaml', 'app/compose.yaml', 'app/compose.yaml'],
  ])('count from the right folder for %s', (_, paths, file, given, shown) => {
    const cwd = join(top, 'here');
    expect(name(rootGiven(paths, cwd), file)).toBe(given);
    expect(name(rootShown(paths, cwd), file)).toBe(shown);
  });

  test('leave a URI of another scheme alone', () => {
    expect(relativeTo('/')('untitled:Untitled-1')).toBe('untitled:Untitled-1');
  });
});
