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

/** Tells whether a text, or a part of it, maps a host port; that of the whole is kept, for each URL of a port asks for it. */
export function mappedIn(text: string): (port: number, part?: Span) => boolean {
  const known = new Map<number, boolean>();
  return (port, part) => {
    if (part) return mapsPort(text, port, part);
    const isMapped = known.get(port) ?? mapsPort(text, port);
    known.set(port, isMapped);
    return isMapped;
  };
}

/** Whether there is an item of a list, or an option, that reads `[ip:]port:target`. */
function mapsPort(text: string, port: number, part: Span = { start: 0, end: text.length }): boolean {
  const written = `${port}:`;
  for (
    let at = text.indexOf(written, part.start);
    at >= 0 && at < part.end;
    at = text.indexOf(written, at + 1)
  ) {
    const before = text.slice(Math.max(part.start, at - MAX_BEFORE_MAPPING), at);
    if (BEFORE_MAPPING.test(before) && /^\d{1,5}:\d/.test(text.slice(at, at + 8))) return true;
  }
  return false;
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
