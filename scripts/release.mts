// npm run release -- --dry-run [--out FOLDER]: makes all that a release is made of, with its checksums and its notes, in
// FOLDER (release/). Without --dry-run, as .github/workflows/release.yml runs it, it publishes that, too.
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { buildNpm, buildVsix, npm, vsce, writeCommand } from '#scripts/package';
import { fail, run } from '#scripts/processes';
import manifest from '../package.json' with { type: 'json' };

const ROOT = path.resolve(import.meta.dirname, '..');
const IMAGE = 'ghcr.io/portolan/portolan';

interface Section {
  /** A version, or Unreleased. */
  readonly name: string;
  readonly text: string;
}

/** The newest section of a changelog in the form of Keep a Changelog that says anything. */
export function newestSection(changelog: string): Section | undefined {
  return changelog
    .split(/^## /m)
    .slice(1)
    .map(part => {
      const [head = '', ...lines] = part.split('\n');
      return { name: /^\[([^\]]+)\]/.exec(head)?.[1] ?? head.trim(), text: lines.join('\n').trim() };
    })
    .find(({ text }) => text !== '');
}

/**
 * What a release of a version says of itself. Throws an Error where the changelog's newest section is not that version's;
 * a rehearsal takes what is not released yet.
 */
export function releaseNotes(changelog: string, version: string, isDryRun: boolean): string {
  const section = newestSection(changelog);
  if (section?.name === version || (isDryRun && section?.name === 'Unreleased')) return `${section.text}\n`;
  throw new Error(
    `CHANGELOG.md has no newest section [${version}]${section ? `, but [${section.name}]` : ''}: write one, or set the version in package.json`,
  );
}

/** Each file of a folder with its SHA-256, as `sha256sum --check` reads it. */
export function checksums(folder: string): string {
  return readdirSync(folder)
    .sort()
    .map(name => {
      const bytes = readFileSync(path.join(folder, name));
      return `${createHash('sha256').update(bytes).digest('hex')}  ${name}\n`;
    })
    .join('');
}

/** Makes the artefacts in a folder, which is emptied before. */
async function make(folder: string, notes: string): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  // The same build as that of the VSIX, for production.
  await buildVsix(folder, 'inherit');
  await buildNpm(folder);
  writeCommand(folder);
  writeFileSync(path.join(folder, 'SHA256SUMS'), checksums(folder));
  // What the release says, which is not part of it.
  writeFileSync(`${folder}-notes.md`, notes);
}

/** Puts the artefacts where people get them. Each of these tools takes its token from the environment. */
async function publish(folder: string, version: string): Promise<void> {
  const at = (name: string) => path.join(folder, name);
  const vsix = at(`portolan-${version}.vsix`);
  await npm(['publish', at(`portolan-${version}.tgz`), '--provenance', '--access', 'public'], ROOT);
  await vsce(['publish', '--packagePath', vsix], 'inherit');
  await npm(['exec', '--yes', '--package', 'ovsx@1', '--', 'ovsx', 'publish', vsix], ROOT);
  const tags = [version, 'latest'].flatMap(tag => ['--tag', `${IMAGE}:${tag}`]);
  const dockerfile = path.join(ROOT, 'packaging', 'docker', 'Dockerfile');
  const platforms = ['--platform', 'linux/amd64,linux/arm64'];
  await run('docker', ['buildx', 'build', '--push', ...platforms, ...tags, '--file', dockerfile, folder]);
  const files = readdirSync(folder).map(at);
  await run('gh', [
    'release',
    'create',
    `v${version}`,
    '--verify-tag',
    '--notes-file',
    `${folder}-notes.md`,
    ...files,
  ]);
}

/** What publishing needs of its surroundings, told before anything is made. */
function refuseUnprepared(version: string): void {
  const tag = process.env.GITHUB_REF_NAME;
  if (tag !== `v${version}`)
    throw new Error(`a release is made of the tag v${version}, not of ${tag ?? 'a checkout'}: use --dry-run`);
  const missing = ['VSCE_PAT', 'OVSX_PAT', 'GH_TOKEN'].filter(name => !process.env[name]);
  if (missing.length > 0) throw new Error(`${missing.join(', ')} not set`);
}

async function release(): Promise<void> {
  const { values } = parseArgs({ options: { 'dry-run': { type: 'boolean' }, out: { type: 'string' } } });
  const isDryRun = values['dry-run'] === true;
  const { version } = manifest;
  const notes = releaseNotes(readFileSync(path.join(ROOT, 'CHANGELOG.md'), 'utf8'), version, isDryRun);
  if (!isDryRun) refuseUnprepared(version);
  const folder = path.resolve(values.out ?? path.join(ROOT, 'release'));
  await make(folder, notes);
  process.stdout.write(readFileSync(path.join(folder, 'SHA256SUMS'), 'utf8'));
  if (!isDryRun) await publish(folder, version);
}

if (import.meta.main) await release().catch(fail);
