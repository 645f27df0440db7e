import { MAX_PORT } from '../../ports/port';
import type { Block, SourceText } from '../../text/source-text';
import { literal } from '../../text/source-text';
import { type Placeholder, withPlaceholders } from '../../text/template';
import type { Token } from './tokens';

/** The parts of an address; `portAt` is where its port starts in it. */
export interface Address {
  /** In lower case; empty where none is. */
  readonly scheme: string;
  readonly host: string;
  /** Empty where none is. */
  readonly port: string;
  readonly portAt: number;
}

/** The address of a site (Caddy `httpcaddyfile.ParseAddress`). */
export function readSiteAddress(text: string): Address {
  const scheme = text.indexOf('://');
  const from = scheme < 0 ? 0 : scheme + '://'.length;
  const slash = text.indexOf('/', from);
  const authority = text.slice(from, slash < 0 ? text.length : slash);
  const split = splitHostPort(authority) ?? splitHostPort(`${authority}:`);
  const { host, port } = split ?? { host: authority, port: '' };
  const portAt = from + authority.length - port.length;
  return { scheme: scheme < 0 ? '' : text.slice(0, scheme).toLowerCase(), host, port, portAt };
}

/** Go's `net.SplitHostPort`; undefined where it refuses. */
export function splitHostPort(text: string): { readonly host: string; readonly port: string } | undefined {
  const colon = text.lastIndexOf(':');
  if (colon < 0) return undefined;
  const port = text.slice(colon + 1);
  if (!text.startsWith('[')) {
    const host = text.slice(0, colon);
    return /[:[\]]/.test(host) || /[[\]]/.test(port) ? undefined : { host, port };
  }
  const close = text.indexOf(']');
  if (close + 1 !== colon || text.lastIndexOf('[') > 0 || port.includes(']')) return undefined;
  return { host: text.slice(1, close), port };
}

/** Whether Caddy takes a text for a port: digits alone, and no more than there are ports; 0 lets the system choose. */
export function isPort(text: string): boolean {
  return /^\d{1,32}$/.test(text) && Number(text) <= MAX_PORT;
}

/** A word as Caddy takes it: its variables, `{$NAME:default}`, are replaced before anything else is read. */
export function readWord(token: Token, block: Block): SourceText {
  const text = literal(block, token.value, token.span.start);
  return withPlaceholders(text, placeholdersIn(token.value));
}

/** Whether the environment says what stands in a word. */
export function hasVariable({ value }: Token): boolean {
  return value.includes('{$');
}

function placeholdersIn(value: string): readonly Placeholder[] {
  const found: Placeholder[] = [];
  for (let start = value.indexOf('{$'); start >= 0; ) {
    const close = value.indexOf('}', start);
    if (close < 0) break;
    const inner = value.slice(start + 2, close);
    const colon = inner.indexOf(':');
    const name = colon < 0 ? inner : inner.slice(0, colon);
    const fallback = colon < 0 ? undefined : { start: start + 2 + colon + 1, end: close };
    // The port of `{$UPSTREAM:api:3000}` has its place in the default.
    const isText = fallback !== undefined && !/^\d+$/.test(inner.slice(colon + 1));
    if (name !== '') found.push({ name, start, end: close + 1, ...(fallback && { fallback }), isText });
    start = value.indexOf('{$', close + 1);
  }
  return found;
}
