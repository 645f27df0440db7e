import { mapsPort } from '../text/maps-port';
import { isPlainPurpose, type Purpose } from '../text/purpose';
import type { Block } from '../text/source-text';
import { findUrls, isLoopbackHost, mayHoldUrls, type UrlMention } from '../text/urls';
import { inOneBlock, type Reading } from './reading';

/**
 * Most files of a workspace are text that nobody looks at: their URLs are found again when they are asked for,
 * and may be forgotten in between.
 */
export function readText(text: string, purpose: Purpose): Reading {
  const block: Block = { length: text.length };
  let found: WeakRef<readonly UrlMention[]> | undefined;
  const mapped = new Map<number, boolean>();
  const none: readonly UrlMention[] | undefined = mayHoldUrls(text) ? undefined : [];
  const mentionsNow = (): readonly UrlMention[] => {
    const kept = none ?? found?.deref();
    if (kept) return kept;
    const isInPod = MANIFEST.every(key => key.test(text));
    const urls = findUrls(text).filter(
      mention => isReference(mention, text, purpose) && !(isInPod && isLoopbackHost(mention.host)),
    );
    found = new WeakRef(urls);
    return urls;
  };
  return {
    format: 'text',
    isPlain: true,
    ...inOneBlock(block),
    troubles: [],
    get weight() {
      return mentionsNow().length;
    },
    get urls() {
      return [{ block, mentions: mentionsNow() }];
    },
    publishes(port) {
      // Asked for each URL of a port.
      const known = mapped.get(port) ?? mapsPort(text, port);
      mapped.set(port, known);
      return known;
    },
  };
}

/** The top-level keys of a Kubernetes object, or of a template of one: there `localhost` is the pod. */
const MANIFEST = [/^apiVersion:/m, /^kind:/m];

/**
 * Whether a mention in a file without a format of its own is a reference. In code and in other people's files a URL
 * without a port says nothing of one, and `name: 80` is a key with its value.
 */
function isReference({ scheme, port, span }: UrlMention, text: string, purpose: Purpose): boolean {
  if (isPlainPurpose(purpose)) return true;
  if (port === undefined) return false;
  return scheme !== undefined || !/[{,]\s*$/.test(text.slice(Math.max(0, span.start - 16), span.start));
}
