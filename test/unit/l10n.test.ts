import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { config } from '@vscode/l10n';
import { type Token, tokenizer, tokTypes } from 'acorn';
import { transformSync } from 'esbuild';
import { afterEach, describe, expect, test } from 'vitest';
import { findingsOf, sceneOf } from './support/scene';

type Texts = Readonly<Record<string, string>>;

/** What a source has translated: the first arguments of `t(...)`, `l10n.t(...)` and `vscode.l10n.t(...)`. */
interface Extract {
  readonly messages: readonly string[];
  /** Calls whose message is no plain text, which nothing can collect. */
  readonly others: readonly string[];
}

function extract(typescript: string): Extract {
  const { code } = transformSync(typescript, { loader: 'ts', format: 'esm' });
  const tokens = [...tokenizer(code, { ecmaVersion: 'latest', sourceType: 'module' })];
  const written = (token: Token) => code.slice(token.start, token.end);
  const messages: string[] = [];
  const others: string[] = [];
  for (const [index, token] of tokens.entries()) {
    const [open, message, behind] = tokens.slice(index + 1, index + 4);
    if (written(token) !== 't' || !open || !message || !behind) continue;
    if (open.type === tokTypes.backQuote) others.push('t`');
    if (open.type !== tokTypes.parenL) continue;
    const isWhole = behind.type === tokTypes.comma || behind.type === tokTypes.parenR;
    if (message.type === tokTypes.string && isWhole && 'value' in message)
      messages.push(String(message.value));
    else others.push(`t(${written(message)}`);
  }
  return { messages, others };
}

function sourcesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.ts') && !name.endsWith('.generated.ts'))
    .map(name => path.posix.join(folder, name.replaceAll(path.sep, '/')));
}

const sources = ['server/src', 'client/src'].flatMap(sourcesIn).map(file => ({
  file,
  ...extract(readFileSync(file, 'utf8')),
}));

const messages = new Set(sources.flatMap(source => source.messages));

function translations(folder: string, prefix: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter(name => name.startsWith(prefix) && name.endsWith('.json'))
    .map(name => path.posix.join(folder, name));
}

function textsOf(file: string): Texts {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
}

/** The keys that a table of texts lacks, and those that it has in vain. */
function compare(wanted: Iterable<string>, texts: Texts) {
  const [wantedKeys, keys] = [new Set(wanted), new Set(Object.keys(texts))];
  return {
    missing: [...wantedKeys].filter(key => !keys.has(key)).sort(),
    leftOver: [...keys].filter(key => !wantedKeys.has(key)).sort(),
  };
}

const COMPLETE = { missing: [], leftOver: [] };

function empty(texts: Texts): readonly string[] {
  return Object.keys(texts).filter(key => texts[key]?.trim() === '');
}

function placeholders(text: string): readonly string[] {
  return [...new Set(text.match(/\{\d+\}/g))].sort();
}

describe('what the editor shows can be translated', () => {
  test('the messages are found, and the calls that hide theirs', () => {
    expect(
      extract(`
        t('a {0}', 1);
        const b: string = l10n.t("it's", t('inner'));
        vscode.l10n.t(
          'c',
        );
        at('no'); format('no');
        t(name); t('d' + name); t(\`e\`); t\`f\`;
      `),
    ).toEqual({
      messages: ['a {0}', "it's", 'inner', 'c'],
      others: ['t(name', `t("d"`, 't(`', 't`'],
    });
    expect(messages.size).toBeGreaterThan(100);
  });

  test('every message is a plain text', () => {
    expect(sources.flatMap(({ file, others }) => others.map(call => `${file}: ${call}`))).toEqual([]);
  });
});

describe('the translations', () => {
  const bundles = translations('l10n', 'bundle.l10n.');

  test('there is one into German', () => {
    expect(bundles).toContain('l10n/bundle.l10n.de.json');
  });

  describe.each(bundles)('%s', file => {
    const texts = textsOf(file);

    test('has every message, and no other', () => {
      expect(compare(messages, texts)).toEqual(COMPLETE);
    });

    test('has no empty message', () => {
      expect(empty(texts)).toEqual([]);
    });

    test('has the placeholders of each message', () => {
      const differing = Object.entries(texts).filter(
        ([message, text]) => placeholders(message).join() !== placeholders(text).join(),
      );
      expect(differing).toEqual([]);
    });

    test('is sorted', () => {
      expect(Object.keys(texts)).toEqual(Object.keys(texts).sort());
    });
  });
});

describe('the manifest', () => {
  const manifest = readFileSync('package.json', 'utf8');
  const english = textsOf('package.nls.json');

  test('texts of the walkthrough and the empty view, which the editor shows as they are, have no backticks', () => {
    for (const file of translations('.', 'package.nls'))
      for (const [key, text] of Object.entries(textsOf(file)))
        if (/^(?:view|walkthrough|command)\./.test(key)) expect(text, `${file}: ${key}`).not.toContain('`');
  });

  test('package.nls.json has what package.json refers to, and nothing else', () => {
    const keys = [...manifest.matchAll(/"%([^%"]+)%"/g)].flatMap(([, key]) => key ?? []);
    expect(compare(keys, english)).toEqual(COMPLETE);
    expect(empty(english)).toEqual([]);
  });

  test.each(translations('.', 'package.nls.').filter(file => file !== 'package.nls.json'))('%s', file => {
    const texts = textsOf(file);
    expect(compare(Object.keys(english), texts)).toEqual(COMPLETE);
    expect(empty(texts)).toEqual([]);
  });
});

describe('a bundle', () => {
  afterEach(() => config({ contents: {} }));

  test('gives the findings and their fixes its words', async () => {
    config({ contents: readFileSync('l10n/bundle.l10n.de.json', 'utf8') });
    const scene = await sceneOf({
      'compose.yaml': `services:
  web:
    image: x
    ports: ["80:80"]
`,
    });
    expect(findingsOf(scene, 'privileged-port', 'compose.yaml')).toEqual([
      expect.objectContaining({
        message: 'Host-Port 80 liegt unter 1024: Ihn zu veröffentlichen braucht root und misslingt ohne.',
        fixes: [expect.objectContaining({ title: 'Host-Port 80 von „web“ auf 8080 verschieben' })],
      }),
    ]);
  });
});
