// The package for npm, packed and run from an empty folder; and what a release says of itself.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { buildNpm } from '#scripts/package';
import { checksums, newestSection, releaseNotes } from '#scripts/release';
import manifest from '../../package.json';
import { folderOf, portolan, shortTalk } from './portolan';

const isWindows = process.platform === 'win32';

/** Without what npm tells the scripts that it runs, and without a network. */
function surroundings(home: string) {
  const env = Object.entries(process.env).filter(([name]) => !name.toLowerCase().startsWith('npm_'));
  return {
    ...Object.fromEntries(env),
    npm_config_offline: 'true',
    npm_config_cache: path.join(home, 'cache'),
  };
}

test('the package of npm is installed and run without anything else', async () => {
  const home = folderOf({
    'project/compose.yaml': 'services: {a: {image: x, ports: ["80:1"]}, b: {image: x, ports: ["80:2"]}}\n',
  });
  const tarball = await buildNpm(home);
  const cwd = path.join(home, 'project');
  const options = { cwd, env: surroundings(home), encoding: 'utf8', shell: isWindows } as const;
  const prefix = path.join(home, 'global');
  mkdirSync(prefix);
  execFileSync('npm', ['install', '--global', '--prefix', prefix, '--no-audit', '--no-fund', tarball], {
    ...options,
    stdio: 'pipe',
  });
  const bin = isWindows ? path.join(prefix, 'portolan.cmd') : path.join(prefix, 'bin', 'portolan');
  const installed = path.join(prefix, isWindows ? '' : 'lib', 'node_modules', 'portolan');
  expect(readdirSync(installed).sort()).toEqual([
    'LICENSE',
    'README.md',
    'ThirdPartyNotices.txt',
    'package.json',
    'portolan.1',
    'portolan.js',
  ]);
  expect(JSON.parse(readFileSync(path.join(installed, 'package.json'), 'utf8'))).toMatchObject({
    name: 'portolan',
    version: manifest.version,
    bin: { portolan: 'portolan.js' },
  });
  const check = spawnSync(bin, ['check', '--format', 'json'], options);
  expect(check.status).toBe(1);
  expect(JSON.parse(check.stdout)).toContainEqual(expect.objectContaining({ rule: 'port-conflict' }));
  const program = path.join(installed, 'portolan.js');
  const server = await portolan(cwd, ['lsp', '--stdio'], { program, stdin: shortTalk() });
  expect(server.stdout).toContain('"hoverProvider"');
  expect(readFileSync(path.join(installed, 'portolan.1'), 'utf8')).toContain(
    `"Portolan ${manifest.version}"`,
  );
}, 60_000);

test('the command has no file beside it that it would need', () => {
  const text = readFileSync(path.resolve('dist/cli.js'), 'utf8');
  expect([...text.matchAll(/\brequire\("(\.[^"]*)"\)/g)].map(([, file]) => file)).toEqual([]);
});

describe('a release', () => {
  const released =
    '# Changelog\n\n## [Unreleased]\n\n## [1.2.0] - 2026-01-02\n\n### Added\n\n- This.\n\n## [1.1.0]\n\n- That.\n';
  const rehearsed = released.replace('## [Unreleased]\n', '## [Unreleased]\n\n- New.\n');

  test('says what the newest section of the changelog says', () => {
    expect(newestSection(released)).toEqual({ name: '1.2.0', text: '### Added\n\n- This.' });
    expect(releaseNotes(released, '1.2.0', false)).toBe('### Added\n\n- This.\n');
    expect(releaseNotes(rehearsed, '1.3.0', true)).toBe('- New.\n');
  });

  test.each([
    ['without a section', released, '1.3.0', true],
    ['of an older section', released, '1.1.0', false],
    ['behind what is not released', rehearsed, '1.2.0', false],
    ['without a changelog', '', '1.0.0', true],
  ])('of a version %s is refused', (_, changelog, version, isDryRun) => {
    expect(() => releaseNotes(changelog, version, isDryRun)).toThrow(`no newest section [${version}]`);
  });

  test('has a checksum for each file', () => {
    const folder = folderOf({ b: 'abc', a: '' });
    // From sha256sum.
    expect(checksums(folder)).toBe(
      'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855  a\n' +
        'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  b\n',
    );
  });
});
