import { describe, expect, test } from 'vitest';
import { findingsIn } from '../../server/src/rules/judge';
import { DEFAULT_SETTINGS } from '../../server/src/rules/settings';
import { readCaddy } from '../../server/src/systems/caddy/reading';
import { listenersOf, sitesOf } from '../../server/src/systems/caddy/sites';
import { ROOT, workspaceOf } from '../unit/support/memory';
import recording from './caddy/caddyfiles.json' with { type: 'json' };

interface Case {
  readonly name: string;
  readonly files: Readonly<Record<string, string | undefined>>;
  readonly adapted?: { readonly listen: readonly (readonly string[])[]; readonly dials: readonly string[] };
  readonly refused?: string;
  readonly failed?: string;
}

/** What Caddy refuses of ports; all else that it refuses (a word, a scheme of an upstream, a brace) is not Portolan's to say. */
const OF_PORTS =
  /^ambiguous site definition|determining listener address|configured for HTTPS? and cannot natively|converting port|starting caddy administration endpoint: parsing listener address/;

/** Where Portolan says something else, and why. */
const ON_PURPOSE: Readonly<Record<string, string>> = {
  'a default that is no port': 'the environment may say otherwise',
  'an address, and by a variable': 'the environment may say otherwise',
  'random 122': 'the environment may say otherwise',
  'https and a port alone with a certificate':
    'what tls says decides whether the port alone is https as well',
  'a port alone with a certificate and https':
    'what tls says decides whether the port alone is https as well',
};

const CASES: readonly Case[] = recording.cases;
const reasonOf = ({ refused, failed }: Case) => refused ?? failed;

async function errorsOf({ files }: Case) {
  const texts = Object.entries(files).flatMap(([name, text]) =>
    text === undefined ? [] : [[name, text] as const],
  );
  const { workspace } = await workspaceOf(Object.fromEntries(texts));
  return [...workspace.documents().values()].flatMap(document =>
    findingsIn(workspace, document, DEFAULT_SETTINGS)
      .filter(({ severity }) => severity === 'error')
      .map(({ message, span }) => ({ message, text: document.text.slice(span.start, span.end) })),
  );
}

/** An upstream beyond the last port: Caddy takes it, and each request fails. */
const isOfUpstream = ({ message }: { readonly message: string }) => message.includes('ports end at');

describe(`what ${recording.program} says of ports`, () => {
  test.each(CASES.filter(one => !reasonOf(one)).map(one => [one.name, one] as const))(
    'takes: %s',
    async (_, one) => {
      expect((await errorsOf(one)).filter(error => !isOfUpstream(error))).toEqual([]);
      const files = Object.entries(one.files);
      const readings = files.map(([name, text = '']) => [readCaddy(text), ROOT + name] as const);
      const keys = readings.flatMap(([reading, uri]) => sitesOf(reading, uri).keys.map(listenersOf));
      const listen = new Set(one.adapted?.listen.flat());
      const known = keys.flatMap(listeners => listeners ?? []);
      // Where part of it is the environment's, or is brought in, it is not said.
      expect(known.filter(listener => !listen.has(listener))).toEqual([]);
      if (keys.every(listeners => listeners)) expect(new Set(known)).toEqual(listen);
      const written = readings.flatMap(([{ listens = [] }]) =>
        listens.flatMap(({ port }) => port.range?.from ?? []),
      );
      const ports = new Set([...listen].map(portOf));
      const options = /(?:http_port|https_port|admin) /.test(files[0]?.[1] ?? '');
      if (!options) expect(written.filter(port => !ports.has(port))).toEqual([]);
    },
  );

  test.each(CASES.filter(({ adapted }) => adapted).map(one => [one.name, one] as const))(
    'passes on as: %s',
    (_, one) => {
      const mentions = Object.values(one.files).flatMap((text = '') =>
        readCaddy(text).urls.flatMap(url => url.mentions),
      );
      const said = new Set(
        mentions.map(({ scheme, host, port }) => dialText(host, port ?? DEFAULTS[scheme ?? ''])),
      );
      const dials = (one.adapted?.dials ?? []).filter(dial => !/^unix|[{}]/.test(dial) && /:\d+$/.test(dial));
      const read = dials.map(dial =>
        dial
          .replace(/^tcp[46]?\//, '')
          .replace(/^:/, 'localhost:')
          .toLowerCase(),
      );
      expect(read.filter(dial => !said.has(dial))).toEqual([]);
    },
  );

  const refused = CASES.filter(one => OF_PORTS.test(reasonOf(one) ?? '') && !(one.name in ON_PURPOSE));

  test.each(refused.map(one => [one.name, one] as const))('refuses: %s', async (_, one) => {
    const errors = await errorsOf(one);
    expect(errors).not.toEqual([]);
    const key = /^ambiguous site definition: (.*)$|^server block \d+, key \d+ \((.*)\): /.exec(
      reasonOf(one) ?? '',
    );
    const [, twice, alone] = key ?? [];
    const asked = twice ?? alone;
    const isOfOption = errors.some(({ text }) => /^[\d-]+$/.test(text));
    if (asked !== undefined && !one.files.Caddyfile?.includes('{$') && !isOfOption)
      expect(errors.map(({ text }) => text)).toContain(asked);
  });

  test('most cases say something of ports', () => {
    expect(refused.length).toBeGreaterThan(100);
    expect(CASES.length).toBeGreaterThan(400);
  });
});

const DEFAULTS: Readonly<Record<string, string>> = { http: '80', https: '443', h2c: '80' };

function dialText(host: string, port: string | undefined): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

function portOf(listener: string): number {
  return Number(listener.slice(listener.lastIndexOf(':') + 1));
}
