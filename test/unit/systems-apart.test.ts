// What stands behind the systems' interface knows none by name.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

const SOURCES = path.resolve(import.meta.dirname, '..', '..', 'server', 'src');

/** Those that there are, and those that may come. */
const NAMES =
  /compose|dockerfile|dotenv|nginx|dev_?container|kubernetes|\bhelm\b|quadlet|haproxy|traefik|caddy|apache|swarm|gitlab|spring|\bnomad\b|terraform|\benvoy\b/i;

/** The folders behind `systems/`: `text/` and `registry/` stand before it, and cite what they follow. */
const BEHIND = ['chart', 'rules', 'protocol', 'features', 'workspace', 'language-server', 'cli'];

/** Here the rules that only one system has are joined to the others. */
const JOINT = path.join('rules', 'catalogue.ts');

/** What people read may name what they use. */
const TEXTS = /'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`/g;

const systems = readdirSync(path.join(SOURCES, 'systems'), { withFileTypes: true })
  .filter(entry => entry.isDirectory())
  .map(({ name }) => name);

const files = BEHIND.flatMap(folder =>
  readdirSync(path.join(SOURCES, folder), { recursive: true, encoding: 'utf8' }).map(name =>
    path.join(folder, name),
  ),
).filter(
  file =>
    file.endsWith('.ts') &&
    file !== JOINT &&
    !systems.some(system => file.startsWith(path.join('rules', system) + path.sep)),
);

/** The name of a system or of its format by itself is no text for people. */
const IDS = new RegExp(`'(?:${[...systems, 'caddyfile', 'socket', 'helm-values'].join('|')})'`);

test.each(files)('%s names no system', file => {
  const text = readFileSync(path.join(SOURCES, file), 'utf8');
  expect(IDS.exec(text)?.[0]).toBeUndefined();
  const lines = text.replaceAll(TEXTS, '').split('\n');
  expect(lines.filter(line => NAMES.test(line))).toEqual([]);
});
