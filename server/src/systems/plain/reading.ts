import { mappedIn, urlsOfText } from '../../text/plain-text';
import type { Purpose } from '../../text/purpose';
import type { Block } from '../../text/source-text';
import { mayHoldUrls, type UrlMention } from '../../text/urls';
import { inOneBlock, type Reading } from '../reading';

/**
 * Most files of a workspace are text that nobody looks at: their URLs are found again when they are asked for,
 * and may be forgotten in between.
 */
export function readText(text: string, purpose: Purpose): Reading {
  const block: Block = { length: text.length };
  let found: WeakRef<readonly UrlMention[]> | undefined;
  const isMapped = mappedIn(text);
  const none: readonly UrlMention[] | undefined = mayHoldUrls(text) ? undefined : [];
  const mentionsNow = (): readonly UrlMention[] => {
    const kept = none ?? found?.deref();
    if (kept) return kept;
    const urls = urlsOfText(text, purpose);
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
    publishes: port => isMapped(port),
  };
}
