import { countBefore } from '../ports/bisect';
import { isPlainPurpose, type Purpose } from './purpose';
import type { Span } from './spans';
import { findUrls, isLoopbackHost, type UrlMention } from './urls';

/** The URLs and `host:port` of a text without a format of its own that are references. */
export function urlsOfText(text: string, purpose: Purpose): readonly UrlMention[] {
  const isInPod = MANIFEST.every(key => key.test(text)) && !FENCE.test(text);
  return findUrls(text).filter(
    mention => isReference(mention, text, purpose) && !(isInPod && isLoopbackHost(mention.host)),
  );
}

/** The top-level keys of a Kubernetes object, or of a template of one: there `localhost` is the pod. */
const MANIFEST = [/^apiVersion:/m, /^kind:/m];

/** A page that shows a manifest is none. */
const FENCE = /^[ \t]{0,16}(?:```|~~~)/m;

/** Tells whether a text, or a part of it, maps a host port. The text is read once for each port: each of its URLs asks. */
export function mappedIn(text: string): (port: number, part?: Span) => boolean {
  const known = new Map<number, readonly number[]>();
  return (port, { start, end } = { start: 0, end: text.length }) => {
    const places = known.get(port) ?? mappingsOf(text, port);
    known.set(port, places);
    const next = places[countBefore(places, place => place < start)];
    return next !== undefined && next < end;
  };
}

/** Where, in order, items of lists and options map a host port: `[ip:]port:target`. */
function mappingsOf(text: string, port: number): readonly number[] {
  const written = `${port}:`;
  const places: number[] = [];
  for (let at = text.indexOf(written); at >= 0; at = text.indexOf(written, at + 1)) {
    const before = text.slice(Math.max(0, at - MAX_BEFORE_MAPPING), at);
    if (BEFORE_MAPPING.test(before) && /^\d{1,5}:\d/.test(text.slice(at, at + 8))) places.push(at);
  }
  return places;
}

const MAX_BEFORE_MAPPING = 40;

const BEFORE_MAPPING = /(?:^|[\s,[])(?:-[ \t]*|-p[ =]?|--publish[ =])["']?(?:[\d.]{7,15}:)?$/;

/**
 * Whether a mention in a file without a format of its own is a reference. In code and in other people's files a URL
 * without a port says nothing of one, and `name: 80` is a key with its value.
 */
function isReference({ scheme, port, span }: UrlMention, text: string, purpose: Purpose): boolean {
  if (isPlainPurpose(purpose)) return true;
  if (port === undefined) return false;
  return scheme !== undefined || !/[{,]\s*$/.test(text.slice(Math.max(0, span.start - 16), span.start));
}
